//! Finds conditions that decide nothing: always true, always false, or settled by what stands beside them.
//!
//! A condition is tried with every combination of values that its parts tell apart. What it reads (a field, a fact, a call) takes
//! stand-ins for all it can be; what is not understood counts as free to be true, false or unknown. That allows more than can happen,
//! so what never varies here never varies.

mod domain;
mod report;
mod shape;
mod trial;

use super::ast::{Comprehension, Expr, ExprNode};
use super::check::{self, CheckError, Names};
use super::ty::Ty;
use shape::Shape;

/// What an expression as a whole is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// `applies_if`: always true is said by leaving it out.
    AppliesIf,
    /// `fails_if`: `true` on its own forbids whatever the rule applies to.
    FailsIf,
    /// A value, for example of `let`.
    Value,
}

/// The conditions in a checked expression that decide nothing.
pub(super) fn check(root: &Expr, names: &Names<'_>, purpose: Purpose) -> Vec<CheckError> {
    let mut walk = Walk { names, locals: Vec::new(), errors: Vec::new() };
    walk.expression(root, Some(purpose));
    walk.errors
}

/// Whether two checked conditions are never true of one plan, though each of them can be.
pub(super) fn exclude(one: &Expr, other: &Expr, names: &Names<'_>) -> bool {
    let Some(shape) = Shape::of_all(&[one, other], names, &[]) else { return false };
    trial::run(&shape).is_some_and(|trial| trial.is_never_true(shape.root))
}

/// Walks over an expression, with the variables of the macros around.
struct Walk<'a> {
    names: &'a Names<'a>,
    locals: Vec<(String, Ty)>,
    errors: Vec<CheckError>,
}

impl<'a> Walk<'a> {
    /// `purpose` is that of the expression as a whole; none for a part that may be as constant as it likes when it is but a literal.
    fn expression(&mut self, expr: &'a Expr, purpose: Option<Purpose>) {
        let is_literal = matches!(expr.node, ExprNode::Literal(_));
        let literal_counts = match (purpose, &expr.node) {
            (Some(Purpose::AppliesIf), _) => true,
            (Some(Purpose::FailsIf), ExprNode::Literal(value)) => *value == crate::value::Value::Bool(false),
            _ => false,
        };
        if shape::is_condition(expr) && (!is_literal || literal_counts) {
            self.condition(expr, purpose.unwrap_or(Purpose::Value));
        } else {
            self.inside(expr);
        }
    }

    /// The parts of something that is no condition by itself.
    fn inside(&mut self, expr: &'a Expr) {
        match &expr.node {
            ExprNode::Macro(macro_) => self.comprehension(macro_),
            node => node.parts().into_iter().for_each(|part| self.expression(part, None)),
        }
    }

    fn comprehension(&mut self, macro_: &'a Comprehension) {
        self.expression(&macro_.range, None);
        let range = check::type_of(&macro_.range, self.names, &self.locals);
        let (index, item) = check::variables(macro_, &range);
        let outer = self.locals.len();
        self.locals.extend(macro_.index.iter().map(|name| (name.clone(), index.clone())));
        self.locals.push((macro_.item.clone(), item));
        macro_.filter.iter().chain([&macro_.body]).for_each(|part| self.expression(part, None));
        self.locals.truncate(outer);
    }

    fn condition(&mut self, expr: &'a Expr, purpose: Purpose) {
        let shape = Shape::of_all(&[expr], self.names, &self.locals);
        let Some((shape, trial)) = shape.and_then(|shape| trial::run(&shape).map(|trial| (shape, trial)))
        else {
            // Too many combinations: its parts may have fewer.
            return self.inside(expr);
        };
        trial.report(&shape, purpose, &mut self.errors);
        for leaf in shape.leaves {
            self.inside(leaf);
        }
    }
}

#[cfg(test)]
mod tests;
