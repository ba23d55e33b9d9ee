//! What becomes of fixes: applied, refused, at odds with each other.

mod properties;

use std::sync::Arc;

use super::{Amended, ChosenFix, SkipReason};
use crate::bundle::Bundle;
use crate::date::Date;
use crate::diagnostic::Faults;
use crate::plan::{self, Plan};
use crate::review::Depth;
use crate::rulebook::{Inquiry, Rulebook};
use crate::samples::{EXAMPLES, loaded};
use crate::yaml::{self, SourceFile};

const MODULE: &str = "module: atlantis
market: AT
name: Atlantis
version: 1.0.0
kind: rulebook
languages: [en]
time_zone: UTC
publisher: affiliates/at
recorded: 2026-01-01
affiliate: {role: Local affiliate, reach: Ask}
---
source: law
title: The law
kind: law
";

/// A rulebook of rules, each from id, authority, and what it checks and mends.
fn rulebook(rules: &[(&str, &str, &str)]) -> Rulebook {
    let files = rules.iter().map(|(id, authority, check)| {
        let head =
            format!("rule: {id}\ntitle: {id}\nstatus: active\nauthority: {authority}\nseverity: warning\n");
        (format!("rules/{id}.yaml"), format!("{head}sources: [law]\n{check}\n{EXAMPLES}"))
    });
    loaded(&Bundle::from_files(files.chain([("module.yaml".to_owned(), MODULE.to_owned())])))
}

/// A rule that wants `field` to be other than `wrong`, and sets it to `right`.
fn wants(field: &str, wrong: &str, right: &str) -> String {
    let each = match field.split_once('.') {
        Some((part, _)) if part != "plan" => format!("for_each: {{{part}: plan.{part}s}}\n"),
        _ => String::new(),
    };
    format!(
        "{each}fails_if: '{field} == {wrong}'\nfix: [{{set: {field}, to: '{right}', applicability: safe, text: 'Use {{to}}.'}}]"
    )
}

fn plan(text: &str) -> Plan {
    let file = SourceFile { name: "plan.yaml".to_owned(), text: text.to_owned(), layer: String::new() };
    let mut faults = Faults::default();
    let documents = yaml::documents(&Arc::new(file), &mut 10_000, &mut faults);
    let plan = documents.first().and_then(|node| plan::read(node, &mut faults));
    assert!(faults.into_result(|| ()).is_ok(), "the test's own plan must be one: {text}");
    plan.expect("a plan without faults")
}

fn today() -> Inquiry {
    let day: Date = "2026-11-22".parse().expect("a date");
    Inquiry { as_of: day, known_as_of: Date::MAX, language: "en".to_owned() }
}

/// Ids of all fixes that findings of a plan offer, with rule, in order.
fn offered(rulebook: &Rulebook, plan: &Plan) -> Vec<(String, String)> {
    let review = rulebook.review(plan, &today(), Depth::Attention);
    let of = review.findings.iter().flat_map(|finding| {
        (1..=finding.fixes().len()).map(|place| (finding.rule.id.clone(), finding.fix_id(place)))
    });
    of.collect()
}

/// Changes, and skipped fixes in order, one line each; in place of ids the rules, `?` where the plan as it came has no such fix.
fn story(rulebook: &Rulebook, came: &Plan, amended: &Amended<'_>) -> Vec<String> {
    let names = offered(rulebook, came);
    let name =
        |id: &str| names.iter().find(|(_, known)| known == id).map_or("?", |(rule, _)| rule).to_owned();
    let changes = amended.changes.iter().map(|change| {
        let also: String = change.also.iter().map(|id| format!("+{}", name(id))).collect();
        format!("{}: {} -> {} ({}{also})", change.path, change.before, change.after, change.rule)
    });
    let mut skipped: Vec<String> = amended
        .skipped
        .iter()
        .map(|skip| {
            let with = if skip.with.is_empty() { String::new() } else { format!(" {}", name(&skip.with)) };
            format!("{} {}{with}", name(&skip.id), skip.reason.as_str())
        })
        .collect();
    skipped.sort();
    changes.chain(skipped).collect()
}

#[test]
fn safe_fixes_are_applied_until_nothing_changes() {
    let hard = wants("plan.tone", "\"hard_sell\"", "\"soft_sell\"");
    let soft = wants("plan.tone", "\"soft_sell\"", "\"informative\"");
    let alone = wants("plan.local_partner", "\"none\"", "\"affiliate\"");
    let brand = wants("plan.tone", "\"hard_sell\"", "\"informative\"");
    let drop = "for_each: {channel: plan.channels}\nfails_if: 'channel.platform == \"agora\"'\n\
                fix: [{remove: channel, applicability: safe, text: Drop it.}]";
    let paid = wants("channel.purpose", "\"advertising\"", "\"brand\"");
    let more = "fails_if: 'plan.listening_weeks < 1000'\n\
                fix: [{set: plan.listening_weeks, to: 'plan.listening_weeks + 1', applicability: safe, text: Wait.}]";
    let back = wants("plan.tone", "\"soft_sell\"", "\"hard_sell\"");
    let vain = "fails_if: 'plan.tone == \"hard_sell\"'\n\
                fix: [{set: plan.mobile_ready, to: 'true', applicability: safe, text: Rework it.}]";
    let wrong = "fails_if: 'plan.listening_weeks > 0'\n\
                 fix: [{set: plan.listening_weeks, to: 'plan.listening_weeks - 5', applicability: safe, text: Less.}]";
    let careful = "fails_if: 'plan.tone == \"hard_sell\"'\n\
                   fix: [{set: plan.tone, to: '\"soft_sell\"', applicability: needs_review, text: Be soft.}]";
    let when = |condition: &str, field: &str, right: &str| {
        format!(
            "fails_if: '{condition}'\nfix: [{{set: {field}, to: '{right}', applicability: safe, text: Do.}}]"
        )
    };
    let consult = when(
        "plan.run_from == \"local\" && plan.local_partner != \"affiliate\"",
        "plan.local_partner",
        "\"consultant\"",
    );
    let nobody = when(
        "plan.tone == \"soft_sell\" && plan.local_partner != \"none\"",
        "plan.local_partner",
        "\"none\"",
    );
    let tone = "{tone: hard_sell}";
    let ad = "{channels: [{id: a, platform: agora, purpose: advertising}, {id: b, platform: polis}]}";
    for (what, rules, came, expected) in [
        ("one", vec![("AT-A-1", "law", &*hard)], tone, vec!["tone: \"hard_sell\" -> \"soft_sell\" (AT-A-1)"]),
        ("what needs a look stays", vec![("AT-A-1", "law", careful)], tone, vec![]),
        (
            "two in a row are one change",
            vec![("AT-A-1", "law", &*hard), ("AT-B-1", "law", &*soft)],
            tone,
            vec!["tone: \"hard_sell\" -> \"informative\" (AT-B-1+AT-A-1)"],
        ),
        (
            "two that agree are one change",
            vec![("AT-A-1", "custom", &*hard), ("AT-B-1", "law", &*hard)],
            tone,
            vec!["tone: \"hard_sell\" -> \"soft_sell\" (AT-B-1+AT-A-1)"],
        ),
        (
            "of two at odds the stronger authority wins",
            vec![("AT-A-1", "custom", &*hard), ("AT-B-1", "law", &*brand)],
            tone,
            vec!["tone: \"hard_sell\" -> \"informative\" (AT-B-1)", "AT-A-1 collides AT-B-1"],
        ),
        (
            "nothing is set within what is removed",
            vec![("AT-A-1", "law", drop), ("AT-B-1", "reach", &*paid)],
            ad,
            vec![
                "channels[0]: {\"id\":\"a\",\"platform\":\"agora\",\"purpose\":\"advertising\"} ->  (AT-A-1)",
                "AT-B-1 collides AT-A-1",
            ],
        ),
        (
            "those that undo each other leave the plan alone, and the others go ahead",
            vec![("AT-A-1", "law", &*hard), ("AT-B-1", "law", &*back), ("AT-C-1", "law", &*alone)],
            "{tone: hard_sell, local_partner: none}",
            vec!["local_partner: \"none\" -> \"affiliate\" (AT-C-1)", "? not_settled", "AT-A-1 not_settled"],
        ),
        (
            "where leaving some out would not last, the plan stays as it came",
            vec![("AT-A-1", "law", &*consult), ("AT-B-1", "law", &*nobody), ("AT-C-1", "law", &*hard)],
            "{tone: hard_sell, run_from: local, local_partner: own_office}",
            vec!["? not_settled", "AT-A-1 not_settled", "AT-C-1 not_settled"],
        ),
        (
            "one without end",
            vec![("AT-A-1", "law", more), ("AT-B-1", "law", &*hard)],
            "{tone: hard_sell, listening_weeks: 3}",
            vec!["tone: \"hard_sell\" -> \"soft_sell\" (AT-B-1)", "AT-A-1 not_settled"],
        ),
        (
            "one that does not settle its finding",
            vec![("AT-A-1", "law", vain)],
            tone,
            vec!["mobile_ready:  -> true (AT-A-1)", "AT-A-1 not_settled"],
        ),
        (
            "a value that does not fit",
            vec![("AT-A-1", "law", wrong)],
            "{listening_weeks: 3}",
            vec!["AT-A-1 bad_value"],
        ),
    ] {
        let rulebook = rulebook(&rules);
        let came = plan(came);
        let amended = rulebook.amend(&came, &[], &today());
        assert_eq!(story(&rulebook, &came, &amended), expected, "{what}");
        let again = rulebook.amend(&amended.plan, &[], &today());
        assert!(again.changes.is_empty(), "{what}: amended again, nothing may change: {:?}", again.changes);
    }
}

#[test]
fn a_choice_is_applied_once_and_as_it_is_offered() {
    let choice = "fails_if: 'plan.tone == \"hard_sell\"'\nfix:\n  \
                  - {set: plan.tone, to_one_of: '[\"soft_sell\", \"informative\"]', applicability: needs_review, text: 'Be {to}.'}\n  \
                  - {applicability: manual, text: Ask.}\n  \
                  - {remove: plan.tone, applicability: needs_review, text: Be silent.}";
    let rulebook = rulebook(&[("AT-A-1", "law", choice)]);
    let came = plan("{tone: hard_sell}");
    let ids: Vec<String> = offered(&rulebook, &came).into_iter().map(|(_, id)| id).collect();
    let [set, ask, remove] = &ids[..] else { panic!("three fixes are offered: {ids:?}") };
    let soft = "tone: \"hard_sell\" -> \"soft_sell\" (AT-A-1)";
    let plain = "tone: \"hard_sell\" -> \"informative\" (AT-A-1)";
    for (what, choices, expected) in [
        ("the first value", vec![(set, "")], vec![soft]),
        ("another value", vec![(set, "\"informative\"")], vec![plain]),
        ("no such value", vec![(set, "\"loud\"")], vec!["AT-A-1 bad_value"]),
        ("a value for what takes none", vec![(remove, "1")], vec!["AT-A-1 bad_value"]),
        ("nothing for a machine", vec![(ask, "")], vec!["AT-A-1 manual"]),
        (
            "the first wins",
            vec![(remove, ""), (set, "")],
            vec!["tone: \"hard_sell\" ->  (AT-A-1)", "AT-A-1 collides AT-A-1"],
        ),
        ("no such fix", vec![(&"0123456789abcdef-1".to_owned(), "")], vec!["? unknown"]),
        ("twice the same", vec![(set, ""), (set, "\"soft_sell\"")], vec![soft]),
    ] {
        let choices: Vec<ChosenFix> = choices
            .into_iter()
            .map(|(id, value)| ChosenFix { id: id.clone(), value: value.to_owned() })
            .collect();
        let amended = rulebook.amend(&came, &choices, &today());
        assert_eq!(story(&rulebook, &came, &amended), expected, "{what}");
        if amended.changes.is_empty() {
            continue;
        }
        let again = rulebook.amend(&amended.plan, &choices, &today());
        assert!(again.changes.is_empty(), "{what}: applied again, it must change nothing");
        assert!(
            again.skipped.iter().all(|skip| skip.reason == SkipReason::Unknown),
            "{what}: {:?}",
            again.skipped
        );
    }
    let wanted = ChosenFix { id: set.clone(), value: "\"informative\"".to_owned() };
    let text = &rulebook.amend(&came, &[wanted], &today()).changes[0].text;
    assert_eq!(text, "Be informative.", "the words are those of the chosen value");
}

#[test]
fn what_was_meant_for_a_removed_channel_says_no_longer_where_it_goes() {
    let drop = "for_each: {channel: plan.channels}\nfails_if: 'channel.platform == \"agora\"'\n\
                fix: [{remove: channel, applicability: safe, text: Drop it.}]";
    let rulebook = rulebook(&[("AT-A-1", "law", drop)]);
    let came = plan(
        "channels: [{id: a, platform: agora}, {id: b, platform: polis}, {id: c, platform: agora}]\n\
         contents: [{id: k, channel: a}, {channel: b}]\nendorsements: [{id: e, channel: c}]\n\
         waivers: [{rule: AT-B-1, item: 'channels[0]'}, {rule: AT-B-1, item: 'channels[1].platform'}, {rule: AT-B-1, item: b}]",
    );
    let amended = rulebook.amend(&came, &[], &today());
    assert_eq!(
        amended.plan.record(),
        plan(
            "channels: [{id: b, platform: polis}]\ncontents: [{id: k}, {channel: b}]\n\
             endorsements: [{id: e}]\n\
             waivers: [{rule: AT-B-1, item: 'channels[0].platform'}, {rule: AT-B-1, item: b}]",
        )
        .record()
    );
    let told: Vec<(&str, &str)> =
        amended.changes.iter().map(|change| (change.path.as_str(), change.text.as_str())).collect();
    let released = "The channel it was meant for is removed: say where it goes instead, or drop it.";
    assert_eq!(
        told,
        [
            ("channels[0]", "Drop it."),
            ("channels[2]", "Drop it."),
            ("contents[0].channel", released),
            ("endorsements[0].channel", released),
            ("waivers[0]", "The waiver was for channels[0], which is removed."),
            (
                "waivers[1].item",
                "The waiver follows channels[1].platform, which is now channels[0].platform."
            ),
        ]
    );
}

#[test]
fn what_is_waived_is_mended_only_where_it_is_chosen() {
    let rule = format!("waivable: {{}}\n{}", wants("plan.tone", "\"hard_sell\"", "\"soft_sell\""));
    let rulebook = rulebook(&[("AT-A-1", "custom", &rule)]);
    let came = plan(
        "{tone: hard_sell, waivers: [{rule: AT-A-1, reason: tried, approver: A desk, ends_on: 2027-01-01}]}",
    );
    assert!(rulebook.amend(&came, &[], &today()).changes.is_empty(), "somebody answers for the exception");
    let chosen = ChosenFix { id: offered(&rulebook, &came)[0].1.clone(), value: String::new() };
    assert_eq!(rulebook.amend(&came, &[chosen], &today()).changes.len(), 1);
}
