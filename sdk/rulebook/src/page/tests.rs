use super::markdown::{block, cell, code, link, plain};
use crate::rule::Rule;
use crate::rulebook::Rulebook;
use crate::samples::{EXAMPLES, atlantis, on, rulebooks};

/// What is wrong with the shape of a page; nothing where it is whole.
fn faults(page: &str, rulebook: &Rulebook, rule: &Rule) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fence = None;
    let mut heading: Option<&str> = None;
    for line in page.lines() {
        let is_fence = line.starts_with("```");
        match fence {
            Some(_) if is_fence => fence = None,
            Some(_) => {}
            None if is_fence => fence = Some(line),
            None if line.contains('{') && without_code(line).contains(['{', '}']) => {
                faults.push(format!("a brace is left in: {line}"));
            }
            None => {}
        }
        if line.starts_with("## ") {
            faults.extend(heading.map(|empty| format!("nothing stands under {empty}")));
            heading = Some(line);
        } else if !line.trim().is_empty() && !line.starts_with('#') {
            heading = None;
        }
    }
    faults.extend(fence.map(|_| "a block of code has no end".to_owned()));
    faults.extend(heading.map(|empty| format!("nothing stands under {empty}")));
    for source in rule.sources.iter().filter_map(|id| rulebook.source(id)) {
        let said = match &source.url {
            Some(url) => page.contains(&format!("](<{url}>)")),
            None => page.contains(&plain(&source.title)),
        };
        faults.extend((!said).then(|| format!("the source {} is not named, or not linked", source.id)));
    }
    faults
}

/// A line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// A language that a module offers has its own words, and says with them what English says.
#[test]
fn the_words_of_a_page_are_in_the_language_of_the_answer() {
    for (module, rulebook) in rulebooks() {
        let rule = &rulebook.rules()[0];
        for language in &rulebook.module().languages {
            let page = rulebook.page(rule, &on("2026-11-23", language));
            let english = page.contains("\n## Sources\n");
            assert_eq!(
                english,
                language == "en",
                "{module} in {language}: add its words to page/words:\n{page}"
            );
        }
    }
}

#[test]
fn every_rule_of_every_module_has_a_page_in_every_language() {
    for (module, rulebook) in rulebooks() {
        for language in &rulebook.module().languages {
            for rule in rulebook.rules() {
                let page = rulebook.page(rule, &on("2026-11-23", language));
                let faults = faults(&page, &rulebook, rule);
                assert!(faults.is_empty(), "{module}, {} in {language}: {faults:#?}\n{page}", rule.id);
                assert!(page.starts_with(&format!("# {}: ", rule.id)), "{module}: {page}");
                for text in [&rule.why, &rule.action, &rule.dont] {
                    assert!(
                        page.contains(&plain(text.pick(language))),
                        "{module}, {} in {language}",
                        rule.id
                    );
                }
                assert!(rule.examples().iter().all(|example| page.contains(&plain(&example.name))), "{page}");
                assert_eq!(page, rulebook.page(rule, &on("2026-11-23", language)), "the same twice");
            }
        }
    }
}

const HOSTILE: &str = "rule: AT-1
title: 'A [link](javascript:x) | *bold* <b> `code'
status: active
authority: custom
severity: warning
sources: [odd]
waivable: {by: [boss], max_days: 9}
let: {space: 'fact(\"norm/space\")'}
fails_if: 'plan.name == \"```\" || space == \"{x}\"'
message: '{plan.name} # |'
why: |
  # No heading
  - no item
do: 1. no list
fix: [{set: plan.name, to: '\"`\"', applicability: safe, text: '* {to}'}]
examples:
  - {name: 'a | b', expect: fail, plan: {name: '```'}}
  - {name: b, expect: pass, plan: {name: a|b, tone: informative}}
  - {name: c, expect: not_applicable, plan: {audience: {region_codes: [FR]}}}
  - {name: d, expect: cannot_tell, plan: {}}
";
const DOCUMENTS: &str = "source: odd
title: 'Odd ](x)'
kind: press
url: 'javascript:alert(1)'
---
fact: norm/space
title: What is it for?
type: word
before_first: unknown
review_every: never
history: [{from: 2010, value: trade, confidence: low, sources: [odd]}]
";

#[test]
fn a_value_is_never_taken_for_markup() {
    let rulebook = atlantis(&[("AT-1", HOSTILE)], DOCUMENTS);
    let rule = rulebook.rule("AT-1").expect("it is there");
    let page = rulebook.page(rule, &on("2026-11-23", "en"));
    for expected in [
        "# AT-1: A \\[link\\](javascript:x) \\| \\*bold\\* \\<b\\> \\`code\n",
        "\\# No heading - no item\n",
        "\n1\\. no list\n",
        "````yaml\n",
        "`boss`, with a reason. A waiver lasts 9 days at most.\n",
        "| a \\| b | fails | ````{\"name\":\"```\"}```` |",
        "\"a\\|b\"",
        "- Odd \\](x), press\n",
        "`norm/space`: What is it for? **trade** (since 2010)",
        "> \\`\\`\\` # \\|\n",
    ] {
        assert!(page.contains(expected), "must hold `{expected}`:\n{page}");
    }
}

const KINDS: &[(&str, &str)] = &[
    (
        "kind: calendar_overlap\nwindows: [festival]\nids: [at-tide]\nof: stages",
        "The dates must keep clear of these days of the calendar: `festival`, `at-tide`. Each item of `plan.stages`",
    ),
    (
        "kind: calendar_overlap\nids: [at-tide]",
        "The dates must keep clear of these days of the calendar: `at-tide`. The plan is checked as a whole.",
    ),
    (
        "kind: share_limit\nfield: channel.budget_percent\nwhere: 'channel.platform in [\"agora\"]'\nat_most: 40\nat_least: 2.5",
        "Together, `channel.budget_percent` must come to at most `40` percent. Together, `channel.budget_percent` must come to at least \
         `2.5` percent. Only those count for which `channel.platform in [\"agora\"]` holds. The plan is checked as a whole.",
    ),
    (
        "kind: stage_order\nfirst: listen\nthen: [give_value, meet_in_person]\napplies_if: 'plan.name == \"x\"'",
        "A step of `give_value`, `meet_in_person` must not start before one of `listen` has started. Each item of `plan.stages`",
    ),
    (
        "kind: stage_order\nneeds: [listen]",
        "A plan that names steps must have each of `listen`. The plan is checked as a whole.",
    ),
    (
        "kind: language\nof: channel\none_of: [zh-Hans, zh]",
        "It must be in one of the languages `zh-Hans`, `zh`; a form of one counts too. Each item of `plan.channels`",
    ),
    (
        "kind: channel_access\nstates: [blocked, shut_down]",
        "on a platform whose access is one of `blocked`, `shut_down`. Each item of `plan.channels`",
    ),
    (
        "kind: required_element\nfield: channel.mobile_ready\nis: true",
        "`channel.mobile_ready` must be `true`. Each",
    ),
    (
        "kind: required_element\nfield: plan.name\none_of: [a, b]",
        "`plan.name` must be one of `a`, `b`. The plan",
    ),
];

#[test]
fn a_ready_made_kind_says_in_plain_words_what_it_asks_for() {
    let documents = "window: at-tide
title: Tide
kind: festival
days: [{year: 2027, status: awaiting_notice}]
---
fact: access/agora
title: Can people reach Agora?
type: access_state
before_first: unknown
review_every: never
history: [{from: 2010, value: open, confidence: low, sources: [talk]}]
";
    for (keys, expected) in KINDS {
        let text = format!(
            "rule: AT-1\ntitle: T\nstatus: active\nauthority: advice\nseverity: warning\nsources: [talk]\n{keys}\n{EXAMPLES}"
        );
        let rulebook = atlantis(&[("AT-1", &text)], documents);
        let rule = rulebook.rule("AT-1").expect("it is there");
        let page = rulebook.page(rule, &on("2026-11-23", "en"));
        assert!(page.contains(expected), "{keys}\nmust say `{expected}`:\n{page}");
        for language in ["en", "hi", "id", "ja", "ko", "ms", "zh-Hans"] {
            let page = rulebook.page(rule, &on("2026-11-23", language));
            let faults = faults(&page, &rulebook, rule);
            assert!(faults.is_empty(), "{keys} in {language}: {faults:#?}\n{page}");
        }
    }
}

#[test]
fn a_page_is_as_of_its_dates() {
    let rulebook = atlantis(&[("AT-1", HOSTILE)], DOCUMENTS);
    let rule = rulebook.rule("AT-1").expect("it is there");
    let page = rulebook.page(rule, &on("2009-01-01", "en"));
    assert!(page.contains("What is it for? not known at that date"), "{page}");
}

#[test]
fn markdown_is_escaped_where_it_would_mean_something() {
    for (text, expected) in [
        ("a_b _c_", "a_b \\_c\\_"),
        ("AT&T &amp; &#38;", "AT\\&T \\&amp; \\&#38;"),
        ("2. x 3. y", "2\\. x 3. y"),
        ("- x - y", "\\- x - y"),
        ("  two \n\n lines ", "two lines"),
        ("广告 #1", "广告 #1"),
        ("", ""),
    ] {
        assert_eq!(plain(text), expected, "{text:?}");
    }
    for (text, expected) in
        [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("", "`  `"), ("a\n b", "`a b`")]
    {
        assert_eq!(code(text), expected, "{text:?}");
    }
    assert_eq!(cell("a|b \\| c \\\\| d"), "a\\|b \\| c \\\\\\| d");
    assert_eq!(block("x", &["a ```` b".to_owned()]), "`````x\na ```` b\n`````\n");
    for (url, expected) in [
        ("https://x.org/a_(b)?c=<d>", "[t](<https://x.org/a_(b)?c=%3Cd%3E>)"),
        ("ftp://x.org", "t"),
        ("https://x.org/a b", "t"),
    ] {
        assert_eq!(link("t", url), expected, "{url}");
    }
}
