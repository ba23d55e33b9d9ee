//! The difference between a plan as it came and as it is to be.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PlanChange;
use super::place::Place;
use crate::plan::Plan;
use crate::review::FixAction;
use crate::schema::PLAN;
use crate::value::{Record, Value};

/// A plan as it came, and what is to differ, in the order it was changed.
///
/// No two edits are of the same place, none lies within a part that another removes, and each changes something.
#[derive(Debug, Clone)]
pub(super) struct Edits<'p> {
    came: &'p Plan,
    edits: Vec<Edit>,
}

/// What is to differ at a place.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub(super) proposal: Proposal,
    /// Ids of further fixes it carries out or makes needless.
    pub(super) also: Vec<String>,
}

/// What a fix asks for.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    pub(super) place: Place,
    /// Value to be; `None`: nothing, or no such item.
    pub(super) after: Option<Value>,
    /// Id of the fix.
    pub(super) fix: String,
    /// Id of the rule.
    pub(super) rule: String,
    /// The fix in words.
    pub(super) text: String,
}

/// What came of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Added {
    /// The plan differs by it, or by an equal one of this round.
    Changed,
    /// The plan has it already.
    Nothing,
    /// A proposal of this round came first.
    Collides { with: String, path: String },
}

/// Values by place, where they differ from the plan as it came.
pub(super) type State = BTreeMap<Place, Option<Value>>;

// === impl Edits ===

impl<'p> Edits<'p> {
    pub(super) fn of(came: &'p Plan) -> Self {
        Self { came, edits: Vec::new() }
    }

    /// Takes a proposal in, unless one of this round asks for something else of the same place.
    pub(super) fn add(&mut self, proposal: Proposal, round: &mut Vec<Proposal>) -> Added {
        let place = proposal.place;
        let first = round.iter().find(|one| one.place.contains(place) || place.contains(one.place));
        if let Some(first) = first {
            if first.place != place || first.after != proposal.after {
                return Added::Collides { with: first.fix.clone(), path: first.place.to_string() };
            }
            if let Some(edit) = self.edits.iter_mut().find(|edit| edit.proposal.place == place) {
                edit.note(proposal.fix);
            }
            return Added::Changed;
        }
        if self.value(place) == proposal.after.as_ref() {
            return Added::Nothing;
        }
        round.push(proposal.clone());
        self.put(proposal);
        Added::Changed
    }

    /// Makes the plan differ by a proposal.
    pub(super) fn put(&mut self, proposal: Proposal) {
        let place = proposal.place;
        let (within, mut others): (Vec<Edit>, Vec<Edit>) =
            self.edits.drain(..).partition(|edit| place.contains(edit.proposal.place));
        let mut edit = Edit { proposal, also: Vec::new() };
        for older in within {
            older.also.into_iter().chain([older.proposal.fix]).for_each(|fix| edit.note(fix));
        }
        if value_at(self.came, place) != edit.proposal.after.as_ref() {
            others.push(edit);
        }
        self.edits = others;
    }

    /// The value at a place as things stand; `None`: nothing, or no such item.
    pub(super) fn value(&self, place: Place) -> Option<&Value> {
        match self.edits.iter().find(|edit| edit.proposal.place.contains(place)) {
            Some(edit) if edit.proposal.place == place => edit.proposal.after.as_ref(),
            Some(_) => None,
            None => value_at(self.came, place),
        }
    }

    /// The value at a place of the plan as it came.
    pub(super) fn value_that_came(&self, place: Place) -> Option<&Value> {
        value_at(self.came, place)
    }

    /// Whether an item of a list is to go.
    pub(super) fn removes(&self, item: Place) -> bool {
        self.edits.iter().any(|edit| edit.proposal.after.is_none() && edit.proposal.place.contains(item))
    }

    /// How many items a list came with.
    pub(super) fn count(&self, field: usize) -> usize {
        let list = self.came.root.fields[field].as_ref().and_then(Value::as_list);
        list.map_or(0, <[Value]>::len)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter()
    }

    pub(super) fn state(&self) -> State {
        let edits = self.edits.iter().map(|edit| &edit.proposal);
        edits.map(|one| (one.place, one.after.clone())).collect()
    }

    /// What differs, for people.
    pub(super) fn changes(&self) -> Vec<PlanChange> {
        let json = |value: Option<&Value>| value.map(Value::to_json).unwrap_or_default();
        let changes = self.edits.iter().map(|Edit { proposal, also }| PlanChange {
            path: proposal.place.to_string(),
            action: if proposal.after.is_some() { FixAction::Set } else { FixAction::Remove },
            before: json(value_at(self.came, proposal.place)),
            after: json(proposal.after.as_ref()),
            fix: proposal.fix.clone(),
            also: also.clone(),
            rule: proposal.rule.clone(),
            text: proposal.text.clone(),
        });
        changes.collect()
    }

    /// The plan with every part at the place it came with: what is removed leaves a gap in the places, not in the lists.
    pub(super) fn draft(&self) -> Plan {
        self.build(false)
    }

    /// The plan as it is to be.
    pub(super) fn plan(&self) -> Plan {
        self.build(true)
    }

    fn build(&self, moves_up: bool) -> Plan {
        let came = &self.came.root;
        let field = |(field, value): (usize, &Option<Value>)| {
            let place = Place::field(field);
            match value {
                Some(Value::List(_) | Value::Record(_)) if self.removes(place) => None,
                Some(Value::List(items)) if place.is_parts() => Some(self.parts(field, items, moves_up)),
                Some(Value::Record(part)) => Some(self.part(place, part, Arc::clone(&part.path))),
                _ => self.value(place).cloned(),
            }
        };
        let fields = came.fields.iter().enumerate().map(field).collect();
        Plan::new(Record { kind: came.kind, fields, path: Arc::clone(&came.path) })
    }

    fn parts(&self, field: usize, items: &[Value], moves_up: bool) -> Value {
        let name = PLAN.fields[field].name;
        let mut parts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let place = Place::item(field, index);
            if self.removes(place) {
                continue;
            }
            parts.push(match item {
                Value::Record(part) if moves_up && parts.len() != index => {
                    self.part(place, part, Arc::from(format!("{name}[{}]", parts.len())))
                }
                Value::Record(part) => self.part(place, part, Arc::clone(&part.path)),
                other => other.clone(),
            });
        }
        Value::list(parts)
    }

    fn part(&self, place: Place, part: &Arc<Record>, path: Arc<str>) -> Value {
        let is_touched = self.edits.iter().any(|edit| place.contains(edit.proposal.place));
        if !is_touched && path == part.path {
            return Value::Record(Arc::clone(part));
        }
        let fields = (0..part.fields.len()).map(|inner| self.value(place.inner(inner)).cloned()).collect();
        Value::Record(Arc::new(Record { kind: part.kind, fields, path }))
    }
}

// === impl Edit ===

impl Edit {
    fn note(&mut self, fix: String) {
        if fix != self.proposal.fix && !self.also.contains(&fix) {
            self.also.push(fix);
        }
    }
}

/// What a plan has at a place. A part or a list that says nothing is nothing.
fn value_at(plan: &Plan, place: Place) -> Option<&Value> {
    let outer = plan.root.fields[place.field].as_ref()?;
    let part = match place.item {
        Some(item) => outer.as_list()?.get(item)?,
        None => outer,
    };
    match (part, place.inner) {
        (Value::Record(record), Some(inner)) => record.fields[inner].as_ref(),
        (_, Some(_)) => None,
        (Value::Record(record), None) if place.item.is_none() && record.known().next().is_none() => None,
        (Value::List(items), None) if items.is_empty() => None,
        (part, None) => Some(part),
    }
}
