//! Every kind of mistake with the whole of what is said about it, from `golden.txt`.
//!
//! A case is a heading (`==`), the file that is changed (`@`), the lines taken out (`-`) and put in (`+`), and what is then said. With
//! `PRINT_GOLDEN=true` the test prints the file as it would have to be.

use super::super::{FACTS, MODULE, PLATFORMS, RULE, bundle};
use crate::rulebook::Rulebook;

const GOLDEN: &str = include_str!("golden.txt");

/// A rule in the general form; `RULE` is of a ready-made kind.
const GENERAL: &str = "rule: AT-CUS-001
title: It sells too hard
status: active
in_force: {from: 2010}
authority: custom
severity: warning
for_each: {channel: plan.channels}
let: {state: 'fact(\"access\", channel.platform)'}
applies_if: 'plan.sector == \"legal\"'
fails_if: 'plan.tone == \"hard_sell\" && state == \"open\" && channel.budget_percent > 50'
message: \"{channel.platform} is {state}.\"
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {sector: legal, tone: hard_sell, channels: [{platform: agora, budget_percent: 60}]}}
  - {name: b, expect: pass, plan: {sector: legal, tone: soft_sell, channels: [{platform: agora}]}}
  - {name: c, expect: not_applicable, plan: {sector: health, tone: soft_sell, channels: [{platform: agora}]}}
  - {name: d, expect: cannot_tell, plan: {sector: legal, tone: hard_sell, channels: [{platform: agora}]}}
";

/// A case: its heading and the change, as they are written, and what is to be said.
struct Case {
    head: Vec<&'static str>,
    expected: String,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in GOLDEN.lines() {
        if line.starts_with("== ") {
            cases.push(Case { head: Vec::new(), expected: String::new() });
        }
        let Some(case) = cases.last_mut() else { continue };
        if line == "+" || ["== ", "@ ", "- ", "+ "].iter().any(|mark| line.starts_with(mark)) {
            case.head.push(line);
        } else if !line.is_empty() {
            case.expected += &format!("{line}\n");
        }
    }
    cases
}

impl Case {
    fn lines(&self, mark: &str) -> String {
        let line = |line: &&'static str| line.strip_prefix(mark).or((*line == mark.trim_end()).then_some(""));
        self.head.iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }

    /// What is said of the rulebook with the change.
    fn said(&self) -> String {
        let (path, from, to) = (self.lines("@ "), self.lines("- "), self.lines("+ "));
        let files = [
            ("module.yaml", MODULE),
            ("facts/access.yaml", FACTS),
            ("platforms.yaml", PLATFORMS),
            ("rules/AT-RCH-001.yaml", RULE),
            ("rules/AT-CUS-001.yaml", GENERAL),
        ];
        let text = files.iter().find(|(name, _)| *name == path).map_or("", |(_, text)| text);
        assert!(text.contains(&from), "{}: `{from}` does not stand in {path}", self.head[0]);
        let changed = if from.is_empty() { to } else { text.replacen(&from, &to, 1) };
        let faults = Rulebook::load(&bundle(&[("rules/AT-CUS-001.yaml", GENERAL), (&path, &changed)]));
        let faults = faults.err().unwrap_or_default();
        faults
            .iter()
            .map(|fault| fault.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n")
            .collect()
    }
}

#[test]
fn every_mistake_is_told_as_the_golden_file_says() {
    let cases = cases();
    assert!(cases.len() >= 40, "the golden file holds {} cases", cases.len());
    super::super::loaded(&bundle(&[("rules/AT-CUS-001.yaml", GENERAL)]));
    if std::env::var("PRINT_GOLDEN").as_deref() == Ok("true") {
        for case in &cases {
            println!("{}\n{}", case.head.join("\n"), case.said());
        }
    }
    let wrong: Vec<String> = cases
        .iter()
        .filter(|case| case.said() != case.expected)
        .map(|case| format!("{}\nmust say:\n{}it says:\n{}", case.head[0], case.expected, case.said()))
        .collect();
    assert!(
        wrong.is_empty(),
        "mend the faults, or the golden file (PRINT_GOLDEN=true):\n{}",
        wrong.join("\n")
    );
}
