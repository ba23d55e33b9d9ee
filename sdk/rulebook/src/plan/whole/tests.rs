use std::sync::Arc;

use crate::diagnostic::Faults;
use crate::plan::read;
use crate::yaml::{self, SourceFile};

/// A plan, and what is said of it.
const CASES: &[(&str, &[&str])] = &[
    ("{}", &[]),
    ("channels: [{id: a}, {id: b}, {}, {}]\ncontents: [{id: a, channel: b}]", &[]),
    (
        "channels: [{id: a}, {id: b}, {id: a}]",
        &["channels[2].id: `a` is the id of channels[0] too; give each its own"],
    ),
    (
        "contents: [{id: k}, {id: k}]\nendorsements: [{id: k}, {id: k}]",
        &[
            "contents[1].id: `k` is the id of contents[0] too; give each its own",
            "endorsements[1].id: `k` is the id of endorsements[0] too; give each its own",
        ],
    ),
    (
        "channels: [{id: wechat-main}]\ncontents: [{channel: wechat-man}]",
        &["contents[0].channel: the plan has no channel `wechat-man`; did you mean `wechat-main`?"],
    ),
    (
        "endorsements: [{channel: a}]",
        &["endorsements[0].channel: the plan has no channel `a`; name a channel of the plan"],
    ),
    ("{starts_on: 2027-03-01, ends_on: 2027-03-01}", &[]),
    (
        "{starts_on: 2027-03-01, ends_on: 2027-02-28}",
        &["ends_on: 2027-02-28 is before the start, 2027-03-01; swap or mend the days"],
    ),
    (
        "{audience: {languages: [en, chinese]}}",
        &["`chinese` is not a language tag; write it as BCP 47 has it, like en, zh-Hans or pt-BR"],
    ),
    (
        "{contents: [{language: zh_Hans}]}",
        &["`zh_Hans` is not a language tag; write it as BCP 47 has it, like en, zh-Hans or pt-BR"],
    ),
    ("{channels: [{languages: [sr-Latn-RS, de-CH-1996, en-x-ours]}]}", &[]),
];

#[test]
fn a_plan_does_not_contradict_itself() {
    for (plan, expected) in CASES {
        let file =
            SourceFile { name: "plan.yaml".to_owned(), text: (*plan).to_owned(), layer: String::new() };
        let mut faults = Faults::default();
        let documents = yaml::documents(&Arc::new(file), &mut 10_000, &mut faults);
        read(&documents[0], &mut faults);
        let told = faults.into_result(|| ()).err().unwrap_or_default();
        let told: Vec<&str> = told.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(told, *expected, "{plan}");
    }
}
