use std::ops::RangeInclusive;

use crate::date::Date;
use crate::rulebook::{Inquiry, Rulebook};
use crate::samples::{EXAMPLES, atlantis, on, rulebooks};

const FACTS: &str = "fact: access/facebook
title: {en: Can people reach Facebook?, ja: 利用できるか}
type: access_state
before_first: unknown
review_every: never
history:
  - {from: 2008, value: open, confidence: medium, sources: [talk]}
  - {from: 2009-07, until: 2030, value: blocked, confidence: medium, sources: [law], recorded: 2026-06-01}
---
fact: norm/space
title: What is social media for?
type: word
before_first: unknown
review_every: never
history:
  - {from: 2010, value: politics, confidence: low, sources: [talk]}
  - {from: 2020, value: politics, confidence: low, sources: [law]}
  - {from: 2027-05-13, value: trade, confidence: low, sources: [talk]}
---
platform: facebook
names: {en: Facebook, ja: フェイスブック}
kind: social_network
standing:
  - {from: 2008, level: leading, sources: [talk]}
  - {from: 2010, level: leading, in_favour: Still., sources: [talk]}
  - {from: 2028, level: avoid, sources: [law], recorded: 2026-06-01}
";
const RELEASES: &str = "---
release: 1.0.0
date: 2026-08-01
changes:
  - {kind: changed, text: {en: One., ja: 一。}, rules: [AT-4], facts: [access/facebook]}
  - {kind: removed, text: Two., rules: [AT-9]}
---
release: 0.10.0
date: 2026-07-01
changes: [{kind: fixed, text: Three.}]
---
release: 0.9.0
date: 2026-07-01
changes: [{kind: added, text: Four.}]
";

/// A rule with `head`, in force as it says, that fails where `fails_if` is true.
fn rule(id: &str, head: &str, fails_if: &str) -> String {
    format!(
        "rule: {id}\ntitle: {id} begins\nauthority: custom\nseverity: warning\nsources: [talk]\n{head}\nfails_if: '{fails_if}'\n{EXAMPLES}"
    )
}

fn sample() -> Rulebook {
    with("")
}

/// The same with more documents.
fn with(documents: &str) -> Rulebook {
    let reads_access = "fact(\"access\", plan.name) == \"blocked\"";
    let rules = [
        ("AT-1", rule("AT-1", "status: active\nin_force: {from: 2009}", reads_access)),
        (
            "AT-2",
            rule(
                "AT-2",
                "status: active\nin_force: {from: 2029-02, until: 2029-03}",
                "fact(\"norm/space\") == plan.name",
            ),
        ),
        ("AT-3", rule("AT-3", "status: draft\nin_force: {from: 2029-01}", reads_access)),
        (
            "AT-4",
            rule(
                "AT-4",
                "status: active\nrecorded: 2026-09-01\nin_force: {from: 2029-02}",
                "plan.mobile_ready",
            ),
        ),
        (
            "AT-5",
            rule(
                "AT-5",
                "status: active\nfix: [{set: plan.name, to_one_of: 'substitutes(\"facebook\")', applicability: manual, text: x}]",
                "plan.mobile_ready",
            ),
        ),
    ];
    let rules: Vec<(&str, &str)> = rules.iter().map(|(id, text)| (*id, text.as_str())).collect();
    atlantis(&rules, &format!("{FACTS}{documents}"))
}

fn days(from: &str, until: &str) -> RangeInclusive<Date> {
    let day = |text: &str| text.parse::<Date>().expect("a date");
    day(from)..=day(until)
}

/// Each change as a line.
fn lines(rulebook: &Rulebook, days: RangeInclusive<Date>, inquiry: &Inquiry) -> Vec<String> {
    shown(&rulebook.list_changes(days, inquiry))
}

fn shown(changes: &[super::Change<'_>]) -> Vec<String> {
    let line = |change: &super::Change<'_>| {
        let (kind, affected) = (change.kind.as_str(), change.affected_rules.join(" "));
        format!("{} {kind} {}: {} -> {} [{affected}]", change.date, change.id, change.before, change.after)
    };
    changes.iter().map(line).collect()
}

#[test]
fn what_changes_is_listed_by_date_kind_and_id() {
    let inquiry = on("2026-11-23", "en");
    assert_eq!(
        lines(&sample(), days("2008-01-01", "2040-12-31"), &inquiry),
        [
            "2008-01-01 fact_changes access/facebook:  -> open []",
            "2008-01-01 standing_changes facebook:  -> leading [AT-5]",
            "2009-01-01 rule_begins AT-1:  -> in force [AT-1]",
            "2009-07-01 fact_changes access/facebook: open -> blocked [AT-1]",
            "2010-01-01 fact_changes norm/space:  -> politics []",
            "2027-05-13 fact_changes norm/space: politics -> trade []",
            "2028-01-01 standing_changes facebook: leading -> avoid [AT-5]",
            "2029-02-01 rule_begins AT-2:  -> in force [AT-2]",
            "2029-02-01 rule_begins AT-4:  -> in force [AT-4]",
            "2029-04-01 rule_ends AT-2: in force ->  [AT-2]",
            "2031-01-01 fact_changes access/facebook: blocked ->  [AT-1]",
        ],
        "a draft changes nothing, nor does the same value again; what ends, ends the day after its last"
    );
}

#[test]
fn both_ends_of_the_period_belong_to_it() {
    let sample = sample();
    let inquiry = on("2026-11-23", "en");
    for (from, until, expected) in [
        ("2027-05-13", "2027-05-13", 1),
        ("2027-05-14", "2027-12-31", 0),
        ("2027-01-01", "2027-05-12", 0),
        ("0001-01-01", "9999-12-31", 11),
    ] {
        assert_eq!(lines(&sample, days(from, until), &inquiry).len(), expected, "{from} to {until}");
    }
}

#[test]
fn what_was_not_known_yet_does_not_change_anything() {
    let inquiry = Inquiry { known_as_of: "2026-05-31".parse().expect("a date"), ..on("2026-11-23", "en") };
    let listed = lines(&sample(), days("2008-01-01", "2040-12-31"), &inquiry);
    assert!(!listed.iter().any(|line| line.contains("blocked") || line.contains("AT-4")), "{listed:#?}");
    assert!(
        !listed.iter().any(|line| line.contains("avoid")),
        "a standing has a day of its own: {listed:#?}"
    );
    let inquiry = Inquiry { known_as_of: "2025-12-31".parse().expect("a date"), ..inquiry };
    assert_eq!(
        lines(&sample(), days("2008-01-01", "2040-12-31"), &inquiry),
        [""; 0],
        "nothing had been recorded"
    );
}

#[test]
fn a_change_says_where_it_comes_from_in_the_language_asked_for() {
    let sample = sample();
    let listed = sample.list_changes(days("2009-07-01", "2031-01-01"), &on("2026-11-23", "ja"));
    let [first, .., last] = &listed[..] else { panic!("more than one change") };
    assert_eq!((first.title.as_str(), first.upcoming, last.upcoming), ("利用できるか", false, true));
    assert_eq!(
        (first.sources, first.recorded),
        (&["law".to_owned()][..], Some("2026-06-01".parse().expect("a date")))
    );
    assert_eq!(last.sources, ["law"], "an end rests on what it ends");
}

#[test]
fn a_release_is_a_change_and_the_last_of_its_day() {
    let rulebook = with(RELEASES);
    let inquiry = on("2026-07-15", "ja");
    let listed = rulebook.list_changes(days("2026-07-01", "2026-08-01"), &inquiry);
    let four = "2026-07-01 release 0.9.0:  -> 0.9.0 []";
    let three = "2026-07-01 release 0.10.0: 0.9.0 -> 0.10.0 []";
    let one = "2026-08-01 release 1.0.0: 0.10.0 -> 1.0.0 [AT-1 AT-4 AT-9]";
    assert_eq!(shown(&listed), [four, three, one], "0.10.0 comes after 0.9.0");
    let last = &listed[2];
    assert_eq!((last.title.as_str(), last.upcoming, last.recorded), ("一。 Two.", true, None));
    for (version, known_as_of, expected) in [
        ("0.9.0", "9999-12-31", Some(&[three, one][..])),
        ("0.10.0", "9999-12-31", Some(&[one])),
        ("1.0.0", "9999-12-31", Some(&[])),
        ("0.9.0", "2026-07-31", Some(&[three])),
        ("1.0.0", "2026-07-31", None),
        ("0.9.5", "9999-12-31", None),
        ("2.0.0", "9999-12-31", None),
        ("0.9", "9999-12-31", None),
        ("", "9999-12-31", None),
    ] {
        let inquiry = Inquiry { known_as_of: known_as_of.parse().expect("a date"), ..inquiry.clone() };
        let since = rulebook.releases_since(version, &inquiry).map(|changes| shown(&changes));
        let expected = expected.map(<[&str]>::to_vec);
        assert_eq!(
            since,
            expected.map(|lines| lines.into_iter().map(str::to_owned).collect()),
            "since {version}, known as of {known_as_of}"
        );
    }
}

#[test]
fn the_next_change_is_one_of_a_rule_or_of_a_fact_that_was_read() {
    let sample = sample();
    let next = |as_of: &str, read: &[&str]| {
        let inquiry = on(as_of, "en");
        let facts: Vec<_> = read.iter().filter_map(|key| sample.fact_at(key, &inquiry)).collect();
        assert_eq!(facts.len(), read.len(), "each has a value on {as_of}");
        let facts = facts.into_iter().map(|(fact, _)| fact);
        sample.first_change(facts, &[], &inquiry).map(|change| format!("{} {}", change.date, change.id))
    };
    for (as_of, read, expected) in [
        ("2026-11-23", &["norm/space"][..], Some("2027-05-13 norm/space")),
        ("2026-11-23", &["access/facebook"], Some("2029-02-01 AT-2")),
        ("2026-11-23", &[], Some("2029-02-01 AT-2")),
        ("2029-02-01", &[], Some("2029-04-01 AT-2")),
        ("2029-04-01", &[], None),
        ("2029-04-01", &["access/facebook"], Some("2031-01-01 access/facebook")),
        ("9999-12-31", &[], None),
    ] {
        assert_eq!(next(as_of, read).as_deref(), expected, "as of {as_of}, having read {read:?}");
    }
}

#[test]
fn the_end_of_a_waiver_and_the_first_value_of_a_fact_change_an_answer() {
    let sample = sample();
    let first = |as_of: &str, facts: &[&str], until: &str| {
        let facts = facts.iter().map(|key| &sample.facts[*key]);
        let rule = &sample.rules[0];
        let change = sample.first_change(facts, &[(rule, until.parse().expect("a day"))], &on(as_of, "en"));
        change.map(|change| (change.date.to_string(), change.kind.as_str(), change.before))
    };
    let (date, kind, before) = first("2026-11-23", &[], "2026-12-31").expect("the waiver ends");
    assert_eq!((date.as_str(), kind, before.as_str()), ("2027-01-01", "waiver_ends", "waived"));
    let (date, kind, before) =
        first("1990-01-01", &["access/facebook"], "9999-12-30").expect("a first value");
    assert_eq!((kind, before.as_str()), ("fact_changes", ""), "{date}");
}

/// The engine's own answer on each day is what the list says.
#[test]
fn the_facts_of_every_module_change_when_the_list_says_so() {
    let inquiry = on("2026-11-23", "en");
    for (module, rulebook) in rulebooks() {
        for change in rulebook.list_changes(days("2000-01-01", "2040-12-31"), &inquiry) {
            let Some(fact) = rulebook.facts.get(change.id) else { continue };
            let value = |day: Date| {
                fact.at(day, inquiry.known_as_of).map_or(String::new(), |entry| entry.value.display("en"))
            };
            let eve = change.date.yesterday().expect("not the calendar's first day");
            assert_eq!(
                (value(eve), value(change.date)),
                (change.before, change.after),
                "{module}: {}",
                change.id
            );
        }
    }
}
