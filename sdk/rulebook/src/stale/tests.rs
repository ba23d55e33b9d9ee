use super::days_after;
use crate::date::Date;
use crate::rulebook::{Inquiry, Rulebook};
use crate::samples::{EXAMPLES, atlantis, on};

const RULE: &str = "rule: AT-1
title: A rule
status: active
authority: custom
severity: warning
sources: [talk]
in_force: {until: 2028}
fails_if: 'fact(\"norm/space\") == plan.name'
";

/// A fact from the first of 2026, to be looked at every `review`.
fn fact(key: &str, review: &str, more: &str) -> String {
    format!(
        "fact: {key}\ntitle: A fact\ntype: word\nbefore_first: unknown\nreview_every: {review}\n{more}
history: [{{from: 2026-01-01, value: politics, confidence: low, sources: [talk]}}]\n---\n"
    )
}

fn facts() -> String {
    [
        fact("norm/space", "30d", ""),
        fact("norm/b", "10d", ""),
        fact("norm/a", "10d", ""),
        fact("norm/checked", "30d", "confirmed: 2026-03-01"),
        fact("norm/for-ever", "never", ""),
        fact("norm/endless", "4000000000d", ""),
    ]
    .concat()
}

fn sample() -> Rulebook {
    atlantis(&[("AT-1", &format!("{RULE}{EXAMPLES}"))], &facts())
}

fn listed(as_of: &str, within_days: u32) -> Vec<String> {
    let rulebook = sample();
    let stale = rulebook.stale_facts(within_days, &on(as_of, "en"));
    let line = |fact: &super::StaleFact<'_>| {
        let (state, weakened) = (if fact.stale { "stale" } else { "soon" }, fact.weakened_rules.join(" "));
        format!("{} {} {} {state} [{weakened}] {}", fact.due, fact.checked, fact.fact.key, fact.owner)
    };
    stale.iter().map(line).collect()
}

#[test]
fn the_longest_overdue_comes_first() {
    assert_eq!(
        listed("2026-02-01", 0),
        [
            "2026-01-11 2026-01-01 norm/a stale [] affiliates/at",
            "2026-01-11 2026-01-01 norm/b stale [] affiliates/at",
            "2026-01-31 2026-01-01 norm/space stale [AT-1] affiliates/at",
        ]
    );
}

#[test]
fn what_will_be_stale_soon_is_listed_on_request() {
    for (as_of, within, keys) in [
        ("2026-01-11", 0, ""),
        ("2026-01-12", 0, "norm/a norm/b"),
        ("2026-01-11", 1, "norm/a norm/b"),
        ("2026-01-31", 0, "norm/a norm/b"),
        ("2026-01-31", 1, "norm/a norm/b norm/space"),
        ("2026-01-31", 59, "norm/a norm/b norm/space"),
        ("2026-01-31", 60, "norm/a norm/b norm/space norm/checked"),
        ("2025-12-31", 3650, ""),
    ] {
        let found = listed(as_of, within);
        let found: Vec<&str> = found.iter().filter_map(|line| line.split(' ').nth(2)).collect();
        assert_eq!(found.join(" "), keys, "as of {as_of}, within {within} days");
    }
}

#[test]
fn a_confirmation_counts_once_it_was_known_and_a_rule_while_it_holds() {
    let rulebook = sample();
    let known = Inquiry { known_as_of: "2026-02-28".parse().expect("a date"), ..on("2026-03-15", "en") };
    let is_listed = |inquiry: &Inquiry| {
        rulebook.stale_facts(0, inquiry).iter().any(|fact| fact.fact.key == "norm/checked")
    };
    assert!(is_listed(&known) && !is_listed(&on("2026-03-15", "en")));
    let after = rulebook.stale_facts(0, &on("2029-01-01", "en"));
    assert!(after.iter().all(|fact| fact.weakened_rules.is_empty()), "no rule is in force any more");
}

#[test]
fn a_day_beyond_the_calendar_is_its_last() {
    let day: Date = "2026-01-01".parse().expect("a date");
    for (days, expected) in [(0, day), (31, "2026-02-01".parse().expect("a date")), (u32::MAX, Date::MAX)] {
        assert_eq!(days_after(day, days), expected, "{days} days");
    }
    assert_eq!(days_after(Date::MAX, 1), Date::MAX);
}
