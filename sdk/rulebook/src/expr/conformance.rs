//! The CEL specification's own conformance suite, run against the engine.
//!
//! The cases stand beside the repository, in `shared/cel-conformance`: one JSON file for each file of the suite. Without them the test
//! says so and passes, except where `CI=true`.

mod case;
mod outside;

use std::path::{Path, PathBuf};

use case::{Case, Expected};

use super::ast::Expr;
use super::code::{self, Frame};
use super::scope::Locals;
use super::{Found, Names, Scope, Stop, Ty, World, check, evaluate, parse};
use crate::date::Date;
use crate::terms::Terms;
use crate::value::Value;

/// A world without facts, lists and native functions.
pub(super) struct Empty;

impl World for Empty {
    fn fact(&self, key: &str) -> Result<Found<'_>, Stop> {
        Err(error(format!("no fact {key}")))
    }

    fn list(&self, name: &str) -> Result<Found<'_>, Stop> {
        Err(error(format!("no list {name}")))
    }

    fn terms(&self, list: &str) -> Result<&Terms, Stop> {
        Err(error(format!("no list {list}")))
    }

    fn substitutes(&self, platform: &str, _: Option<&str>) -> Result<Value, Stop> {
        Err(error(format!("no platform {platform}")))
    }

    fn windows(&self, _: Date, _: Date, _: &[&str]) -> Result<Value, Stop> {
        Err(error("no calendar".to_owned()))
    }

    fn native(&self, name: &str, _: &[Value]) -> Result<Value, Stop> {
        Err(error(format!("no function {name}")))
    }
}

fn error(message: String) -> Stop {
    Stop::Error(message.into())
}

/// Parses, checks and evaluates; why it does not do what the suite expects.
fn run(case: &Case) -> Result<(), String> {
    let expected = case.expected.as_ref().map_err(Clone::clone)?;
    let expr = parse::parse(&case.expr).map_err(|error| format!("does not parse: {}", error.message))?;
    if !case.disable_check {
        let ty = checked(case, &expr)?;
        if let Some(deduced) = &case.deduced {
            let deduced = deduced.as_ref().map_err(Clone::clone)?;
            if ty != *deduced {
                return Err(format!("has the type {ty:?}, not {deduced:?}"));
            }
        }
    }
    let Some(expected) = expected else { return Ok(()) };
    let bindings = case.bindings.as_ref().map_err(Clone::clone)?;
    let variables: Vec<&Value> = bindings.iter().map(|(_, value)| value).collect();
    let names = bindings.iter().map(|(name, _)| name.clone()).collect();
    let code = code::lower(&expr, &Frame { variables: names, lets: Vec::new() });
    let found = evaluate::evaluate(&code, &Scope::new(&variables, &[], &Empty), Locals::NONE);
    let found = found.map(Found::into_owned);
    match (expected, &found) {
        (Expected::Error, Err(Stop::Error(_))) => Ok(()),
        (Expected::Value(expected), Ok(found)) if same(expected, found) => Ok(()),
        _ => Err(format!("comes to {found:?}, not {expected:?}")),
    }
}

fn checked(case: &Case, expr: &Expr) -> Result<Ty, String> {
    let variables = case.variables.as_ref().map_err(Clone::clone)?.clone();
    let names = Names { variables, lets: Vec::new(), facts: &[], lists: &[], windows: &[], natives: None };
    let mut errors = Vec::new();
    let ty = check::check(expr, &names, &mut errors);
    match errors.first() {
        Some(error) => Err(format!("does not check: {}", error.message)),
        None => Ok(ty),
    }
}

/// Whether two values are the same, types included: 1 is not 1.0, and maps are without order.
fn same(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Double(a), Value::Double(b)) => {
            a == b && a.is_sign_negative() == b.is_sign_negative() || a.is_nan() && b.is_nan()
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.iter().any(|(k, v)| same(key, k) && same(value, v)))
        }
        (a, b) => a == b,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cel-conformance")
}

/// The expressions of all cases; none where the suite is not at hand.
pub(super) fn expressions() -> Vec<String> {
    let folder = folder();
    let cases = if folder.is_dir() { case::read(&folder) } else { Vec::new() };
    cases.into_iter().map(|case| case.expr).collect()
}

#[test]
fn the_engine_does_what_the_specification_says() {
    let folder = folder();
    if !folder.is_dir() {
        let absent = format!("the conformance suite is not at {}", folder.display());
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{absent}; put its JSON files there");
        eprintln!("skipped: {absent}");
        return;
    }
    let cases = case::read(&folder);
    let mut tally = outside::Tally::default();
    for case in &cases {
        tally.count(&case.name, run(case));
    }
    eprintln!("{tally} of {}", cases.len());
    let mistakes = tally.mistakes();
    assert!(mistakes.is_empty(), "{} mistakes:\n{}", mistakes.len(), mistakes.join("\n"));
}
