//! The short way comes to what evaluation comes to, for each of many items.

use std::sync::Arc;

use crate::diagnostic::Faults;
use crate::expr::tests::{Atlantis, LETS, names_and, place};
use crate::expr::{Expression, MOST_ROWS, Marks, Scope};
use crate::plan::{MOST_ITEMS, Plan, RecordBuilder, Violation};
use crate::schema::{CHANNEL, CONTENT, PLAN};
use crate::value::{Record, Value};

/// A channel of which all is known, one of which nothing is, and others between; contents likewise.
fn plan() -> Value {
    let mut violations = Vec::new();
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let channel = |place: usize, violations: &mut Vec<Violation>, fields: [Option<&str>; 4]| -> Record {
        let [id, platform, side, ready] = fields.map(|field| field.map(str::to_owned));
        RecordBuilder::new(&CHANNEL, &format!("channels[{place}]"), violations)
            .text("id", id)
            .text("platform", platform)
            .text("audience_side", side)
            .boolean("mobile_ready", ready.map(|ready| ready == "yes"))
            .texts("languages", if place < 2 { texts(&["en", "zh-Hans"]) } else { Vec::new() })
            .build()
    };
    let channels = vec![
        channel(0, &mut violations, [Some("c1"), Some("facebook"), Some("local"), Some("yes")]),
        channel(1, &mut violations, [Some("c2"), Some("orkut"), Some("overseas"), Some("no")]),
        channel(2, &mut violations, [Some("c3"), None, Some("local"), None]),
        channel(3, &mut violations, [None, Some("the best"), None, Some("no")]),
        channel(4, &mut violations, [None; 4]),
    ];
    let content = RecordBuilder::new(&CONTENT, "contents[0]", &mut violations)
        .text("channel", Some("c1".to_owned()))
        .texts("topics", texts(&["festival", "history"]))
        .integers("numbers", vec![8, 14, -4])
        .build();
    let unknown = RecordBuilder::new(&CONTENT, "contents[1]", &mut violations).build();
    let root = RecordBuilder::new(&PLAN, "", &mut violations)
        .text("sector", Some("legal".to_owned()))
        .text("starts_on", Some("2026-12-24".to_owned()))
        .integer("listening_weeks", Some(1))
        .boolean("meets_in_person", Some(false))
        .records("channels", channels)
        .records("contents", vec![content, unknown])
        .build();
    assert_eq!(violations, []);
    Value::Record(Arc::clone(&Plan::new(root).root))
}

/// Each way a condition can be put that has a step of its own.
const CONDITIONS: &[&str] = &[
    "true",
    "channel.mobile_ready",
    "channel.mobile_ready == false",
    "channel.mobile_ready != true",
    "!channel.mobile_ready",
    "plan.meets_in_person",
    "plan.brings_business_cards",
    "channel.platform == \"facebook\"",
    "channel.platform != \"facebook\"",
    "plan.sector == \"legal\"",
    "plan.tone == \"hard_sell\"",
    "plan.audience.kind == \"b2b\"",
    "channel.audience_side in [\"local\"]",
    "plan.sector in [\"health\", \"legal\"]",
    "\"en\" in channel.languages",
    "\"ja\" in channel.languages",
    "has(channel.platform)",
    "has(plan.tone) || has(plan.sector)",
    "channel.id == channel.platform",
    "channel.id != plan.name",
    "plan.listening_weeks < 2",
    "plan.listening_weeks >= channel.budget_percent",
    "plan.starts_on > \"2026-12-01\"",
    "channel.platform.startsWith(\"the\")",
    "channel.platform.contains(\"o\") && !channel.platform.endsWith(\"t\")",
    "language_matches(channel.id, [\"c1\"])",
    "channel.platform == \"facebook\" && channel.mobile_ready",
    "channel.platform == \"facebook\" || channel.mobile_ready",
    "channel.mobile_ready && plan.tone == \"hard_sell\"",
    "channel.mobile_ready || plan.tone == \"hard_sell\"",
    "(channel.mobile_ready || has(channel.id)) && (channel.platform == \"orkut\" || plan.meets_in_person)",
    "late",
    "late && channel.mobile_ready",
    "size(channel.languages) > 0",
    "size(channel.languages) == 0",
    "size(channel.platform) != 0",
    "size(plan.contents) > 0",
    "size(found_terms(channel.platform, list(\"terms\"))) > 0",
    "channel.languages.exists(language, language.startsWith(\"zh\"))",
    "channel.languages.all(language, language == \"en\" || language == \"zh-Hans\")",
    "plan.contents.exists(c, c.channel == channel.id)",
    "plan.contents.exists(c, c.channel == channel.id && c.numbers.exists(n, n % 10 == 4))",
    "plan.contents.all(c, c.channel == channel.id)",
    "plan.contents.all(c, c.topics.exists(t, t in [\"festival\"]))",
    "plan.contents.exists(c, c.topics.exists(t, t == channel.platform))",
    "plan.contents.exists(c, c.topics.exists(t, c.channel == channel.id && t != channel.platform))",
    "plan.contents.exists(c, late && c.channel == channel.id)",
    "plan.contents.exists(c, c.numbers.exists(n, n % 0 == 1))",
    "size(plan.channels.filter(c, c.mobile_ready)) > 0",
    "size([\"c1\", \"c9\"].filter(id, !plan.channels.exists(c, c.id == id))) > 0",
    "size(channel.languages.filter(language, language == \"ja\")) == 0",
    "strict ? channel.mobile_ready : late",
    "plan.listening_weeks + 1 == 2 && channel.mobile_ready",
];

#[test]
fn the_short_way_comes_to_what_evaluation_comes_to() {
    let plan = plan();
    let channels = channels(&plan);
    for text in CONDITIONS {
        let condition = Condition::new(text);
        let marks = condition.marks(&plan, Marks::all(channels.len()));
        for (place, channel) in channels.iter().enumerate() {
            let marked = match (marks.yes >> place & 1, marks.no >> place & 1) {
                (0, 0) => None,
                (yes, no) => Some(yes > no),
            };
            let is_shorter = !matches!(condition.expression.shortcut, super::Shortcut::None);
            assert!(is_shorter || text.contains('?'), "`{text}` has no short way");
            if is_shorter {
                assert_eq!(marked, condition.evaluated(&plan, channel), "`{text}` of channels[{place}]");
            }
        }
    }
}

#[test]
fn the_short_way_goes_no_further_than_evaluation() {
    let bodies = [
        "a.id != b.platform",
        "a.id != \"x\" && !(b.platform in [\"y\", \"z\"]) && c.id != \"x\"",
        "size(plan.channels.filter(d, d.id == \"x\" || a.id == \"x\")) == 0",
        "size(plan.channels.filter(d, d.id != \"x\")) > 0",
        "size(c.languages.filter(l, l != \"x\")) > 0",
        "\"en\" in a.languages && size(b.languages) > 0",
        "late",
        "late && late && late && c.id != \"x\"",
        "size(plan.name) > 0 && size(channel.platform) > 0",
        "language_matches(c.id, [\"x\", \"y\"]) || b.platform.startsWith(\"p\")",
        "(b.platform.startsWith(\"p\") == c.platform.startsWith(\"p\"))",
        "has(a.id) && c.audience_side == \"local\"",
        "plan.contents.all(k, size(k.colours.filter(l, l != \"x\")) > 0)",
        "plan.contents.all(k, size(k.text) > 0)",
    ];
    let nested = bodies
        .map(|body| format!("plan.channels.all(a, plan.channels.all(b, plan.channels.all(c, {body})))"));
    // What they come to is settled by the id; what the other side costs is still to be paid.
    let settled = ["dear && channel.id == \"x\"", "channel.purpose != far && channel.id == \"x\""];
    for text in nested.into_iter().chain(settled.map(str::to_owned)) {
        let condition = Condition::new(&text);
        let (mut any_marked, mut all_evaluated) = (false, true);
        for count in (2..=MOST_ITEMS).step_by(2) {
            let plan = alike(count);
            let is_evaluated = condition.evaluated(&plan, &channels(&plan)[0]).is_some();
            let marks = condition.marks(&plan, 1);
            let is_marked = marks.yes | marks.no != 0;
            assert!(
                is_evaluated || !is_marked,
                "`{text}` of {count} channels is decided, and too much to evaluate"
            );
            any_marked |= is_marked;
            all_evaluated &= is_evaluated;
        }
        assert!(any_marked, "`{text}` has no short way");
        assert!(!all_evaluated, "`{text}` reaches no bound: make it cost more");
    }
}

#[test]
fn only_the_rows_that_are_asked_about_are_marked() {
    let plan = plan();
    for text in CONDITIONS {
        let condition = Condition::new(text);
        let (whole, some) = (condition.marks(&plan, 0b11111), condition.marks(&plan, 0b01010));
        assert_eq!((some.yes, some.no), (whole.yes & 0b01010, whole.no & 0b01010), "`{text}`");
    }
}

#[test]
fn as_many_rows_are_decided_at_once_as_a_mark_has_bits() {
    for (rows, expected) in
        [(0, 0), (1, 1), (5, 0b11111), (63, u64::MAX >> 1), (64, u64::MAX), (65, u64::MAX)]
    {
        assert_eq!(Marks::all(rows), expected, "{rows} rows");
    }
    let condition = Condition::new("channel.audience_side == \"local\"");
    let marks = condition.marks(&alike(MOST_ROWS), Marks::all(MOST_ROWS));
    assert_eq!((marks.yes, marks.no), (u64::MAX, 0));
}

/// A plan of so many channels that are alike.
fn alike(count: usize) -> Value {
    let mut violations = Vec::new();
    let channels = (0..count).map(|place| {
        RecordBuilder::new(&CHANNEL, &format!("channels[{place}]"), &mut violations)
            .text("id", Some(format!("c{place}")))
            .text("platform", Some("p".repeat(200)))
            .text("audience_side", Some("local".to_owned()))
            .texts("languages", vec!["ja".to_owned(), "en".to_owned()])
            .build()
    });
    let channels = channels.collect();
    let content = RecordBuilder::new(&CONTENT, "contents[0]", &mut violations)
        .text("text", Some("x".repeat(20_000)))
        .texts("colours", vec!["🧨".repeat(200); MOST_ITEMS])
        .build();
    let root = RecordBuilder::new(&PLAN, "", &mut violations)
        .text("name", Some("万".repeat(200)))
        .integer("listening_weeks", Some(1))
        .records("channels", channels)
        .records("contents", vec![content])
        .build();
    assert_eq!(violations, []);
    Value::Record(Arc::clone(&Plan::new(root).root))
}

fn channels(plan: &Value) -> &[Value] {
    let Value::Record(root) = plan else { unreachable!("a plan is a record") };
    root.field("channels").and_then(Value::as_list).expect("the plan has channels")
}

/// A condition over `plan` and `channel`, with the named values it may use.
struct Condition {
    expression: Expression,
    lets: Vec<(String, Expression)>,
}

impl Condition {
    fn new(text: &str) -> Self {
        names_and(|names| {
            let compiled = |text: &str| {
                let mut faults = Faults::default();
                let expression = Expression::compile_text(text, &place(text), names, &mut faults);
                expression.unwrap_or_else(|| panic!("`{text}` must compile: {:?}", faults.into_result(|| ())))
            };
            let lets = LETS.map(|(name, text)| (name.to_owned(), compiled(text)));
            Self { expression: compiled(text), lets: lets.into() }
        })
    }

    /// What the short way comes to for the channels of a plan.
    fn marks(&self, plan: &Value, among: u64) -> Marks {
        self.expression.marks(&Scope::new(&[plan], &self.lets, &Atlantis), channels(plan), among)
    }

    /// What evaluation comes to for one of them.
    fn evaluated(&self, plan: &Value, channel: &Value) -> Option<bool> {
        self.expression.holds(&Scope::new(&[plan, channel], &self.lets, &Atlantis)).ok()
    }
}
