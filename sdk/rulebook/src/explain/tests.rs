//! Explanations of the findings that real rules make, by their own examples.

use std::fs;
use std::path::Path;

use super::{Asked, Condition, ConditionState, Explanation};
use crate::bundle::Bundle;
use crate::date::{Date, PartialDate};
use crate::review::Outcome;
use crate::rule::{Example, Rule, Status};
use crate::rulebook::{Inquiry, Rulebook};

const COUNTRIES: [&str; 7] = ["china", "india", "indonesia", "japan", "korea", "malaysia", "template"];

fn files(folder: &Path, prefix: &str, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().display());
        if path.is_dir() {
            files(&path, &format!("{name}/"), into);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            into.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The rulebook of a country, without the functions of its library.
fn country(name: &str) -> Rulebook {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../country-modules");
    let mut found = Vec::new();
    files(&modules.join(name), "", &mut found);
    files(&modules.join("shared/asia"), "bases/asia/", &mut found);
    Rulebook::load(&Bundle::from_files(found)).unwrap_or_else(|faults| {
        panic!("{name} must load:\n{}", faults.iter().map(ToString::to_string).collect::<String>())
    })
}

/// Every example of every active rule of a country, with the inquiry it is for.
fn examples(rulebook: &Rulebook) -> impl Iterator<Item = (&Rule, &Example, Inquiry)> {
    let rules = rulebook.rules().iter().filter(|rule| rule.status == Status::Active);
    rules.flat_map(|rule| &rule.examples).zip(std::iter::repeat(())).map(move |(example, ())| {
        let rule = rulebook.rules().iter().find(|rule| rule.examples.iter().any(|own| std::ptr::eq(own, example)));
        let as_of = example.as_of.map_or(rulebook.module().recorded, PartialDate::last);
        let inquiry = Inquiry { as_of, known_as_of: Date::MAX, language: "en".to_owned() };
        (rule.unwrap(), example, inquiry)
    })
}

fn explained<'r>(rulebook: &'r Rulebook, rule: &Rule, example: &Example, inquiry: &Inquiry) -> Explanation<'r> {
    let asked = Asked::Rule { id: &rule.id, item: None };
    let explained = rulebook.explain(&example.plan, &asked, inquiry);
    explained.unwrap_or_else(|none| panic!("{} on `{}`: {}", rule.id, example.name, none.message))
}

#[test]
fn print() {
    fn tree(condition: &Condition, depth: usize) {
        let Condition { role, text, value, state, path, evidence, parts, decisive } = condition;
        let facts: Vec<_> = evidence.iter().map(|one| format!("{}={}", one.fact, one.value)).collect();
        println!("{}{} {role} | {text} | {state:?} {value} | @{path} {facts:?}", "    ".repeat(depth + 1), if *decisive {"*"} else {" "});
        parts.iter().for_each(|part| tree(part, depth + 1));
    }
    let wanted = std::env::var("ONLY").unwrap_or_default();
    for name in COUNTRIES {
        let rulebook = country(name);
        for (rule, example, inquiry) in examples(&rulebook) {
            let explanation = explained(&rulebook, rule, example, &inquiry);
            println!("{} {:?}: {}", rule.id, example.name, explanation.summary);
            if wanted.split(',').any(|id| id == rule.id) {
                explanation.conditions.iter().for_each(|one| tree(one, 0));
                explanation.what_if.iter().for_each(|one| println!("      > {} [{}]", one.text, one.value));
            }
        }
    }
}
