//! `sum(parts.map(part, condition, part.share)) > limit`: a total beside a limit, where some shares are not known.
//!
//! No share of a plan is below 0, so what is known of them is the least the total can be: where that is beyond the limit already, the
//! comparison is settled, as `true || unknown` is. How much the others leave over settles nothing: nobody checks that they add up to 100.

use super::ast::Operator;
use super::code::{Code, Comprehension};
use super::comprehension::each;
use super::evaluate::{add, evaluate, holds};
use super::operators::relation;
use super::scope::{Locals, Scope, Stop};
use crate::value::Value;

/// A total and what it is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Total {
    /// `>`, `>=`, `<` or `<=`.
    pub(super) operator: Operator,
    /// The macro that lists the shares.
    pub(super) shares: Comprehension,
    pub(super) limit: Code,
}

impl Total {
    /// Whether the comparison holds.
    pub(super) fn compare<'a>(&'a self, scope: &Scope<'a>, locals: Locals<'_, 'a>) -> Result<bool, Stop> {
        let (least, stop) = self.least(scope, locals)?;
        let limit = match (evaluate(&self.limit, scope, locals), &stop) {
            (Ok(limit), _) => limit,
            (Err(other), Some(stop)) => return Err(stop.clone().and(other)),
            (Err(other), None) => return Err(other),
        };
        let Some(stop) = stop else { return relation(self.operator, &least, &limit, scope) };
        let (beyond, settled) = match self.operator {
            Operator::Greater => (Operator::Greater, true),
            Operator::GreaterOrEqual => (Operator::GreaterOrEqual, true),
            Operator::Less => (Operator::GreaterOrEqual, false),
            _ => (Operator::Greater, false),
        };
        if relation(beyond, &least, &limit, scope)? { Ok(settled) } else { Err(stop) }
    }

    /// The sum of the shares that are known, and why there is no more of it.
    fn least<'a>(&'a self, scope: &Scope<'a>, locals: Locals<'_, 'a>) -> Result<(Value, Option<Stop>), Stop> {
        let Comprehension { range, filter, body, .. } = &self.shares;
        let range = evaluate(range, scope, locals)?;
        let (mut least, mut stop) = (0.0, None);
        each(&self.shares, &range, scope, locals, |_, _, locals| {
            let counts = filter.as_ref().map_or(Ok(true), |filter| holds(filter, scope, locals));
            let share = match counts {
                Ok(false) => Ok(0.0),
                Ok(true) => evaluate(body, scope, locals).and_then(|share| number_of(&share)),
                Err(stop) => Err(stop),
            };
            match share {
                Ok(share) => least += share,
                Err(other) => add(&mut stop, other),
            }
            false
        })?;
        Ok((Value::Double(least), stop))
    }
}

/// The number that a share is.
pub(super) fn number_of(value: &Value) -> Result<f64, Stop> {
    match value {
        Value::Int(number) => Ok(*number as f64),
        Value::Uint(number) => Ok(*number as f64),
        Value::Double(number) => Ok(*number),
        other => Err(Stop::wrong(other, "a number")),
    }
}
