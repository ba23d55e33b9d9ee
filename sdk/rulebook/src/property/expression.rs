//! Any text is an expression or is refused at a place within it; what passes the check evaluates, within bounds, to the type it promised.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

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

/// What expressions of a type are made of: without parts, and with parts of the types in `<…>` (`a` is any).
struct Forms {
    ty: char,
    leaves: &'static [&'static str],
    forms: &'static [&'static str],
}

const FORMS: [Forms; 5] = [
    Forms {
        ty: 'b',
        leaves: &[
            "true",
            "false",
            "plan.meets_in_person",
            "content.shows_map",
            "has(plan.tone)",
            "bool('t')",
        ],
        forms: &[
            "!<b>",
            "(<b> && <b>)",
            "(<b> || <b>)",
            "(<b> ? <b> : <b>)",
            "<i> == <i>",
            "<i> < <i>",
            "<t> != <t>",
            "<t> <= <t>",
            "<l> == <l>",
            "<t> in <l>",
            "<i> in content.numbers",
            "<t>.contains(<t>)",
            "<t>.startsWith(<t>)",
            "<t>.matches('a|b')",
            "<t>.matches(<t>)",
            "<l>.all(x, x != <t>)",
            "<l>.exists(x, <b>)",
            "<l>.exists_one(i, x, i > <i> && x == <t>)",
            "labelled(<t>, <l>)",
            "plan.starts_on >= '2027-02-01'",
            "timestamp(<t>) < timestamp(<i>)",
            "duration(<t>) > duration('1h')",
            "fact('access', <t>) == 'open'",
            "type(<a>) == type(<a>)",
            "dyn(<a>) == dyn(<a>)",
            "plan.contents.all(x, x.text == <t>)",
            "plan.contents.exists(x, x.id == content.id && <b>)",
            "content.kind == 'post'",
            "content.shows_map != true",
            "'festival' in content.topics",
            "content.language in ['zh', 'zh-Hans']",
            "content.numbers.exists(x, x % <i> == 4)",
            "size(<l>.filter(x, <b>)) > 0",
            "size(found_terms(content.text, list('boasts'))) == 0",
            "language_matches(content.language, <l>)",
            "has(content.mobile_ready)",
            "plan.channels.exists(x, x.platform in <l>)",
        ],
    },
    Forms {
        ty: 'i',
        leaves: &["0", "1", "-1", "9223372036854775807", "-9223372036854775808", "plan.listening_weeks"],
        forms: &[
            "(<i> + <i>)",
            "(<i> - <i>)",
            "(<i> * <i>)",
            "(<i> / <i>)",
            "(<i> % <i>)",
            "-(<i>)",
            "size(<t>)",
            "size(<l>)",
            "(<b> ? <i> : <i>)",
            "int(<t>)",
            "int(double(<i>) * 1.5)",
            "int(uint(<i>))",
            "content.numbers[<i>]",
            "<t>.indexOf(<t>)",
            "<t>.lastIndexOf(<t>, <i>)",
            "timestamp(<i>).getFullYear()",
            "timestamp(<i>).getHours(<t>)",
            "[<i>, <i>][<i>]",
            "{'a': <i>, <t>: <i>}[<t>]",
            "size(plan.contents)",
        ],
    },
    Forms {
        ty: 't',
        leaves: &[
            "''",
            "'a'",
            "'日本'",
            "'+08:00'",
            "'2026-12-24'",
            "content.text",
            "plan.name",
            "content.id",
        ],
        forms: &[
            "(<t> + <t>)",
            "(<b> ? <t> : <t>)",
            "string(<i>)",
            "string(<b>)",
            "string(bytes(<t>))",
            "<l>[<i>]",
            "<t>.replace(<t>, <t>)",
            "<t>.replace(<t>, <t>, <i>)",
            "<t>.substring(<i>)",
            "<t>.substring(<i>, <i>)",
            "<t>.charAt(<i>)",
            "<t>.lowerAscii()",
            "<t>.trim()",
            "<t>.reverse()",
            "<l>.join(<t>)",
            "strings.quote(<t>)",
            "'%s %d'.format([<a>, <i>])",
            "<t>.format([<a>])",
            "string(timestamp(<i>))",
        ],
    },
    Forms {
        ty: 'l',
        leaves: &["['a', 'b']", "texts", "content.topics", "plan.audience.languages", "list('boasts')"],
        forms: &[
            "[<t>, <t>]",
            "(<l> + <l>)",
            "<t>.split(<t>)",
            "<t>.split(<t>, <i>)",
            "<l>.map(x, x + <t>)",
            "<l>.filter(x, x < <t>)",
            "plan.contents.map(x, x.text)",
            "plan.channels.map(x, <b>, x.platform)",
            "<l>.transformList(i, x, i < <i>, x)",
            "(<b> ? <l> : <l>)",
            "found_terms(<t>, <l>)",
            "substitutes(<t>)",
            "substitutes(<t>, <t>)",
        ],
    },
    Forms {
        ty: 'a',
        leaves: &["null", "0.5", "2u", "b'a'", "plan", "content", "plan.tone", "int", "[]", "{}", "x"],
        forms: &[
            "<b>",
            "<i>",
            "<t>",
            "<l>",
            "[<a>, <a>]",
            "{<t>: <a>}",
            "<l>.transformMap(i, x, <a>)",
            "dyn(<a>)[<a>]",
            "dyn(<a>).text",
            "(<a> + <a>)",
            "<a> == <a>",
            "native.superlatives(<t>, <l>)",
            "size(<a>)",
        ],
    },
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
    let passed = Cell::new(0);
    with_expressions(|expressions, plans| {
        for_all(400, &(expression(), bytes.clone()), |(text, bytes)| {
            // A byte over and over is a plan of which much is known.
            let all = [bytes, vec![2; 400], vec![3; 400], vec![4; 400]].map(|bytes| plans.plan(&bytes));
            let first = expressions.run(&text, &all);
            assert_eq!(first, expressions.run(&text, &all), "the same expression, the same value");
            passed.set(passed.get() + u32::from(first.is_ok()));
        });
    });
    assert!(passed.get() > 200, "only {} expressions pass the check; has the grammar changed?", passed.get());
}

fn with_expressions(run: impl Fn(&Expressions<'_>, &Plans)) {
    let template = MODULES.iter().find(|module| module.name == "template").expect("there is a template");
    let rulebook = template.load();
    let inquiry = rulebook.inquiry(None, None, "en", 1_800_000_000);
    run(&Expressions::new(&rulebook, inquiry), &Plans::new(&rulebook, 6));
}

/// Expressions by the grammar and the types; most of them pass the check.
fn expression() -> BoxedStrategy<String> {
    let mut below: Vec<(char, BoxedStrategy<String>)> = Vec::new();
    for _ in 0..4 {
        below = FORMS.iter().map(|forms| (forms.ty, one_of(forms, &below))).collect();
    }
    Union::new(below.into_iter().map(|(_, strategy)| strategy)).boxed()
}

/// An expression of the type, its parts from `below`; one without parts where there is nothing below.
fn one_of(forms: &Forms, below: &[(char, BoxedStrategy<String>)]) -> BoxedStrategy<String> {
    let leaf = select(forms.leaves).prop_map(str::to_owned).boxed();
    if below.is_empty() {
        return leaf;
    }
    Union::new(std::iter::once(leaf).chain(forms.forms.iter().map(|form| filled(form, below)))).boxed()
}

fn filled(form: &'static str, below: &[(char, BoxedStrategy<String>)]) -> BoxedStrategy<String> {
    let part = |hole: &str| below.iter().find(|(ty, _)| hole.starts_with(*ty) && hole[1..].starts_with('>'));
    let (parts, pieces): (Vec<_>, Vec<&str>) = form
        .split('<')
        .skip(1)
        .filter_map(|hole| part(hole).map(|(_, strategy)| (strategy.clone(), &hole[..2])))
        .unzip();
    parts
        .prop_map(move |parts| {
            parts.iter().zip(&pieces).fold(form.to_owned(), |form, (part, hole)| {
                form.replacen(&format!("<{hole}"), &format!("({part})"), 1)
            })
        })
        .boxed()
}
