//! Reads the cases: the JSON form of the suite's `SimpleTestFile`.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde_json::Value as Json;

use crate::expr::functions::{time, type_named};
use crate::expr::ty::Ty;
use crate::value::Value;

/// A case. What it holds may be beyond us, a protobuf message for example; then its part is an error that says so.
pub(super) struct Case {
    /// `file/section/test`
    pub(super) name: String,
    pub(super) expr: String,
    pub(super) disable_check: bool,
    pub(super) variables: Result<Vec<(String, Ty)>, String>,
    pub(super) bindings: Result<Vec<(String, Value)>, String>,
    /// What it comes to; nothing where it is only checked.
    pub(super) expected: Result<Option<Expected>, String>,
    pub(super) deduced: Option<Result<Ty, String>>,
}

#[derive(Debug)]
pub(super) enum Expected {
    Value(Value),
    Error,
}

/// The cases of all files of a folder.
pub(super) fn read(folder: &Path) -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let file: Json = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for section in list(&file["section"]) {
            let name =
                format!("{}/{}", path.file_stem().unwrap().display(), section["name"].as_str().unwrap());
            cases.extend(list(&section["test"]).iter().map(|test| case(&name, test)));
        }
    }
    cases
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn yes(json: &Json) -> bool {
    json.as_bool().unwrap_or(false)
}

fn case(section: &str, test: &Json) -> Case {
    let text = |key: &str| test[key].as_str().expect("a case has a name and an expression").to_owned();
    let typed = &test["typed_result"];
    let bindings = test["bindings"].as_object().into_iter().flatten();
    Case {
        name: format!("{section}/{}", text("name")),
        expr: text("expr"),
        disable_check: yes(&test["disable_check"]),
        variables: list(&test["type_env"]).iter().map(variable).collect(),
        bindings: bindings.map(|(name, bound)| Ok((name.clone(), value(&bound["value"])?))).collect(),
        expected: expected(test),
        deduced: typed.get("deduced_type").map(ty),
    }
}

fn expected(test: &Json) -> Result<Option<Expected>, String> {
    if yes(&test["check_only"]) {
        return Ok(None);
    }
    if test.get("eval_error").is_some() {
        return Ok(Some(Expected::Error));
    }
    match test.get("value").or_else(|| test["typed_result"].get("result")) {
        Some(json) => value(json).map(|value| Some(Expected::Value(value))),
        // A case that says nothing expects what it says to be true.
        None => Ok(Some(Expected::Value(Value::Bool(true)))),
    }
}

fn variable(declared: &Json) -> Result<(String, Ty), String> {
    let name = declared["name"].as_str().expect("a declaration has a name");
    match declared["ident"].get("type") {
        Some(of) => Ok((name.to_owned(), ty(of)?)),
        None => Err(format!("`{name}` declares a function")),
    }
}

/// The one field of a `oneof`.
fn only(json: &Json) -> Option<(&str, &Json)> {
    json.as_object()?.iter().next().map(|(key, value)| (key.as_str(), value))
}

fn ty(json: &Json) -> Result<Ty, String> {
    let (kind, of) = only(json).ok_or("a type without a kind")?;
    let name = of.as_str().unwrap_or_default();
    Ok(match (kind, name) {
        ("primitive", "BOOL") => Ty::Bool,
        ("primitive", "INT64") => Ty::Int,
        ("primitive", "UINT64") => Ty::Uint,
        ("primitive", "DOUBLE") => Ty::Double,
        ("primitive", "STRING") => Ty::Text,
        ("primitive", "BYTES") => Ty::Bytes,
        ("well_known", "TIMESTAMP") | ("message_type", "google.protobuf.Timestamp") => Ty::Timestamp,
        ("well_known", "DURATION") | ("message_type", "google.protobuf.Duration") => Ty::Duration,
        ("null", _) => Ty::Null,
        ("dyn", _) => Ty::Any,
        ("type", _) => Ty::Type,
        ("list_type", _) => Ty::list(ty(&of["elem_type"])?),
        ("map_type", _) => Ty::map(ty(&of["key_type"])?, ty(&of["value_type"])?),
        _ => return Err(format!("there is no type {kind} {name}")),
    })
}

fn value(json: &Json) -> Result<Value, String> {
    let (kind, of) = only(json).ok_or("a value without a kind")?;
    let text = || of.as_str().unwrap_or_default();
    Ok(match kind {
        "null_value" => Value::Null,
        "bool_value" => Value::Bool(yes(of)),
        "int64_value" => Value::Int(text().parse().map_err(|_| "not an int64")?),
        "uint64_value" => Value::Uint(text().parse().map_err(|_| "not a uint64")?),
        "double_value" => {
            let number = of.as_f64().or_else(|| text().parse().ok());
            Value::Double(number.ok_or("not a double")?)
        }
        "string_value" => Value::text(text()),
        "bytes_value" => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(text());
            Value::Bytes(bytes.map_err(|_| "not base64")?.into())
        }
        "type_value" => Value::Type(type_named(text()).ok_or_else(|| format!("no type {}", text()))?),
        "list_value" => Value::list(list(&of["values"]).iter().map(value).collect::<Result<_, _>>()?),
        "map_value" => {
            let entries = list(&of["entries"]).iter();
            let entries = entries.map(|entry| Ok((value(&entry["key"])?, value(&entry["value"])?)));
            Value::Map(entries.collect::<Result<Vec<_>, String>>()?.into())
        }
        "object_value" => message(of)?,
        other => return Err(format!("there is no value {other}")),
    })
}

/// The two messages that are values of ours.
fn message(of: &Json) -> Result<Value, String> {
    let text = Value::text(of["value"].as_str().unwrap_or_default());
    let of = of["@type"].as_str().unwrap_or_default();
    match of.rsplit('/').next() {
        Some("google.protobuf.Duration") => time::duration(&text).map_err(|stop| format!("{stop:?}")),
        Some("google.protobuf.Timestamp") => time::timestamp(&text).map_err(|stop| format!("{stop:?}")),
        _ => Err(format!("there are no messages: {of}")),
    }
}
