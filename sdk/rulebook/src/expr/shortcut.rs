//! The short way to what a condition comes to: over what is at hand, with nothing to make, to merge or to explain, and for many items
//! at once.
//!
//! A shortcut never says what [`evaluate`](super::evaluate) would not, and pays for at least as many steps. Where something is not known,
//! or wrong, it leads nowhere, and the condition is evaluated, which says why. Most conditions of most plans end here, so each step of the
//! way is a type of its own: what it reads, and from where, is known to the compiler, and nothing is left to look up but the values.

mod held;
mod lower;
mod rows;
mod steps;

use std::fmt::Debug;
use std::sync::Arc;

use lower::Lowering;
use rows::Rows;
pub(crate) use rows::{MOST_ROWS, Marks};

use super::Expression;
use super::check::{NamedValue, Names};
use super::code::Code;
use super::scope::{SHORT_WAY, Scope};
use super::ty::Ty;
use crate::value::Value;

/// A step of the way.
pub(super) trait Step: Debug + Send + Sync {
    /// What it comes to for those of some rows that are marked.
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks;
}

/// The short way to what an expression comes to, by the type of its value.
#[derive(Debug, Clone)]
pub(super) enum Shortcut {
    /// There is none.
    None,
    /// To whether it is true.
    Condition(Arc<dyn Step>),
    /// To whether it holds any, as a list does.
    Filled(Arc<dyn Step>),
}

impl Expression {
    /// Of which of some items it is true, and of which false, by the short way. They are the values of the last variable of the frame, which
    /// the scope leaves open, and [`MOST_ROWS`] at most.
    pub(crate) fn marks<'a>(&'a self, scope: &Scope<'a>, items: &'a [Value], among: u64) -> Marks {
        let Shortcut::Condition(first) = &self.shortcut else { return Marks::default() };
        // Where nothing is left to pay with, evaluation fails, whatever could be decided for nothing.
        let can_pay = |steps| scope.spend(steps).is_ok();
        let marks =
            can_pay(SHORT_WAY * self.size).then(|| first.decide(&Rows::of_frame(scope, items), among));
        marks.filter(|_| can_pay(0)).unwrap_or_default()
    }
}

// === impl Shortcut ===

impl Shortcut {
    /// The short way to what an expression of this type comes to, asked of the values of the last variable it may name.
    pub(super) fn of(code: &Code, ty: &Ty, names: &Names<'_>) -> Self {
        let found: Vec<bool> = names.lets.iter().map(NamedValue::is_found).collect();
        let lowering = Lowering::of_variable(names.variables.len().saturating_sub(1), &found);
        match ty {
            Ty::Bool => lowering.condition(code).map_or(Self::None, |step| Self::Condition(step.into())),
            Ty::List(_) | Ty::Any => Self::Filled(lowering.filled(code).into()),
            _ => Self::None,
        }
    }
}

#[cfg(test)]
mod tests;
