//! A plan as JSON: what is given, and nothing else.

use super::Plan;
use crate::value::{Record, Value};

impl Plan {
    /// The plan as a JSON object with the field names of the public message, in its order. What is not known is left out; so are
    /// parts that nothing is known of, and lists without items.
    pub fn to_json(&self) -> String {
        object(&self.root).unwrap_or_else(|| "{}".to_owned())
    }
}

/// The fields that are given; `None` where none is.
fn object(record: &Record) -> Option<String> {
    let fields = record.kind.fields.iter().zip(&record.fields);
    let given: Vec<String> = fields
        .filter_map(|(field, value)| Some(format!("\"{}\":{}", field.name, json(value.as_ref()?)?)))
        .collect();
    (!given.is_empty()).then(|| format!("{{{}}}", given.join(",")))
}

fn json(value: &Value) -> Option<String> {
    match value {
        Value::Record(record) => object(record),
        Value::List(items) if items.is_empty() => None,
        // An item that says nothing is still one: `channels: [{}]` is a channel of which nothing is known.
        Value::List(items) => {
            let items = items.iter().map(|item| json(item).unwrap_or_else(|| "{}".to_owned()));
            Some(format!("[{}]", items.collect::<Vec<_>>().join(",")))
        }
        other => Some(other.to_json()),
    }
}

#[cfg(test)]
mod tests;
