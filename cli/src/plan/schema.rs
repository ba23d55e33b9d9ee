//! The JSON Schema of plan files: the message `Plan` with its comments, and the engine's words and bounds.

use guidance_rulebook::{Kind, MOST_ITEMS, PLAN, Type};
use prost_reflect::{FieldDescriptor, FileDescriptor, MessageDescriptor};
use serde_json::{Map, Value, json};

use crate::json::descriptor;

/// Most characters of a text, and of a short one; a test holds them against the engine.
const TEXT: usize = 100_000;
const LABEL: usize = 200;
/// The same of a language tag, and how one is written.
const TAG: usize = 64;
const LANGUAGE: &str = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$";

/// The schema, of draft 2020-12.
pub fn schema() -> Value {
    let mut definitions = Map::new();
    let plan = definition(&descriptor("marketguidance.v1.Plan"), &PLAN, &mut definitions);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan file of Market Guidance",
        "$ref": plan,
        "$defs": definitions,
    })
}

/// Adds a message to the definitions, and gives the reference to it.
fn definition(
    message: &MessageDescriptor,
    kind: &'static Kind,
    definitions: &mut Map<String, Value>,
) -> String {
    let reference = format!("#/$defs/{}", message.name());
    let fields = kind.fields.iter().map(|field| {
        let descriptor = message.get_field_by_name(field.name);
        let descriptor = descriptor.unwrap_or_else(|| panic!("{} has no {}", message.name(), field.name));
        let mut shape = shape(field.ty, &descriptor, definitions);
        shape.insert("description".to_owned(), comment_of_field(&descriptor).into());
        (field.name.to_owned(), Value::Object(shape))
    });
    let properties: Map<String, Value> = fields.collect();
    let definition = json!({
        "description": comment(&message.parent_file(), message.path()),
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    definitions.insert(message.name().to_owned(), definition);
    reference
}

fn shape(ty: Type, field: &FieldDescriptor, definitions: &mut Map<String, Value>) -> Map<String, Value> {
    let list = |items: Value| json!({ "type": "array", "maxItems": MOST_ITEMS, "items": items });
    let mut part = |kind: &'static Kind| {
        let kind_of_message = field.kind();
        let message = kind_of_message.as_message().expect("a part is a message");
        json!({ "$ref": definition(message, kind, definitions) })
    };
    let label = json!({ "type": "string", "maxLength": LABEL });
    let language = json!({ "type": "string", "maxLength": TAG, "pattern": LANGUAGE });
    let shape = match ty {
        Type::Text => json!({ "type": "string", "maxLength": TEXT }),
        Type::Label => label,
        Type::Language => language,
        Type::Languages => list(language),
        Type::Word(words) => json!({ "type": "string", "enum": words }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        Type::Percent => json!({ "type": "number", "minimum": 0, "maximum": 100 }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::Labels => list(label),
        Type::Markets => list(json!({ "type": "string", "pattern": "^[A-Za-z]{2}$" })),
        Type::Words(words) => list(json!({ "type": "string", "enum": words })),
        Type::Integers => list(json!({ "type": "integer" })),
        Type::Record(kind) => part(kind),
        Type::Records(kind) => list(part(kind)),
    };
    match shape {
        Value::Object(shape) => shape,
        _ => unreachable!("every shape is an object"),
    }
}

fn comment_of_field(field: &FieldDescriptor) -> String {
    comment(&field.parent_message().parent_file(), field.path())
}

/// The comment above a place of a .proto file, in one line.
fn comment(file: &FileDescriptor, path: &[i32]) -> String {
    let info = file.file_descriptor_proto().source_code_info.as_ref();
    let location = info.and_then(|info| info.location.iter().find(|location| location.path == path));
    let text = location.map(|location| location.leading_comments().to_owned()).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
