//! Ready-made kinds of rules: each stands for conditions in the general form.

use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::fact::ACCESS_STATES;
use crate::platform::one_of;
use crate::yaml::Node;

/// The general form of a ready-made kind, as expressions.
#[derive(Debug, Default)]
pub(super) struct General {
    pub(super) for_each: Option<(&'static str, &'static str)>,
    pub(super) applies_if: Option<String>,
    pub(super) lets: Vec<(&'static str, String)>,
    pub(super) fails_if: String,
    pub(super) at: Option<String>,
}

/// Kinds, each with the keys it takes.
pub(super) const KINDS: &[(&str, &[&str])] = &[
    ("channel_access", &["states"]),
    ("term", &["list"]),
    ("disclosure", &["list"]),
    ("required_element", &["field", "one_of", "is", "at_least"]),
    ("advice", &[]),
];

const CHANNELS: (&str, &str) = ("channel", "plan.channels");
const CONTENTS: (&str, &str) = ("content", "plan.contents");
const ENDORSEMENTS: (&str, &str) = ("endorsement", "plan.endorsements");

/// The general form of a kind. `None` with a fault noted when a key is missing or wrong.
pub(super) fn general(kind: &str, map: &Map<'_>, faults: &mut Faults) -> Option<General> {
    match kind {
        "channel_access" => channel_access(map, faults),
        "term" => {
            let list = map.required("list", faults, decode::name)?;
            Some(General {
                for_each: Some(CONTENTS),
                lets: vec![("found", format!("found_terms(content.text, list(\"{list}\"))"))],
                fails_if: "size(found) > 0".to_owned(),
                at: Some("content.text".to_owned()),
                ..General::default()
            })
        }
        "disclosure" => {
            let list = map.required("list", faults, decode::name)?;
            Some(General {
                for_each: Some(ENDORSEMENTS),
                applies_if: Some("endorsement.paid || endorsement.content_directed_by_us".to_owned()),
                fails_if: format!("!labelled(endorsement.disclosure, list(\"{list}\"))"),
                at: Some("endorsement.disclosure".to_owned()),
                ..General::default()
            })
        }
        "required_element" => required_element(map, faults),
        _ => None,
    }
}

/// The values of the keys of a kind that are there: what its ready-made expressions are made of.
pub(super) fn own_values<'n>(kind: &str, map: &Map<'n>) -> impl DoubleEndedIterator<Item = &'n Node> {
    let keys = KINDS.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, keys)| keys);
    keys.iter().filter_map(|key| map.get(key))
}

fn channel_access(map: &Map<'_>, faults: &mut Faults) -> Option<General> {
    map.need("states", faults)?;
    let states =
        map.list("states", faults, |node, faults| one_of(node, ACCESS_STATES, "a state of access", faults));
    let states: Vec<String> = states.iter().map(|state| format!("\"{state}\"")).collect();
    Some(General {
        for_each: Some(CHANNELS),
        applies_if: Some("channel.audience_side == \"local\"".to_owned()),
        lets: vec![("state", "fact(\"access\", channel.platform)".to_owned())],
        fails_if: format!("state in [{}]", states.join(", ")),
        at: Some("channel.platform".to_owned()),
    })
}

fn required_element(map: &Map<'_>, faults: &mut Faults) -> Option<General> {
    let field = map.required("field", faults, decode::string)?;
    let for_each = match field.split('.').next() {
        Some("channel") => Some(CHANNELS),
        Some("content") => Some(CONTENTS),
        Some("endorsement") => Some(ENDORSEMENTS),
        _ => None,
    };
    let mut conditions = ["one_of", "is", "at_least"].iter().filter_map(|key| map.get(key));
    if let (Some(_), Some(second)) = (conditions.next(), conditions.next()) {
        faults.note(&second.place, "one condition too many", "keep one of `one_of`, `is`, `at_least`");
    }
    let fails_if = if map.get("one_of").is_some() {
        let words = map.list("one_of", faults, decode::string);
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        format!("!({field} in [{}])", words.join(", "))
    } else if let Some(node) = map.get("is") {
        let wanted = decode::boolean(node, faults)?;
        format!("{field} != {wanted}")
    } else if let Some(node) = map.get("at_least") {
        format!("{field} < {}", decode::integer(node, faults)?)
    } else {
        faults.note(
            map.place,
            "what the field must be is missing",
            "add `one_of: […]`, `is: true` or `at_least: 2`",
        );
        return None;
    };
    Some(General { for_each, fails_if, at: Some(field), ..General::default() })
}
