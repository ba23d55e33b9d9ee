//! What a plan scores, and when it scores nothing.

use crate::review::{Depth, Review};
use crate::rulebook::Rulebook;
use crate::rulebook::tests::{RULE, bundle, on, plan_of};
use crate::samples::{EXAMPLES, loaded};

/// Atlantis with a blocker for each channel (10), a warning of the stage `listen` (3) and an advice (1).
fn atlantis() -> Rulebook {
    let rule = |id: &str, severity: &str, keys: &str| {
        format!(
            "rule: {id}\ntitle: T\nstatus: active\nauthority: advice\nseverity: {severity}\nkind: required_element\n{keys}\nsources: [talk]\n{EXAMPLES}"
        )
    };
    let listen = rule("AT-ADV-001", "warning", "field: plan.listening_weeks\nat_least: 2\nstage: listen");
    let phone = rule("AT-ADV-002", "advice", "field: plan.mobile_ready\nis: true");
    let reach = RULE.replace("severity: blocker", "severity: blocker\nwaivable: {}");
    loaded(&bundle(&[
        ("rules/AT-RCH-001.yaml", &reach),
        ("rules/AT-ADV-001.yaml", &listen),
        ("rules/AT-ADV-002.yaml", &phone),
        ("stages.yaml", "stage: listen\norder: 1\ntitle: Listen\ndo: Listen.\nsources: [talk]\n"),
    ]))
}

/// A score to two decimals.
fn rounded(value: Option<f64>) -> Option<f64> {
    value.map(|value| (value * 100.0).round() / 100.0)
}

#[test]
fn what_failed_is_weighed_against_what_counts() {
    let atlantis = atlantis();
    let kept = "listening_weeks: 4, mobile_ready: true";
    for (plan, expected, why) in [
        (format!("{{channels: [{{platform: agora}}], {kept}}}"), Some(100.0), "nothing fails"),
        (format!("{{channels: [{{platform: facebook}}], {kept}}}"), Some(28.57), "a blocker is 10 of 14"),
        (
            "{channels: [{platform: agora}], listening_weeks: 0, mobile_ready: true}".to_owned(),
            Some(78.57),
            "a warning is 3 of 14",
        ),
        (
            "{channels: [{platform: agora}], listening_weeks: 4, mobile_ready: false}".to_owned(),
            Some(92.86),
            "an advice is 1 of 14",
        ),
        ("{listening_weeks: 0, mobile_ready: false}".to_owned(), Some(0.0), "all fails; no channel counts"),
        (format!("{{audience: {{region_codes: [FR]}}, {kept}}}"), None, "nothing counts"),
        (
            format!(
                "{{channels: [{{id: c1, platform: facebook}}], {kept}, waivers: [{{rule: AT-RCH-001, reason: r, approver: a, ends_on: 2026-06-01}}]}}"
            ),
            Some(100.0),
            "what is waived counts, and costs nothing",
        ),
    ] {
        let review = atlantis.review(&plan_of(&plan), &on("2026-06-01"), Depth::Attention);
        assert_eq!(rounded(review.score.value), expected, "{why}: {plan}");
    }
}

#[test]
fn more_than_a_third_unknown_is_no_score() {
    let atlantis = atlantis();
    for (plan, is_scored, why) in [
        ("{channels: [{platform: agora}], listening_weeks: 4}", true, "1 of 14 is unknown"),
        ("{channels: [{}], listening_weeks: 4, mobile_ready: true}", false, "10 of 14"),
        ("{listening_weeks: 4}", true, "1 of 4"),
        ("{mobile_ready: true}", false, "3 of 4"),
        ("{}", false, "all"),
    ] {
        let review = atlantis.review(&plan_of(plan), &on("2026-06-01"), Depth::Attention);
        assert_eq!(review.score.value.is_some(), is_scored, "{why} is unknown: {plan}");
    }
    let only_channels = loaded(&bundle(&[]));
    for (plan, is_scored) in [
        ("{channels: [{platform: agora}, {platform: agora}, {}]}", true),
        ("{channels: [{platform: agora}, {platform: agora}, {}, {}]}", false),
    ] {
        let review = only_channels.review(&plan_of(plan), &on("2026-06-01"), Depth::Attention);
        assert_eq!(review.score.value.is_some(), is_scored, "a third is the bound: {plan}");
    }
}

#[test]
fn each_stage_has_a_score_of_its_own() {
    let atlantis = atlantis();
    let stages = |plan: &str| -> Vec<(String, Option<f64>, Option<f64>)> {
        let review = atlantis.review(&plan_of(plan), &on("2026-06-01"), Depth::Attention);
        let row = |stage: &crate::review::StageScore| {
            (stage.stage.to_owned(), rounded(stage.value), rounded(Some(stage.points)))
        };
        review.score.stages.iter().map(row).collect()
    };
    let row = |stage: &str, value, points| (stage.to_owned(), value, Some(points));
    assert_eq!(
        stages("{channels: [{platform: agora}], listening_weeks: 0, mobile_ready: true}"),
        [row("listen", Some(0.0), 21.43), row("", Some(100.0), 0.0)]
    );
    assert_eq!(
        stages("{channels: [{platform: agora}], mobile_ready: false}"),
        [row("listen", None, 0.0), row("", Some(90.91), 9.09)],
        "what is unknown in one stage leaves the others"
    );
    assert_eq!(stages("{audience: {region_codes: [FR]}}"), [], "a stage that nothing is about has no row");
}

#[test]
fn points_of_findings_and_of_stages_add_up_to_what_is_lost() {
    let atlantis = atlantis();
    for plan in [
        "{channels: [{platform: facebook}, {platform: agora}], listening_weeks: 0, mobile_ready: false}",
        "{channels: [{platform: agora}], listening_weeks: 0}",
        "{channels: [{platform: facebook}, {platform: agora}, {platform: agora}], listening_weeks: 4}",
    ] {
        let review: Review<'_> = atlantis.review(&plan_of(plan), &on("2026-06-01"), Depth::Attention);
        let lost = 100.0 - review.score.value.expect("enough is known");
        let findings: f64 = review.findings.iter().map(|finding| finding.points()).sum();
        let stages: f64 = review.score.stages.iter().map(|stage| stage.points).sum();
        assert!(
            (findings - lost).abs() < 1e-9 && (stages - lost).abs() < 1e-9,
            "{plan}: {findings}, {stages}, {lost}"
        );
    }
}
