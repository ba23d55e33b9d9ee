//! Rules of a regional base that a country switches off, whole and with a reason.

use crate::decode::{self, Link, Map};
use crate::diagnostic::Faults;
use crate::rule::Rule;
use crate::suggest::hint;
use crate::text::LocalText;
use crate::yaml::Node;

/// A rule of a regional base that does not hold here.
#[derive(Debug, Clone)]
pub struct SwitchedOff {
    /// Rule, by id.
    pub rule: String,
    /// What it is about.
    pub title: LocalText,
    /// Why it does not hold here.
    pub reason: LocalText,
}

/// A document that switches a rule off.
#[derive(Debug)]
pub(crate) struct Without {
    rule: Link,
    reason: LocalText,
}

/// Reads a document that switches a rule off.
pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Without> {
    let map = Map::read(node, &["without", "reason"], faults)?;
    let rule = map.required("without", faults, decode::link);
    let reason = map.required("reason", faults, decode::local_text);
    Some(Without { rule: rule?, reason: reason? })
}

/// Takes the rules out that are switched off, and says which, by id. `written` are all rules there are, those with faults of their
/// own too.
pub(crate) fn apply(
    withouts: Vec<Without>,
    rules: &mut Vec<Rule>,
    written: &[&str],
    faults: &mut Faults,
) -> Vec<SwitchedOff> {
    let mut off: Vec<SwitchedOff> = Vec::new();
    for Without { rule: Link { name, place }, reason } in withouts {
        if off.iter().any(|other| other.rule == name) {
            faults.note(&place, format!("{name} is switched off twice"), "keep one `without`");
            continue;
        }
        if !written.contains(&name.as_str()) {
            faults.note(&place, format!("there is no rule `{name}`"), hint(&name, written));
            continue;
        }
        let Some(index) = rules.iter().position(|rule| rule.id == name) else { continue };
        if !place.file.layer.is_empty() {
            let message = format!("a regional base switches {name} off");
            faults.note(&place, message, "only a country does without a rule of its region");
            continue;
        }
        if rules[index].layer.is_empty() {
            let message = format!("{name} is a rule of this module itself");
            faults.note(&place, message, "delete the rule; `without` is for rules of a regional base");
            continue;
        }
        let rule = rules.remove(index);
        off.push(SwitchedOff { rule: rule.id, title: rule.title, reason });
    }
    off.sort_by(|a, b| a.rule.cmp(&b.rule));
    off
}
