//! From nodes to a plan, by the engine's own schema, so that both refuse the same with the same words.

use std::collections::{BTreeMap, BTreeSet};

use guidance_proto::v1 as pb;
use guidance_rulebook::{Diagnostic, Field, Kind, MOST_ITEMS, PLAN, RecordBuilder, Type, Violation, nearest};
use serde_json::{Map, Value};

use super::whole;
use super::yaml::{Content, Faults, Node, document};
use crate::json;

type PlacesByPath = BTreeMap<String, (usize, usize)>;

struct Reader<'t> {
    faults: Faults<'t>,
    places: PlacesByPath,
}

/// The plan that a text holds, with the places of its parts.
pub(super) fn plan(file: &str, text: &str) -> Result<(pb::Plan, PlacesByPath), Vec<Diagnostic>> {
    let faults = Faults { file, text, found: Vec::new() };
    let mut reader = Reader { faults, places: BTreeMap::new() };
    let node = document(&mut reader.faults);
    if node.is_none() && reader.faults.found.is_empty() {
        reader.faults.note(1, 1, "there is no plan here", "begin with a field, for example `sector: legal`");
    }
    let record = node.map(|node| reader.record(&node, &PLAN, ""));
    let Reader { mut faults, places } = reader;
    if let Some(record) = record.filter(|_| faults.found.is_empty()) {
        match json::read("marketguidance.v1.Plan", Value::Object(record)) {
            Ok(plan) => match whole::contradictions(&plan) {
                found if found.is_empty() => return Ok((plan, places)),
                found => found.into_iter().for_each(|Violation { path, message }| {
                    let (line, column) = places.get(&path).copied().unwrap_or((1, 1));
                    let (message, hint) = message.split_once("; ").unwrap_or((&message, ""));
                    faults.note(line, column, message, hint);
                }),
            },
            Err(message) => faults.note(1, 1, message, ""),
        }
    }
    faults.found.sort_by_key(|fault| (fault.line, fault.column));
    Err(faults.found)
}

impl Reader<'_> {
    fn record(&mut self, node: &Node, kind: &'static Kind, path: &str) -> Map<String, Value> {
        self.places.insert(path.to_owned(), (node.line, node.column));
        let Content::Map(entries) = &node.content else {
            let message = format!("a map is needed here, found {}", node.description());
            self.faults.at(node, message, format!("write the fields of {}, one a line", one(kind)));
            return Map::new();
        };
        let mut seen = BTreeSet::new();
        let mut record = Map::new();
        for (key, value) in entries {
            let Some(field) = self.field(key, kind) else { continue };
            if !seen.insert(field.name) {
                self.faults.at(key, format!("`{}` stands twice", field.name), "keep one of them");
            }
            let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
            self.places.insert(path.clone(), (value.line, value.column));
            if let Some(value) = self.value(value, kind, field, &path) {
                record.insert(field.name.to_owned(), value);
            }
        }
        record
    }

    /// The field a key names, in the spelling of the .proto file or in that of JSON.
    fn field(&mut self, key: &Node, kind: &'static Kind) -> Option<&'static Field> {
        let Content::Scalar(name) = &key.content else {
            self.faults.at(
                key,
                format!("the name of a field is needed here, found {}", key.description()),
                "",
            );
            return None;
        };
        let field = kind.field(name).or_else(|| kind.field(&snake_case(name)));
        if field.is_none() {
            let names = kind.fields.iter().map(|field| field.name);
            let hint = match nearest(name, names.clone()).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{} has: {}", one(kind), names.collect::<Vec<_>>().join(", ")),
            };
            self.faults.at(key, format!("unknown field `{name}` of {}", one(kind)), hint);
        }
        field
    }

    fn value(&mut self, node: &Node, kind: &'static Kind, field: &Field, path: &str) -> Option<Value> {
        // Nothing is what is not known, as if the field were not there.
        if matches!(node.content, Content::Nothing) {
            return None;
        }
        match field.ty {
            Type::Record(part) => Some(Value::Object(self.record(node, part, path))),
            Type::Records(part) => {
                let items = self.items(node)?;
                let records = items.iter().enumerate();
                let records = records
                    .map(|(index, item)| Value::Object(self.record(item, part, &format!("{path}[{index}]"))));
                Some(Value::Array(records.collect()))
            }
            Type::Labels | Type::Languages | Type::Markets | Type::Words(_) | Type::Integers => {
                let items = self.items(node)?.iter().enumerate();
                let values = items.filter_map(|(index, item)| {
                    self.places.insert(format!("{path}[{index}]"), (item.line, item.column));
                    self.scalar(item, kind, field)
                });
                Some(Value::Array(values.collect()))
            }
            _ => self.scalar(node, kind, field),
        }
    }

    fn items<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        match &node.content {
            Content::List(items) if items.len() > MOST_ITEMS => {
                let message = format!("{} items stand here; at most {MOST_ITEMS} are taken", items.len());
                self.faults.at(node, message, "");
                None
            }
            Content::List(items) => Some(items),
            _ => {
                let message = format!("a list is needed here, found {}", node.description());
                self.faults.at(
                    node,
                    message,
                    "write `[one, two]`, or each item on a line that begins with `- `",
                );
                None
            }
        }
    }

    /// A value of a field, or of one of its items, judged as the engine does.
    fn scalar(&mut self, node: &Node, kind: &'static Kind, field: &Field) -> Option<Value> {
        let Content::Scalar(text) = &node.content else {
            let message = format!("a single value is needed here, found {}", node.description());
            self.faults.at(node, message, field.question);
            return None;
        };
        let mut wrong: Vec<Violation> = Vec::new();
        let builder = RecordBuilder::new(kind, "", &mut wrong);
        let read = match field.ty {
            Type::Boolean => match text.as_str() {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(format!("`{text}` is neither true nor false")),
            },
            Type::Integer | Type::Integers => match text.parse::<i64>() {
                Ok(number) if field.ty == Type::Integer => {
                    builder.integer(field.name, Some(number));
                    Ok(Value::from(number))
                }
                Ok(number) => Ok(Value::from(number)),
                Err(_) => Err(format!("`{text}` is no whole number")),
            },
            Type::Percent => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    builder.number(field.name, Some(number));
                    Ok(Value::from(number))
                }
                _ => Err(format!("`{text}` is no number")),
            },
            Type::Labels | Type::Languages | Type::Markets | Type::Words(_) => {
                builder.texts(field.name, vec![text.clone()]);
                Ok(Value::from(text.clone()))
            }
            _ => {
                builder.text(field.name, Some(text.clone()));
                Ok(Value::from(text.clone()))
            }
        };
        match (read, wrong.pop()) {
            (Err(message), _) => self.faults.at(node, message, field.question),
            // The engine says what is wrong and, behind a semicolon, what to do.
            (Ok(_), Some(Violation { message, .. })) => {
                let (message, hint) = message.split_once("; ").unwrap_or((&message, field.question));
                self.faults.at(node, message, hint);
            }
            (Ok(value), None) => return Some(value),
        }
        None
    }
}

/// A part of a plan in words: "a channel", "an audience".
fn one(kind: &Kind) -> String {
    let article = if kind.name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {}", kind.name)
}

/// `runFrom` as `run_from`.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
