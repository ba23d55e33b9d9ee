//! Explanations of the findings that real rules make by their own examples, and of rules made for it.

use super::{Asked, Condition, ConditionState, Explanation};
use crate::date::{Date, PartialDate};
use crate::plan::{Plan, RecordBuilder};
use crate::review::Outcome;
use crate::rule::{Example, Rule, Status};
use crate::rulebook::{Inquiry, Rulebook};
use crate::samples::{self, rulebook, rulebooks};
use crate::schema::{AUDIENCE, CHANNEL, PLAN, WAIVER};

mod atlantis;

use atlantis::atlantis;

/// Every example of every active rule of a rulebook, with the inquiry it is for.
fn examples(rulebook: &Rulebook) -> impl Iterator<Item = (&Rule, &Example, Inquiry)> {
    let rules = rulebook.rules().iter().filter(|rule| rule.status == Status::Active);
    let examples = rules.flat_map(|rule| rule.examples.iter().map(move |example| (rule, example)));
    examples.map(|(rule, example)| {
        let as_of = example.as_of.map_or(rulebook.module().recorded, PartialDate::last);
        (rule, example, Inquiry { as_of, known_as_of: Date::MAX, language: "en".to_owned() })
    })
}

fn explained<'r>(rulebook: &'r Rulebook, id: &str, plan: &Plan, inquiry: &Inquiry) -> Explanation<'r> {
    let explained = rulebook.explain(plan, &Asked::Rule { id, item: None }, inquiry);
    explained.unwrap_or_else(|none| panic!("{id} must be explained: {}", none.message))
}

fn walk<'c>(conditions: &'c [Condition], visit: &mut dyn FnMut(&'c Condition)) {
    for condition in conditions {
        visit(condition);
        walk(&condition.parts, visit);
    }
}

/// What contradicts what in an explanation; empty where nothing does.
fn contradictions(explanation: &Explanation<'_>) -> Vec<String> {
    let outcome = explanation.finding.outcome;
    let mut wrong = Vec::new();
    let fails_if = explanation.conditions.iter().find(|condition| condition.role == "fails_if");
    let last = explanation.conditions.last().expect("in_force is always looked at");
    let agrees = match outcome {
        Outcome::Fail | Outcome::Waived => fails_if.is_some_and(|one| one.state == ConditionState::True),
        Outcome::Pass => fails_if.is_some_and(|one| one.state == ConditionState::False),
        Outcome::NotApplicable => last.state == ConditionState::False || last.role == "for_each",
        Outcome::CannotTell => explanation.conditions.iter().any(|one| one.state == ConditionState::Unknown),
        Outcome::Error => explanation.conditions.iter().any(|one| one.state == ConditionState::Error),
    };
    if !agrees {
        wrong.push(format!("the conditions do not lead to {}", outcome.as_str()));
    }
    if !last.decisive {
        wrong.push("the last condition looked at always decides".to_owned());
    }
    walk(&explanation.conditions, &mut |condition| {
        if !condition.decisive && condition.parts.iter().any(|part| part.decisive) {
            wrong.push(format!("a part of `{}` decides, and it does not", condition.text));
        }
        if condition.text.is_empty() || condition.text.chars().count() > 501 {
            wrong.push(format!("`{}` has no text, or one too long", condition.role));
        }
    });
    if !explanation.summary.starts_with(&format!("{} because ", outcome.as_str().to_uppercase())) {
        wrong.push(format!("the summary does not say why: {}", explanation.summary));
    }
    if explanation.what_if.iter().any(|change| change.outcome == outcome) || explanation.what_if.len() > 20 {
        wrong.push("a change that changes nothing, or too many".to_owned());
    }
    wrong
}

#[test]
fn every_example_of_every_country_is_explained_without_contradiction() {
    let (mut count, mut wrong) = (0, Vec::new());
    for (_, rulebook) in rulebooks() {
        for (rule, example, inquiry) in examples(&rulebook) {
            let explanation = explained(&rulebook, &rule.id, &example.plan, &inquiry);
            let found = explanation.finding.outcome;
            // Rules that call the library come to an error without it.
            if found != example.expect && found != Outcome::Error {
                wrong.push(format!("{} on `{}` is explained as {}", rule.id, example.name, found.as_str()));
            }
            let own = contradictions(&explanation);
            wrong.extend(own.iter().map(|text| format!("{} on `{}`: {text}", rule.id, example.name)));
            count += 1;
        }
    }
    assert!(count > 300, "only {count} examples found");
    assert!(wrong.is_empty(), "{} contradictions:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_trials_come_to_what_a_review_does() {
    for (_, rulebook) in rulebooks() {
        for (rule, example, inquiry) in examples(&rulebook) {
            let plan = rulebook.resolved(&example.plan);
            let check = rule.check.as_ref().expect("a rule with examples has conditions");
            for finding in rulebook.review_rule(rule, &plan, &inquiry) {
                let case =
                    super::Case::new(&rulebook, rule, check, plan.clone(), &inquiry, finding.subject());
                // A rule that concerns no item is asked about the first it would look at.
                if finding.subject().is_some() || check.for_each.is_none() {
                    let tried = case.outcome_with(&plan);
                    assert_eq!(tried, finding.outcome, "{} on `{}`", rule.id, example.name);
                }
            }
        }
    }
}

#[test]
fn the_same_question_gets_the_same_explanation() {
    let japan = rulebook("japan");
    for (rule, example, inquiry) in examples(&japan) {
        let answer = || format!("{:?}", explained(&japan, &rule.id, &example.plan, &inquiry));
        assert_eq!(answer(), answer(), "{} on `{}`", rule.id, example.name);
    }
}

/// A plan of one channel, which is called c1.
fn plan_on(platform: &str, side: Option<&str>) -> Plan {
    let mut violations = Vec::new();
    let channel = RecordBuilder::new(&CHANNEL, "channels[0]", &mut violations)
        .text("id", Some("c1".to_owned()))
        .text("platform", Some(platform.to_owned()))
        .text("audience_side", side.map(str::to_owned))
        .build();
    Plan::new(RecordBuilder::new(&PLAN, "", &mut violations).records("channels", vec![channel]).build())
}

fn on(as_of: &str) -> Inquiry {
    samples::on(as_of, "en")
}

#[test]
fn a_sentence_says_what_decided() {
    let atlantis = atlantis();
    for (platform, side, as_of, expected) in [
        (
            "facebook",
            None,
            "2026-06-01",
            "FAIL because state in [\"blocked\"] is true: access/facebook is blocked since 2009-07 (talk)",
        ),
        (
            "agora",
            None,
            "2026-06-01",
            "PASS because state in [\"blocked\"] is false: access/agora is open since 2008 (talk)",
        ),
        (
            "facebook",
            Some("overseas"),
            "2026-06-01",
            "NOT_APPLICABLE because channel.audience_side == \"local\" is false: channels[0].audience_side is overseas",
        ),
        (
            "facebook",
            None,
            "2008-06-01",
            "NOT_APPLICABLE because it is in force from 2009: asked for 2008-06-01",
        ),
        (
            "facebok",
            None,
            "2026-06-01",
            "CANNOT_TELL because state in [\"blocked\"] is not known: `facebok` is not a platform known in AT; nearest: Facebook, facebook",
        ),
    ] {
        let explanation = explained(&atlantis, "AT-RCH-001", &plan_on(platform, side), &on(as_of));
        assert_eq!(explanation.summary, expected);
    }
}

#[test]
fn the_conditions_stand_in_the_order_they_were_looked_at() {
    let atlantis = atlantis();
    for (platform, side, as_of, expected) in [
        ("facebook", None, "2026-06-01", "in_force market for_each applies_if let state fails_if"),
        ("facebook", Some("overseas"), "2026-06-01", "in_force market for_each applies_if"),
        ("facebook", None, "2008-06-01", "in_force"),
    ] {
        let explanation = explained(&atlantis, "AT-RCH-001", &plan_on(platform, side), &on(as_of));
        let roles: Vec<&str> =
            explanation.conditions.iter().map(|condition| condition.role.as_str()).collect();
        assert_eq!(roles.join(" "), expected, "{platform} {side:?} as of {as_of}");
    }
}

#[test]
fn a_change_that_settles_it_comes_first() {
    let atlantis = atlantis();
    let explanation = explained(&atlantis, "AT-RCH-001", &plan_on("facebook", None), &on("2026-06-01"));
    let texts: Vec<&str> = explanation.what_if.iter().map(|change| change.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "if channels[0].platform were agora: PASS",
            "if channels[0].audience_side were overseas: NOT_APPLICABLE",
            "if channels[0] were taken out: NOT_APPLICABLE"
        ]
    );
    assert_eq!(explanation.what_if[0].value, "\"agora\"");
}

#[test]
fn a_finding_is_found_by_what_names_it() {
    let atlantis = atlantis();
    let (plan, inquiry) = (plan_on("facebook", None), on("2026-06-01"));
    let explain = |asked: &Asked<'_>| atlantis.explain(&plan, asked, &inquiry);
    let finding = explained(&atlantis, "AT-RCH-001", &plan, &inquiry).finding;
    for item in [None, Some("c1"), Some("channels[0]"), Some("channels[0].platform")] {
        let found = explain(&Asked::Rule { id: "AT-RCH-001", item }).expect("it is about it").finding;
        assert_eq!(found.fingerprint(), finding.fingerprint(), "{item:?}");
    }
    assert!(explain(&Asked::Fingerprint(finding.fingerprint())).is_ok());
    for (asked, is_rule, nearest, says) in [
        (Asked::Fingerprint(7), false, "AT-RCH-001", "the fingerprint 0000000000000007"),
        (Asked::Rule { id: "AT-RCH-002", item: None }, true, "AT-RCH-001", "there is no rule `AT-RCH-002`"),
        (Asked::Rule { id: "AT-RCH-001", item: Some("c9") }, false, "c1", "no finding about `c9`"),
        (Asked::Rule { id: "AT-ADV-001", item: None }, false, "", "only a person can follow it"),
    ] {
        let none = explain(&asked).expect_err(says);
        assert_eq!((none.is_rule, none.nearest.first().map_or("", String::as_str)), (is_rule, nearest));
        assert!(none.message.contains(says), "must say `{says}`: {}", none.message);
    }
}

#[test]
fn a_rule_that_is_not_at_work_says_so() {
    let atlantis = atlantis();
    let explanation = explained(&atlantis, "AT-RCH-009", &plan_on("facebook", None), &on("2026-06-01"));
    assert_eq!(explanation.finding.outcome, Outcome::NotApplicable);
    assert_eq!(
        explanation.summary,
        "NOT_APPLICABLE because it is in force always: the rule is draft, not active"
    );
}

#[test]
fn a_waived_finding_says_what_was_waived() {
    let mut violations = Vec::new();
    let waiver = RecordBuilder::new(&WAIVER, "waivers[0]", &mut violations)
        .text("rule", Some("AT-RCH-001".to_owned()))
        .text("reason", Some("a test of the market".to_owned()))
        .text("approver", Some("a lead".to_owned()))
        .text("role", Some("lead".to_owned()))
        .text("ends_on", Some("2026-12-31".to_owned()))
        .build();
    let channel = RecordBuilder::new(&CHANNEL, "channels[0]", &mut violations)
        .text("platform", Some("facebook".to_owned()))
        .build();
    let root = RecordBuilder::new(&PLAN, "", &mut violations)
        .records("channels", vec![channel])
        .records("waivers", vec![waiver])
        .build();
    let atlantis = atlantis();
    let explanation = explained(&atlantis, "AT-RCH-001", &Plan::new(root), &on("2026-06-01"));
    assert_eq!(
        explanation.summary,
        "WAIVED because a waiver holds for it (waivers[0]), though state in [\"blocked\"] is true: \
         access/facebook is blocked since 2009-07 (talk)"
    );
    assert_eq!(explanation.what_if[0].outcome, Outcome::Pass);
}

#[test]
fn a_list_of_what_is_no_part_of_the_plan_is_what_went_wrong() {
    let mut violations = Vec::new();
    let audience = RecordBuilder::new(&AUDIENCE, "audience", &mut violations)
        .texts("languages", vec!["en".to_owned(), "xx".to_owned()])
        .build();
    let root = RecordBuilder::new(&PLAN, "", &mut violations).record("audience", audience).build();
    let atlantis = atlantis();
    let explanation = explained(&atlantis, "AT-CUS-002", &Plan::new(root), &on("2026-06-01"));
    assert_eq!(
        explanation.summary,
        "ERROR because item: native.listed(plan.audience.languages) could not be evaluated: \
         `native.listed(plan.audience.languages)` lists what is no part of the plan"
    );
    assert_eq!(contradictions(&explanation), Vec::<String>::new());
}

#[test]
fn a_tree_without_end_is_cut() {
    let atlantis = atlantis();
    let explanation = explained(&atlantis, "AT-CUS-001", &plan_on("facebook", None), &on("2026-06-01"));
    let mut count = 0;
    walk(&explanation.conditions, &mut |_| count += 1);
    assert!((100..=410).contains(&count), "{count} conditions");
    assert_eq!(explanation.finding.outcome, Outcome::Pass);
}
