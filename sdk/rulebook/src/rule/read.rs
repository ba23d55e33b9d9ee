//! Reads a rule.

mod check;
mod fix;

use super::{Authority, Rule, Status, Waivable, WeighsOn, examples, kinds};
use crate::date::{Date, PartialDate};
use crate::decode::{self, Link, Map};
use crate::diagnostic::Faults;
use crate::expr::Names;
use crate::fact::Confidence;
use crate::platform::one_of;
use crate::schema::{SECTORS, STAGES};
use crate::yaml::{Content, Node};

/// Keys of every rule; those of its kind come on top.
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
];

/// Keys of the general form, which stand for nothing beside `kind: advice`.
const OF_A_CHECK: &[&str] = &["for_each", "applies_if", "let", "fails_if", "at", "fix", "examples"];

/// What a rule rests on.
struct Grounds {
    links: Vec<Link>,
    confidence: Confidence,
    claims: Vec<String>,
    review_every: Option<u32>,
    confirmed: Option<PartialDate>,
}

/// Reads a rule. `names` are the facts, lists and native functions it may name; `owner` is who publishes its layer, `recorded`
/// the day that became known.
pub(crate) fn read(
    node: &Node,
    names: &Names<'_>,
    owner: &str,
    recorded: Date,
    faults: &mut Faults,
) -> Option<Rule> {
    let keys: Vec<&str> =
        KEYS.iter().chain(kinds::KINDS.iter().flat_map(|kind| kind.keys)).copied().collect();
    let map = Map::read(node, &keys, faults)?;
    let id = map.required("rule", faults, decode::name);
    let title = map.required("title", faults, decode::local_text);
    let status = map.required("status", faults, decode::word::<Status>);
    let (in_force_from, in_force_until) = map.optional("in_force", faults, read_in_force).unwrap_or_default();
    let authority = map.required("authority", faults, decode::word);
    let severity = map.required("severity", faults, decode::word);
    let sectors =
        map.list("sectors", faults, |node, faults| one_of(node, SECTORS, "a line of business", faults));
    let kind = map.optional("kind", faults, read_kind);
    let is_advice = kind.is_some_and(|kind| kind.general.is_none());
    // What a rule of an unknown kind checks cannot be judged; its kind is the fault to mend.
    let is_known = kind.is_some() == map.get("kind").is_some();
    if is_known {
        refuse_foreign_keys(&map, kind, faults);
    }
    let judged = is_known && !is_advice;
    let check = if judged { check::read(&map, kind, names, title.as_ref(), faults) } else { None };
    let grounds = read_grounds(&map, faults);
    let mut text = |key: &str| map.optional(key, faults, decode::local_text).unwrap_or_default();
    let (why, action, dont) = (text("why"), text("do"), text("dont"));
    let owner = map.optional("owner", faults, decode::name).unwrap_or_else(|| owner.to_owned());
    let weighs_on = map.optional("weighs_on", faults, read_weighs_on);
    let stage =
        map.optional("stage", faults, |node, faults| one_of(node, STAGES, "a stage of the playbook", faults));
    let waivable = map.optional("waivable", faults, |node, faults| read_waivable(node, authority, faults));
    let known = map.optional("recorded", faults, decode::date);
    let examples = examples::read(&map, is_advice, faults);
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    if !is_advice && check.is_none() {
        return None;
    }
    let Grounds { links, confidence, claims, review_every, confirmed } = grounds;
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
        row: 0,
        kind: kind.map(|kind| kind.name.to_owned()),
        arguments: kind.map(|kind| kinds::arguments(kind, &map)).unwrap_or_default(),
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

fn read_kind(node: &Node, faults: &mut Faults) -> Option<&'static kinds::Kind> {
    let valid: Vec<&str> = kinds::KINDS.iter().map(|kind| kind.name).collect();
    kinds::find(&one_of(node, &valid, "a kind of rule", faults)?)
}

/// Keys of another kind, or of the general form beside a kind, would silently do nothing.
fn refuse_foreign_keys(map: &Map<'_>, kind: Option<&kinds::Kind>, faults: &mut Faults) {
    let own = kind.map_or(&[][..], |kind| kind.keys);
    let general: &[&str] = match kind {
        None => &[],
        Some(kind) if kind.general.is_none() => OF_A_CHECK,
        Some(_) => &["for_each", "fails_if"],
    };
    let others = kinds::KINDS.iter().flat_map(|kind| kind.keys).chain(general);
    for key in others {
        if !own.contains(key)
            && let Some(node) = map.get(key)
        {
            let message = format!("`{key}` has no effect here");
            let takes = if own.is_empty() { "no keys of its own".to_owned() } else { own.join(", ") };
            let name = kind.map_or("(none)", |kind| kind.name);
            faults.note(&node.place, message, format!("kind {name} takes: {takes}"));
        }
    }
}

fn read_grounds(map: &Map<'_>, faults: &mut Faults) -> Grounds {
    let links = map.list("sources", faults, decode::link);
    if links.is_empty() {
        faults.note(map.place, "a rule without a source", "add `sources: [<id of a source>]`");
    }
    Grounds {
        links,
        confidence: map.optional("confidence", faults, decode::word).unwrap_or(Confidence::Medium),
        claims: map.list("claims", faults, decode::name),
        review_every: map.optional("review_every", faults, decode::days).flatten(),
        confirmed: map.optional("confirmed", faults, decode::date),
    }
}

fn read_weighs_on(node: &Node, faults: &mut Faults) -> Option<WeighsOn> {
    let map = Map::read(node, &["platforms", "level"], faults)?;
    let platforms = match map.need("platforms", faults)? {
        all if all.is("all") => Vec::new(),
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

/// Nobody of ours can grant an exception to the law.
fn read_waivable(node: &Node, authority: Option<Authority>, faults: &mut Faults) -> Option<Waivable> {
    let map = Map::read(node, &["by", "max_days"], faults)?;
    if authority == Some(Authority::Law) {
        faults.note(&node.place, "a law cannot be waived", "take `waivable` out: mend the plan, not the law");
    }
    let by = map.list("by", faults, decode::name);
    let max_days = map.optional("max_days", faults, |node, faults| decode::within(node, 1, faults));
    Some(Waivable { by, max_days })
}
