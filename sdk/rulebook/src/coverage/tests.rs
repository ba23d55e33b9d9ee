use crate::rule::Authority;
use crate::samples::{atlantis, on, rulebook, rulebooks};

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
examples:
  - {name: a, expect: fail, plan: {}}
  - {name: b, expect: pass, plan: {}}
  - {name: c, expect: not_applicable, plan: {}}
  - {name: d, expect: cannot_tell, plan: {}}
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

#[test]
fn what_is_covered_is_counted() {
    let rulebook = atlantis(&[("AT-1", RULE), ("AT-2", ADVICE)], DOCUMENTS);
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

#[test]
fn what_is_missing_is_said_in_words() {
    let rulebook = atlantis(&[("AT-1", RULE), ("AT-2", ADVICE)], DOCUMENTS);
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
