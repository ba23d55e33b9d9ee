//! Reads how a plan is checked against a rule: its own conditions, or those of its kind.

use super::fix;
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Ty};
use crate::rule::Check;
use crate::rule::kinds::{General, Kind};
use crate::schema::PLAN;
use crate::template::Template;
use crate::text::LocalText;
use crate::yaml::Node;

/// A named value.
type Let = (String, Expression);

/// Reads the conditions of a rule, its message and its fixes. `title` stands in for a message that is left out.
pub(super) fn read(
    map: &Map<'_>,
    kind: Option<&Kind>,
    names: &Names<'_>,
    title: Option<&LocalText>,
    faults: &mut Faults,
) -> Option<Check> {
    let mut names = names.clone();
    names.variables.push(("plan".to_owned(), Ty::Record(&PLAN)));
    let ready_made = match kind.and_then(|kind| kind.general) {
        Some(general) => Some(general(map, &names, faults)?),
        None => None,
    };
    let for_each = match ready_made.as_ref().map(|ready| ready.for_each) {
        Some(Some((variable, range))) => Some((variable.to_owned(), compile(range, map, &names, faults)?)),
        Some(None) => None,
        None => map.optional("for_each", faults, |node, faults| read_for_each(node, &names, faults)),
    };
    if let Some((variable, range)) = &for_each {
        let item = if let Ty::List(item) = &range.ty { (**item).clone() } else { Ty::Any };
        names.variables.push((variable.clone(), item));
    }
    let ready_made = ready_made.as_ref();
    let lets = read_lets(map, ready_made, &mut names, faults)?;
    let applies_if = read_applies_if(map, ready_made, &names, faults);
    let fails_if = match ready_made {
        Some(ready) => compile(&ready.fails_if, map, &names, faults),
        None => map.required("fails_if", faults, |node, faults| Expression::compile(node, &names, faults)),
    };
    applies_if.iter().chain(&fails_if).for_each(|condition| check_condition(map, condition, faults));
    let at = match ready_made.and_then(|ready| ready.at.as_ref()) {
        Some(at) if map.get("at").is_none() => compile(at, map, &names, faults),
        _ => read_place(map, "at", &names, faults),
    };
    let message = match map.get("message") {
        Some(node) => Template::read(node, &names, faults),
        None => title.map(Template::plain),
    };
    let fixes = map.list("fix", faults, |node, faults| fix::read(node, &names, faults));
    Some(Check { for_each, applies_if, lets, fails_if: fails_if?, at, message: message?, fixes })
}

/// An expression of a kind: its faults, which come of the rule's keys, are told at the rule.
fn compile(text: &str, map: &Map<'_>, names: &Names<'_>, faults: &mut Faults) -> Option<Expression> {
    Expression::compile_text(text, map.place, names, faults)
}

/// Each item is a part of the plan, so that a finding has a place and a name of its own.
fn read_for_each(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<(String, Expression)> {
    let map = Map::of_any(node, faults)?;
    let mut entries = map.entries();
    let (Some((key, range)), None) = (entries.next(), entries.next()) else {
        faults.note(&node.place, "`for_each` names one list", "write `for_each: {channel: plan.channels}`");
        return None;
    };
    let expression = Expression::compile(range, names, faults)?;
    let fault = match &expression.ty {
        Ty::Any => None,
        Ty::List(item) if matches!(**item, Ty::Record(_) | Ty::Any) => None,
        Ty::List(_) => Some("lists no parts of the plan"),
        _ => Some("is no list"),
    };
    if let Some(fault) = fault {
        let hint = "for example plan.channels; look at values within a part with `.exists(x, …)`";
        faults.note(&range.place, format!("`{}` {fault}", expression.text), hint);
    }
    let name = decode::name(key, faults)?;
    if names.has(&name) {
        faults.note(&key.place, format!("`{name}` already means something here"), "choose another name");
    }
    Some((name, expression))
}

/// The named values of the kind, then the rule's own.
fn read_lets(
    map: &Map<'_>,
    ready_made: Option<&General>,
    names: &mut Names<'_>,
    faults: &mut Faults,
) -> Option<Vec<Let>> {
    let mut lets = Vec::new();
    for (name, text) in ready_made.iter().flat_map(|ready| &ready.lets) {
        let expression = compile(text, map, names, faults)?;
        names.add_let(name, &expression);
        lets.push(((*name).to_owned(), expression));
    }
    let Some(node) = map.get("let") else { return Some(lets) };
    let Some(values) = Map::of_any(node, faults) else { return Some(lets) };
    for (key, value) in values.entries() {
        let (Some(name), Some(expression)) =
            (decode::name(key, faults), Expression::compile(value, names, faults))
        else {
            continue;
        };
        if names.has(&name) {
            faults.note(&key.place, format!("`{name}` already means something here"), "choose another name");
            continue;
        }
        names.add_let(&name, &expression);
        lets.push((name, expression));
    }
    Some(lets)
}

/// The condition of the kind, narrowed by the rule's own.
fn read_applies_if(
    map: &Map<'_>,
    ready_made: Option<&General>,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Option<Expression> {
    let own = map.optional("applies_if", faults, |node, faults| Expression::compile(node, names, faults));
    match (ready_made.and_then(|ready| ready.applies_if.as_ref()), own) {
        (Some(ready), Some(own)) => compile(&format!("({ready}) && ({})", own.text), map, names, faults),
        (Some(ready), None) => compile(ready, map, names, faults),
        (None, own) => own,
    }
}

fn check_condition(map: &Map<'_>, condition: &Expression, faults: &mut Faults) {
    if !matches!(condition.ty, Ty::Bool | Ty::Any) {
        let message = format!("`{}` is no condition", condition.text);
        faults.note(map.place, message, "it must be true or false");
    }
}

/// An expression that leads to a place in the plan, where the key is there.
pub(super) fn read_place(
    map: &Map<'_>,
    key: &str,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Option<Expression> {
    let node = map.get(key)?;
    let place = Expression::compile(node, names, faults)?;
    if !place.is_place() {
        let message = format!("`{}` is no place in the plan", place.text);
        faults.note(&node.place, message, "for example channel.platform");
    }
    Some(place)
}
