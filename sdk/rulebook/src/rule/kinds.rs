//! Ready-made kinds of rules: each stands for conditions in the general form, as text in our expressions.

mod calendar_overlap;
mod channel_access;
mod disclosure;
mod language;
mod required_element;
mod share_limit;
mod stage_order;
mod term;

use crate::decode::Map;
use crate::diagnostic::Faults;
use crate::expr::{Names, Ty};
use crate::schema::{CHANNEL, CONTENT, ENDORSEMENT, Kind as RecordKind, STAGE};
use crate::yaml::{Content, Node};

/// A ready-made kind.
pub(super) struct Kind {
    /// What a rule calls it.
    pub(super) name: &'static str,
    /// The keys it takes beside those of every rule.
    pub(super) keys: &'static [&'static str],
    /// Its general form; `None` for one that checks nothing.
    pub(super) general: Option<Generalize>,
}

/// Makes the general form of a rule. `None` with a fault noted when a key is missing or wrong.
pub(super) type Generalize = fn(&Map<'_>, &Names<'_>, &mut Faults) -> Option<General>;

/// The general form of a ready-made kind, as expressions.
#[derive(Debug, Default, PartialEq)]
pub(super) struct General {
    /// Variable, and the list it runs over.
    pub(super) for_each: Option<(&'static str, &'static str)>,
    pub(super) applies_if: Option<String>,
    /// Named values, for texts too.
    pub(super) lets: Vec<(&'static str, String)>,
    pub(super) fails_if: String,
    pub(super) at: Option<String>,
}

/// A part of the plan that a kind runs over.
struct Part {
    /// Its variable.
    variable: &'static str,
    /// The list of them.
    list: &'static str,
    record: &'static RecordKind,
}

/// What a rule says under a key of its kind, as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    /// The key.
    pub(crate) key: &'static str,
    /// Its value, or the items of its list.
    pub(crate) values: Vec<String>,
}

/// Every kind.
pub(super) const KINDS: &[Kind] = &[
    channel_access::KIND,
    term::KIND,
    disclosure::KIND,
    required_element::KIND,
    Kind { name: "advice", keys: &[], general: None },
    calendar_overlap::KIND,
    share_limit::KIND,
    stage_order::KIND,
    language::KIND,
];

const CHANNELS: Part = Part { variable: "channel", list: "plan.channels", record: &CHANNEL };
const CONTENTS: Part = Part { variable: "content", list: "plan.contents", record: &CONTENT };
const ENDORSEMENTS: Part = Part { variable: "endorsement", list: "plan.endorsements", record: &ENDORSEMENT };
const STEPS: Part = Part { variable: "step", list: "plan.stages", record: &STAGE };

/// The kind of this name.
pub(super) fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The values of the keys of a kind that are there: what its ready-made expressions are made of.
pub(super) fn own_values<'n>(kind: &Kind, map: &Map<'n>) -> impl DoubleEndedIterator<Item = &'n Node> {
    kind.keys.iter().filter_map(|key| map.get(key))
}

/// What a rule says under the keys of its kind.
pub(super) fn arguments(kind: &Kind, map: &Map<'_>) -> Vec<Argument> {
    let argument = |key: &&'static str| {
        let node = map.get(key)?;
        let items = if let Content::List(items) = &node.content { items } else { std::slice::from_ref(node) };
        let values = items.iter().filter_map(Node::text).map(str::to_owned).collect();
        Some(Argument { key, values })
    };
    kind.keys.iter().filter_map(argument).collect()
}

/// The part that a field is of, as in `channel.purpose`.
fn part_of(field: &str) -> Option<Part> {
    let variable = field.split('.').next();
    [CHANNELS, CONTENTS, ENDORSEMENTS].into_iter().find(|part| Some(part.variable) == variable)
}

/// A text as a literal of our expressions.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// Texts as a list.
fn list_of(texts: &[String]) -> String {
    let literals: Vec<String> = texts.iter().map(|text| literal(text)).collect();
    format!("[{}]", literals.join(", "))
}

/// The items of a key that must name at least one. `None` where it names none, or none that is right.
fn some_of<T>(
    map: &Map<'_>,
    key: &str,
    example: &str,
    faults: &mut Faults,
    read: impl FnMut(&Node, &mut Faults) -> Option<T>,
) -> Option<Vec<T>> {
    let node = map.need(key, faults)?;
    if matches!(&node.content, Content::List(items) if items.is_empty()) {
        faults.note(
            &node.place,
            format!("`{key}` names nothing"),
            format!("for example `{key}: [{example}]`"),
        );
    }
    let items = map.list(key, faults, read);
    (!items.is_empty()).then_some(items)
}

// === impl Part ===

impl Part {
    /// As a `for_each`.
    fn each(&self) -> Option<(&'static str, &'static str)> {
        Some((self.variable, self.list))
    }

    /// The names an expression about one of them may use.
    fn names<'a>(&self, names: &Names<'a>) -> Names<'a> {
        let mut names = names.clone();
        names.variables.push((self.variable.to_owned(), Ty::Record(self.record)));
        names
    }
}

#[cfg(test)]
mod tests;
