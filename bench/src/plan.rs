//! A plan of six channels, four contents and two endorsements that says everything a rule may ask.

use guidance_rulebook::{Kind, PLAN, Plan, Record, RecordBuilder, Type, Violation};
use serde_json::Value as Json;

/// The plan as JSON. It keeps every rule of China.
///
/// # Panics
/// Never: the file is part of this crate, and read by its tests.
pub fn plan_json() -> Json {
    serde_json::from_str(include_str!("plan.json")).expect("plan.json is JSON")
}

/// The plan of the engine that a JSON object describes.
///
/// # Errors
/// What a plan must not hold.
pub fn plan_of(json: &Json) -> Result<Plan, Vec<Violation>> {
    let mut violations = Vec::new();
    let plan = record(&PLAN, "", json, &mut violations);
    if violations.is_empty() { Ok(Plan::new(plan)) } else { Err(violations) }
}

fn record(kind: &'static Kind, path: &str, json: &Json, violations: &mut Vec<Violation>) -> Record {
    let mut builder = RecordBuilder::new(kind, path, violations);
    for field in kind.fields {
        let Some(value) = json.get(field.name) else { continue };
        let below = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        builder = match field.ty {
            Type::Text | Type::Label | Type::Language | Type::Word(_) | Type::Date => {
                builder.text(field.name, text(value))
            }
            Type::Boolean => builder.boolean(field.name, value.as_bool()),
            Type::Integer => builder.integer(field.name, value.as_i64()),
            Type::Percent => builder.number(field.name, value.as_f64()),
            Type::Labels | Type::Languages | Type::Markets | Type::Words(_) => {
                builder.texts(field.name, items(value).iter().filter_map(text).collect())
            }
            Type::Integers => {
                builder.integers(field.name, items(value).iter().filter_map(Json::as_i64).collect())
            }
            Type::Record(kind) => {
                let part = record(kind, &below, value, builder.violations());
                builder.record(field.name, part)
            }
            Type::Records(kind) => {
                let items = items(value).iter().enumerate();
                let parts = items
                    .map(|(place, item)| {
                        record(kind, &format!("{below}[{place}]"), item, builder.violations())
                    })
                    .collect();
                builder.records(field.name, parts)
            }
        };
    }
    builder.build()
}

fn text(value: &Json) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn items(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}
