//! Expressions: what they come to, three-valued, and what the check says of wrong ones.

use std::sync::{Arc, LazyLock};

use super::{Expression, Found, Missing, Names, Scope, Stop, Ty, World};
use crate::date::Date;
use crate::diagnostic::Faults;
use crate::fact::FactType;
use crate::plan::{Plan, RecordBuilder};
use crate::schema::{CHANNEL, PLAN};
use crate::terms::Terms;
use crate::value::{Record, Value};
use crate::yaml::{Content, Node, Place, SourceFile, Text};

/// A world with one fact, one list and one native function that fails.
pub(super) struct Atlantis;

impl World for Atlantis {
    fn fact(&self, key: &str) -> Result<Found<'_>, Stop> {
        match key {
            "access/facebook" => Ok(Found::Owned(Value::text("blocked"))),
            _ => Err(unknown(key)),
        }
    }

    fn list(&self, _: &str) -> Result<Found<'_>, Stop> {
        Ok(Found::Owned(Value::list(vec![Value::text("best"), Value::text("First")])))
    }

    fn terms(&self, _: &str) -> Result<&Terms, Stop> {
        static TERMS: LazyLock<Terms> =
            LazyLock::new(|| Terms::new(&[Value::text("best"), Value::text("First")]).expect("few terms"));
        Ok(&TERMS)
    }

    fn substitutes(&self, _: &str, purpose: Option<&str>) -> Result<Value, Stop> {
        Ok(Value::list(vec![Value::text(purpose.unwrap_or("any"))]))
    }

    fn windows(&self, from: Date, until: Date, names: &[&str]) -> Result<Value, Stop> {
        if names.contains(&"sales_season") {
            return Err(unknown("calendar/sales_season/2027"));
        }
        Ok(Value::list(vec![Value::text(&format!("{from}..{until}"))]))
    }

    fn native(&self, name: &str, _: &[Value]) -> Result<Value, Stop> {
        Err(Stop::Error(format!("{name} fails").into()))
    }
}

fn unknown(path: &str) -> Stop {
    Stop::Unknown(Missing::Fact(path.into()).into())
}

/// A plan with a sector and one channel on facebook; nothing else is known.
fn plan() -> Value {
    let mut violations = Vec::new();
    let channel = RecordBuilder::new(&CHANNEL, "channels[0]", &mut violations)
        .text("id", Some("c1".to_owned()))
        .text("platform", Some("facebook".to_owned()))
        .build();
    let root = RecordBuilder::new(&PLAN, "", &mut violations)
        .text("sector", Some("legal".to_owned()))
        .text("starts_on", Some("2026-12-24".to_owned()))
        .records("channels", vec![channel])
        .build();
    assert_eq!(violations, []);
    Value::Record(Arc::clone(&Plan::new(root).root))
}

/// Where a text of its own begins.
pub(super) fn place(text: &str) -> Place {
    let file = SourceFile { name: "test".to_owned(), text: text.to_owned(), layer: String::new() };
    Place { file: Arc::new(file), line: 1, column: 1 }
}

fn compile(text: &str) -> Result<Expression, String> {
    let plan = ("plan".to_owned(), Ty::Record(&PLAN));
    compile_with(vec![plan, ("channel".to_owned(), Ty::Record(&CHANNEL))], text)
}

/// Named values, by name.
pub(super) const LETS: [(&str, &str); 5] = [
    ("state", "fact(\"access\", channel.platform)"),
    ("late", "plan.listening_weeks < 2"),
    ("strict", "true"),
    (
        "dear",
        "late ? plan.channels.all(a, plan.channels.all(b, plan.channels.all(c, a.id != b.platform))) : false",
    ),
    (
        "far",
        "fact(\"access\", plan.channels.filter(a, plan.channels.all(b, plan.channels.all(c, a.id != b.platform)))[0].platform)",
    ),
];

/// Does something with names that hold a plan, a channel, a few named values and a few facts.
pub(super) fn names_and<T>(act: impl FnOnce(&Names<'_>) -> T) -> T {
    let variables = [("plan", &PLAN), ("channel", &CHANNEL)];
    let variables = variables.map(|(name, kind)| (name.to_owned(), Ty::Record(kind))).to_vec();
    with_names(variables, |names| {
        let mut names = names.clone();
        for (name, text) in LETS {
            let mut faults = Faults::default();
            let expression = Expression::compile_text(text, &place(text), &names, &mut faults);
            names.add_let(name, &expression.expect("it compiles"));
        }
        act(&names)
    })
}

fn with_names<T>(variables: Vec<(String, Ty)>, act: impl FnOnce(&Names<'_>) -> T) -> T {
    let facts = [
        ("access/facebook".to_owned(), FactType::AccessState),
        ("access/orkut".to_owned(), FactType::AccessState),
        ("scale/population".to_owned(), FactType::Count),
    ];
    let (lists, windows) = (["terms".to_owned()], ["at-new-year".to_owned()]);
    let natives = Some(&["fails"][..]);
    act(&Names { variables, facts: &facts, lists: &lists, windows: &windows, natives, lets: Vec::new() })
}

fn compile_with(variables: Vec<(String, Ty)>, text: &str) -> Result<Expression, String> {
    let mut faults = Faults::default();
    let content = Content::Scalar { text: Text::Made(text.into()), quoted: false };
    let node = Node { place: place(text), content };
    let expression = with_names(variables, |names| Expression::compile(&node, names, &mut faults));
    let faults = faults.into_result(|| ()).err().unwrap_or_default();
    expression.ok_or_else(|| faults.iter().map(ToString::to_string).collect())
}

fn evaluate(text: &str) -> Result<Value, Stop> {
    let plan = plan();
    let Value::Record(root) = &plan else { unreachable!("a plan is a record") };
    let channel = root.field("channels").and_then(Value::as_list).expect("the plan has a channel")[0].clone();
    let expression = compile(text).unwrap_or_else(|faults| panic!("`{text}` must compile:\n{faults}"));
    let variables = [&plan, &channel];
    expression.evaluate(&Scope::new(&variables, &[], &Atlantis)).map(Found::into_owned)
}

#[test]
fn what_is_known_has_a_value() {
    for (text, expected) in [
        ("1 + 2 * 3 == 7", "true"),
        ("(1 + 2) * 3", "9"),
        ("7 / 2 + 7 % 2", "4"),
        ("-3 < 2 && 2.5 >= 2", "true"),
        ("1 == 1.0", "true"),
        ("\"a\" + 'b'", "ab"),
        ("true ? 1 : 2", "1"),
        ("[1, 2] + [3]", "1, 2, 3"),
        ("{\"a\": 1}[\"a\"]", "1"),
        ("2 in [1, 2]", "true"),
        ("size(\"最佳\")", "2"),
        ("language_matches(\"zh-Hans-CN\", [\"en\", \"ZH-hans\"])", "true"),
        ("language_matches(\"zh\", [\"zh-Hans\"])", "false"),
        ("language_matches(\"kok\", [\"ko\"])", "false"),
        ("\"Hello\".contains(\"ell\") && \"Hello\".startsWith(\"He\") && \"Hello\".endsWith(\"o\")", "true"),
        ("\"No. 19\".matches(\"No\\\\. [0-9]+\")", "true"),
        ("[1, 2, 3].all(x, x > 0) && [1, 2].exists(x, x == 2) && [1, 2].exists_one(x, x > 1)", "true"),
        ("[1, 2, 3].filter(x, x > 1).map(x, x * 2)", "4, 6"),
        ("plan.sector == \"legal\"", "true"),
        ("plan.starts_on >= \"2026-12-01\" && plan.starts_on < \"2027-01-01\"", "true"),
        ("has(plan.sector) && !has(plan.tone)", "true"),
        ("plan.channels[0].platform", "facebook"),
        ("fact(\"access\", channel.platform) in [\"blocked\", \"shut_down\"]", "true"),
        ("fact(\"access/facebook\")", "blocked"),
        ("found_terms(\"The BEST and first\", list(\"terms\"))", "best, First"),
        ("labelled(\"#first\", list(\"terms\")) && labelled(\"【best】\", list(\"terms\"))", "true"),
        ("labelled(\"second\", list(\"terms\")) || labelled(\"\", list(\"terms\"))", "false"),
        ("sum([1, 2.5]) + sum([]) + sum(plan.channels.map(c, 3))", "6.5"),
        ("plus_days(plan.starts_on, 8)", "2027-01-01"),
        ("plus_days(\"2024-03-01\", -1)", "2024-02-29"),
        ("sum(plan.channels.map(c, c.platform == \"agora\", c.budget_percent)) < 40", "true"),
        ("substitutes(channel.platform, channel.purpose)", "any"),
        ("substitutes(channel.platform, \"brand\")", "brand"),
        ("plan.contents.all(c, c.mobile_ready)", "true"),
        ("calendar_windows(plan.starts_on, \"2027-01-02\", [\"public_holiday\"])", "2026-12-24..2027-01-02"),
        // Beyond CEL: a day is a timestamp's day; names of `let` and types stand side by side.
        ("timestamp(plan.starts_on).getDayOfWeek()", "4"),
        ("timestamp(plan.starts_on) + duration(\"36h\")", "2026-12-25T12:00:00Z"),
        ("string(1234567)", "1234567"),
        ("type(plan.sector) == string && type(plan) != type(channel)", "true"),
        ("plan.channels.map(c, c.platform == \"facebook\", c.id)", "c1"),
        ("[3, 5].transformMap(i, x, x + i)", "0: 3, 1: 6"),
        ("r'\\d' + \"\"\"'\"\"\" // the end", "\\d'"),
    ] {
        let value = evaluate(text).unwrap_or_else(|stop| panic!("`{text}` has no value: {stop:?}"));
        assert_eq!(value.display(), expected, "`{text}`");
    }
}

#[test]
fn the_unknown_spreads_unless_another_operand_settles() {
    for (text, expected) in [
        ("plan.meets_in_person", None),
        ("!plan.meets_in_person", None),
        ("plan.meets_in_person || true", Some("true")),
        ("true || plan.meets_in_person", Some("true")),
        ("plan.meets_in_person && false", Some("false")),
        ("plan.meets_in_person && true", None),
        ("plan.meets_in_person || false", None),
        ("plan.tone == \"hard_sell\" || plan.sector == \"legal\"", Some("true")),
        ("plan.channels.exists(c, c.mobile_ready || c.platform == \"facebook\")", Some("true")),
        ("plan.channels.all(c, c.mobile_ready)", None),
        ("plan.audience.kind == \"b2b\"", None),
        ("fact(\"access/orkut\") == \"open\"", None),
        ("plan.listening_weeks < 2 ? 1 : 2", None),
        ("size(calendar_windows(plan.starts_on, plan.ends_on, [\"festival\"])) > 0", None),
        ("size(calendar_windows(plan.starts_on, plan.starts_on, [\"sales_season\"])) > 0", None),
        // No share is below 0, so that the sum is 0 or more.
        ("sum(plan.channels.map(c, c.budget_percent))", None),
        ("sum(plan.channels.map(c, c.budget_percent)) >= 0", Some("true")),
        ("sum(plan.channels.map(c, c.budget_percent)) > 0", None),
        ("sum(plan.channels.map(c, c.budget_percent)) < 0", Some("false")),
        ("sum(plan.channels.map(c, c.budget_percent)) <= 0", None),
        ("sum(plan.channels.map(c, c.budget_percent)) >= plan.listening_weeks", None),
        ("sum(plan.channels.map(c, -c.budget_percent)) >= 0", None),
        ("sum(plan.channels.map(c, native.fails(), c.budget_percent)) >= 0", Some("true")),
        // An error beside something unknown: what is unknown counts first.
        ("native.fails() && plan.meets_in_person", None),
        ("native.fails() || true", Some("true")),
    ] {
        match (evaluate(text), expected) {
            (Ok(value), Some(expected)) => assert_eq!(value.display(), expected, "`{text}`"),
            (Err(Stop::Unknown(_)), None) => {}
            (found, _) => panic!("`{text}` must be {}, found {found:?}", expected.unwrap_or("unknown")),
        }
    }
}

#[test]
fn what_is_missing_is_asked_for_by_name() {
    let Err(Stop::Unknown(missing)) =
        evaluate("channel.purpose == \"brand\" && plan.audience.kind == \"b2b\"")
    else {
        panic!("both are missing");
    };
    let missing: Vec<String> = missing
        .iter()
        .map(|missing| match missing {
            Missing::Field(location) => location.path(),
            Missing::Fact(key) => format!("fact {key}"),
        })
        .collect();
    assert_eq!(missing, ["channels[0].purpose", "audience.kind"]);
}

#[test]
fn errors_are_errors_not_answers() {
    for text in [
        "1 / 0 == 1",
        "9223372036854775807 + 1",
        "native.fails()",
        "[1][3]",
        "\"a\".matches(\"(\" + \"\")",
        "calendar_windows(\"2027-02-02\", \"2027-02-01\", [\"festival\"])",
        "calendar_windows(\"2027-02-\" + \"2\", \"2027-02-10\", [\"festival\"])",
        "calendar_windows(\"2027-02-02\", \"2027-02-10\", [\"festival\"].filter(x, x == \"\"))",
        "sum([1e308, 1e308])",
        "plus_days(plan.starts_on, 9223372036854775807)",
        "plus_days(plan.starts_on, 4000000)",
        "plus_days(\"2026\" + \"\", 1)",
        "sum(plan.channels.map(c, native.fails(), c.budget_percent)) > 0",
    ] {
        assert!(matches!(evaluate(text), Err(Stop::Error(_))), "`{text}` must be an error");
    }
}

#[test]
fn wrong_expressions_are_refused_with_a_hint() {
    for (text, wrong, hint) in [
        (
            "channel.platfrom == \"x\"",
            "test:1:9: a channel has no field `platfrom`",
            "did you mean `platform`?",
        ),
        ("chanel.platform", "`chanel` is not known here", "did you mean `channel`?"),
        ("plan.tone == \"hardsell\"", "the field is never `hardsell`", "did you mean `hard_sell`?"),
        ("plan.tone in [\"hard_sell\", \"loud\"]", "the field is never `loud`", "valid here"),
        ("plan.listening_weeks == \"two\"", "a whole number is never equal to a text", ""),
        ("fact(\"access/facebok\")", "there is no fact `access/facebok`", "did you mean `access/facebook`?"),
        ("list(\"term\")", "there is no list `term`", "did you mean `terms`?"),
        ("native.fail()", "the library has no function `fail`", "did you mean `fails`?"),
        ("sise([1])", "there is no function `sise`", "did you mean `size`?"),
        ("size(1, 2, 3)", "`size` does not take 3 arguments here", "format page"),
        ("plan.channels && true", "`&&` needs a boolean, this is a list", ""),
        ("plan.sector.contains(3)", "test:1:22: `contains` needs a text, this is a whole number", ""),
        ("plan.listening_weeks * 1.5", "a whole number and a number do not go together", "double()"),
        ("Plan{tone: 1}", "is a message, and there are none here", "write a map"),
        ("[1][\"a\"]", "a list is indexed with a whole number, this is a text", ""),
        ("let == 1", "`let` is a word CEL keeps for itself", "another name"),
        ("[1].all(1, true)", "a name of its own is needed here", ""),
        ("[1].filter(x)", "`filter` does not take 1 arguments", "write `list.filter(x, …)`"),
        ("1 = 1", "test:1:3: `=` is no operator", "compare with `==`"),
        ("(1 + 2", "`)` is missing before the end", ""),
        ("\"open", "the text has no end", "closing"),
        ("1 +", "a value is missing before the end", ""),
        ("a b", "`b` is not expected here", ""),
        ("plan.starts_on == \"2026-2-1\"", "test:1:19: `2026-2-1` is not a day", "write 2026-12-31"),
        (
            "calendar_windows(plan.starts_on, \"2027\", [\"festival\"])",
            "test:1:34: `2027` is not a day",
            "write 2026-12-31",
        ),
        (
            "calendar_windows(plan.starts_on, plan.ends_on, [\"festivals\"])",
            "test:1:49: there is no window or kind of window `festivals`",
            "did you mean `festival`?",
        ),
        (
            "calendar_windows(plan.starts_on, plan.ends_on, [\"at-new-years\"])",
            "there is no window or kind of window `at-new-years`",
            "did you mean `at-new-year`?",
        ),
        ("calendar_windows(plan.starts_on, plan.ends_on, [])", "no window is asked for", "public_holiday"),
        (
            "calendar_windows(plan.starts_on, plan.ends_on, \"festival\")",
            "`calendar_windows` needs a list, this is a text",
            "",
        ),
        ("calendar_windows(plan.listening_weeks, plan.ends_on, [\"festival\"])", "needs a date", ""),
        ("plus_days(\"2026-2-1\", 1)", "test:1:11: `2026-2-1` is not a day", "write 2026-12-31"),
        ("plus_days(plan.channels, 1)", "`plus_days` needs a date, this is a list", ""),
        ("sum([\"a\"])", "test:1:5: `sum` needs a list of numbers", "parts.map(part, part.share)"),
        ("\"a\".matches(\"(\")", "test:1:13: `(` is not a regular expression", ""),
        ("plan.channels.all(plan, true)", "`plan` already means something here", "choose another name"),
        ("99999999999999999999", "too large a number", ""),
        ("§", "has no meaning here", ""),
    ] {
        let faults = compile(text).err().unwrap_or_else(|| panic!("`{text}` must be refused"));
        assert!(faults.contains(wrong), "`{text}` must say `{wrong}`, it says:\n{faults}");
        assert!(faults.contains(hint), "`{text}` must hint `{hint}`, it says:\n{faults}");
    }
}

#[test]
fn depth_is_bounded() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("!", ""), ("-", ""), ("{1: ", "}"), ("size(", ")"), ("true ? 1 : ", "")]
    {
        let deep = format!("{}1{}", open.repeat(5000), close.repeat(5000));
        assert!(compile(&deep).is_err(), "5000 times `{open}` must be refused, not overflow the stack");
    }
    for chain in [" + 1", ".a", "[0]", ".map(x, x)", " == 1", ".a()"] {
        let long = format!("1{}", chain.repeat(5000));
        assert!(compile(&long).is_err(), "5000 times `{chain}` must be refused, not overflow the stack");
    }
    let row = format!("true{}", " || plan.meets_in_person || false && true".repeat(2000));
    assert_eq!(evaluate(&row).map(|value| value.display()), Ok("true".to_owned()), "a long row is not deep");
}

#[test]
fn the_deepest_expression_fits_a_small_stack() {
    // As deep as the bounds allow, and further through values that `let` names.
    for (open, close) in [
        ("[1].map(x, ", ")"),
        ("[1].transformMap(i, x, i == 0, ", ")"),
        ("{\"a\": ", "}"),
        ("false ? 1 : ", ""),
        ("dyn(", ")"),
    ] {
        let nested = |inner: &str| format!("{}{inner}{}", open.repeat(50), close.repeat(50));
        let mut names = Names {
            variables: Vec::new(),
            lets: Vec::new(),
            facts: &[],
            lists: &[],
            windows: &[],
            natives: None,
        };
        let mut lets: Vec<(String, Expression)> = Vec::new();
        for index in 0.. {
            let text = nested(&lets.last().map_or("1".to_owned(), |(name, _)| name.clone()));
            let mut faults = Faults::default();
            let Some(expression) = Expression::compile_text(&text, &place(&text), &names, &mut faults) else {
                break;
            };
            names.add_let(&format!("v{index}"), &expression);
            lets.push((format!("v{index}"), expression));
        }
        assert!(lets.len() >= 2, "100 times `{open}` fit");
        assert!(lets.len() < 9, "450 times `{open}` are refused");
        let deepest = lets.last().expect("the first fits").1.evaluate(&Scope::new(&[], &lets, &Atlantis));
        assert!(deepest.is_ok(), "{} times 50 `{open}`: {deepest:?}", lets.len());
    }
}

#[test]
fn nothing_runs_away() {
    let list = format!("[{}]", "1,".repeat(99));
    let (again, long) = (|test: &str| format!("{list}.all(a, {list}.all(b, {test}))"), "-".repeat(50_000));
    let doubled = |start: &str, step: &str| format!("{start}{}", step.repeat(40));
    for text in [
        format!("{list}.map(a, {list}.map(b, {list}.map(c, {list}.all(d, d == 1))))"),
        doubled("[\"ab\"]", ".map(a, a + a)"),
        doubled("[[1]]", ".map(a, [a, a])"),
        doubled("[[1]]", ".map(a, a + a)"),
        doubled("[b\"ab\"]", ".map(a, a + a)"),
        doubled("[\"ab\"]", ".map(a, a.replace(\"\", a))"),
        doubled("[\"%s\"]", ".map(a, \"%s%s\".format([a, a]))"),
        doubled("[{\"a\": 1}]", ".map(a, {\"a\": a, \"b\": a})"),
        doubled("[[\"a\"]]", ".map(a, [a.join(\"a\"), a.join(\"b\")])"),
        again(&format!("!labelled(\"a\", [\"{long}\"])")),
        again(&format!("found_terms(\"a\", [\"{long}\"]) == []")),
        again(&format!("b\"{long}\" == b\"{long}\"")),
        again(&format!("b\"{long}\" <= b\"{long}\"")),
        again("[plan, plan, plan] == [plan, plan, plan]"),
        again("!\"x\".matches(\"a\" + string(b))"),
        again(&format!("!\"{long}\".matches(\"a\")")),
    ] {
        let stop = evaluate(&text);
        assert!(matches!(stop, Err(Stop::Error(_))), "`{:.60}…` must be refused: {stop:?}", text);
    }
}

#[test]
fn what_is_wrong_is_said_shortly() {
    let long = format!("dyn([\"{}\"])", "1,".repeat(50_000));
    for text in [
        format!("{{1: 2}}[{long}]"),
        format!("{{1: 2}}[{long}[0]]"),
        format!("{{{long}[0]: 1, {long}[0]: 1}}"),
    ] {
        match evaluate(&text) {
            Err(Stop::Error(message)) => {
                assert!(message.to_string().len() < 300, "too long: {message:.300}…")
            }
            other => panic!("`{text:.60}…` must be refused: {other:?}"),
        }
    }
}

#[test]
fn what_is_missing_everywhere_is_asked_for_so_often() {
    let items: Vec<Record> = (0..100)
        .map(|index| RecordBuilder::new(&CHANNEL, &format!("channels[{index}]"), &mut Vec::new()).build())
        .collect();
    let mut violations = Vec::new();
    let root = RecordBuilder::new(&PLAN, "", &mut violations).records("channels", items).build();
    let plan = Value::Record(Arc::clone(&Plan::new(root).root));
    let text = "plan.channels.all(a, a.id == a.platform && a.purpose == \"brand\" && a.mobile_ready)";
    let expression = compile(text).expect("it compiles");
    match expression.evaluate(&Scope::new(&[&plan, &Value::Null], &[], &Atlantis)) {
        Err(Stop::Unknown(unknown)) => assert_eq!(unknown.iter().count(), 100, "most questions are enough"),
        other => panic!("nothing is known: {other:?}"),
    }
}

/// Values that build on each other are as deep as all of them together. Three quarters of a worker's stack must do.
#[test]
fn named_values_are_bounded_together() {
    let evaluate = || {
        let mut names = Names {
            variables: Vec::new(),
            lets: Vec::new(),
            facts: &[],
            lists: &[],
            windows: &[],
            natives: None,
        };
        let mut lets = vec![("v0".to_owned(), compile("true").expect("it compiles"))];
        let refused = (1..1000).find_map(|index| {
            let (last, expression) = lets.last().expect("there is the first");
            names.add_let(last, expression);
            // With a leading dot and without, which means the same.
            let dot = if index % 2 == 0 { "." } else { "" };
            let text = format!("[1].exists(x, {dot}{last} && true)");
            let mut faults = Faults::default();
            match Expression::compile_text(&text, &place(&text), &names, &mut faults) {
                Some(expression) => lets.push((format!("v{index}"), expression)),
                None => return Some(faults),
            }
            None
        });
        let refused = refused.expect("1000 values that build on each other must be refused");
        let refused = refused.into_result(|| ()).expect_err("a fault");
        assert!(refused[0].message.contains("nested deeper"), "{}", refused[0]);
        let (_, deepest) = lets.last().expect("there is the first");
        assert_eq!(deepest.evaluate(&Scope::new(&[], &lets, &Atlantis)).as_deref(), Ok(&Value::Bool(true)));
    };
    let thread = std::thread::Builder::new().stack_size(3 << 19).spawn(evaluate).expect("a thread");
    thread.join().expect("the stack holds it");
}
