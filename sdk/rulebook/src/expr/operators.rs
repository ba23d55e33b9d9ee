//! What operators do to values.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::ast::Operator;
use super::evaluate::Found;
use super::functions::time;
use super::scope::{BYTES_PER_STEP, Scope, Stop};
use crate::suggest::quoted;
use crate::value::Value;

/// `object[index]`
pub(super) fn item<'a>(object: Found<'a>, index: &Value, scope: &Scope<'a>) -> Result<Found<'a>, Stop> {
    match object {
        Cow::Borrowed(object) => item_of(object, index, scope).map(Cow::Borrowed),
        Cow::Owned(object) => item_of(&object, index, scope).cloned().map(Cow::Owned),
    }
}

fn item_of<'v>(object: &'v Value, index: &Value, scope: &Scope<'_>) -> Result<&'v Value, Stop> {
    let none = || Stop::error(format!("no item {}", shown(index)));
    match object {
        Value::List(items) => {
            let place = match *index {
                Value::Int(place) => usize::try_from(place).ok(),
                Value::Uint(place) => usize::try_from(place).ok(),
                Value::Double(place) if place >= 0.0 && place.fract() == 0.0 => Some(place as usize),
                _ => None,
            };
            place.and_then(|place| items.get(place)).ok_or_else(none)
        }
        Value::Map(entries) => find(entries, index, scope)?.ok_or_else(none),
        other => Err(Stop::error(format!("{} has no items", other.type_name()))),
    }
}

fn find<'v>(
    entries: &'v [(Value, Value)],
    key: &Value,
    scope: &Scope<'_>,
) -> Result<Option<&'v Value>, Stop> {
    for (known, value) in entries {
        if equal(known, key, scope)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// A key is a boolean, a whole number or a text, and a map has it once.
pub(super) fn check_key(key: &Value, known: &[(Value, Value)], scope: &Scope<'_>) -> Result<(), Stop> {
    if !matches!(key, Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Text(_)) {
        return Err(Stop::error(format!("{} is no key of a map", key.type_name())));
    }
    match find(known, key, scope)? {
        Some(_) => Err(Stop::error(format!("the map has the key {} twice", shown(key)))),
        None => Ok(()),
    }
}

/// An index or a key, short enough for a message: who looks it up has not paid for writing it out.
fn shown(index: &Value) -> String {
    match index {
        Value::Text(text) => quoted(text),
        Value::List(_) | Value::Map(_) | Value::Bytes(_) => index.type_name().to_owned(),
        simple => simple.display(),
    }
}

pub(super) fn negate(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Int(number) => number.checked_neg().map(Value::Int).ok_or_else(overflow),
        Value::Double(number) => Ok(Value::Double(-number)),
        other => Err(Stop::wrong(other, "a number with a sign")),
    }
}

/// An operator of two values that gives true or false; `&&` and `||` are evaluated elsewhere. Words beside words
/// are what nearly every condition compares: those are decided on the spot.
#[inline]
pub(super) fn relation(
    operator: Operator,
    left: &Value,
    right: &Value,
    scope: &Scope<'_>,
) -> Result<bool, Stop> {
    match (operator, left, right) {
        (Operator::Equal, Value::Text(a), Value::Text(b)) => same_text(a, b, scope),
        (Operator::NotEqual, Value::Text(a), Value::Text(b)) => same_text(a, b, scope).map(|same| !same),
        _ => other_relation(operator, left, right, scope),
    }
}

#[inline(never)]
fn other_relation(operator: Operator, left: &Value, right: &Value, scope: &Scope<'_>) -> Result<bool, Stop> {
    use Operator::*;
    match operator {
        Equal => equal(left, right, scope),
        NotEqual => equal(left, right, scope).map(|same| !same),
        In => contains(left, right, scope),
        Less | LessOrEqual | Greater | GreaterOrEqual => ordered(operator, left, right, scope),
        And | Or | Add | Subtract | Multiply | Divide | Remainder => {
            Err(Stop::error("not a relation of two values"))
        }
    }
}

fn ordered(operator: Operator, left: &Value, right: &Value, scope: &Scope<'_>) -> Result<bool, Stop> {
    // Beside NaN nothing is less or greater.
    let Some(order) = compare(left, right, scope)? else { return Ok(false) };
    Ok(match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn contains(item: &Value, range: &Value, scope: &Scope<'_>) -> Result<bool, Stop> {
    match range {
        Value::List(items) => {
            for known in items.iter() {
                if equal(known, item, scope)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Map(entries) => find(entries, item, scope).map(|found| found.is_some()),
        other => Err(Stop::wrong(other, "a list or a map")),
    }
}

fn overflow() -> Stop {
    Stop::error("the number is too large")
}

/// Whole numbers, with a sign or without: `None` where the result does not fit.
macro_rules! checked {
    ($operator:expr, $a:expr, $b:expr) => {
        match $operator {
            Operator::Add => $a.checked_add(*$b),
            Operator::Subtract => $a.checked_sub(*$b),
            Operator::Multiply => $a.checked_mul(*$b),
            Operator::Divide => $a.checked_div(*$b),
            _ => $a.checked_rem(*$b),
        }
    };
}

/// `+`, `-`, `*`, `/`, `%`
pub(super) fn arithmetic(
    operator: Operator,
    left: &Value,
    right: &Value,
    scope: &Scope<'_>,
) -> Result<Value, Stop> {
    use Operator::*;
    let zero = matches!(operator, Divide | Remainder);
    match (left, right) {
        (_, Value::Int(0) | Value::Uint(0)) if zero => Err(Stop::error("division by zero")),
        (Value::Int(a), Value::Int(b)) => checked!(operator, a, b).map(Value::Int).ok_or_else(overflow),
        (Value::Uint(a), Value::Uint(b)) => checked!(operator, a, b).map(Value::Uint).ok_or_else(overflow),
        (Value::Double(a), Value::Double(b)) => match operator {
            Add => Ok(Value::Double(a + b)),
            Subtract => Ok(Value::Double(a - b)),
            Multiply => Ok(Value::Double(a * b)),
            Divide => Ok(Value::Double(a / b)),
            _ => Err(Stop::error("`%` needs whole numbers")),
        },
        _ if operator == Add => join(left, right, scope),
        _ if operator == Subtract => time::subtract(left, right),
        _ => Err(apart(left, right)),
    }
}

/// `+` of what is not a number.
fn join(left: &Value, right: &Value, scope: &Scope<'_>) -> Result<Value, Stop> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => {
            scope.room(a.len() + b.len())?;
            Ok(Value::text(&format!("{a}{b}")))
        }
        (Value::Bytes(a), Value::Bytes(b)) => {
            scope.room(a.len() + b.len())?;
            Ok(Value::Bytes([&a[..], &b[..]].concat().into()))
        }
        (Value::List(a), Value::List(b)) => {
            scope.spend(a.len() + b.len())?;
            scope.hold(Value::list(a.iter().chain(b.iter()).cloned().collect()))
        }
        _ => time::add(left, right),
    }
}

/// Two values no operator takes together.
pub(super) fn apart(left: &Value, right: &Value) -> Stop {
    Stop::error(format!("{} and {} do not go together", left.type_name(), right.type_name()))
}

fn as_double(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Uint(number) => Some(*number as f64),
        Value::Double(number) => Some(*number),
        _ => None,
    }
}

/// The order of two numbers, whatever their types; `None` for what is not a number.
fn numbers(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Uint(a), Value::Uint(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Uint(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Value::Uint(a), Value::Int(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        _ => as_double(left)?.partial_cmp(&as_double(right)?),
    }
}

/// Whether two values are equal: numbers across their types, lists and maps part by part. Each comparison costs a step.
#[inline]
pub(super) fn equal(left: &Value, right: &Value, scope: &Scope<'_>) -> Result<bool, Stop> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => same_text(a, b, scope),
        (left, right) => equal_others(left, right, scope),
    }
}

#[inline]
fn same_text(a: &str, b: &str, scope: &Scope<'_>) -> Result<bool, Stop> {
    scope.spend(1 + a.len().min(b.len()) / BYTES_PER_STEP)?;
    Ok(is_same(a, b))
}

/// Whether two texts are the same. Two words that are not mostly differ in length, or where they begin or end.
#[inline]
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len() && a.first() == b.first() && a.last() == b.last() && a == b
}

fn equal_others(left: &Value, right: &Value, scope: &Scope<'_>) -> Result<bool, Stop> {
    scope.spend(1)?;
    Ok(match (left, right) {
        (Value::Bytes(a), Value::Bytes(b)) => {
            scope.spend_bytes(a.len().min(b.len()))?;
            a == b
        }
        (Value::Record(a), Value::Record(b)) => {
            if a.kind.number != b.kind.number || a.path != b.path {
                return Ok(false);
            }
            for (a, b) in a.fields.iter().zip(b.fields.iter()) {
                match (a, b) {
                    (Some(a), Some(b)) if equal(a, b, scope)? => {}
                    (None, None) => {}
                    _ => return Ok(false),
                }
            }
            true
        }
        (Value::List(a), Value::List(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (a, b) in a.iter().zip(b.iter()) {
                if !equal(a, b, scope)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Map(a), Value::Map(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (key, value) in a.iter() {
                match find(b, key, scope)? {
                    Some(other) if equal(value, other, scope)? => {}
                    _ => return Ok(false),
                }
            }
            true
        }
        (Value::Date(date), Value::Text(text)) | (Value::Text(text), Value::Date(date)) => {
            text.parse().is_ok_and(|parsed: crate::date::Date| parsed == *date)
        }
        (a, b) if as_double(a).is_some() && as_double(b).is_some() => numbers(a, b) == Some(Ordering::Equal),
        (a, b) => a == b,
    })
}

/// The order of two values, `None` beside NaN; an error for values that have none.
fn compare(left: &Value, right: &Value, scope: &Scope<'_>) -> Result<Option<Ordering>, Stop> {
    let none = || Stop::error(format!("{} and {} have no order", left.type_name(), right.type_name()));
    let day = |text: &str| text.parse::<crate::date::Date>().map_err(|_| none());
    Ok(Some(match (left, right) {
        (Value::Text(a), Value::Text(b)) => {
            scope.spend_bytes(a.len().min(b.len()))?;
            a.cmp(b)
        }
        (Value::Bytes(a), Value::Bytes(b)) => {
            scope.spend_bytes(a.len().min(b.len()))?;
            a.cmp(b)
        }
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Timestamp(a), Value::Timestamp(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Date(a), Value::Text(b)) => a.cmp(&day(b)?),
        (Value::Text(a), Value::Date(b)) => day(a)?.cmp(b),
        (a, b) if as_double(a).is_some() && as_double(b).is_some() => return Ok(numbers(a, b)),
        _ => return Err(none()),
    }))
}
