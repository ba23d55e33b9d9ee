//! The functions expressions can call, by family. A method is written with a leading dot and takes its object first.

mod convert;
mod format;
mod ours;
pub(super) mod text;
pub(super) mod time;

use std::fmt;

pub(super) use ours::STEPS_PER_SUBSTITUTE;

use super::evaluate::Found;
use super::scope::{Scope, Stop};
use super::ty::Ty;
use crate::value::Value;

/// A function.
pub(crate) struct Function {
    name: &'static str,
    /// Types of its arguments; one that stands for several is `ANY`, and looked at when it is called.
    pub(crate) takes: &'static [Takes],
    /// Type of its value, from those of its arguments.
    pub(crate) gives: fn(&[Ty]) -> Ty,
    body: Body,
}

/// What a function does with as many values as its arity says.
enum Body {
    /// Makes a value.
    Makes(for<'a> fn(&Scope<'a>, &[Found<'a>]) -> Result<Value, Stop>),
    /// Finds one that is there.
    Finds(for<'a> fn(&Scope<'a>, &[Found<'a>]) -> Result<Found<'a>, Stop>),
    /// Says whether something is true of two values.
    Decides(Decide),
}

/// Whether something is true of two values.
pub(crate) type Decide = fn(&Scope<'_>, &Value, &Value) -> Result<bool, Stop>;

/// Type of an argument.
pub(crate) type Takes = fn() -> Ty;

const ANY: Takes = || Ty::Any;
const DATE: Takes = || Ty::Date;
const INT: Takes = || Ty::Int;
const LIST: Takes = || Ty::list(Ty::Any);
const TEXT: Takes = || Ty::Text;
const TEXTS: Takes = || Ty::list(Ty::Text);
const TIMESTAMP: Takes = || Ty::Timestamp;

const FAMILIES: [&[Function]; 5] =
    [ours::FUNCTIONS, text::FUNCTIONS, convert::FUNCTIONS, format::FUNCTIONS, time::FUNCTIONS];

/// The types that have a name, by their CEL names.
const TYPES: [&str; 12] = [
    "bool",
    "bytes",
    "double",
    "google.protobuf.Duration",
    "google.protobuf.Timestamp",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "type",
    "uint",
];

// === impl Function ===

impl Function {
    const fn new(
        name: &'static str,
        takes: &'static [Takes],
        gives: fn(&[Ty]) -> Ty,
        body: for<'a> fn(&Scope<'a>, &[Found<'a>]) -> Result<Value, Stop>,
    ) -> Self {
        Self { name, takes, gives, body: Body::Makes(body) }
    }

    const fn finding(
        name: &'static str,
        takes: &'static [Takes],
        gives: fn(&[Ty]) -> Ty,
        body: for<'a> fn(&Scope<'a>, &[Found<'a>]) -> Result<Found<'a>, Stop>,
    ) -> Self {
        Self { name, takes, gives, body: Body::Finds(body) }
    }

    const fn deciding(name: &'static str, takes: &'static [Takes; 2], body: Decide) -> Self {
        Self { name, takes, gives: |_| Ty::Bool, body: Body::Decides(body) }
    }

    /// What it does, where it says whether something is true of two values.
    pub(super) fn decides(&self) -> Option<Decide> {
        match self.body {
            Body::Decides(decide) => Some(decide),
            Body::Makes(_) | Body::Finds(_) => None,
        }
    }

    /// Whether it finds a value that is there.
    pub(super) fn finds(&self) -> bool {
        matches!(self.body, Body::Finds(_))
    }

    /// Whether it counts what a value holds.
    pub(super) fn is_size(&self) -> bool {
        self.name.trim_start_matches('.') == "size"
    }
}

fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.into_iter().flatten()
}

/// A function by name and number of arguments.
pub(crate) fn find(name: &str, arity: usize) -> Option<&'static Function> {
    all().find(|function| function.name == name && function.takes.len() == arity)
}

/// Whether any function has the name.
pub(crate) fn is_known(name: &str) -> bool {
    all().any(|function| function.name == name)
}

/// The names of all functions, without the dot of methods.
pub(crate) fn names() -> Vec<&'static str> {
    all().map(|function| function.name.trim_start_matches('.')).collect()
}

/// The type of this name.
pub(crate) fn type_named(name: &str) -> Option<&'static str> {
    TYPES.into_iter().find(|known| *known == name)
}

/// Calls a function with as many values as it takes.
pub(super) fn call<'a>(
    function: &Function,
    arguments: &[Found<'a>],
    scope: &Scope<'a>,
) -> Result<Found<'a>, Stop> {
    arguments.iter().try_for_each(|argument| spend_for(argument, scope))?;
    match (&function.body, arguments) {
        (Body::Makes(make), _) => make(scope, arguments).map(Found::Owned),
        (Body::Finds(find), _) => find(scope, arguments),
        (Body::Decides(decide), [a, b]) => decide(scope, a, b).map(|yes| Found::Owned(Value::Bool(yes))),
        (Body::Decides(_), _) => Err(Stop::error("a function of two values")),
    }
}

/// Calls one that says whether something is true of two values.
pub(super) fn decide(decide: Decide, a: &Value, b: &Value, scope: &Scope<'_>) -> Result<bool, Stop> {
    spend_for(a, scope)?;
    spend_for(b, scope)?;
    decide(scope, a, b)
}

/// Pays for reading an argument.
#[inline]
fn spend_for(argument: &Value, scope: &Scope<'_>) -> Result<(), Stop> {
    match argument {
        Value::Text(text) => scope.spend_bytes(text.len()),
        Value::Bytes(bytes) => scope.spend_bytes(bytes.len()),
        _ => Ok(()),
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

/// The text an argument must be.
fn text_of(value: &Value) -> Result<&str, Stop> {
    value.as_text().ok_or_else(|| Stop::wrong(value, "a text"))
}

/// The whole number an argument must be.
fn int_of(value: &Value) -> Result<i64, Stop> {
    match value {
        Value::Int(number) => Ok(*number),
        other => Err(Stop::wrong(other, "a whole number")),
    }
}

/// The list an argument must be.
fn list_of(value: &Value) -> Result<&[Value], Stop> {
    value.as_list().ok_or_else(|| Stop::wrong(value, "a list"))
}
