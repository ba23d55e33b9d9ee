//! Reads a rule's examples: all four kinds, none of them twice.

use super::Example;
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::plan;
use crate::review::Outcome;
use crate::suggest::hint;
use crate::yaml::Node;

const NEEDED: &[(&str, Outcome)] = &[
    ("fail", Outcome::Fail),
    ("pass", Outcome::Pass),
    ("not_applicable", Outcome::NotApplicable),
    ("cannot_tell", Outcome::CannotTell),
];

/// Most examples of a rule: each is compared with those before it, and run before every load.
const MOST: usize = 100;

/// The examples of a rule; one that only advises has none.
pub(super) fn read(map: &Map<'_>, advice_only: bool, faults: &mut Faults) -> Vec<Example> {
    let examples = map.list("examples", faults, |node, faults| Some((read_example(node, faults)?, node)));
    if !advice_only {
        check_kinds(map, &examples, faults);
    }
    if let Some((_, node)) = examples.get(MOST) {
        faults.note(&node.place, format!("more than {MOST} examples"), "keep those that show something new");
    }
    for (place, (example, node)) in examples.iter().take(MOST).enumerate() {
        check_first(example, node, &examples[..place], faults);
    }
    examples.into_iter().map(|(example, _)| example).collect()
}

fn read_example(node: &Node, faults: &mut Faults) -> Option<Example> {
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

fn check_kinds(map: &Map<'_>, examples: &[(Example, &Node)], faults: &mut Faults) {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(_, outcome)| !examples.iter().any(|(example, _)| example.expect == *outcome))
        .map(|(word, _)| *word)
        .collect();
    if !missing.is_empty() {
        let place = map.get("examples").map_or(map.place, |node| &node.place);
        let hint = "each rule shows a plan for each of fail, pass, not_applicable, cannot_tell";
        faults.note(place, format!("examples are missing: {}", missing.join(", ")), hint);
    }
}

/// Another example of the same name, or of the same plan at the same date, shows nothing.
fn check_first(example: &Example, node: &Node, before: &[(Example, &Node)], faults: &mut Faults) {
    if before.iter().any(|(other, _)| other.name == example.name) {
        let message = format!("a second example `{}`", example.name);
        faults.note(&node.place, message, "give it a name of its own, so that a failure leads to it");
    }
    let same_plan = |other: &Example| other.as_of == example.as_of && other.plan.root == example.plan.root;
    if let Some((other, _)) = before.iter().find(|(other, _)| same_plan(other)) {
        let (message, hint) = if other.expect == example.expect {
            (format!("the example `{}` again", other.name), "leave one of them out, or change its plan")
        } else {
            let message = format!("the plan of example `{}` again, with another outcome", other.name);
            (message, "change one of the plans, or give it an `as_of`")
        };
        faults.note(&node.place, message, hint);
    }
}
