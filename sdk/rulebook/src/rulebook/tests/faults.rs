//! What is refused, and how it is said.

mod golden;

use super::{FACTS, MODULE, RULE, bundle};
use crate::rulebook::Rulebook;

#[test]
fn faults_say_where_and_what_to_do() {
    let rule = |from: &str, to: &str| ("rules/AT-RCH-001.yaml", RULE.replace(from, to));
    let facts = |from: &str, to: &str| ("facts/access.yaml", FACTS.replace(from, to));
    let module = |from: &str, to: &str| ("module.yaml", MODULE.replace(from, to));
    let cases = [
        (
            rule("severity: blocker", "severty: blocker"),
            "rules/AT-RCH-001.yaml:6:1: unknown key `severty`",
            "did you mean `severity`?",
        ),
        (
            rule("severity: blocker", "severity: blocking"),
            "AT-RCH-001.yaml:6:11: `blocking` is not a severity",
            "did you mean `blocker`?",
        ),
        (
            rule("states: [blocked]", "states: [bloked]"),
            "`bloked` is not a state of access",
            "did you mean `blocked`?",
        ),
        (rule("{state}.", "{stat}."), "`stat` is not known here", "did you mean `state`?"),
        (rule("sources: [talk]", "sources: [tolk]"), "there is no source `tolk`", "did you mean `talk`?"),
        (rule("expect: pass", "expect: fail"), "examples are missing: pass", ""),
        (
            rule("platform: Facebook", "platfrom: Facebook"),
            "unknown key `platfrom`",
            "did you mean `platform`?",
        ),
        (rule("authority: reach", "authority: law"), "claims to be law without a law source", "cite the law"),
        (
            rule("AT-RCH-001\n", "AT-RCH-002\n"),
            "the rule `AT-RCH-002` stands in another file",
            "rules/AT-RCH-002.yaml",
        ),
        (
            rule("kind: channel_access", "kind: channel_acces"),
            "`channel_acces` is not a kind of rule",
            "channel_access",
        ),
        (rule("states: [blocked]", "states: [blocked]\nlist: x"), "`list` has no effect here", ""),
        (
            rule("kind: channel_access\nstates: [blocked]", "kind: advice\nfails_if: 'true'"),
            "AT-RCH-001.yaml:8:11: `fails_if` has no effect here",
            "kind advice takes: no keys of its own",
        ),
        (
            rule("states: [blocked]", "states: [blocked]\nlet: {state: 'true'}"),
            "`state` already means something here",
            "choose another name",
        ),
        (
            rule(
                "set: channel.platform, to_one_of: 'substitutes(channel.platform, channel.purpose)'",
                "set: plan.channels, to: '[]'",
            ),
            "`plan.channels` is a part of the plan, not a value",
            "set its fields, or remove it",
        ),
        (
            rule("remove: channel", "remove: plan"),
            "a fix cannot remove the whole plan",
            "remove a part of it",
        ),
        (
            rule("to_one_of: 'substitutes(channel.platform, channel.purpose)'", "to: '[\"agora\"]'"),
            "the value does not fit `channel.platform`: a text is never equal to a list",
            "",
        ),
        (
            rule(
                "set: channel.platform, to_one_of: 'substitutes(channel.platform, channel.purpose)'",
                "set: channel.purpose, to: '\"brend\"'",
            ),
            "the value does not fit `channel.purpose`: the field is never `brend`",
            "did you mean `brand`?",
        ),
        (
            rule("remove: channel,", "remove: 'size(plan.channels)',"),
            "`size(plan.channels)` is no place in the plan",
            "",
        ),
        (rule("states: [blocked]", "states: [blocked]\nat: '\"here\"'"), "is no place in the plan", ""),
        (
            module("module: atlantis", "module: At/lantis"),
            "`At/lantis` cannot be the name of a module",
            "lower-case",
        ),
        (module("version: 1.0.0", "version: 1.0.+1"), "`1.0.+1` is not a version", ""),
        (rule("to_one_of:", "to: '\"agora\"', to_one_of:"), "a fix does one thing", ""),
        (
            rule(
                "kind: channel_access\nstates: [blocked]",
                "kind: required_element\nfield: plan.mobile_ready\nis: true\nat_least: 1",
            ),
            "one condition too many",
            "keep one of",
        ),
        (rule("は{state}。", "は{stat}。"), "AT-RCH-001.yaml:9:74: `stat` is not known here", ""),
        (rule("は{state}。", "は{state。"), "AT-RCH-001.yaml:9:73: a placeholder has no end", "close it"),
        (
            rule(
                "platform: the square",
                "platform: agora}], audience: {region_codes: [Atlantis]}, contents: [{",
            ),
            "`Atlantis` is not a market",
            "",
        ),
        (("more.yaml", "stage: listen\norder: -1\ntitle: t\ndo: d\n".to_owned()), "-1 is outside 1 to", ""),
        (
            (
                "more.yaml",
                FACTS
                    .replace("type: access_state", "type: number\nunit: x")
                    .replace("value: open", "value: 1e999"),
            ),
            "the number is too large",
            "",
        ),
        (
            facts("from: 2008, value: open", "from: 2008-13, value: open"),
            "`2008-13` is not a day of the calendar",
            "",
        ),
        (facts("value: blocked", "value: closed"), "`closed` is not a state of access", ""),
        (
            facts("from: 2009-07", "from: 2007-07"),
            "2007-07 does not come after 2008",
            "put the history in order",
        ),
        (facts("sources: [talk]", "sources: []"), "a value without a source", ""),
        (
            facts("fact: access/agora", "fact: access/agra"),
            "nothing says whether people can reach `agora`",
            "access/agora",
        ),
        (facts("review_every: 365d", "review_every: 1y"), "`1y` is not a span of days", "180d"),
        (facts("before_first: unknown", "before_first: open"), "can only be `unknown`", ""),
        (module("market: AT", "market: Atlantis"), "`Atlantis` is not a market code", "two capital letters"),
        (module("Asia/Tokyo", "Asia/Tokio"), "`Asia/Tokio` is not a time zone", "IANA"),
        (module("version: 1.0.0", "version: 1.0"), "`1.0` is not a version", "three numbers"),
        (module("kind: rulebook", "kind: rulebook\nkind: native"), "the key `kind` stands twice", ""),
        (module("kind: rulebook", "kind: rulebook\nextends: [ocean]"), "`extends` names `ocean`", ""),
        (("more.yaml", "fakt: a/b\n".to_owned()), "no document begins with `fakt`", "did you mean `fact`?"),
        (("more.yaml", "a: [1, 2\n".to_owned()), "more.yaml:", "quote"),
        (
            ("more.yaml", "source: &x y\ntitle: t\nkind: law\n".to_owned()),
            "anchors, aliases and tags",
            "write the value out",
        ),
        (
            ("more.yaml", "source: law\ntitle: t\nkind: law\n".to_owned()),
            "a second source `law`",
            "the first stands at",
        ),
        (("more.yaml", "- 1\n".to_owned()), "a document begins with a key", ""),
        (("more.yaml", format!("source: {}1{}", "[".repeat(99), "]".repeat(99))), "nested deeper", ""),
        (
            ("more.yaml", format!("source: [{}]", "a,".repeat(1_000_000))),
            "more than 1000000 values",
            "leave out",
        ),
    ];
    for ((path, text), wrong, hint) in cases {
        let faults = Rulebook::load(&bundle(&[(path, &text)])).expect_err(wrong);
        let shown: String = faults.iter().map(ToString::to_string).collect();
        assert!(
            shown.contains(wrong) && shown.contains(hint),
            "must say `{wrong}` and `{hint}`; it says:\n{shown}"
        );
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let rule = RULE.replace("severity: blocker", "severity: blocking").replace("[talk]", "[tolk]");
    let module = MODULE.replace("Asia/Tokyo", "Asia/Tokio").replace("languages: [en, ja]", "languages: []");
    let facts = FACTS.replace("value: blocked", "value: closed");
    let changed = [("rules/AT-RCH-001.yaml", rule.as_str()), ("facts/access.yaml", &facts)];
    let faults = Rulebook::load(&bundle(&changed)).expect_err("two files are wrong");
    let files: Vec<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
    assert!(files.contains(&"facts/access.yaml") && files.contains(&"rules/AT-RCH-001.yaml"), "{files:?}");
    let faults = Rulebook::load(&bundle(&[("module.yaml", &module)])).expect_err("two faults in one file");
    assert!(faults.len() >= 2, "{faults:?}");
}

/// So many files are read on several threads.
#[test]
fn the_faults_of_many_files_are_the_same_every_time() {
    let files: Vec<(String, &str)> = (0..150)
        .map(|number| (format!("sources/{number:03}.yaml"), "source: a\ntitel: t\nkind: lore\n"))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let faults = Rulebook::load(&bundle(&files)).expect_err("every file is wrong");
    let first: Vec<(&str, usize)> = faults.iter().take(4).map(|one| (one.file.as_str(), one.line)).collect();
    let in_order = [("sources/000.yaml", 1), ("sources/000.yaml", 2), ("sources/000.yaml", 3)];
    assert_eq!(first[..3], in_order, "files and lines in their order");
    for _ in 0..20 {
        assert_eq!(Rulebook::load(&bundle(&files)).expect_err("still wrong"), faults);
    }
}

#[test]
fn many_files_together_hold_no_more_values_than_one() {
    let list = format!("source: [{}]\n", "a,".repeat(8_000));
    let files: Vec<String> = (0..130).map(|number| format!("sources/{number:03}.yaml")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|path| (path.as_str(), list.as_str())).collect();
    let faults = Rulebook::load(&bundle(&files)).expect_err("1,040,000 values");
    let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(
        shown.len() == 1 && shown[0].contains("more than 1000000 values"),
        "one fault, no other: {shown:?}"
    );
}
