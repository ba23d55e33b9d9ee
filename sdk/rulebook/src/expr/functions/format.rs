//! `format` of CEL's strings extension: `"%s costs %.2f".format([…])`.

use super::convert::plain;
use super::{Function, LIST, TEXT, list_of, text_of};
use crate::expr::evaluate::Found;
use crate::expr::scope::{Scope, Stop};
use crate::expr::ty::Ty;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[Function::new(".format", &[TEXT, LIST], |_| Ty::Text, format)];

/// Most digits after the point.
const MOST_DIGITS: usize = 100;

fn format(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let mut rest = text_of(&arguments[0])?;
    let mut values = list_of(&arguments[1])?.iter();
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let (clause, digits, left) = clause(after)?;
        rest = left;
        if clause == '%' {
            out.push('%');
            continue;
        }
        let value =
            values.next().ok_or_else(|| Stop::error("there are fewer values than places for them"))?;
        match clause {
            's' => write(scope, value, &mut out)?,
            'd' => out.push_str(&decimal(value)?),
            'f' => out.push_str(&real(value, |number| format!("{number:.digits$}"))?),
            'e' => out.push_str(&real(value, |number| signed_exponent(&format!("{number:.digits$e}")))?),
            'b' => out.push_str(&whole(value, |n| format!("{n:b}"))?),
            'o' => out.push_str(&whole(value, |n| format!("{n:o}"))?),
            'x' => hexadecimal(scope, value, false, &mut out)?,
            'X' => hexadecimal(scope, value, true, &mut out)?,
            other => return Err(Stop::error(format!("`%{other}` stands for no value"))),
        }
        scope.room(out.len())?;
    }
    out.push_str(rest);
    scope.room(out.len())?;
    Ok(Value::text(&out))
}

/// The letter after `%`, how many digits it asks for, and what follows.
fn clause(after: &str) -> Result<(char, usize, &str), Stop> {
    let (digits, after) = match after.strip_prefix('.') {
        Some(after) => {
            let length = after.bytes().take_while(u8::is_ascii_digit).count();
            let digits = after[..length].parse().ok().filter(|digits| *digits <= MOST_DIGITS);
            (digits.ok_or_else(|| Stop::error("`%.` needs a number of digits"))?, &after[length..])
        }
        None => (6, after),
    };
    let letter = after.chars().next().ok_or_else(|| Stop::error("nothing follows `%`"))?;
    Ok((letter, digits, &after[letter.len_utf8()..]))
}

/// Any value: lists in `[…]`, maps in `{…}` by key.
fn write(scope: &Scope<'_>, value: &Value, out: &mut String) -> Result<(), Stop> {
    scope.spend(1)?;
    match value {
        Value::Null => out.push_str("null"),
        Value::Text(text) => out.push_str(text),
        Value::Bytes(bytes) => out.push_str(&String::from_utf8_lossy(bytes)),
        Value::Type(name) => out.push_str(name),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write(scope, item, out)?;
            }
            out.push(']');
        }
        Value::Map(entries) => {
            let mut parts = Vec::with_capacity(entries.len());
            for (key, value) in entries.iter() {
                let mut part = (String::new(), String::new());
                write(scope, key, &mut part.0)?;
                write(scope, value, &mut part.1)?;
                parts.push(part);
            }
            parts.sort_unstable();
            let parts: Vec<String> =
                parts.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
            out.push_str(&format!("{{{}}}", parts.join(", ")));
        }
        other => out.push_str(&plain(other).ok_or_else(|| Stop::wrong(other, "a value to show"))?),
    }
    scope.room(out.len())
}

fn decimal(value: &Value) -> Result<String, Stop> {
    match value {
        Value::Int(_) | Value::Uint(_) | Value::Double(_) => Ok(plain(value).unwrap_or_default()),
        other => Err(Stop::wrong(other, "a number")),
    }
}

fn real(value: &Value, show: impl Fn(f64) -> String) -> Result<String, Stop> {
    let number = match value {
        Value::Int(number) => *number as f64,
        Value::Uint(number) => *number as f64,
        Value::Double(number) => *number,
        other => return Err(Stop::wrong(other, "a number")),
    };
    Ok(if number.is_finite() { show(number) } else { not_finite(number).to_owned() })
}

/// A whole number to another base, its sign in front.
fn whole(value: &Value, show: impl Fn(u64) -> String) -> Result<String, Stop> {
    match value {
        Value::Int(number) if *number < 0 => Ok(format!("-{}", show(number.unsigned_abs()))),
        Value::Int(number) => Ok(show(number.unsigned_abs())),
        Value::Uint(number) => Ok(show(*number)),
        Value::Bool(yes) => Ok(show(u64::from(*yes))),
        other => Err(Stop::wrong(other, "a whole number")),
    }
}

fn hexadecimal(scope: &Scope<'_>, value: &Value, upper: bool, out: &mut String) -> Result<(), Stop> {
    let bytes: &[u8] = match value {
        Value::Text(text) => text.as_bytes(),
        Value::Bytes(bytes) => bytes,
        Value::Bool(_) => return Err(Stop::wrong(value, "a whole number, a text or bytes")),
        other => {
            let show = |n| if upper { format!("{n:X}") } else { format!("{n:x}") };
            out.push_str(&whole(other, show)?);
            return Ok(());
        }
    };
    scope.room(out.len() + bytes.len() * 2)?;
    let show = |byte: &u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
    out.extend(bytes.iter().map(show));
    Ok(())
}

/// How CEL writes what is no number.
pub(super) fn not_finite(number: f64) -> &'static str {
    match (number.is_nan(), number > 0.0) {
        (true, _) => "NaN",
        (_, true) => "Infinity",
        (_, false) => "-Infinity",
    }
}

/// `1.5e3` → `1.5e+03`
pub(super) fn signed_exponent(scientific: &str) -> String {
    let (digits, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    match exponent.strip_prefix('-') {
        Some(exponent) => format!("{digits}e-{exponent:0>2}"),
        None => format!("{digits}e+{exponent:0>2}"),
    }
}
