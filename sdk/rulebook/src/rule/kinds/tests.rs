//! What each kind comes to, and what is refused.

use crate::review::Depth;
use crate::rulebook::Rulebook;
use crate::rulebook::tests::{bundle, on, plan_of, refusal};
use crate::samples::{EXAMPLES, loaded};

/// A rule with these keys. The examples are there because they must be; nothing here runs them.
fn rule(keys: &str) -> String {
    format!(
        "rule: AT-TST-001\ntitle: T\nstatus: active\nauthority: advice\nseverity: warning\n{keys}\nsources: [talk]\n{EXAMPLES}"
    )
}

fn with(keys: &str) -> Rulebook {
    loaded(&bundle(&[("rules/AT-TST-001.yaml", &rule(keys))]))
}

/// The findings of the rule, each as `outcome place`, with the message where it failed.
fn found(rulebook: &Rulebook, plan: &str) -> Vec<String> {
    let review = rulebook.review(&plan_of(plan), &on("2026-06-01"), Depth::Everything);
    let own = review.findings.iter().filter(|finding| finding.rule.id == "AT-TST-001");
    let mut found: Vec<String> = own
        .map(|finding| format!("{} {}", finding.outcome.as_str(), finding.path()).trim().to_owned())
        .collect();
    found.sort();
    found
}

fn check(keys: &str, cases: &[(&str, &[&str])]) {
    let rulebook = with(keys);
    for (plan, expected) in cases {
        assert_eq!(found(&rulebook, plan), *expected, "{keys}\nwith the plan {plan}");
    }
}

#[test]
fn shares_add_up_to_at_most() {
    check(
        "kind: share_limit\nfield: channel.budget_percent\nwhere: 'channel.platform in [\"facebook\"]'\nat_most: 40",
        &[
            ("{channels: [{platform: facebook, budget_percent: 40.5}]}", &["fail channels"]),
            ("{channels: [{platform: facebook, budget_percent: 40}]}", &["pass channels"]),
            (
                "{channels: [{platform: facebook, budget_percent: 30}, {platform: Facebook, budget_percent: 11}]}",
                &["fail channels"],
            ),
            ("{channels: [{platform: agora, budget_percent: 99}]}", &["pass channels"]),
            ("{channels: [{platform: agora}]}", &["pass channels"]),
            ("{channels: []}", &["not_applicable channels"]),
            ("{}", &["not_applicable channels"]),
            ("{channels: [{platform: facebook}]}", &["cannot_tell channels"]),
            (
                "{channels: [{platform: facebook, budget_percent: 40}, {platform: facebook}]}",
                &["cannot_tell channels"],
            ),
            (
                "{channels: [{platform: facebook, budget_percent: 41}, {platform: facebook}]}",
                &["fail channels"],
            ),
            ("{channels: [{budget_percent: 41}]}", &["cannot_tell channels"]),
            (
                "{channels: [{platform: facebook, budget_percent: 41}, {budget_percent: 1}]}",
                &["fail channels"],
            ),
        ],
    );
}

#[test]
fn shares_add_up_to_at_least() {
    check(
        "kind: share_limit\nfield: channel.budget_percent\nat_least: 10",
        &[
            ("{channels: [{budget_percent: 4}, {budget_percent: 5}]}", &["fail channels"]),
            ("{channels: [{budget_percent: 4}, {budget_percent: 6}]}", &["pass channels"]),
            ("{channels: [{budget_percent: 4}, {}]}", &["cannot_tell channels"]),
            ("{channels: [{budget_percent: 10}, {}]}", &["pass channels"]),
            ("{}", &["not_applicable channels"]),
        ],
    );
    check(
        "kind: share_limit\nfield: channel.budget_percent\nat_least: 10\nat_most: 20",
        &[
            ("{channels: [{budget_percent: 9}]}", &["fail channels"]),
            ("{channels: [{budget_percent: 20}]}", &["pass channels"]),
            ("{channels: [{budget_percent: 21}, {}]}", &["fail channels"]),
            ("{channels: [{budget_percent: 15}, {}]}", &["cannot_tell channels"]),
        ],
    );
}

#[test]
fn a_share_shows_in_the_message_where_it_is_known() {
    let rulebook = with(
        "kind: share_limit\nfield: channel.budget_percent\nat_most: 40\nmessage: 'It is {share} percent.'",
    );
    let message = |plan| {
        let review = rulebook.review(&plan_of(plan), &on("2026-06-01"), Depth::Attention);
        let finding = review.findings.iter().find(|finding| finding.rule.id == "AT-TST-001");
        finding.map(|finding| finding.message().to_owned()).unwrap_or_default()
    };
    assert_eq!(message("{channels: [{budget_percent: 30}, {budget_percent: 12.5}]}"), "It is 42.5 percent.");
    assert_eq!(message("{channels: [{budget_percent: 50}, {}]}"), "It is ? percent.");
}

#[test]
fn steps_come_after_the_first() {
    check(
        "kind: stage_order\nfirst: listen\nthen: [give_value, sell_without_selling]",
        &[
            (
                "{stages: [{stage: give_value, starts_on: 2026-01-04}, {stage: listen, starts_on: 2026-01-05}]}",
                &["fail stages[0].starts_on", "not_applicable stages[1].starts_on"],
            ),
            (
                "{stages: [{stage: listen, starts_on: 2026-01-04}, {stage: give_value, starts_on: 2026-01-04}]}",
                &["not_applicable stages[0].starts_on", "pass stages[1].starts_on"],
            ),
            ("{stages: [{stage: sell_without_selling}]}", &["fail stages[0].starts_on"]),
            ("{stages: [{stage: meet_in_person}]}", &["not_applicable stages[0].starts_on"]),
            ("{stages: []}", &["not_applicable"]),
            (
                "{stages: [{stage: listen}, {stage: give_value, starts_on: 2026-01-04}]}",
                &["cannot_tell stages[1].starts_on", "not_applicable stages[0].starts_on"],
            ),
            (
                "{stages: [{stage: give_value, starts_on: 2026-01-04}, {}]}",
                &["cannot_tell stages[0].starts_on", "cannot_tell stages[1].starts_on"],
            ),
        ],
    );
}

#[test]
fn steps_that_a_plan_needs() {
    check(
        "kind: stage_order\nneeds: [listen, meet_in_person]\nmessage: 'No {missing}.'",
        &[
            ("{stages: [{stage: listen}]}", &["fail stages"]),
            ("{stages: [{stage: listen}, {stage: meet_in_person}]}", &["pass stages"]),
            ("{stages: [{stage: listen}, {}]}", &["cannot_tell stages"]),
            ("{stages: []}", &["not_applicable stages"]),
        ],
    );
}

#[test]
fn languages_match_by_prefix() {
    check(
        "kind: language\nof: content\none_of: [zh-Hans, ko]",
        &[
            ("{contents: [{language: zh-Hans}]}", &["pass contents[0].language"]),
            ("{contents: [{language: ZH-hans-CN}]}", &["pass contents[0].language"]),
            ("{contents: [{language: zh}]}", &["fail contents[0].language"]),
            ("{contents: [{language: zh-Hant}]}", &["fail contents[0].language"]),
            ("{contents: [{language: zh-Hansx}]}", &["fail contents[0].language"]),
            ("{contents: [{language: kok}]}", &["fail contents[0].language"]),
            ("{contents: [{}]}", &["cannot_tell contents[0].language"]),
            ("{}", &["not_applicable"]),
        ],
    );
    check(
        "kind: language\nof: channel\none_of: [ja]",
        &[
            ("{channels: [{languages: [en, ja-JP]}]}", &["pass channels[0].languages"]),
            ("{channels: [{languages: [en]}]}", &["fail channels[0].languages"]),
            ("{channels: [{}]}", &["cannot_tell channels[0].languages"]),
            ("{channels: []}", &["not_applicable"]),
        ],
    );
}

#[test]
fn a_calendar_overlap_asks_for_the_windows_of_the_period() {
    use super::{KINDS, find};
    use crate::decode::Map;
    use crate::diagnostic::Faults;
    use crate::expr::Names;
    use crate::yaml::{self, SourceFile};

    let general = |text: &str| {
        let file = SourceFile { name: "r.yaml".to_owned(), text: text.to_owned(), layer: String::new() };
        let mut faults = Faults::default();
        let nodes = yaml::documents(&std::sync::Arc::new(file), &mut 10_000, &mut faults);
        let keys: Vec<&str> = KINDS.iter().flat_map(|kind| kind.keys).copied().collect();
        let map = Map::read(&nodes[0], &keys, &mut faults).expect("a map");
        let make = find("calendar_overlap").and_then(|kind| kind.general).expect("it checks something");
        make(&map, &Names::default(), &mut faults).expect("the keys are right")
    };
    let of_plan = general("{windows: [public_holiday, quiet_days], ids: [at-flood]}");
    assert_eq!((of_plan.for_each, of_plan.fails_if.as_str()), (None, "size(windows) > 0"));
    assert_eq!(
        of_plan.lets,
        [(
            "windows",
            "calendar_windows(plan.starts_on, plan.ends_on, [\"public_holiday\", \"quiet_days\", \"at-flood\"])"
                .to_owned()
        )]
    );
    let of_stages = general("{ids: [at-flood], of: stages}");
    assert_eq!(of_stages.for_each, Some(("step", "plan.stages")));
    assert_eq!(
        of_stages.lets[0].1,
        "calendar_windows(step.starts_on, step.weeks > 0 ? plus_days(step.starts_on, step.weeks * 7 - 1) : step.starts_on, [\"at-flood\"])"
    );
}

#[test]
fn dates_keep_clear_of_windows() {
    let windows = "window: at-flood
title: The flood
kind: quiet_days
days:
  - {year: 2026, from: 2026-06-10, until: 2026-06-16, status: official, sources: [law]}
  - {year: 2027, status: awaiting_notice, sources: [talk]}
";
    let check = |keys: &str, cases: &[(&str, &[&str])]| {
        let rulebook =
            loaded(&bundle(&[("rules/AT-TST-001.yaml", &rule(keys)), ("calendar/windows.yaml", windows)]));
        for (plan, expected) in cases {
            assert_eq!(found(&rulebook, plan), *expected, "{keys}\nwith the plan {plan}");
        }
    };
    for which in ["windows: [quiet_days]", "ids: [at-flood]", "windows: [quiet_days]\nids: [at-flood]"] {
        check(
            &format!("kind: calendar_overlap\n{which}\nmessage: 'It meets {{windows}}.'"),
            &[
                ("{starts_on: 2026-05-01, ends_on: 2026-06-09}", &["pass starts_on"]),
                ("{starts_on: 2026-05-01, ends_on: 2026-06-10}", &["fail starts_on"]),
                ("{starts_on: 2026-06-16, ends_on: 2026-07-10}", &["fail starts_on"]),
                ("{starts_on: 2026-06-17, ends_on: 2026-07-10}", &["pass starts_on"]),
                ("{starts_on: 2027-06-17, ends_on: 2027-07-10}", &["cannot_tell starts_on"]),
                ("{starts_on: 2026-06-17}", &["cannot_tell starts_on"]),
                (
                    "{audience: {region_codes: [FR]}, starts_on: 2026-06-10, ends_on: 2026-06-10}",
                    &["not_applicable"],
                ),
            ],
        );
    }
    check(
        "kind: calendar_overlap\nwindows: [quiet_days]\nof: stages",
        &[
            ("{stages: [{starts_on: 2026-06-03, weeks: 1}]}", &["pass stages[0].starts_on"]),
            ("{stages: [{starts_on: 2026-06-04, weeks: 1}]}", &["fail stages[0].starts_on"]),
            ("{stages: [{starts_on: 2026-06-09, weeks: 0}]}", &["pass stages[0].starts_on"]),
            ("{stages: [{starts_on: 2026-06-10, weeks: 0}]}", &["fail stages[0].starts_on"]),
            ("{stages: [{starts_on: 2026-06-03}]}", &["cannot_tell stages[0].starts_on"]),
            ("{stages: []}", &["not_applicable"]),
        ],
    );
}

#[test]
fn wrong_keys_are_refused_with_a_hint() {
    let share = "kind: share_limit\nfield: channel.budget_percent\n";
    for (keys, wrong, hint) in [
        (
            "kind: share_limit\nfield: channel.platform\nat_most: 4",
            "7:8: `channel.platform` is no share in percent",
            "channel.budget_percent",
        ),
        (
            "kind: share_limit\nfield: plan.budget\nat_most: 4",
            "7:8: `plan.budget` is no share in percent",
            "",
        ),
        ("kind: share_limit\nat_most: 4", "1:1: `field` is missing", "add `field: …`"),
        (share, "1:1: what the share may be is missing", "add `at_most: 40`"),
        (&format!("{share}at_most: 140"), "8:10: 140 is outside 0 to 100", "in percent"),
        (&format!("{share}at_most: 10\nat_least: 20"), "9:11: at least 20 and at most 10 is nothing", "swap"),
        (
            &format!("{share}at_most: 4\nwhere: 'channel.platfrom == \"x\"'"),
            "9:17: a channel has no field `platfrom`",
            "did you mean `platform`?",
        ),
        (
            &format!("{share}at_most: 4\nwhere: channel.platform"),
            "9:8: `channel.platform` is no condition",
            "true or false",
        ),
        (
            &format!("{share}at_most: 4\nfails_if: 'true'"),
            "9:11: `fails_if` has no effect here",
            "share_limit takes: field, where",
        ),
        (
            "kind: stage_order\nfirst: lisen\nthen: [give_value]",
            "7:8: `lisen` is not a stage of the playbook",
            "did you mean `listen`?",
        ),
        ("kind: stage_order\nfirst: listen", "1:1: `then` is missing", ""),
        ("kind: stage_order\nthen: [listen]", "1:1: `first` is missing", ""),
        (
            "kind: stage_order\nfirst: listen\nthen: [listen]",
            "8:7: `listen` cannot come after itself",
            "take it out",
        ),
        ("kind: stage_order\nfirst: listen\nthen: []", "8:7: `then` names nothing", "then: [give_value]"),
        ("kind: stage_order", "the order of stages takes one form", "needs: [meet_in_person]"),
        ("kind: stage_order\nfirst: listen\nthen: [give_value]\nneeds: [listen]", "takes one form", ""),
        (
            "kind: language\nof: contents\none_of: [ja]",
            "7:5: `contents` is not what a language is of",
            "did you mean `content`?",
        ),
        ("kind: language\nof: content\none_of: []", "8:9: `one_of` names nothing", "zh-Hans"),
        ("kind: language\nof: content\none_of: [zh_Hans]", "8:10: `zh_Hans` is not a language tag", "BCP 47"),
        ("kind: language\nof: content", "1:1: `one_of` is missing", ""),
        ("kind: calendar_overlap", "which windows to keep clear of is missing", "windows: [public_holiday]"),
        ("kind: calendar_overlap\nwindows: []", "7:10: `windows` names nothing", "windows: [public_holiday]"),
        (
            "kind: calendar_overlap\nwindows: [holiday]",
            "7:11: `holiday` is not a kind of window",
            "valid here: public_holiday",
        ),
        (
            "kind: calendar_overlap\nids: [x]\nof: steps",
            "8:5: `steps` is not what the dates are of",
            "did you mean `stages`?",
        ),
        ("kind: channel_access\nstates: []", "7:9: `states` names nothing", "states: [blocked, shut_down]"),
        ("kind: required_element\nfield: plan.tone\none_of: []", "8:9: `one_of` names nothing", ""),
        (
            "kind: language\nof: content\none_of: [ja]\nneeds: [listen]",
            "9:8: `needs` has no effect here",
            "language takes: of, one_of",
        ),
        (
            "for_each: {topic: 'plan.audience.languages'}\nfails_if: 'true'",
            "lists no parts of the plan",
            ".exists(x, …)",
        ),
        (
            "for_each: {plan: plan.channels}\nfails_if: 'true'",
            "6:12: `plan` already means something here",
            "another name",
        ),
    ] {
        let shown = refusal(&[("rules/AT-TST-001.yaml", &rule(keys))]);
        assert!(
            shown.contains(wrong) && shown.contains(hint),
            "must say `{wrong}` and `{hint}`; it says:\n{shown}"
        );
    }
}
