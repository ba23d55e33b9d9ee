//! Reads a fix.

use super::check::read_place;
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Ty};
use crate::rule::{Change, Fix};
use crate::schema::PLAN;
use crate::template::Template;
use crate::yaml::Node;

/// Reads a fix; `names` are those of its rule.
pub(super) fn read(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Fix> {
    let map = Map::read(node, &["set", "to", "to_one_of", "remove", "applicability", "text"], faults)?;
    let mut names = names.clone();
    let set = read_place(&map, "set", &names, faults);
    let to = map.optional("to", faults, |node, faults| Expression::compile(node, &names, faults));
    let to_one_of =
        map.optional("to_one_of", faults, |node, faults| Expression::compile(node, &names, faults));
    let remove = read_place(&map, "remove", &names, faults);
    let change = match (set, to, to_one_of, remove) {
        (Some(field), Some(value), None, None) => {
            Change::Set { field, value: Box::new(value), choice: false }
        }
        (Some(field), None, Some(value), None) => Change::Set { field, value: Box::new(value), choice: true },
        (None, None, None, Some(part)) => Change::Remove { part },
        (None, None, None, None) if map.get("set").is_none() && map.get("remove").is_none() => Change::Advise,
        _ => {
            let is_there = ["set", "to", "to_one_of", "remove"].map(|key| map.get(key).is_some());
            let does_one_thing = matches!(
                is_there,
                [true, true, false, false] | [true, false, true, false] | [false, false, false, true]
            );
            // Else one of them is at fault, and noted.
            if !does_one_thing {
                let hint = "either `set` with `to` or `to_one_of`, or `remove`, or neither";
                faults.note(map.place, "a fix does one thing", hint);
            }
            return None;
        }
    };
    check_target(&map, &change, faults);
    check_value(&map, &change, &names, faults);
    names.variables.push(("to".to_owned(), Ty::Any));
    let applicability = map.required("applicability", faults, decode::word);
    let text = map.required("text", faults, |node, faults| Template::read(node, &names, faults));
    Some(Fix { change, applicability: applicability?, text: text? })
}

/// A fix sets values and removes parts: it can neither write a part nor remove the plan.
fn check_target(map: &Map<'_>, change: &Change, faults: &mut Faults) {
    let is_part = |ty: &Ty| matches!(ty, Ty::Record(_));
    let (key, message, hint) = match change {
        Change::Set { field, .. }
            if is_part(&field.ty) || matches!(&field.ty, Ty::List(item) if is_part(item)) =>
        {
            (
                "set",
                format!("`{}` is a part of the plan, not a value", field.text),
                "set its fields, or remove it",
            )
        }
        Change::Remove { part } if matches!(part.ty, Ty::Record(kind) if kind.number == PLAN.number) => (
            "remove",
            "a fix cannot remove the whole plan".to_owned(),
            "remove a part of it, for example channel",
        ),
        _ => return,
    };
    if let Some(node) = map.get(key) {
        faults.note(&node.place, message, hint);
    }
}

/// A value fits the field it is for when the field could equal it.
fn check_value(map: &Map<'_>, change: &Change, names: &Names<'_>, faults: &mut Faults) {
    let Change::Set { field, value, choice } = change else { return };
    let (key, operator) = if *choice { ("to_one_of", "in") } else { ("to", "==") };
    let Some(node) = map.get(key) else { return };
    let mut found = Faults::default();
    let comparison = format!("({}\n) {operator} ({}\n)", field.text, value.text);
    Expression::compile_text(&comparison, &node.place, names, &mut found);
    if let Some(wrong) = found.into_result(|| ()).err().as_deref().and_then(<[_]>::first) {
        let message = format!("the value does not fit `{}`: {}", field.text, wrong.message);
        faults.note(&node.place, message, wrong.hint.clone());
    }
}
