//! Rulebooks as their authors write them: what loads, what is refused and how, what a review comes to.

use crate::bundle::Bundle;
use crate::date::Date;
use crate::native::{NativeFunction, NativeFunctions};
use crate::plan::{Plan, RecordBuilder};
use crate::review::{FixAction, Outcome, Review, Verdict};
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::{CHANNEL, PLAN};
use crate::value::Value;

const MODULE: &str = "module: atlantis
market: AT
name: Atlantis
version: 1.0.0
kind: rulebook
languages: [en, ja]
time_zone: Asia/Tokyo
publisher: affiliates/at
recorded: 2026-01-01
affiliate: {role: Local affiliate, reach: Ask}
";
const SOURCE: &str =
    "source: law\ntitle: The law\nkind: law\n---\nsource: talk\ntitle: A talk\nkind: panel\n";
const FACTS: &str = "fact: access/facebook
title: Can people reach Facebook?
type: access_state
before_first: unknown
review_every: 365d
history:
  - {from: 2008, value: open, confidence: medium, sources: [talk]}
  - {from: 2009-07, until: 2030, value: blocked, confidence: medium, sources: [talk], recorded: 2026-06-01}
---
fact: access/agora
title: Can people reach Agora?
type: access_state
before_first: unknown
review_every: never
history: [{from: 2008, value: open, confidence: medium, sources: [talk]}]
";
const PLATFORMS: &str = "platform: facebook
names: {en: Facebook, ja: フェイスブック}
kind: social_network
standing: [{from: 2008, level: avoid}]
---
platform: agora
names: Agora
aliases: [The Square]
kind: forum
substitutes_for: [facebook]
standing: [{from: 2008, level: leading, in_favour: Everybody is there.}]
";
const RULE: &str = "rule: AT-RCH-001
title: A channel cannot be reached
status: active
in_force: {from: 2009}
authority: reach
severity: blocker
kind: channel_access
states: [blocked]
message: {en: \"{channel.platform} is {state}.\", ja: \"{channel.platform}は{state}。\"}
fix:
  - {set: channel.platform, to_one_of: 'substitutes(channel.platform, channel.purpose)', applicability: needs_review, text: 'Use {to}.'}
  - {remove: channel, applicability: needs_review, text: Drop it.}
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {channels: [{platform: Facebook}]}}
  - {name: b, expect: pass, plan: {channels: [{platform: the square}]}}
  - {name: c, expect: not_applicable, plan: {channels: [{platform: facebook, audience_side: overseas}]}}
  - {name: d, expect: cannot_tell, plan: {channels: [{}]}}
";

/// The rulebook of Atlantis with some files changed or added.
fn bundle(changes: &[(&str, &str)]) -> Bundle {
    let base = [
        ("module.yaml", MODULE),
        ("sources.yaml", SOURCE),
        ("facts/access.yaml", FACTS),
        ("platforms.yaml", PLATFORMS),
        ("rules/AT-RCH-001.yaml", RULE),
    ];
    let files = base.iter().chain(changes).map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Bundle::from_files(files)
}

fn atlantis() -> Rulebook {
    loaded(&bundle(&[]))
}

fn loaded(bundle: &Bundle) -> Rulebook {
    Rulebook::load(bundle).unwrap_or_else(|faults| {
        panic!("must load:\n{}", faults.iter().map(ToString::to_string).collect::<String>())
    })
}

fn on(as_of: &str) -> Inquiry {
    let day = |text: &str| text.parse::<Date>().expect("a date");
    Inquiry { as_of: day(as_of), known_as_of: day("2026-12-31"), language: "en".to_owned() }
}

fn plan_on(platforms: &[&str]) -> Plan {
    let mut violations = Vec::new();
    let channels = platforms.iter().enumerate().map(|(index, platform)| {
        RecordBuilder::new(&CHANNEL, &format!("channels[{index}]"), &mut violations)
            .text("platform", Some((*platform).to_owned()))
            .build()
    });
    let channels = channels.collect();
    Plan::new(RecordBuilder::new(&PLAN, "", &mut violations).records("channels", channels).build())
}

fn outcomes(review: &Review) -> Vec<Outcome> {
    review.findings.iter().map(|finding| finding.outcome).collect()
}

#[test]
fn its_own_examples_pass() {
    let result = atlantis().self_test();
    assert_eq!((result.cases, result.failures), (4, Vec::new()));
}

#[test]
fn a_blocked_channel_is_a_no_go_with_a_substitute() {
    let review = atlantis().review(&plan_on(&["フェイスブック", "Agora"]), &on("2026-06-01"));
    assert_eq!(review.verdict, Verdict::NoGo);
    assert_eq!(outcomes(&review), [Outcome::Fail, Outcome::Pass]);
    let finding = &review.findings[0];
    assert_eq!(finding.message, "Facebook is blocked.");
    assert_eq!(finding.path, "channels[0].platform");
    assert_eq!(finding.fixes[0].values, ["\"agora\""]);
    assert_eq!(finding.fixes[0].text, "Use Agora.");
    assert_eq!((finding.fixes[1].action, finding.fixes[1].path.as_str()), (FixAction::Remove, "channels[0]"));
    assert_eq!(
        (finding.evidence[0].fact.as_str(), finding.evidence[0].value.as_str()),
        ("access/facebook", "blocked")
    );
}

#[test]
fn the_answer_depends_on_both_dates() {
    let atlantis = atlantis();
    let verdict = |as_of: &str, known_as_of: &str| {
        let known_as_of = known_as_of.parse().expect("a date");
        atlantis.review(&plan_on(&["facebook"]), &Inquiry { known_as_of, ..on(as_of) }).verdict
    };
    for (as_of, known_as_of, expected, why) in [
        ("2026-06-01", "2026-12-31", Verdict::NoGo, "blocked since 2009"),
        ("2009-06-30", "2026-12-31", Verdict::Go, "still open then"),
        ("2026-06-01", "2026-05-31", Verdict::Go, "the block was recorded later"),
        ("2026-06-01", "2025-12-31", Verdict::CannotTell, "nothing had been recorded yet"),
        ("2008-06-01", "2026-12-31", Verdict::Go, "the rule is not in force yet"),
        ("2031-01-01", "2026-12-31", Verdict::CannotTell, "the block ended, and nothing is known since"),
    ] {
        assert_eq!(verdict(as_of, known_as_of), expected, "as of {as_of}, known {known_as_of}: {why}");
    }
}

#[test]
fn an_unknown_platform_is_a_question_with_the_nearest_names() {
    let review = atlantis().review(&plan_on(&["facebok"]), &on("2026-06-01"));
    assert_eq!(review.verdict, Verdict::CannotTell);
    assert_eq!(review.questions, ["which platform is meant by `facebok`; nearest: Facebook, facebook?"]);
}

#[test]
fn a_blocker_in_error_is_never_a_go() {
    let rule = RULE
        .replace(
            "kind: channel_access\nstates: [blocked]\n",
            "for_each: {channel: plan.channels}\nfails_if: 'native.boom()'\n",
        )
        .replace("{state}", "");
    let boom = NativeFunction { name: "boom", arity: 0, function: |_| Err("boom".to_owned()) };
    let bundle = bundle(&[("rules/AT-RCH-001.yaml", &rule)]);
    let atlantis = Rulebook::load_with(&bundle, NativeFunctions::new([boom])).expect("loads");
    let review = atlantis.review(&plan_on(&["agora"]), &on("2026-06-01"));
    assert_eq!((outcomes(&review), review.verdict), (vec![Outcome::Error], Verdict::CannotTell));
    assert!(review.findings[0].message.contains("rules/AT-RCH-001.yaml:1"), "{}", review.findings[0].message);
}

#[test]
fn a_plan_aimed_elsewhere_is_not_concerned() {
    let mut violations = Vec::new();
    let audience = RecordBuilder::new(&crate::schema::AUDIENCE, "audience", &mut violations)
        .texts("region_codes", vec!["FR".to_owned()])
        .build();
    let root = RecordBuilder::new(&PLAN, "", &mut violations).record("audience", audience).build();
    let review = atlantis().review(&Plan::new(root), &on("2026-06-01"));
    assert_eq!(outcomes(&review), [Outcome::NotApplicable]);
}

#[test]
fn the_same_question_gets_the_same_answer() {
    let answer = || format!("{:?}", atlantis().review(&plan_on(&["facebook", "x"]), &on("2026-06-01")));
    assert_eq!(answer(), answer());
    let bytes = bundle(&[]).to_tar();
    assert_eq!(bytes, bundle(&[]).to_tar());
    assert_eq!(Bundle::from_tar(&bytes).expect("its own bytes"), bundle(&[]));
}

#[test]
fn a_country_replaces_what_its_region_says_only_with_a_reason() {
    let base = "module: ocean\nregion: ocean\nname: Ocean\nversion: 1.0.0\nkind: rulebook\nlanguages: [en]\ntime_zone: UTC\npublisher: p\nrecorded: 2026-01-01\n";
    let module = MODULE.replace("kind: rulebook", "kind: rulebook\nextends: [ocean]");
    let stage = "stage: listen\norder: 1\ntitle: Listen\ndo: Listen.\nsources: [talk]\n";
    let own = format!("{stage}overrides: We listen longer.\nusual_weeks: 9\n");
    let layered = |own: &str| {
        bundle(&[
            ("module.yaml", &module),
            ("bases/ocean/module.yaml", base),
            ("bases/ocean/stages.yaml", stage),
            ("stages.yaml", own),
        ])
    };
    assert_eq!(loaded(&layered(&own)).stages()[0].usual_weeks, 9);
    let faults = Rulebook::load(&layered(stage)).expect_err("a replacement without a reason");
    assert!(faults[0].to_string().contains("a second stage `listen`"), "{}", faults[0]);
}

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

#[test]
fn a_native_value_reaches_the_message() {
    let rule = "rule: AT-LAW-001
title: Shouting
status: active
authority: custom
severity: warning
for_each: {content: plan.contents}
let: {loud: 'native.loud(content.text)'}
fails_if: 'size(loud) > 0'
message: 'Do not shout {loud}.'
sources: [law]
examples:
  - {name: a, expect: fail, plan: {contents: [{text: \"HELLO you\"}]}}
  - {name: b, expect: pass, plan: {contents: [{text: hello}]}}
  - {name: c, expect: not_applicable, plan: {}}
  - {name: d, expect: cannot_tell, plan: {contents: [{}]}}
";
    let loud = NativeFunction {
        name: "loud",
        arity: 1,
        function: |arguments| {
            let words = arguments[0].as_text().ok_or("a text")?.split(' ');
            let loud = words.filter(|word| word.chars().all(char::is_uppercase));
            Ok(Value::list(loud.map(Value::text).collect()))
        },
    };
    let bundle = bundle(&[("rules/AT-LAW-001.yaml", rule)]);
    let with = Rulebook::load_with(&bundle, NativeFunctions::new([loud])).expect("loads").self_test();
    assert_eq!((with.cases, with.skipped, with.failures), (8, 0, Vec::new()));
    let without = loaded(&bundle).self_test();
    assert_eq!((without.cases, without.skipped), (4, 4), "rules that call a library are not run without it");
}
