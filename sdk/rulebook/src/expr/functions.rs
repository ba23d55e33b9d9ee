//! The functions expressions can call. A method is written with a leading dot and takes its object first.

use super::World;
use super::check::Ty;
use super::evaluate::{Scope, Stop};
use crate::value::Value;

/// A function.
pub(crate) struct Function {
    name: &'static str,
    arity: usize,
    pub(crate) gives: Gives,
    pub(crate) body: fn(&dyn World, &[Value]) -> Result<Value, Stop>,
}

/// Type of a function's value.
pub(crate) enum Gives {
    /// That of its first argument.
    Same,
    /// A type of its own.
    Type(fn() -> Ty),
}

const FUNCTIONS: &[Function] = &[
    function("size", 1, || Ty::Int, |_, a| size(&a[0])),
    function(".size", 1, || Ty::Int, |_, a| size(&a[0])),
    function(".contains", 2, || Ty::Bool, |_, a| texts(a, |text, part| text.contains(part))),
    function(".startsWith", 2, || Ty::Bool, |_, a| texts(a, |text, part| text.starts_with(part))),
    function(".endsWith", 2, || Ty::Bool, |_, a| texts(a, |text, part| text.ends_with(part))),
    function(".matches", 2, || Ty::Bool, |_, a| matches(a)),
    function(
        ".lowerAscii",
        1,
        || Ty::Text,
        |_, a| text(&a[0]).map(|text| Value::text(&text.to_ascii_lowercase())),
    ),
    function("string", 1, || Ty::Text, |_, a| Ok(Value::text(&a[0].display()))),
    function("int", 1, || Ty::Int, |_, a| int(&a[0])),
    function("double", 1, || Ty::Double, |_, a| double(&a[0])),
    function("fact", 1, || Ty::Any, |world, a| world.fact(text(&a[0])?)),
    function("fact", 2, || Ty::Any, |world, a| world.fact(&format!("{}/{}", text(&a[0])?, text(&a[1])?))),
    function("list", 1, || Ty::List(Box::new(Ty::Text)), |world, a| world.list(text(&a[0])?)),
    function(
        "substitutes",
        1,
        || Ty::List(Box::new(Ty::Text)),
        |world, a| world.substitutes(text(&a[0])?, None),
    ),
    function(
        "substitutes",
        2,
        || Ty::List(Box::new(Ty::Text)),
        |world, a| world.substitutes(text(&a[0])?, Some(text(&a[1])?)),
    ),
    function("found_terms", 2, || Ty::List(Box::new(Ty::Text)), |_, a| found_terms(a)),
    Function { name: "dyn", arity: 1, gives: Gives::Same, body: |_, a| Ok(a[0].clone()) },
];

const fn function(
    name: &'static str,
    arity: usize,
    gives: fn() -> Ty,
    body: fn(&dyn World, &[Value]) -> Result<Value, Stop>,
) -> Function {
    Function { name, arity, gives: Gives::Type(gives), body }
}

/// A function by name and number of arguments.
pub(crate) fn find(name: &str, arity: usize) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name && function.arity == arity)
}

/// The names of all functions, without the dot of methods.
pub(crate) fn names() -> Vec<&'static str> {
    FUNCTIONS.iter().map(|function| function.name.trim_start_matches('.')).collect()
}

/// Calls a function by name. The check has seen to it that it exists.
pub(crate) fn call(name: &str, arguments: &[Value], scope: &Scope<'_>) -> Result<Value, Stop> {
    match find(name, arguments.len()) {
        Some(function) => (function.body)(scope.world, arguments),
        None => Err(Stop::Error(format!("no function `{name}`"))),
    }
}

fn wrong(value: &Value, wanted: &str) -> Stop {
    Stop::Error(format!("{wanted} is needed, found {}", value.type_name()))
}

fn text(value: &Value) -> Result<&str, Stop> {
    value.as_text().ok_or_else(|| wrong(value, "a text"))
}

fn texts(arguments: &[Value], test: fn(&str, &str) -> bool) -> Result<Value, Stop> {
    Ok(Value::Bool(test(text(&arguments[0])?, text(&arguments[1])?)))
}

fn size(value: &Value) -> Result<Value, Stop> {
    let size = match value {
        Value::Text(text) => text.chars().count(),
        Value::List(items) => items.len(),
        Value::Map(entries) => entries.len(),
        other => return Err(wrong(other, "a text, a list or a map")),
    };
    Ok(Value::Int(size as i64))
}

fn matches(arguments: &[Value]) -> Result<Value, Stop> {
    let regex = pattern(text(&arguments[1])?)
        .map_err(|error| Stop::Error(format!("not a regular expression: {error}")))?;
    Ok(Value::Bool(regex.is_match(text(&arguments[0])?)))
}

/// The pattern of `matches`.
pub(super) fn pattern(text: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(text).size_limit(1 << 20).build()
}

fn int(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Int(number) => Ok(Value::Int(*number)),
        Value::Double(number) if number.abs() < i64::MAX as f64 => Ok(Value::Int(*number as i64)),
        Value::Text(text) => text.parse().map(Value::Int).map_err(|_| wrong(value, "a whole number")),
        other => Err(wrong(other, "a number")),
    }
}

fn double(value: &Value) -> Result<Value, Stop> {
    match value {
        Value::Int(number) => Ok(Value::Double(*number as f64)),
        Value::Double(number) => Ok(Value::Double(*number)),
        Value::Text(text) => {
            let number = text.parse().ok().filter(|number: &f64| number.is_finite());
            number.map(Value::Double).ok_or_else(|| wrong(value, "a number"))
        }
        other => Err(wrong(other, "a number")),
    }
}

fn found_terms(arguments: &[Value]) -> Result<Value, Stop> {
    let haystack = text(&arguments[0])?.to_ascii_lowercase();
    let terms = arguments[1].as_list().ok_or_else(|| wrong(&arguments[1], "a list"))?;
    let found = terms
        .iter()
        .filter(|term| term.as_text().is_some_and(|term| haystack.contains(&term.to_ascii_lowercase())));
    Ok(Value::list(found.cloned().collect()))
}
