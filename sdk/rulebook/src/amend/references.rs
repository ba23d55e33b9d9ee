//! What refers to parts that are removed. A machine does not guess where content should go instead, so what was meant for a removed
//! channel says no longer where it goes. A waiver that names its item by place follows it: it must not come to hold for another.

use super::edits::{Edits, Proposal};
use super::place::Place;
use crate::schema::{CHANNEL, CONTENT, ENDORSEMENT, Kind, PLAN, WAIVER};
use crate::value::Value;

/// Completes edits with what follows from the parts they remove.
pub(super) fn follow(edits: &mut Edits<'_>) {
    release(edits);
    let waivers = field(&PLAN, "waivers");
    for waiver in remaining(edits, waivers) {
        if let Some(proposal) = moved(edits, waiver) {
            edits.put(proposal);
        }
    }
}

/// Takes the channel from whatever was meant for one that is removed: a plan must not name channels it does not have.
pub(super) fn release(edits: &mut Edits<'_>) {
    let (channels, id) = (field(&PLAN, "channels"), field(&CHANNEL, "id"));
    let mut released = Vec::new();
    for edit in edits.iter() {
        let Proposal { place, after, fix, rule, .. } = &edit.proposal;
        if place.field != channels || place.inner.is_some() || after.is_some() {
            continue;
        }
        let items = (0..edits.count(channels)).map(|item| Place::item(channels, item));
        let gone: Vec<&Value> = items
            .filter(|item| place.contains(*item))
            .filter_map(|item| edits.value_that_came(item.inner(id)))
            .collect();
        for (list, kind) in [("contents", &CONTENT), ("endorsements", &ENDORSEMENT)] {
            let parts = remaining(edits, field(&PLAN, list)).into_iter();
            let places = parts.map(|part| part.inner(field(kind, "channel")));
            let meant = places.filter(|place| edits.value(*place).is_some_and(|one| gone.contains(&one)));
            let text = "The channel it was meant for is removed: say where it goes instead, or drop it.";
            released.extend(meant.map(|place| Proposal {
                place,
                after: None,
                fix: fix.clone(),
                rule: rule.clone(),
                text: text.to_owned(),
            }));
        }
    }
    released.into_iter().for_each(|proposal| edits.put(proposal));
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
