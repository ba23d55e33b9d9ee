//! Any text is an expression or is refused at a place within it; what passes the check evaluates, within bounds, to the type it promised.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{MODULES, for_all};
use crate::fuzzing::{Expressions, Plans};

const TOKENS: &[&str] = &[
    "plan",
    "content",
    "texts",
    ".",
    "contents",
    "channels",
    "text",
    "numbers",
    "tone",
    "starts_on",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "?",
    ":",
    "&&",
    "||",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    ">=",
    " in ",
    "x",
    ".all(x, ",
    ".map(x, ",
    ".filter(x, ",
    ".transformMap(i, x, ",
    "has(",
    "size(",
    "fact(",
    "list(",
    "matches(",
    ".format([",
    "\"access\"",
    "'a'",
    "b'\\x00'",
    "r\"\\d\"",
    "\"\"\"",
    "1",
    "2u",
    "0.5",
    "9223372036854775808",
    "0x",
    "true",
    "null",
    "`",
    "// ",
    "\n",
    "é",
    "native.superlatives(",
];

/// Expressions without parts.
const LEAVES: &[&str] = &[
    "true",
    "false",
    "null",
    "0",
    "1",
    "-1",
    "2u",
    "0.5",
    "9223372036854775807",
    "-9223372036854775808",
    "'a'",
    "'2026-12-24'",
    "b'a'",
    "[]",
    "{}",
    "plan",
    "plan.tone",
    "plan.starts_on",
    "plan.listening_weeks",
    "plan.meets_in_person",
    "plan.channels",
    "plan.contents",
    "plan.audience.languages",
    "content.text",
    "content.numbers",
    "content.topics",
    "texts",
    "fact('access', 'talkabout')",
    "list('boasts')",
    "int",
    "timestamp('2026-11-23T00:00:00Z')",
    "duration('1h')",
];

const BINARY: &[&str] =
    &["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in", "? true :", "? 'a' :"];

/// Functions and macros of one and two parts.
const ONE: &[&str] = &[
    "!({})",
    "-({})",
    "size({})",
    "({}).size()",
    "int({})",
    "uint({})",
    "double({})",
    "string({})",
    "bytes({})",
    "bool({})",
    "type({})",
    "dyn({})",
    "timestamp({})",
    "duration({})",
    "({})[0]",
    "({}).text",
    "[{}]",
    "{'a': {}}",
    "({}).lowerAscii()",
    "({}).trim()",
    "({}).reverse()",
    "strings.quote({})",
    "({}).join()",
    "({}).getDayOfWeek()",
    "({}).getHours('+08:00')",
    "'%s %d %.2f'.format([{}])",
    "fact('access', {})",
    "substitutes({})",
    "list({})",
];
const TWO: &[&str] = &[
    "({}).all(x, {})",
    "({}).exists(x, x == {})",
    "({}).exists_one(x, {})",
    "({}).map(x, {})",
    "({}).map(x, [x, {}])",
    "({}).filter(x, x in {})",
    "({}).all(i, x, {})",
    "({}).transformMap(i, x, {})",
    "({})[{}]",
    "[{}, {}]",
    "{'a': {}, 'b': {}}",
    "({}).contains({})",
    "({}).matches({})",
    "({}).split({})",
    "({}).indexOf({})",
    "({}).charAt({})",
    "({}).replace({}, 'b')",
    "({}).substring({})",
    "({}).join({})",
    "({}).format({})",
    "labelled({}, {})",
    "found_terms({}, {})",
    "native.superlatives({}, {})",
];

#[test]
fn any_text_is_an_expression_or_is_refused_at_a_place_in_it() {
    let tokens = vec(select(TOKENS), 0..20).prop_map(|tokens| tokens.concat());
    let texts = prop_oneof![1 => any::<String>(), 1 => "\\PC{0,60}", 6 => tokens];
    with_expressions(|expressions, plans| {
        let plan = [plans.plan(&[3; 400])];
        for_all(3000, &texts, |text| drop(expressions.run(&text, &plan)));
    });
}

#[test]
fn what_passes_the_check_evaluates_to_the_type_it_promised_and_always_to_the_same() {
    let bytes = vec(prop_oneof![2 => Just(0), 3 => any::<u8>()], 0..300);
    with_expressions(|expressions, plans| {
        for_all(500, &(expression(), bytes.clone()), |(text, bytes)| {
            let plan = [plans.plan(&bytes)];
            let first = expressions.run(&text, &plan);
            assert_eq!(first, expressions.run(&text, &plan), "the same expression, the same value");
        });
    });
}

fn with_expressions(run: impl Fn(&Expressions<'_>, &Plans)) {
    let template = MODULES.iter().find(|module| module.name == "template").expect("there is a template");
    let rulebook = template.load();
    let inquiry = rulebook.inquiry(None, None, "en", 1_800_000_000);
    run(&Expressions::new(&rulebook, inquiry), &Plans::new(&rulebook, 6));
}

/// Expressions by the grammar; many of them pass the check.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![4 => select(LEAVES), 1 => Just("x")].prop_map(str::to_owned);
    leaf.prop_recursive(5, 24, 2, |inner| {
        let filled = |(form, parts): (&str, Vec<String>)| {
            parts.iter().fold(form.to_owned(), |form, part| form.replacen("{}", part, 1))
        };
        let binary = (inner.clone(), select(BINARY), inner.clone())
            .prop_map(|(left, operator, right)| format!("({left}) {operator} ({right})"));
        let one = (select(ONE), vec(inner.clone(), 1)).prop_map(filled);
        let two = (select(TWO), vec(inner, 2)).prop_map(filled);
        prop_oneof![binary, one, two]
    })
}
