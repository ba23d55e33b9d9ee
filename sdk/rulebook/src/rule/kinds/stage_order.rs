//! `stage_order`: a step of the plan starts before another has, or one is left out.

use super::{General, Kind, STEPS, list_of, literal, some_of};
use crate::decode::Map;
use crate::diagnostic::Faults;
use crate::expr::Names;
use crate::platform::one_of;
use crate::schema::STAGES;
use crate::yaml::Node;

pub(super) const KIND: Kind =
    Kind { name: "stage_order", keys: &["first", "then", "needs"], general: Some(general) };

fn general(map: &Map<'_>, _: &Names<'_>, faults: &mut Faults) -> Option<General> {
    match (map.get("first").or(map.get("then")), map.get("needs")) {
        (Some(_), None) => order(map, faults),
        (None, Some(_)) => needs(map, faults),
        _ => {
            let hint = "either `first: listen` with `then: [give_value]`, or `needs: [meet_in_person]`";
            faults.note(map.place, "the order of stages takes one form", hint);
            None
        }
    }
}

/// One finding for each step of `then`; it may start on the day that `first` does.
fn order(map: &Map<'_>, faults: &mut Faults) -> Option<General> {
    let first = map.required("first", faults, stage);
    let then = stages(map, "then", faults);
    let (first, then) = (first?, then?);
    if let Some(node) = map.get("then").filter(|_| then.contains(&first)) {
        faults.note(&node.place, format!("`{first}` cannot come after itself"), "take it out of `then`");
        return None;
    }
    let is_first = format!("earlier.stage == {}", literal(&first));
    Some(General {
        for_each: STEPS.each(),
        applies_if: Some(format!("step.stage in {}", list_of(&then))),
        fails_if: format!("!plan.stages.exists(earlier, {is_first} && earlier.starts_on <= step.starts_on)"),
        at: Some("step.starts_on".to_owned()),
        ..General::default()
    })
}

/// One finding for the plan. A plan that gives no steps is not concerned: it says nothing of its order.
fn needs(map: &Map<'_>, faults: &mut Faults) -> Option<General> {
    let needed = list_of(&stages(map, "needs", faults)?);
    let missing = format!("{needed}.filter(needed, !plan.stages.exists(own, own.stage == needed))");
    Some(General {
        applies_if: Some("size(plan.stages) > 0".to_owned()),
        lets: vec![("missing", missing)],
        fails_if: "size(missing) > 0".to_owned(),
        at: Some("plan.stages".to_owned()),
        ..General::default()
    })
}

fn stage(node: &Node, faults: &mut Faults) -> Option<String> {
    one_of(node, STAGES, "a stage of the playbook", faults)
}

fn stages(map: &Map<'_>, key: &str, faults: &mut Faults) -> Option<Vec<String>> {
    some_of(map, key, "give_value", faults, stage)
}
