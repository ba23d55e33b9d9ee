//! From traces to conditions, as people read them.

use std::sync::Arc;

use super::case::Case;
use super::{Condition, ConditionState};
use crate::expr::{Read, Trace};
use crate::review::{Evidence, Outcome, evidence};
use crate::value::{Location, Record, Value};

/// The conditions that were looked at, and what they read of the plan.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) conditions: Vec<Condition>,
    /// Each place once, in the order they were read.
    pub(super) sites: Vec<Site>,
}

/// A field of the plan that a condition read.
pub(super) struct Site {
    pub(super) location: Location,
    /// Whether it decided.
    pub(super) decisive: bool,
    /// Terms of lists that were found in it.
    pub(super) terms: Vec<Value>,
}

/// Longest text of a condition, characters.
const LONGEST: usize = 500;

// === impl Case ===

impl Case<'_, '_> {
    /// A trace as a condition.
    pub(super) fn condition(&self, role: &str, trace: &Trace) -> Condition {
        let (state, value) = match &trace.value {
            Ok(Value::Bool(yes)) => (ConditionState::of(*yes), yes.to_string()),
            Ok(value) => (ConditionState::Value, shown(value)),
            Err(stop) if stop.is_unknown() => (ConditionState::Unknown, self.why(stop)),
            Err(stop) => (ConditionState::Error, self.why(stop)),
        };
        let path = match &trace.reads {
            Read::Place(location) => location.path(),
            _ => String::new(),
        };
        Condition {
            role: role.to_owned(),
            text: cut(&trace.text, LONGEST),
            value: cut(&value, LONGEST),
            state,
            path,
            evidence: self.evidence(&trace.reads),
            parts: trace.parts.iter().map(|part| self.condition("", part)).collect(),
            decisive: trace.decisive,
        }
    }

    fn evidence(&self, reads: &Read) -> Vec<Evidence> {
        let Read::Fact(key) = reads else { return Vec::new() };
        let read = self.rulebook.fact_at(key, self.inquiry);
        read.map(|(fact, entry)| evidence(fact, entry, self.inquiry)).into_iter().collect()
    }
}

// === impl Looked ===

impl Looked {
    /// Notes a field of a part of the plan: of the plan itself where `part` is empty.
    pub(super) fn field(&mut self, plan: &Arc<Record>, part: &str, field: &str) {
        let record = match plan.field(part) {
            Some(Value::Record(record)) => record,
            _ => plan,
        };
        if let Some(place) = record.kind.index_of(field) {
            self.site(Location::of_field(record, place), true);
        }
    }

    /// Notes what a part of an expression read.
    pub(super) fn note(&mut self, trace: &Trace) {
        match (&trace.reads, &trace.value, trace.parts.first()) {
            (Read::Place(location), ..) if location.field().is_some() => {
                self.site(location.clone(), trace.decisive);
            }
            (Read::Terms, Ok(Value::List(found)), Some(Trace { reads: Read::Place(location), .. })) => {
                self.site(location.clone(), trace.decisive).terms.extend(found.iter().cloned());
            }
            _ => {}
        }
    }

    fn site(&mut self, location: Location, decisive: bool) -> &mut Site {
        let place = self.sites.iter().position(|site| site.location == location);
        let place = place.unwrap_or_else(|| {
            self.sites.push(Site { location, decisive: false, terms: Vec::new() });
            self.sites.len() - 1
        });
        let site = &mut self.sites[place];
        site.decisive |= decisive;
        site
    }

    /// What does not concern a plan was settled by the last condition alone; for anything else each of them had to be as it was.
    pub(super) fn settle(&mut self, outcome: Outcome) {
        // Named values stand behind `applies_if`, and only speak through the conditions that use them.
        let last = self.conditions.iter().rposition(|one| !one.role.starts_with("let ")).unwrap_or(0);
        for (place, condition) in self.conditions.iter_mut().enumerate() {
            let is_named = condition.role.starts_with("let ");
            if outcome == Outcome::NotApplicable && place < last && !is_named {
                condition.lose();
            }
        }
    }
}

impl Condition {
    /// A condition on the plan as a whole, which no expression says.
    pub(super) fn of_plan(
        role: &str,
        text: String,
        value: String,
        state: ConditionState,
        path: &str,
    ) -> Self {
        Self {
            role: role.to_owned(),
            text: cut(&text, LONGEST),
            value: cut(&value, LONGEST),
            state,
            path: path.to_owned(),
            evidence: Vec::new(),
            parts: Vec::new(),
            decisive: true,
        }
    }

    /// Neither it nor what it is made of decided.
    fn lose(&mut self) {
        self.decisive = false;
        self.parts.iter_mut().for_each(Self::lose);
    }
}

impl ConditionState {
    pub(super) fn of(yes: bool) -> Self {
        if yes { Self::True } else { Self::False }
    }
}

/// A value as people read it; nothing is said to be that.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) if text.is_empty() => "\"\"".to_owned(),
        Value::List(items) if items.is_empty() => "empty".to_owned(),
        Value::Map(entries) if entries.is_empty() => "empty".to_owned(),
        other => other.display(),
    }
}

/// A text of at most so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
