//! Evaluates expressions, three-valued: what depends on something unknown is unknown, unless another operand settles it.

use std::cell::Cell;
use std::cmp::Ordering;
use std::sync::Arc;

use super::ast::{Expr, ExprNode, MacroKind, Operator};
use super::{Expression, World, functions};
use crate::value::{Record, Value};

/// Why there is no value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// Something is not known.
    Unknown(Vec<Missing>),
    /// The expression is at fault.
    Error(String),
}

/// Something that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// Place in the plan, or key of a fact.
    pub(crate) path: String,
    /// What is missing, in words.
    pub(crate) message: String,
    /// What to ask.
    pub(crate) question: String,
}

/// What an expression sees.
pub(crate) struct Scope<'a> {
    variables: Vec<(&'a str, Value)>,
    lets: &'a [(String, Expression)],
    pub(crate) world: &'a dyn World,
    steps: Cell<u32>,
    depth: Cell<u32>,
}

/// More steps than this in one scope are an error: no expression may run away.
const MOST_STEPS: u32 = 200_000;
/// Deeper than this, named values included, is an error: a worker's stack must hold it.
const DEEPEST: u32 = 160;
/// Longest text or list that `+` makes, in bytes or items: without it a few steps could fill the memory.
const LONGEST: usize = 1_000_000;

impl<'a> Scope<'a> {
    /// A scope with variables and named values. A named value is evaluated where it is used.
    pub(crate) fn new(
        variables: Vec<(&'a str, Value)>,
        lets: &'a [(String, Expression)],
        world: &'a dyn World,
    ) -> Self {
        Self { variables, lets, world, steps: Cell::new(0), depth: Cell::new(0) }
    }

    /// The same with one more variable.
    pub(crate) fn with(&self, name: &'a str, value: Value) -> Self {
        let mut variables = self.variables.clone();
        variables.push((name, value));
        Self {
            variables,
            lets: self.lets,
            world: self.world,
            steps: self.steps.clone(),
            depth: self.depth.clone(),
        }
    }

    /// A variable's value.
    pub(crate) fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// One step, one level down; [`Scope::leave`] goes up again.
    fn enter(&self) -> Result<(), Stop> {
        if self.steps.get() >= MOST_STEPS {
            return Err(Stop::Error(format!("more than {MOST_STEPS} steps")));
        }
        if self.depth.get() >= DEEPEST {
            return Err(Stop::Error(format!("nested deeper than {DEEPEST} levels, named values included")));
        }
        self.steps.set(self.steps.get() + 1);
        self.depth.set(self.depth.get() + 1);
        Ok(())
    }

    fn leave(&self) {
        self.depth.set(self.depth.get() - 1);
    }

    fn name(&self, name: &str) -> Result<Value, Stop> {
        if let Some(value) = self.variable(name) {
            return Ok(value.clone());
        }
        match self.lets.iter().find(|(known, _)| known == name) {
            Some((_, expression)) => expression.evaluate(self),
            None => Err(Stop::Error(format!("`{name}` is not known"))),
        }
    }
}

impl Stop {
    /// Both reasons in one: what is unknown counts first, as in the CEL specification.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown(mut missing), Self::Unknown(more)) => {
                for one in more {
                    if !missing.contains(&one) {
                        missing.push(one);
                    }
                }
                Self::Unknown(missing)
            }
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (error, _) => error,
        }
    }
}

pub(crate) fn evaluate(expr: &Expr, scope: &Scope<'_>) -> Result<Value, Stop> {
    scope.enter()?;
    let value = value_of(expr, scope);
    scope.leave();
    value
}

fn value_of(expr: &Expr, scope: &Scope<'_>) -> Result<Value, Stop> {
    match &expr.node {
        ExprNode::Literal(value) => Ok(value.clone()),
        ExprNode::Name(name) => scope.name(name),
        ExprNode::Select(object, field) => select(&evaluate(object, scope)?, field),
        ExprNode::Has(object, field) => match select(&evaluate(object, scope)?, field) {
            Ok(_) => Ok(Value::Bool(true)),
            Err(Stop::Unknown(_)) => Ok(Value::Bool(false)),
            Err(error) => Err(error),
        },
        ExprNode::Index(object, index) => item(&evaluate(object, scope)?, &evaluate(index, scope)?),
        ExprNode::Not(inner) => boolean(evaluate(inner, scope)?).map(|yes| Value::Bool(!yes)),
        ExprNode::Negate(inner) => match evaluate(inner, scope)? {
            Value::Int(number) => number.checked_neg().map(Value::Int).ok_or_else(overflow),
            Value::Double(number) => Ok(Value::Double(-number)),
            other => Err(Stop::Error(format!("`-` needs a number, found {}", other.type_name()))),
        },
        ExprNode::Binary(Operator::And, left, right) => logic(left, right, scope, false),
        ExprNode::Binary(Operator::Or, left, right) => logic(left, right, scope, true),
        ExprNode::Binary(operator, left, right) => {
            let (left, right) = both(evaluate(left, scope), evaluate(right, scope))?;
            binary(*operator, &left, &right)
        }
        ExprNode::Conditional(condition, yes, no) => {
            let chosen = if boolean(evaluate(condition, scope)?)? { yes } else { no };
            evaluate(chosen, scope)
        }
        ExprNode::List(items) => all(items, scope).map(Value::list),
        ExprNode::Map(entries) => {
            let pairs = entries.iter().map(|(k, v)| both(evaluate(k, scope), evaluate(v, scope)));
            Ok(Value::Map(Arc::from(pairs.collect::<Result<Vec<_>, _>>()?)))
        }
        ExprNode::Call(name, arguments) => {
            functions::call(name, &arguments_of(name, arguments, scope)?, scope)
        }
        ExprNode::Native(name, arguments) => scope.world.native(name, &all(arguments, scope)?),
        ExprNode::Macro(kind, range, variable, body) => {
            comprehension(*kind, &evaluate(range, scope)?, variable, body, scope)
        }
    }
}

fn both<A, B>(left: Result<A, Stop>, right: Result<B, Stop>) -> Result<(A, B), Stop> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(left), Err(right)) => Err(left.and(right)),
        (Err(stop), _) | (_, Err(stop)) => Err(stop),
    }
}

fn all(exprs: &[Expr], scope: &Scope<'_>) -> Result<Vec<Value>, Stop> {
    let mut values = Vec::with_capacity(exprs.len());
    let mut stop: Option<Stop> = None;
    for expr in exprs {
        match evaluate(expr, scope) {
            Ok(value) => values.push(value),
            Err(other) => stop = Some(stop.map_or(other.clone(), |stop| stop.and(other))),
        }
    }
    stop.map_or(Ok(values), Err)
}

/// The arguments of a function. A substitute for an unknown purpose is one for any purpose.
fn arguments_of(name: &str, arguments: &[Expr], scope: &Scope<'_>) -> Result<Vec<Value>, Stop> {
    match (name, arguments) {
        ("substitutes", [platform, purpose]) if matches!(evaluate(purpose, scope), Err(Stop::Unknown(_))) => {
            Ok(vec![evaluate(platform, scope)?])
        }
        _ => all(arguments, scope),
    }
}

/// `&&` and `||`: the value that settles wins, whatever the other side is.
fn logic(left: &Expr, right: &Expr, scope: &Scope<'_>, settles: bool) -> Result<Value, Stop> {
    let left = evaluate(left, scope).and_then(boolean);
    if left == Ok(settles) {
        return Ok(Value::Bool(settles));
    }
    let right = evaluate(right, scope).and_then(boolean);
    if right == Ok(settles) {
        return Ok(Value::Bool(settles));
    }
    both(left, right).map(|_| Value::Bool(!settles))
}

fn boolean(value: Value) -> Result<bool, Stop> {
    match value {
        Value::Bool(yes) => Ok(yes),
        other => Err(Stop::Error(format!("a boolean is needed, found {}", other.type_name()))),
    }
}

fn select(object: &Value, field: &str) -> Result<Value, Stop> {
    match object {
        Value::Record(record) => record.field(field).cloned().ok_or_else(|| missing(record, field)),
        Value::Map(entries) => {
            let found = entries.iter().find(|(key, _)| key.as_text() == Some(field));
            found.map(|(_, value)| value.clone()).ok_or_else(|| Stop::Error(format!("no such key: {field}")))
        }
        other => Err(Stop::Error(format!("{} has no field `{field}`", other.type_name()))),
    }
}

/// What to ask for a field that is not there.
fn missing(record: &Record, field: &str) -> Stop {
    let question = record.kind.field(field).map_or("", |field| field.question);
    let path = record.path_of(field);
    let whom = match record.name() {
        "" => "plan".to_owned(),
        name if name == record.kind.name => name.to_owned(),
        name => format!("{} {name}", record.kind.name),
    };
    Stop::Unknown(vec![Missing {
        message: format!("`{path}` is not given"),
        question: format!("{whom}: {question}"),
        path,
    }])
}

fn item(object: &Value, index: &Value) -> Result<Value, Stop> {
    let none = || Stop::Error(format!("no item {}", index.display()));
    match (object, index) {
        (Value::List(items), Value::Int(index)) => {
            usize::try_from(*index).ok().and_then(|index| items.get(index)).cloned().ok_or_else(none)
        }
        (Value::Map(entries), key) => entries
            .iter()
            .find(|(known, _)| equal(known, key))
            .map(|(_, value)| value.clone())
            .ok_or_else(none),
        (other, _) => Err(Stop::Error(format!("{} has no items", other.type_name()))),
    }
}

fn overflow() -> Stop {
    Stop::Error("the number is too large".to_owned())
}

fn binary(operator: Operator, left: &Value, right: &Value) -> Result<Value, Stop> {
    use Operator::*;
    let ordered = |test: fn(Ordering) -> bool| match compare(left, right) {
        Some(order) => Ok(Value::Bool(test(order))),
        None => Err(Stop::Error(format!("{} and {} have no order", left.type_name(), right.type_name()))),
    };
    match operator {
        Equal => Ok(Value::Bool(equal(left, right))),
        NotEqual => Ok(Value::Bool(!equal(left, right))),
        Less => ordered(Ordering::is_lt),
        LessOrEqual => ordered(Ordering::is_le),
        Greater => ordered(Ordering::is_gt),
        GreaterOrEqual => ordered(Ordering::is_ge),
        In => match right {
            Value::List(items) => Ok(Value::Bool(items.iter().any(|item| equal(item, left)))),
            Value::Map(entries) => Ok(Value::Bool(entries.iter().any(|(key, _)| equal(key, left)))),
            other => Err(Stop::Error(format!("`in` needs a list, found {}", other.type_name()))),
        },
        And | Or => Err(Stop::Error("logic is evaluated elsewhere".to_owned())),
        Add | Subtract | Multiply | Divide | Remainder => arithmetic(operator, left, right),
    }
}

fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Result<Value, Stop> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => {
            let result = match operator {
                Operator::Add => a.checked_add(*b),
                Operator::Subtract => a.checked_sub(*b),
                Operator::Multiply => a.checked_mul(*b),
                _ if *b == 0 => return Err(Stop::Error("division by zero".to_owned())),
                Operator::Divide => a.checked_div(*b),
                _ => a.checked_rem(*b),
            };
            result.map(Value::Int).ok_or_else(overflow)
        }
        (Value::Double(_) | Value::Int(_), Value::Double(_) | Value::Int(_)) => {
            let (a, b) = (as_double(left), as_double(right));
            let result = match operator {
                Operator::Add => a + b,
                Operator::Subtract => a - b,
                Operator::Multiply => a * b,
                Operator::Divide if b == 0.0 => return Err(Stop::Error("division by zero".to_owned())),
                Operator::Divide => a / b,
                _ => return Err(Stop::Error("`%` needs whole numbers".to_owned())),
            };
            // What is no number equals nothing, not even itself: a condition on it would pass.
            if result.is_finite() { Ok(Value::Double(result)) } else { Err(overflow()) }
        }
        (Value::Text(a), Value::Text(b)) if operator == Operator::Add && a.len() + b.len() > LONGEST => {
            Err(Stop::Error(format!("a text of more than {LONGEST} bytes")))
        }
        (Value::List(a), Value::List(b)) if operator == Operator::Add && a.len() + b.len() > LONGEST => {
            Err(Stop::Error(format!("a list of more than {LONGEST} items")))
        }
        (Value::Text(a), Value::Text(b)) if operator == Operator::Add => Ok(Value::text(&format!("{a}{b}"))),
        (Value::List(a), Value::List(b)) if operator == Operator::Add => {
            Ok(Value::list(a.iter().chain(b.iter()).cloned().collect()))
        }
        _ => Err(Stop::Error(format!("{} and {} do not go together", left.type_name(), right.type_name()))),
    }
}

fn as_double(value: &Value) -> f64 {
    match value {
        Value::Int(number) => *number as f64,
        Value::Double(number) => *number,
        _ => f64::NAN,
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Int(_), Value::Double(_)) | (Value::Double(_), Value::Int(_)) => {
            as_double(left) == as_double(right)
        }
        (Value::Date(date), Value::Text(text)) | (Value::Text(text), Value::Date(date)) => {
            text.parse().is_ok_and(|parsed: crate::date::Date| parsed == *date)
        }
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b))
        }
        (a, b) => a == b,
    }
}

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Int(_) | Value::Double(_), Value::Int(_) | Value::Double(_)) => {
            as_double(left).partial_cmp(&as_double(right))
        }
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Text(b)) => Some(a.cmp(&b.parse().ok()?)),
        (Value::Text(a), Value::Date(b)) => Some(a.parse::<crate::date::Date>().ok()?.cmp(b)),
        _ => None,
    }
}

fn comprehension(
    kind: MacroKind,
    range: &Value,
    variable: &str,
    body: &Expr,
    scope: &Scope<'_>,
) -> Result<Value, Stop> {
    let Value::List(items) = range else {
        return Err(Stop::Error(format!("{} has no items", range.type_name())));
    };
    let mut kept = Vec::new();
    let mut stop: Option<Stop> = None;
    let mut count = 0;
    for item in items.iter() {
        let inner = scope.with(variable, item.clone());
        let value = evaluate(body, &inner);
        scope.steps.set(inner.steps.get());
        let settled = match (kind, value) {
            (_, Err(other)) => {
                stop = Some(stop.map_or(other.clone(), |stop| stop.and(other)));
                continue;
            }
            (MacroKind::Map, Ok(value)) => {
                kept.push(value);
                continue;
            }
            (_, Ok(value)) => boolean(value)?,
        };
        match (kind, settled) {
            (MacroKind::All, false) => return Ok(Value::Bool(false)),
            (MacroKind::Exists, true) => return Ok(Value::Bool(true)),
            (MacroKind::ExistsOne, true) => count += 1,
            (MacroKind::Filter, true) => kept.push(item.clone()),
            _ => {}
        }
    }
    if let Some(stop) = stop {
        return Err(stop);
    }
    Ok(match kind {
        MacroKind::All => Value::Bool(true),
        MacroKind::Exists => Value::Bool(false),
        MacroKind::ExistsOne => Value::Bool(count == 1),
        MacroKind::Filter | MacroKind::Map => Value::list(kept),
    })
}
