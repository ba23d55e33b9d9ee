use super::WindowCoverage;
use crate::rule::Authority;
use crate::rulebook::{Inquiry, Rulebook};
use crate::samples::{EXAMPLES, atlantis, on, rulebook, rulebooks};

const DOCUMENTS: &str = "fact: access/agora
title: {en: Can people reach Agora?, ja: 利用できるか}
type: access_state
before_first: unknown
review_every: 10d
history: [{from: 2026-01-01, until: 2027, value: open, confidence: low, sources: [talk, talk], note: {en: A note}}]
disputes: [{claim: No., sources: [law]}]
---
fact: norm/space
title: What is it for?
type: text
before_first: unknown
review_every: never
history: [{from: 2026-01-01, value: {en: Trade., ja: 商売}, confidence: medium, sources: [talk, law]}]
---
platform: agora
names: {en: Agora}
kind: forum
account: A stall.
";
const RULE: &str = "rule: AT-1
title: {en: A rule, ja: 規則}
status: active
authority: law
severity: warning
sectors: [alcohol, legal]
sources: [law]
review_every: 1d
confirmed: 2026-01-01
fails_if: 'plan.mobile_ready'
fix: [{applicability: manual, text: Ask.}]
";
const ADVICE: &str = "rule: AT-2
title: Some advice
status: active
authority: advice
severity: advice
kind: advice
do: Listen.
sources: [talk]
";

fn sample() -> Rulebook {
    atlantis(&[("AT-1", &format!("{RULE}{EXAMPLES}")), ("AT-2", ADVICE)], DOCUMENTS)
}

#[test]
fn what_is_covered_is_counted() {
    let rulebook = sample();
    let report = rulebook.coverage_report(&on("2026-11-23", "en"));
    let topics: Vec<_> = report
        .topics
        .iter()
        .map(|t| (t.topic.as_str(), t.facts, t.stale, t.disputed, t.two_sources, t.low_confidence))
        .collect();
    assert_eq!(topics, [("access", 1, 1, 1, 0, 1), ("norm", 1, 0, 0, 1, 0)], "one source named twice is one");
    let rules: Vec<_> =
        report.authorities.iter().map(|a| (a.authority, a.rules, a.checkable, a.stale)).collect();
    assert_eq!(rules.len(), 6, "an authority without a rule is a row");
    assert_eq!(rules[0], (Authority::Law, 1, 1, 1));
    assert_eq!(rules[5], (Authority::Advice, 1, 0, 0));
    // Facts: 2 titles, a value, a note, a claim; the platform's account; rules: 2 titles, a do, a fix.
    let languages: Vec<_> =
        report.languages.iter().map(|l| (l.language.as_str(), l.texts, l.translated)).collect();
    assert_eq!(languages, [("en", 10, 10), ("ja", 10, 3)]);
    assert_eq!((report.scenarios, report.platforms), (0, 1));
}

const CALENDAR: &str = "---
window: at-tide
title: {en: Tide, ja: 潮}
kind: festival
note: Wet.
days:
  - {year: 2026, from: 2026-11-24, until: 2026-11-24, status: official, sources: [talk]}
  - {year: 2027, from: 2027-11-23, until: 2027-11-23, status: estimated, sources: [talk]}
  - {year: 2027, from: 2027-11-23, until: 2027-11-23, status: official, sources: [talk], recorded: 2026-12-01}
---
window: at-ebb
title: Ebb
kind: quiet_days
days: [{year: 2026, from: 2026-11-22, until: 2026-11-22, status: official, sources: [talk]}]
---
opportunity: at-boats
title: Boats
need: {en: Get across., ja: 渡る}
facts: [access/agora]
sources: [talk]
---
influence: at-crowd
who: The crowd
level: high
trend: unknown
from: 2026
note: Loud.
facts: [access/agora]
sources: [talk]
confidence: low
---
release: 1.0.0
date: 2026-11-01
changes: [{kind: added, text: {en: All., ja: 全部}}, {kind: fixed, text: Some.}]
";

#[test]
fn windows_of_the_year_to_come_are_counted_by_status() {
    let rulebook = atlantis(&[("AT-2", ADVICE)], &format!("{DOCUMENTS}{CALENDAR}"));
    let counts = |as_of: &str, known_as_of: &str| {
        let inquiry = Inquiry { known_as_of: known_as_of.parse().expect("a date"), ..on(as_of, "en") };
        let report = rulebook.coverage_report(&inquiry);
        let open = report.missing.iter().filter(|line| line.starts_with("calendar")).cloned();
        let WindowCoverage { official, estimated, awaited } = report.windows;
        (official, estimated, awaited, open.collect::<Vec<_>>().join("; "))
    };
    let open = |year: u32| format!("calendar {year}: no days are official yet");
    for (as_of, known_as_of, expected) in [
        // The ebb of 2026 is over; that of 2027 is awaited.
        ("2026-11-23", "2026-11-30", (1, 1, 1, open(2027))),
        ("2026-11-23", "2026-12-01", (2, 0, 1, String::new())),
        ("2026-11-22", "2026-11-30", (2, 0, 1, open(2027))),
        ("2027-11-24", "2026-12-01", (0, 0, 3, open(2028))),
        ("2026-11-23", "2025-12-31", (0, 0, 0, open(2027))),
    ] {
        assert_eq!(counts(as_of, known_as_of), expected, "as of {as_of}, known as of {known_as_of}");
    }
    let missing = sample().coverage_report(&on("2026-11-23", "en")).missing;
    assert!(missing.iter().any(|line| line.starts_with("calendar: no window")), "{missing:#?}");
}

#[test]
fn the_texts_of_every_document_are_counted() {
    let texts = |documents: &str| {
        let rulebook = atlantis(&[("AT-2", ADVICE)], documents);
        let languages = rulebook.coverage_report(&on("2026-11-23", "en")).languages;
        languages.iter().map(|one| (one.texts, one.translated)).collect::<Vec<_>>()
    };
    let (without, with) = (texts(DOCUMENTS), texts(&format!("{DOCUMENTS}{CALENDAR}")));
    let more: Vec<_> = without.iter().zip(&with).map(|(a, b)| (b.0 - a.0, b.1 - a.1)).collect();
    // Windows: 2 titles, a note; a title and a need; who, and a note; 2 changes.
    assert_eq!(more, [(9, 9), (9, 3)]);
}

#[test]
fn what_is_missing_is_said_in_words() {
    let rulebook = sample();
    let missing = rulebook.coverage_report(&on("2026-11-23", "en")).missing;
    assert!(missing[0].starts_with("sector tobacco: no rule"), "regulated sectors come first: {missing:#?}");
    assert!(missing[1].starts_with("sector gambling: no rule"), "{missing:#?}");
    let says = |text: &str| missing.iter().any(|line| line.contains(text));
    for expected in [
        "authority professional: no rule",
        "playbook: nothing is said of listen",
        "platforms agora: reachable, but nobody judged",
        "platforms agora: reachable, but nothing says how many",
        "topic influence: no fact",
        "scenarios: no whole plan",
    ] {
        assert!(says(expected), "must say `{expected}`: {missing:#?}");
    }
    for wrong in ["alcohol", "authority law", "topic norm", "legal"] {
        assert!(!says(wrong), "must not say `{wrong}`: {missing:#?}");
    }
    let later = rulebook.coverage_report(&on("2028-01-01", "en")).missing;
    assert!(later.iter().any(|line| line.starts_with("platforms agora: not known")), "{later:#?}");
}

#[test]
fn every_module_is_counted_without_gaps() {
    for (module, rulebook) in rulebooks() {
        let report = rulebook.coverage_report(&on("2026-11-23", "en"));
        let facts: usize = report.topics.iter().map(|topic| topic.facts).sum();
        assert!(facts > 0 && facts <= rulebook.facts.len(), "{module}: {facts} facts");
        let english = report.languages.iter().find(|one| one.language == "en");
        assert!(english.is_some_and(|one| one.texts == one.translated), "{module}: English is compulsory");
        let rules: usize = report.authorities.iter().map(|authority| authority.rules).sum();
        assert_eq!(rules, rulebook.list_rules(&[], false, &on("2026-11-23", "en")).len(), "{module}");
    }
    let then = rulebook("china").coverage_report(&on("1990-01-01", "en"));
    assert_eq!(then.topics.iter().filter(|topic| topic.topic == "audience").count(), 0);
}
