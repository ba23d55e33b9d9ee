//! Conversions between types.

use super::{ANY, Function, time};
use crate::expr::scope::{Scope, Stop};
use crate::expr::ty::Ty;
use crate::value::{Value, seconds};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("bool", &[ANY], |_| Ty::Bool, |_, a| boolean(&a[0])),
    Function::new("bytes", &[ANY], |_| Ty::Bytes, |_, a| bytes(&a[0])),
    Function::new("double", &[ANY], |_| Ty::Double, |_, a| double(&a[0])),
    Function::new("duration", &[ANY], |_| Ty::Duration, |_, a| time::duration(&a[0])),
    Function::new("dyn", &[ANY], |_| Ty::Any, |_, a| Ok(a[0].clone().into_owned())),
    Function::new("int", &[ANY], |_| Ty::Int, |_, a| int(&a[0])),
    Function::new("string", &[ANY], |_| Ty::Text, |scope, a| string(scope, &a[0])),
    Function::new("timestamp", &[ANY], |_| Ty::Timestamp, |_, a| time::timestamp(&a[0])),
    Function::new("type", &[ANY], |_| Ty::Type, |_, a| Ok(Value::Type(type_of(&a[0])))),
    Function::new("uint", &[ANY], |_| Ty::Uint, |_, a| uint(&a[0])),
];

/// 2⁶³ and 2⁶⁴, where the whole numbers of either type end.
const INT_END: f64 = 9_223_372_036_854_775_808.0;
const UINT_END: f64 = 18_446_744_073_709_551_616.0;

fn boolean(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Bool(yes) => Ok(Value::Bool(*yes)),
        Value::Text(text) => match &**text {
            "1" | "t" | "T" | "true" | "True" | "TRUE" => Ok(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "False" | "FALSE" => Ok(Value::Bool(false)),
            _ => Err(Stop::error("the text is neither `true` nor `false`")),
        },
        other => Err(Stop::wrong(other, "a boolean")),
    }
}

fn bytes(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Bytes(_) => Ok(value.clone()),
        Value::Text(text) => Ok(Value::Bytes(text.as_bytes().into())),
        other => Err(Stop::wrong(other, "a text")),
    }
}

fn int(value: &Value) -> Result<Value, Stop> {
    let far = || Stop::error("the number is too large");
    match value {
        Value::Int(number) => Ok(Value::Int(*number)),
        Value::Uint(number) => i64::try_from(*number).map(Value::Int).map_err(|_| far()),
        Value::Double(number) if number.abs() < INT_END => Ok(Value::Int(*number as i64)),
        Value::Double(_) => Err(far()),
        Value::Text(text) => text.parse().map(Value::Int).map_err(|_| Stop::wrong(value, "a whole number")),
        Value::Timestamp(moment) => Ok(Value::Int(time::since_epoch(*moment))),
        other => Err(Stop::wrong(other, "a number")),
    }
}

fn uint(value: &Value) -> Result<Value, Stop> {
    let far = || Stop::error("the number is negative or too large");
    match value {
        Value::Uint(number) => Ok(Value::Uint(*number)),
        Value::Int(number) => u64::try_from(*number).map(Value::Uint).map_err(|_| far()),
        Value::Double(number) if (0.0..UINT_END).contains(number) => Ok(Value::Uint(*number as u64)),
        Value::Double(_) => Err(far()),
        Value::Text(text) => text.parse().map(Value::Uint).map_err(|_| Stop::wrong(value, "a whole number")),
        other => Err(Stop::wrong(other, "a number")),
    }
}

fn double(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Int(number) => Ok(Value::Double(*number as f64)),
        Value::Uint(number) => Ok(Value::Double(*number as f64)),
        Value::Double(number) => Ok(Value::Double(*number)),
        Value::Text(text) => text.parse().map(Value::Double).map_err(|_| Stop::wrong(value, "a number")),
        other => Err(Stop::wrong(other, "a number")),
    }
}

fn string(scope: &Scope<'_>, value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Text(_) => Ok(value.clone()),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => {
                scope.room(text.len())?;
                Ok(Value::text(text))
            }
            Err(_) => Err(Stop::error("the bytes are no UTF-8")),
        },
        other => match plain(other) {
            Some(text) => Ok(Value::text(&text)),
            None => Err(Stop::wrong(other, "a simple value")),
        },
    }
}

/// A simple value as CEL writes it; `None` for what has parts, and for texts and bytes.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Uint(number) => Some(number.to_string()),
        Value::Double(number) => Some(shortest(*number)),
        Value::Timestamp(moment) => Some(format!("{moment}Z")),
        Value::Duration(duration) => Some(seconds(*duration)),
        Value::Date(day) => Some(day.to_string()),
        _ => None,
    }
}

/// The shortest digits that mean the number, with an exponent where it is very large or very small.
fn shortest(number: f64) -> String {
    if !number.is_finite() {
        return super::format::not_finite(number).to_owned();
    }
    let scientific = format!("{number:e}");
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    if (-4..21).contains(&exponent) {
        number.to_string()
    } else {
        super::format::signed_exponent(&scientific)
    }
}

/// The CEL name of a value's type.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null_type",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Uint(_) => "uint",
        Value::Double(_) => "double",
        Value::Text(_) => "string",
        Value::Bytes(_) => "bytes",
        Value::Timestamp(_) => "google.protobuf.Timestamp",
        Value::Duration(_) => "google.protobuf.Duration",
        Value::Type(_) => "type",
        Value::Date(_) => "date",
        Value::List(_) => "list",
        Value::Map(_) => "map",
        Value::Record(record) => record.kind.name,
    }
}
