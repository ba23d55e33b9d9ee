//! What refers to parts that are removed. A machine does not guess where content should go instead, so references by id stay, and
//! the change names them. A waiver that names its item by place follows it: it must not come to hold for another.

use super::edits::{Edits, Proposal};
use super::listed;
use super::place::Place;
use crate::schema::{CHANNEL, CONTENT, ENDORSEMENT, Kind, PLAN, WAIVER};
use crate::value::Value;

/// Completes edits with what follows from the parts they remove.
pub(super) fn follow(edits: &mut Edits<'_>) {
    let texts: Vec<Option<String>> = edits.iter().map(|edit| dangling(edits, &edit.proposal)).collect();
    for (edit, text) in edits.iter_mut().zip(texts) {
        edit.proposal.text.extend(text);
    }
    let waivers = field(&PLAN, "waivers");
    for waiver in remaining(edits, waivers) {
        if let Some(proposal) = moved(edits, waiver) {
            edits.put(proposal);
        }
    }
}

/// What still refers to the channels that a proposal removes, in words; `None` where nothing does.
fn dangling(edits: &Edits<'_>, proposal: &Proposal) -> Option<String> {
    let (channels, id) = (field(&PLAN, "channels"), field(&CHANNEL, "id"));
    if proposal.place.field != channels || proposal.place.inner.is_some() || proposal.after.is_some() {
        return None;
    }
    let items = (0..edits.count(channels)).map(|item| Place::item(channels, item));
    let gone: Vec<&Value> = items
        .filter(|item| proposal.place.contains(*item))
        .filter_map(|item| edits.value_that_came(item.inner(id)))
        .filter(|id_gone| {
            !remaining(edits, channels).iter().any(|one| edits.value(one.inner(id)) == Some(id_gone))
        })
        .collect();
    let referring = [("contents", &CONTENT), ("endorsements", &ENDORSEMENT)];
    let places: Vec<String> = referring
        .iter()
        .flat_map(|(list, kind)| {
            let parts = remaining(edits, field(&PLAN, list));
            parts.into_iter().map(|part| part.inner(field(kind, "channel")))
        })
        .filter(|place| edits.value(*place).is_some_and(|channel| gone.contains(&channel)))
        .map(|place| place.to_string())
        .collect();
    (!places.is_empty()).then(|| format!(" (Still meant for it: {}; move or drop them.)", listed(&places)))
}

/// What a waiver that names its item by place must become.
fn moved(edits: &Edits<'_>, waiver: Place) -> Option<Proposal> {
    let place = waiver.inner(field(&WAIVER, "item"));
    let text = edits.value(place).and_then(Value::as_text)?;
    let item = Place::parse(text).filter(|item| item.item.is_some() && item.to_string() == text)?;
    let removal = edits.iter().find(|edit| edit.proposal.removes_part_beside(item))?;
    let Proposal { fix, rule, .. } = &removal.proposal;
    let follows =
        |place, after, text| Some(Proposal { place, after, fix: fix.clone(), rule: rule.clone(), text });
    let part = Place { inner: None, ..item };
    let Some(now) = remaining(edits, item.field).iter().position(|one| *one == part) else {
        return follows(waiver, None, format!("The waiver was for {part}, which is removed."));
    };
    let now = Place { item: Some(now), ..item };
    if now == item {
        return None;
    }
    follows(
        place,
        Some(Value::text(&now.to_string())),
        format!("The waiver follows {item}, which is now {now}."),
    )
}

/// The parts of a list that stay, in order.
fn remaining(edits: &Edits<'_>, list: usize) -> Vec<Place> {
    let items = (0..edits.count(list)).map(|item| Place::item(list, item));
    items.filter(|item| !edits.removes(*item)).collect()
}

fn field(kind: &Kind, name: &str) -> usize {
    kind.index_of(name).expect("the schema has the fields this file names")
}

// === impl Proposal ===

impl Proposal {
    /// Whether it removes a part of the list that a place lies in.
    fn removes_part_beside(&self, place: Place) -> bool {
        self.after.is_none() && self.place.inner.is_none() && self.place.field == place.field
    }
}
