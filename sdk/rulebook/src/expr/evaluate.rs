//! Evaluates expressions, three-valued: what depends on something unknown is unknown, unless another operand settles it.

use super::ast::{Expr, ExprNode, Operator};
use super::scope::{Scope, Stop};
use super::{comprehension, functions, operators};
use crate::value::Value;

pub(crate) fn evaluate(expr: &Expr, scope: &Scope<'_>) -> Result<Value, Stop> {
    scope.step(|| match &expr.node {
        ExprNode::Literal(value) => Ok(value.clone()),
        ExprNode::Name(name) => scope.name(name),
        ExprNode::Select(object, field) => match scope.qualified(expr) {
            Some(value) => Ok(value),
            None => operators::select(&evaluate(object, scope)?, field),
        },
        ExprNode::Has(object, field) => operators::has(&evaluate(object, scope)?, field),
        ExprNode::Index(object, index) => {
            let (object, index) = both(evaluate(object, scope), evaluate(index, scope))?;
            operators::item(&object, &index, scope)
        }
        ExprNode::Not(inner) => boolean(evaluate(inner, scope)?).map(|yes| Value::Bool(!yes)),
        ExprNode::Negate(inner) => operators::negate(&evaluate(inner, scope)?),
        ExprNode::Binary(Operator::And, left, right) => logic(left, right, scope, false),
        ExprNode::Binary(Operator::Or, left, right) => logic(left, right, scope, true),
        ExprNode::Binary(operator, left, right) => {
            let (left, right) = both(evaluate(left, scope), evaluate(right, scope))?;
            operators::binary(*operator, &left, &right, scope)
        }
        ExprNode::Conditional(condition, yes, no) => {
            let chosen = if boolean(evaluate(condition, scope)?)? { yes } else { no };
            evaluate(chosen, scope)
        }
        ExprNode::List(items) => scope.hold(Value::list(all(items, scope)?)),
        ExprNode::Map(entries) => map(entries, scope),
        ExprNode::Message(name, _) => Err(Stop::error(format!("there are no messages here: {name}"))),
        ExprNode::Call(name, arguments) => call(name, arguments, scope),
        ExprNode::Native(name, arguments) => scope.world.native(name, &all(arguments, scope)?),
        ExprNode::Macro(comprehension) => comprehension::evaluate(comprehension, scope),
    })
}

/// Both values, or why there are not both.
pub(super) fn both<A, B>(left: Result<A, Stop>, right: Result<B, Stop>) -> Result<(A, B), Stop> {
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
            Err(other) => add(&mut stop, other),
        }
    }
    stop.map_or(Ok(values), Err)
}

/// Adds one more reason.
pub(super) fn add(stop: &mut Option<Stop>, other: Stop) {
    *stop = Some(match stop.take() {
        Some(stop) => stop.and(other),
        None => other,
    });
}

fn map(entries: &[(Expr, Expr)], scope: &Scope<'_>) -> Result<Value, Stop> {
    let mut map: Vec<(Value, Value)> = Vec::with_capacity(entries.len());
    let mut stop: Option<Stop> = None;
    for (key, value) in entries {
        match both(evaluate(key, scope), evaluate(value, scope)) {
            Ok((key, value)) => {
                if let Err(other) = operators::check_key(&key, &map, scope) {
                    add(&mut stop, other);
                }
                map.push((key, value));
            }
            Err(other) => add(&mut stop, other),
        }
    }
    match stop {
        Some(stop) => Err(stop),
        None => scope.hold(Value::Map(map.into())),
    }
}

/// A function's value. A substitute for an unknown purpose is one for any purpose.
fn call(name: &str, arguments: &[Expr], scope: &Scope<'_>) -> Result<Value, Stop> {
    let values = match (name, arguments) {
        ("substitutes", [platform, purpose]) if matches!(evaluate(purpose, scope), Err(Stop::Unknown(_))) => {
            vec![evaluate(platform, scope)?]
        }
        _ => all(arguments, scope)?,
    };
    functions::call(name, &values, scope)
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

pub(super) fn boolean(value: Value) -> Result<bool, Stop> {
    match value {
        Value::Bool(yes) => Ok(yes),
        other => Err(Stop::wrong(&other, "a boolean")),
    }
}
