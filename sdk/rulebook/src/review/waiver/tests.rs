//! What a waiver settles, and what it never does.

use super::WaiverState;
use crate::native::{NativeFunction, NativeFunctions};
use crate::review::{Depth, Outcome, Verdict};
use crate::rulebook::Rulebook;
use crate::rulebook::tests::{RULE, bundle, on, plan_of};
use crate::samples::loaded;

/// Atlantis, where a regional lead may waive for thirty days that a channel cannot be reached.
fn waivable(keys: &str) -> Rulebook {
    let rule = RULE.replace("severity: blocker", &format!("severity: blocker\n{keys}"));
    loaded(&bundle(&[("rules/AT-RCH-001.yaml", &rule)]))
}

const LEAD: &str = "waivable: {by: [regional_lead], max_days: 30}";
/// Complete, and at the bounds: thirty days with both ends, the last of them the day of the review.
const WAIVER: &str = "rule: AT-RCH-001, item: c1, reason: A visit, approver: A lead, role: regional_lead, granted_on: 2026-05-03, ends_on: 2026-06-01";

/// A plan with a channel that fails, one that passes, and a waiver.
fn plan(waiver: &str) -> String {
    format!(
        "{{sector: technology, channels: [{{id: c1, platform: facebook}}, {{id: c2, platform: agora}}], waivers: [{{{waiver}}}]}}"
    )
}

#[test]
fn a_waiver_holds_for_what_it_names_and_no_more() {
    let atlantis = waivable(LEAD);
    for (item, outcome) in [
        ("item: c1", Outcome::Waived),
        ("item: 'channels[0]'", Outcome::Waived),
        ("item: 'channels[0].platform'", Outcome::Waived),
        ("item: ''", Outcome::Waived),
        ("item: c2", Outcome::Fail),
        ("item: 'channels[1]'", Outcome::Fail),
        ("item: c", Outcome::Fail),
    ] {
        let plan = plan(&WAIVER.replace("item: c1", item));
        let review = atlantis.review(&plan_of(&plan), &on("2026-06-01"), Depth::Attention);
        let used = outcome == Outcome::Waived;
        assert_eq!(review.findings[0].outcome, outcome, "{item}");
        assert_eq!(review.findings[0].waiver(), used.then_some(0), "{item}");
        assert_eq!(review.verdict, if used { Verdict::Go } else { Verdict::NoGo }, "{item}");
        let state = if used { WaiverState::Used } else { WaiverState::Unused };
        assert_eq!(review.waivers[0].state, state, "{item}: {}", review.waivers[0].message);
    }
}

#[test]
fn every_waiver_is_answered_for() {
    let without = |field: &str| {
        WAIVER.split(", ").filter(|part| !part.starts_with(field)).collect::<Vec<_>>().join(", ")
    };
    let with = |from: &str, to: &str| WAIVER.replace(from, to);
    use WaiverState::{Expired, NotYet, Refused, Used};
    for (keys, waiver, state, says) in [
        (LEAD, WAIVER.to_owned(), Used, "AT-RCH-001 is waived in one place until 2026-06-01"),
        (LEAD, with("2026-06-01", "2026-05-31"), Expired, "it ended on 2026-05-31"),
        (
            LEAD,
            with("2026-05-03", "2026-06-02").replace("2026-06-01", "2026-06-03"),
            NotYet,
            "it holds from 2026-06-02 on",
        ),
        (LEAD, with("2026-05-03", "2026-06-01"), Used, "until 2026-06-01"),
        (LEAD, without("rule"), Refused, "`rule` is missing"),
        (LEAD, without("reason"), Refused, "`reason` is missing"),
        (LEAD, with("A visit", "' '"), Refused, "`reason` is missing"),
        (LEAD, without("approver"), Refused, "`approver` is missing"),
        (LEAD, without("ends_on"), Refused, "`ends_on` is missing"),
        (LEAD, with("AT-RCH-001", "AT-RCH-01"), Refused, "there is no rule `AT-RCH-01`; nearest: AT-RCH-001"),
        (LEAD, without("role"), Refused, "may only be waived by: regional_lead"),
        (LEAD, with("regional_lead", "intern"), Refused, "may only be waived by: regional_lead"),
        (LEAD, without("granted_on"), Refused, "`granted_on` must say from when"),
        (LEAD, with("2026-05-03", "2026-05-02"), Refused, "may be waived for 30 days"),
        (LEAD, with("2026-05-03", "2026-06-02"), Refused, "2026-06-02 to 2026-06-01 is not that"),
        ("waivable: {max_days: 30}", without("role"), Used, "is waived"),
        ("waivable: {by: [regional_lead]}", without("granted_on"), Used, "is waived"),
        ("waivable: {by: [regional_lead]}", with("2026-06-01", "2036-06-01"), Used, "until 2036-06-01"),
        ("stage: listen", WAIVER.to_owned(), Refused, "may not be waived by anybody; mend the plan"),
    ] {
        let plan = plan(&waiver);
        let atlantis = waivable(keys);
        let review = atlantis.review(&plan_of(&plan), &on("2026-06-01"), Depth::Attention);
        let report = &review.waivers[0];
        assert_eq!(report.state, state, "{waiver}: {}", report.message);
        assert!(report.message.contains(says), "{waiver} must say `{says}`; it says `{}`", report.message);
        let outcome = if state == Used { Outcome::Waived } else { Outcome::Fail };
        assert_eq!(review.findings[0].outcome, outcome, "{waiver}");
    }
}

#[test]
fn of_two_waivers_for_one_finding_the_first_is_used() {
    let plan = plan(&format!("{WAIVER}}}, {{{WAIVER}"));
    let atlantis = waivable(LEAD);
    let review = atlantis.review(&plan_of(&plan), &on("2026-06-01"), Depth::Attention);
    let states: Vec<&str> = review.waivers.iter().map(|report| report.state.as_str()).collect();
    assert_eq!(states, ["used", "unused"]);
    assert_eq!(review.waivers[1].message, "waivers[0] holds for it already; take this one out");
    assert_eq!(review.findings[0].waiver(), Some(0));
}

#[test]
fn a_waiver_never_settles_what_cannot_be_told() {
    let plan = format!("{{channels: [{{id: c1}}], waivers: [{{{WAIVER}}}]}}");
    let atlantis = waivable(LEAD);
    let review = atlantis.review(&plan_of(&plan), &on("2026-06-01"), Depth::Attention);
    assert_eq!(review.findings[0].outcome, Outcome::CannotTell);
    assert_eq!((review.verdict, review.waivers[0].state), (Verdict::CannotTell, WaiverState::Unused));
}

#[test]
fn a_waiver_that_settles_nothing_says_why() {
    let atlantis = waivable(LEAD);
    for (plan, says) in [
        (
            format!("{{channels: [{{id: c1}}], waivers: [{{{WAIVER}}}]}}"),
            "AT-RCH-001 cannot be told there, and a waiver settles only what fails; answer its question",
        ),
        (
            plan(&WAIVER.replace("item: c1", "item: c3")),
            "AT-RCH-001 does not look at `c3`; valid here: c1, c2",
        ),
        (
            plan(&WAIVER.replace("item: c1", "item: c2")),
            "AT-RCH-001 fails nowhere it is for; take the waiver out",
        ),
        (
            format!("{{channels: [], waivers: [{{{WAIVER}}}]}}"),
            "AT-RCH-001 does not look at `c1`; it looks at no item of this plan",
        ),
    ] {
        let review = atlantis.review(&plan_of(&plan), &on("2026-06-01"), Depth::Attention);
        assert_eq!(
            (review.waivers[0].state, review.waivers[0].message.as_str()),
            (WaiverState::Unused, says),
            "{plan}"
        );
    }
}

#[test]
fn a_waiver_never_settles_an_error() {
    let rule = RULE
        .replace("severity: blocker", &format!("severity: blocker\n{LEAD}"))
        .replace(
            "kind: channel_access\nstates: [blocked]\n",
            "for_each: {channel: plan.channels}\nfails_if: 'native.boom() || channel.platform == \"nowhere\"'\n",
        )
        .replace("{state}", "");
    let boom = NativeFunction { name: "boom", arity: 0, function: |_| Err("boom".to_owned()) };
    let bundle = bundle(&[("rules/AT-RCH-001.yaml", &rule)]);
    let atlantis = Rulebook::load_with(&bundle, NativeFunctions::new([boom])).expect("loads");
    let review = atlantis.review(&plan_of(&plan(WAIVER)), &on("2026-06-01"), Depth::Attention);
    assert_eq!(review.findings[0].outcome, Outcome::Error);
    assert_eq!((review.verdict, review.waivers[0].state), (Verdict::CannotTell, WaiverState::Unused));
}
