//! Reads a rule.

use super::{Change, Check, Example, Fix, Rule, Status, Waivable, WeighsOn, kinds};
use crate::date::{Date, PartialDate};
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Ty};
use crate::fact::Confidence;
use crate::plan;
use crate::platform::one_of;
use crate::review::Outcome;
use crate::schema::{PLAN, SECTORS, STAGES};
use crate::suggest::hint;
use crate::template::Template;
use crate::text::LocalText;
use crate::yaml::{Content, Node};

const KEYS: &[&str] = &[
    "rule",
    "title",
    "status",
    "in_force",
    "authority",
    "severity",
    "sectors",
    "kind",
    "for_each",
    "applies_if",
    "let",
    "fails_if",
    "at",
    "message",
    "why",
    "do",
    "dont",
    "fix",
    "weighs_on",
    "stage",
    "waivable",
    "recorded",
    "sources",
    "confidence",
    "claims",
    "review_every",
    "confirmed",
    "owner",
    "examples",
    "overrides",
    "states",
    "list",
    "field",
    "one_of",
    "is",
    "at_least",
];
const NEEDED: &[(&str, Outcome)] = &[
    ("fail", Outcome::Fail),
    ("pass", Outcome::Pass),
    ("not_applicable", Outcome::NotApplicable),
    ("cannot_tell", Outcome::CannotTell),
];

/// Reads a rule. `names` are the facts, lists and native functions it may name; `owner` is the module's publisher, `recorded` the day
/// its layer became known.
pub(crate) fn read(
    node: &Node,
    names: &Names<'_>,
    owner: &str,
    recorded: Date,
    faults: &mut Faults,
) -> Option<Rule> {
    let map = Map::read(node, KEYS, faults)?;
    let id = map.required("rule", faults, decode::name);
    let title = map.required("title", faults, decode::local_text);
    let status = map.required("status", faults, decode::word::<Status>);
    let (in_force_from, in_force_until) = map.optional("in_force", faults, read_in_force).unwrap_or_default();
    let authority = map.required("authority", faults, decode::word);
    let severity = map.required("severity", faults, decode::word);
    let sectors =
        map.list("sectors", faults, |node, faults| one_of(node, SECTORS, "a line of business", faults));
    let kind = map.optional("kind", faults, read_kind);
    let advice_only = kind.as_deref() == Some("advice");
    // What a rule of an unknown kind checks cannot be judged; its kind is the fault to mend.
    let is_known = kind.is_some() == map.get("kind").is_some();
    if is_known {
        refuse_foreign_keys(&map, kind.as_deref(), faults);
    }
    let judged = is_known && !advice_only;
    let check = if judged { read_check(&map, kind.as_deref(), names, title.as_ref(), faults) } else { None };
    let links = map.list("sources", faults, decode::link);
    if links.is_empty() {
        faults.note(map.place, "a rule without a source", "add `sources: [<id of a source>]`");
    }
    let mut text = |key: &str| map.optional(key, faults, decode::local_text).unwrap_or_default();
    let (why, action, dont): (LocalText, _, _) = (text("why"), text("do"), text("dont"));
    let confidence = map.optional("confidence", faults, decode::word).unwrap_or(Confidence::Medium);
    let claims = map.list("claims", faults, decode::name);
    let review_every = map.optional("review_every", faults, decode::days).flatten();
    let confirmed = map.optional("confirmed", faults, decode::date);
    let owner = map.optional("owner", faults, decode::name).unwrap_or_else(|| owner.to_owned());
    let weighs_on = map.optional("weighs_on", faults, read_weighs_on);
    let stage =
        map.optional("stage", faults, |node, faults| one_of(node, STAGES, "a stage of the playbook", faults));
    let waivable = map.optional("waivable", faults, read_waivable);
    let known = map.optional("recorded", faults, decode::date);
    let examples = map.list("examples", faults, read_example);
    if !advice_only {
        check_examples(&map, &examples, faults);
    }
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    if !advice_only && check.is_none() {
        return None;
    }
    Some(Rule {
        id: id?,
        title: title?,
        status: status?,
        in_force_from,
        in_force_until,
        authority: authority?,
        severity: severity?,
        sectors,
        why,
        action,
        dont,
        confidence,
        sources: links.iter().map(|link| link.name.clone()).collect(),
        claims,
        owner,
        review_every,
        confirmed,
        weighs_on,
        stage,
        kind,
        waivable,
        recorded: known.map_or(recorded, PartialDate::last),
        layer: node.place.file.layer.clone(),
        check,
        examples,
        links,
        overrides,
        place: node.place.clone(),
    })
}

type InForce = (Option<PartialDate>, Option<PartialDate>);

fn read_in_force(node: &Node, faults: &mut Faults) -> Option<InForce> {
    let map = Map::read(node, &["from", "until"], faults)?;
    let (from, until) =
        (map.optional("from", faults, decode::date), map.optional("until", faults, decode::date));
    if let (Some(from), Some(until)) = (from, until)
        && until.last() < from.first()
    {
        faults.note(
            &node.place,
            format!("ends on {until}, before it begins on {from}"),
            "swap or mend the dates",
        );
    }
    Some((from, until))
}

fn read_kind(node: &Node, faults: &mut Faults) -> Option<String> {
    let valid: Vec<&str> = kinds::KINDS.iter().map(|(kind, _)| *kind).collect();
    one_of(node, &valid, "a kind of rule", faults)
}

fn read_check(
    map: &Map<'_>,
    kind: Option<&str>,
    names: &Names<'_>,
    title: Option<&LocalText>,
    faults: &mut Faults,
) -> Option<Check> {
    let ready_made = match kind {
        Some(kind) => Some(kinds::general(kind, map, faults)?),
        None => None,
    };
    let ready_made = ready_made.unwrap_or_default();
    let mut names = names.clone();
    names.variables.push(("plan".to_owned(), Ty::Record(&PLAN)));
    let compile = |text: &str, names: &Names<'_>, faults: &mut Faults| {
        Expression::compile_text(text, map.place, names, faults)
    };

    let for_each = match ready_made.for_each {
        Some((variable, range)) => Some((variable.to_owned(), compile(range, &names, faults)?)),
        None => map.optional("for_each", faults, |node, faults| read_for_each(node, &names, faults)),
    };
    if let Some((variable, range)) = &for_each {
        let item = if let Ty::List(item) = &range.ty { (**item).clone() } else { Ty::Any };
        names.variables.push((variable.clone(), item));
    }
    let mut lets = Vec::new();
    for (name, text) in &ready_made.lets {
        let expression = compile(text, &names, faults)?;
        names.add_let(name, &expression);
        lets.push(((*name).to_owned(), expression));
    }
    read_lets(map, &mut names, &mut lets, faults);

    let own = map.optional("applies_if", faults, |node, faults| Expression::compile(node, &names, faults));
    let applies_if = match (ready_made.applies_if, own) {
        (Some(ready), Some(own)) => Some(compile(&format!("({ready}) && ({})", own.text), &names, faults)?),
        (Some(ready), None) => Some(compile(&ready, &names, faults)?),
        (None, own) => own,
    };
    let fails_if = if kind.is_some() {
        compile(&ready_made.fails_if, &names, faults)
    } else {
        map.required("fails_if", faults, |node, faults| Expression::compile(node, &names, faults))
    };
    applies_if.iter().chain(&fails_if).for_each(|condition| check_condition(map, condition, faults));
    let at = match ready_made.at {
        Some(at) if map.get("at").is_none() => compile(&at, &names, faults),
        _ => read_place(map, "at", &names, faults),
    };
    let message = match map.get("message") {
        Some(node) => Template::read(node, &names, faults),
        None => title.map(Template::plain),
    };
    let fixes = map.list("fix", faults, |node, faults| read_fix(node, &names, faults));
    Some(Check { for_each, applies_if, lets, fails_if: fails_if?, at, message: message?, fixes })
}

fn check_condition(map: &Map<'_>, condition: &Expression, faults: &mut Faults) {
    if !matches!(condition.ty, Ty::Bool | Ty::Any) {
        let message = format!("`{}` is no condition", condition.text);
        faults.note(map.place, message, "it must be true or false");
    }
}

/// An expression that leads to a place in the plan, where the key is there.
fn read_place(map: &Map<'_>, key: &str, names: &Names<'_>, faults: &mut Faults) -> Option<Expression> {
    let node = map.get(key)?;
    let place = Expression::compile(node, names, faults)?;
    if !place.is_place() {
        let message = format!("`{}` is no place in the plan", place.text);
        faults.note(&node.place, message, "for example channel.platform");
    }
    Some(place)
}

/// Keys of another kind, or of the general form beside a kind, would silently do nothing.
fn refuse_foreign_keys(map: &Map<'_>, kind: Option<&str>, faults: &mut Faults) {
    let own = kinds::KINDS.iter().find(|(name, _)| Some(*name) == kind).map_or(&[][..], |(_, keys)| keys);
    let general: &[&str] = match kind {
        None => &[],
        Some("advice") => &["for_each", "applies_if", "let", "fails_if", "at", "fix", "examples"],
        Some(_) => &["for_each", "fails_if"],
    };
    let others = kinds::KINDS.iter().flat_map(|(_, keys)| *keys).chain(general);
    for key in others {
        if !own.contains(key)
            && let Some(node) = map.get(key)
        {
            let message = format!("`{key}` has no effect here");
            let takes = if own.is_empty() { "no keys of its own".to_owned() } else { own.join(", ") };
            faults.note(&node.place, message, format!("kind {} takes: {takes}", kind.unwrap_or("(none)")));
        }
    }
}

fn read_for_each(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<(String, Expression)> {
    let map = Map::of_any(node, faults)?;
    let mut entries = map.entries();
    let (Some((key, range)), None) = (entries.next(), entries.next()) else {
        faults.note(&node.place, "`for_each` names one list", "write `for_each: {channel: plan.channels}`");
        return None;
    };
    let expression = Expression::compile(range, names, faults)?;
    if !matches!(expression.ty, Ty::List(_) | Ty::Any) {
        faults.note(&range.place, format!("`{}` is no list", expression.text), "for example plan.channels");
    }
    Some((decode::name(key, faults)?, expression))
}

fn read_lets(
    map: &Map<'_>,
    names: &mut Names<'_>,
    lets: &mut Vec<(String, Expression)>,
    faults: &mut Faults,
) {
    let Some(node) = map.get("let") else { return };
    let Some(values) = Map::of_any(node, faults) else { return };
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
}

fn read_fix(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Fix> {
    let map = Map::read(node, &["set", "to", "to_one_of", "remove", "applicability", "text"], faults)?;
    let mut names = names.clone();
    let set = read_place(&map, "set", &names, faults);
    let to = map.optional("to", faults, |node, faults| Expression::compile(node, &names, faults));
    let to_one_of =
        map.optional("to_one_of", faults, |node, faults| Expression::compile(node, &names, faults));
    let remove = read_place(&map, "remove", &names, faults);
    let change = match (set, to, to_one_of, remove) {
        (Some(field), Some(value), None, None) => Change::Set { field, value, choice: false },
        (Some(field), None, Some(value), None) => Change::Set { field, value, choice: true },
        (None, None, None, Some(part)) => Change::Remove { part },
        (None, None, None, None) if map.get("set").is_none() && map.get("remove").is_none() => Change::Advise,
        _ => {
            let hint = "either `set` with `to` or `to_one_of`, or `remove`, or neither";
            faults.note(map.place, "a fix does one thing", hint);
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
    let comparison = format!("({}) {operator} ({})", field.text, value.text);
    Expression::compile_text(&comparison, &node.place, names, &mut found);
    if let Some(wrong) = found.into_result(|| ()).err().as_deref().and_then(<[_]>::first) {
        let message = format!("the value does not fit `{}`: {}", field.text, wrong.message);
        faults.note(&node.place, message, wrong.hint.clone());
    }
}

fn read_weighs_on(node: &Node, faults: &mut Faults) -> Option<WeighsOn> {
    let map = Map::read(node, &["platforms", "level"], faults)?;
    let platforms = match map.need("platforms", faults)? {
        all if all.text() == Some("all") => Vec::new(),
        Node { content: Content::List(_), .. } => map.list("platforms", faults, decode::name),
        other => {
            faults.note(&other.place, "`all`, or a list of platforms, is needed here", "");
            return None;
        }
    };
    let level =
        map.required("level", faults, |n, faults| one_of(n, &["caution", "forbid"], "a level", faults))?;
    Some(WeighsOn { platforms, forbids: level == "forbid" })
}

fn read_waivable(node: &Node, faults: &mut Faults) -> Option<Waivable> {
    let map = Map::read(node, &["by", "max_days"], faults)?;
    let by = map.list("by", faults, decode::name);
    let max_days = map.optional("max_days", faults, |node, faults| decode::within(node, 1, faults));
    Some(Waivable { by, max_days })
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

fn check_examples(map: &Map<'_>, examples: &[Example], faults: &mut Faults) {
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
