//! Reads how a plan is checked against a rule: its own conditions, or those of its kind.

use super::fix;
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Ty};
use crate::rule::Check;
use crate::rule::decisive::Conditions;
use crate::rule::kinds::{General, Kind, own_values};
use crate::schema::PLAN;
use crate::template::Template;
use crate::text::LocalText;
use crate::yaml::{Node, Place};

/// Most named values of a rule: each may use all before it.
const MOST_LETS: usize = 50;

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
        Some(Some((variable, range))) => {
            Some((variable.to_owned(), compile(range, kind, map, &names, faults)?))
        }
        Some(None) => None,
        None => map.optional("for_each", faults, |node, faults| read_for_each(node, &names, faults)),
    };
    if let Some((variable, range)) = &for_each {
        let item = if let Ty::List(item) = &range.ty { (**item).clone() } else { Ty::Any };
        names.variables.push((variable.clone(), item));
    }
    let ready_made = ready_made.as_ref();
    let lets = read_lets(map, kind, ready_made, &mut names, faults)?;
    let own = map.optional("applies_if", faults, |node, faults| Expression::compile(node, &names, faults));
    let applies_if = narrowed(map, kind, ready_made, own.as_ref(), &names, faults);
    let fails_if = match ready_made {
        Some(ready) => compile(&ready.fails_if, kind, map, &names, faults),
        None => map.required("fails_if", faults, |node, faults| Expression::compile(node, &names, faults)),
    };
    for (key, condition) in [("applies_if", &applies_if), ("fails_if", &fails_if)] {
        let place = map.get(key).map_or(map.place, |node| &node.place);
        condition.iter().for_each(|condition| check_condition(place, condition, faults));
    }
    let at = match ready_made.and_then(|ready| ready.at.as_ref()) {
        Some(at) if map.get("at").is_none() => compile(at, kind, map, &names, faults),
        _ => read_place(map, "at", &names, faults),
    };
    let message = match map.get("message") {
        Some(node) => Template::read(node, &names, faults),
        None => title.map(Template::plain),
    };
    let fixes = map.list("fix", faults, |node, faults| fix::read(node, &names, faults));
    let check = Check { for_each, applies_if, lets, fails_if: fails_if?, at, message: message?, fixes };
    Conditions { map, kind, check: &check, names: &names, own: own.as_ref() }.check(faults);
    Some(check)
}

/// An expression of a kind: its faults are told at the first of the keys that it is made of.
fn compile(
    text: &str,
    kind: Option<&Kind>,
    map: &Map<'_>,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Option<Expression> {
    let made_of = kind.and_then(|kind| own_values(kind, map).next());
    Expression::compile_text(text, made_of.map_or(map.place, |node| &node.place), names, faults)
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
    kind: Option<&Kind>,
    ready_made: Option<&General>,
    names: &mut Names<'_>,
    faults: &mut Faults,
) -> Option<Vec<Let>> {
    let mut lets = Vec::new();
    for (name, text) in ready_made.iter().flat_map(|ready| &ready.lets) {
        let expression = compile(text, kind, map, names, faults)?;
        names.add_let(name, &expression);
        lets.push(((*name).to_owned(), expression));
    }
    let Some(node) = map.get("let") else { return Some(lets) };
    let Some(values) = Map::of_any(node, faults) else { return Some(lets) };
    if let Some((key, _)) = values.entries().nth(MOST_LETS) {
        faults.note(&key.place, format!("more than {MOST_LETS} named values"), "split the rule");
    }
    for (key, value) in values.entries().take(MOST_LETS) {
        let (Some(name), Some(expression)) =
            (decode::name(key, faults), Expression::compile(value, names, faults))
        else {
            key.text()
                .filter(|name| !names.has(name))
                .into_iter()
                .for_each(|name| names.add_faulty_let(name));
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
fn narrowed(
    map: &Map<'_>,
    kind: Option<&Kind>,
    ready_made: Option<&General>,
    own: Option<&Expression>,
    names: &Names<'_>,
    faults: &mut Faults,
) -> Option<Expression> {
    match (ready_made.and_then(|ready| ready.applies_if.as_ref()), own) {
        (Some(ready), Some(own)) => {
            compile(&format!("({ready}) && ({}\n)", own.text), kind, map, names, faults)
        }
        (Some(ready), None) => compile(ready, kind, map, names, faults),
        (None, own) => own.cloned(),
    }
}

fn check_condition(place: &Place, condition: &Expression, faults: &mut Faults) {
    if !matches!(condition.ty, Ty::Bool | Ty::Any) {
        let message = format!("`{}` is no condition", condition.text);
        faults.note(place, message, "it must be true or false");
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
