//! Any text loads, or is refused with faults that stand within it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{MODULES, for_all};
use crate::bundle::Bundle;
use crate::fuzzing::{check_faults, check_reading};
use crate::rulebook::Rulebook;

/// The least a module can be, and a source.
const MODULE: &str = "module: atlantis
market: AT
name: Atlantis
version: 1.0.0
kind: rulebook
languages: [en]
time_zone: Etc/UTC
publisher: affiliates/at
recorded: 2026-01-01
affiliate: {role: Local affiliate, reach: Ask}
---
source: law
title: The law
kind: law
";

/// What YAML and the format are made of.
const PIECES: &[&str] = &[
    "rule: ",
    "fact: ",
    "list: ",
    "platform: ",
    "stage: ",
    "scenario: ",
    "source: ",
    "module: ",
    "window: ",
    "recurs: {month: 2, day: 29}",
    "recurs: {calendar: chinese, month: 1, day: all}",
    "substitute: [sunday]",
    "history: ",
    "values: ",
    "title: ",
    "type: ",
    "fails_if: ",
    "message: ",
    "examples: ",
    "plan: ",
    "kind: ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    ":",
    "\n",
    "\n  ",
    "\n    ",
    "---\n",
    "...\n",
    "'",
    "\"",
    "|\n",
    ">-\n  ",
    "&a ",
    "*a",
    "!t ",
    "# ",
    "? ",
    "\t",
    "\r",
    "\r\n",
    "\u{feff}",
    "\u{2028}",
    "\\x",
    "2026-01",
    "-1",
    "1e999",
    "true",
    "~",
    "law",
    "plan.tone == \"",
    "{channel.",
    "term",
    "AT-CUS-001",
    "日本",
    "🧨",
];

/// A change of a text.
#[derive(Debug, Clone)]
enum Change {
    Delete(Index),
    Double(Index),
    Swap(Index, Index),
    Replace(Index, char),
}

#[test]
fn any_text_loads_or_is_refused_with_faults_that_stand_in_it() {
    let pieces = vec(select(PIECES), 0..40).prop_map(|pieces| pieces.concat());
    let texts = prop_oneof![1 => "\\PC{0,80}", 1 => any::<String>(), 6 => pieces];
    for_all(1500, &texts, |text| load(vec_of(&text)));
}

#[test]
fn a_file_with_slips_loads_or_is_refused_with_faults_that_stand_in_it() {
    let files: Vec<&str> =
        MODULES.iter().flat_map(|module| &module.files).map(|(_, text)| text.as_str()).collect();
    for_all(150, &(any::<Index>(), vec(change(), 1..4)), |(file, changes)| {
        load(vec_of(&changed(files[file.index(files.len())], &changes)));
    });
}

#[test]
fn a_module_with_slips_loads_or_is_refused_with_faults_that_stand_in_it() {
    let template = MODULES.iter().find(|module| module.name == "template").expect("there is a template");
    for_all(20, &(any::<Index>(), vec(change(), 1..4)), |(file, changes)| {
        let mut files = template.files.clone();
        let (_, text) = &mut files[file.index(template.files.len())];
        *text = changed(text, &changes);
        load(files);
    });
}

fn vec_of(text: &str) -> Vec<(String, String)> {
    [("module.yaml", MODULE), ("rules/AT-CUS-001.yaml", text)]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .to_vec()
}

fn load(files: Vec<(String, String)>) {
    files.iter().for_each(|(_, text)| check_reading(text));
    match Rulebook::load(&Bundle::from_files(files.iter().cloned())) {
        Ok(rulebook) => drop(rulebook.self_test()),
        Err(faults) => {
            check_faults(files.iter().map(|(path, text)| (path.as_str(), text.as_str())), &faults);
            assert!(faults.iter().all(|fault| !fault.to_string().is_empty()), "every fault can be shown");
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let character =
        prop_oneof![any::<char>(), select(vec![' ', ':', '-', '\n', '"', '\'', '[', '}', '#', '\t'])];
    prop_oneof![
        any::<Index>().prop_map(Change::Delete),
        any::<Index>().prop_map(Change::Double),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Change::Swap(a, b)),
        (any::<Index>(), character).prop_map(|(at, by)| Change::Replace(at, by)),
    ]
}

fn changed(text: &str, changes: &[Change]) -> String {
    changes.iter().fold(text.to_owned(), |text, change| {
        let mut lines: Vec<&str> = text.lines().collect();
        let count = lines.len();
        if count == 0 {
            return text;
        }
        match change {
            Change::Delete(at) => drop(lines.remove(at.index(count))),
            Change::Double(at) => lines.insert(at.index(count), lines[at.index(count)]),
            Change::Swap(a, b) => lines.swap(a.index(count), b.index(count)),
            Change::Replace(at, by) => {
                let mut characters: Vec<char> = text.chars().collect();
                let at = at.index(characters.len());
                characters[at] = *by;
                return characters.into_iter().collect();
            }
        }
        lines.join("\n") + "\n"
    })
}
