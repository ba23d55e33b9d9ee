//! `share_limit`: the shares of some channels add up to too much, or to too little.

use super::{General, Kind, Part, part_of};
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Ty};
use crate::schema::Type;
use crate::yaml::Node;

pub(super) const KIND: Kind =
    Kind { name: "share_limit", keys: &["field", "where", "at_most", "at_least"], general: Some(general) };

fn general(map: &Map<'_>, names: &Names<'_>, faults: &mut Faults) -> Option<General> {
    let field = map.required("field", faults, share);
    let limits = limits(map, faults);
    let (part, field) = field?;
    let condition = match map.get("where") {
        Some(node) => Some(condition(node, &part.names(names), faults)?),
        None => None,
    };
    let Part { variable, list, .. } = part;
    let shares = match condition {
        Some(condition) => format!("{list}.map({variable}, {condition}\n, {field})"),
        None => format!("{list}.map({variable}, {field})"),
    };
    let broken: Vec<String> =
        limits?.into_iter().map(|(operator, limit)| format!("sum({shares}) {operator} {limit}")).collect();
    Some(General {
        applies_if: Some(format!("size({list}) > 0")),
        // The conditions do not use it: they settle with shares unknown, where a sum has no value.
        lets: vec![("share", format!("sum({shares})"))],
        fails_if: broken.join(" || "),
        at: Some(list.to_owned()),
        ..General::default()
    })
}

/// A field that holds a share, with the part it is of.
fn share(node: &Node, faults: &mut Faults) -> Option<(Part, String)> {
    let field = decode::string(node, faults)?;
    let part = part_of(&field).filter(|part| {
        let name = field.split_once('.').map_or("", |(_, name)| name);
        part.record.field(name).is_some_and(|field| field.ty == Type::Percent)
    });
    if part.is_none() {
        faults.note(
            &node.place,
            format!("`{field}` is no share in percent"),
            "for example channel.budget_percent",
        );
    }
    part.map(|part| (part, field))
}

/// What breaks the limits: an operator, and the percent beside it.
fn limits(map: &Map<'_>, faults: &mut Faults) -> Option<Vec<(&'static str, f64)>> {
    let (most, least) = (map.get("at_most"), map.get("at_least"));
    if most.is_none() && least.is_none() {
        faults.note(map.place, "what the share may be is missing", "add `at_most: 40` or `at_least: 10`");
        return None;
    }
    let most = most.map(|node| percent(node, faults));
    let least = least.map(|node| percent(node, faults));
    if let (Some(Some(most)), Some(Some(least)), Some(node)) = (most, least, map.get("at_least"))
        && least > most
    {
        faults.note(&node.place, format!("at least {least} and at most {most} is nothing"), "swap the two");
    }
    let most = most.map(|percent| percent.map(|percent| (">", percent)));
    let least = least.map(|percent| percent.map(|percent| ("<", percent)));
    most.into_iter().chain(least).collect()
}

fn percent(node: &Node, faults: &mut Faults) -> Option<f64> {
    let number = decode::number(node, faults)?;
    if (0.0..=100.0).contains(&number) {
        return Some(number);
    }
    faults.note(&node.place, format!("{number} is outside 0 to 100"), "a share is in percent");
    None
}

/// Compiled where it stands, so that its faults are told there.
fn condition(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<String> {
    let condition = Expression::compile(node, names, faults)?;
    if matches!(condition.ty, Ty::Bool | Ty::Any) {
        return Some(condition.text);
    }
    faults.note(&node.place, format!("`{}` is no condition", condition.text), "it must be true or false");
    None
}
