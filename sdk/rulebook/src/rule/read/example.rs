//! Reads the examples of a rule.

use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::plan;
use crate::review::Outcome;
use crate::rule::Example;
use crate::suggest::hint;
use crate::yaml::Node;

/// The outcomes that a rule must show.
const NEEDED: &[(&str, Outcome)] = &[
    ("fail", Outcome::Fail),
    ("pass", Outcome::Pass),
    ("not_applicable", Outcome::NotApplicable),
    ("cannot_tell", Outcome::CannotTell),
];

pub(super) fn read(node: &Node, faults: &mut Faults) -> Option<Example> {
    let map = Map::read(node, &["name", "expect", "as_of", "plan"], faults)?;
    let name = map.required("name", faults, decode::string);
    let expect = map.required("expect", faults, read_outcome);
    let as_of = map.optional("as_of", faults, decode::date);
    let plan = map.required("plan", faults, plan::read);
    Some(Example { name: name?, expect: expect?, as_of, plan: plan? })
}

fn read_outcome(node: &Node, faults: &mut Faults) -> Option<Outcome> {
    let word = decode::string(node, faults)?;
    let found = NEEDED.iter().find(|(known, _)| *known == word).map(|(_, outcome)| *outcome);
    if found.is_none() {
        let valid: Vec<&str> = NEEDED.iter().map(|(word, _)| *word).collect();
        faults.note(&node.place, format!("`{word}` is not an outcome"), hint(&word, &valid));
    }
    found
}

/// Notes the outcomes that no example shows.
pub(super) fn check(map: &Map<'_>, examples: &[Example], faults: &mut Faults) {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(_, outcome)| !examples.iter().any(|example| example.expect == *outcome))
        .map(|(word, _)| *word)
        .collect();
    if !missing.is_empty() {
        let message = format!("examples are missing: {}", missing.join(", "));
        faults.note(
            map.place,
            message,
            "each rule shows a plan for each of fail, pass, not_applicable, cannot_tell",
        );
    }
}
