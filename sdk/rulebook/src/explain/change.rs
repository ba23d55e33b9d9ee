//! A plan with one field changed.

use std::sync::Arc;

use crate::schema::Type;
use crate::value::{Location, Record, Value};

/// The plan with another value of a field; `None` where the place is not in it.
pub(super) fn with(plan: &Arc<Record>, place: &Location, value: Value) -> Option<Arc<Record>> {
    let field = place.record().kind.index_of(place.field()?.name)?;
    let mut part = copy(place.record());
    part.fields[field] = Some(value);
    if part.path.is_empty() {
        return Some(Arc::new(part));
    }
    let mut root = copy(plan);
    let part = Arc::new(part);
    for value in root.fields.iter_mut().flatten() {
        match value {
            Value::Record(record) if record.path == part.path => {
                *value = Value::Record(part);
                return Some(Arc::new(root));
            }
            Value::List(items) => {
                if let Some(index) = items.iter().position(|item| is_at(item, &part.path)) {
                    let mut changed = items.to_vec();
                    changed[index] = Value::Record(part);
                    *value = Value::list(changed);
                    return Some(Arc::new(root));
                }
            }
            _ => {}
        }
    }
    None
}

/// The field of a plan at a path, for example `channels[0].platform`.
pub(super) fn part_at(plan: &Arc<Record>, path: &str) -> Option<Location> {
    let (part, field) = path.rsplit_once('.').unwrap_or(("", path));
    let record = if part.is_empty() { Arc::clone(plan) } else { record_at(plan, part)? };
    let place = record.kind.index_of(field)?;
    // Parts are not set whole.
    let is_value = !matches!(record.kind.fields[place].ty, Type::Record(_) | Type::Records(_));
    is_value.then(|| Location::of_field(&record, place))
}

/// The list and the index of an item's path, for example `channels[0]`.
pub(super) fn item_of(path: &str) -> Option<(&str, usize)> {
    let (list, index) = path.strip_suffix(']')?.split_once('[')?;
    Some((list, index.parse().ok()?))
}

fn record_at(plan: &Record, path: &str) -> Option<Arc<Record>> {
    let value = match item_of(path) {
        Some((list, index)) => plan.field(list)?.as_list()?.get(index)?,
        None => plan.field(path)?,
    };
    match value {
        Value::Record(record) => Some(Arc::clone(record)),
        _ => None,
    }
}

fn is_at(item: &Value, path: &str) -> bool {
    matches!(item, Value::Record(record) if *record.path == *path)
}

fn copy(record: &Record) -> Record {
    Record { kind: record.kind, fields: record.fields.clone(), path: Arc::clone(&record.path) }
}
