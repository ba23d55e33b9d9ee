//! Expressions: CEL without messages, checked when loaded, evaluated three-valued.
//!
//! This is the one door to the evaluator: [`Expression::compile`] and [`Expression::evaluate`]. What stands behind it can be replaced
//! whole. The outside world (facts, lists, substitutes, native functions) comes in through [`World`].

mod ast;
mod check;
mod code;
mod comprehension;
mod constant;
mod evaluate;
mod functions;
mod literal;
mod macros;
mod operators;
mod parse;
mod reads;
mod scope;
mod shortcut;
mod token;
mod total;
mod trace;
mod ty;
mod write;

pub(crate) use check::Names;
pub(crate) use constant::Purpose;
pub(crate) use evaluate::Found;
pub(crate) use reads::Reads;
pub(crate) use scope::{Missing, Scope, Stop};
pub(crate) use shortcut::{MOST_ROWS, Marks};
pub(crate) use trace::{Budget, Read, Trace};
pub(crate) use ty::Ty;

use std::ops::Range;
use std::sync::Arc;

use code::{Code, Frame};
use scope::Locals;
use shortcut::Shortcut;

use crate::date::Date;
use crate::diagnostic::Faults;
use crate::terms::Terms;
use crate::value::{Location, Value};
use crate::yaml::{Node, Place};

/// A compiled expression.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    root: ast::Expr,
    code: Code,
    /// Where most conditions end.
    shortcut: Shortcut,
    /// What its names stand for; only a trace looks them up again.
    frame: Arc<Frame>,
    /// Levels of it, with those of the named values it uses.
    height: usize,
    /// Nodes of it, which is what it costs, beside the turns of its macros.
    size: usize,
    /// As it was written.
    pub(crate) text: String,
    /// Type of its value, as far as it is known.
    pub(crate) ty: Ty,
}

/// What expressions can ask beyond the plan.
pub(crate) trait World {
    /// The value of a fact.
    fn fact(&self, key: &str) -> Result<Found<'_>, Stop>;
    /// The values of a list.
    fn list(&self, name: &str) -> Result<Found<'_>, Stop>;
    /// The terms of a list, to be looked for in texts.
    fn terms(&self, list: &str) -> Result<&Terms, Stop>;
    /// Ids of the platforms that stand in for another, best first.
    fn substitutes(&self, platform: &str, purpose: Option<&str>) -> Result<Value, Stop>;
    /// Ids of the windows with these names (ids or kinds) that touch a period, by first day; unknown where days of theirs are.
    fn windows(&self, from: Date, until: Date, names: &[&str]) -> Result<Value, Stop>;
    /// A native function's value.
    fn native(&self, name: &str, arguments: &[Value]) -> Result<Value, Stop>;
}

/// Most levels of an expression, with those of the named values it uses; a bound on recursion.
const DEEPEST: usize = 160;

impl Expression {
    /// Parses and checks the expression a scalar holds. Faults are noted at their column.
    pub(crate) fn compile(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Self> {
        let Some(text) = node.text() else {
            faults.note(
                &node.place,
                format!("an expression is needed here, found {}", node.description()),
                "quote it",
            );
            return None;
        };
        Self::compile_part(node, 0..text.len(), names, faults)
    }

    /// The same for a part of a scalar's text (bytes).
    pub(crate) fn compile_part(
        node: &Node,
        part: Range<usize>,
        names: &Names<'_>,
        faults: &mut Faults,
    ) -> Option<Self> {
        let text = &node.text()?[part.clone()];
        Self::compile_at(text, &|offset| node.place_of(part.start + offset), names, faults)
    }

    /// The same for a text that stands nowhere as it is. Faults are noted at `place`.
    pub(crate) fn compile_text(
        text: &str,
        place: &Place,
        names: &Names<'_>,
        faults: &mut Faults,
    ) -> Option<Self> {
        Self::compile_at(text, &|_| place.clone(), names, faults)
    }

    fn compile_at(
        text: &str,
        at: &dyn Fn(usize) -> Place,
        names: &Names<'_>,
        faults: &mut Faults,
    ) -> Option<Self> {
        let root = match parse::parse(text) {
            Ok(root) => root,
            Err(error) => {
                faults.note(&at(error.at), error.message, error.hint);
                return None;
            }
        };
        let mut errors = Vec::new();
        let ty = check::check(&root, names, &mut errors);
        for error in &errors {
            faults.note(&at(error.at), error.message.clone(), error.hint.clone());
        }
        let height = names.height(&root);
        if height > DEEPEST {
            let message = format!("nested deeper than {DEEPEST} levels, with the named values it uses");
            faults.note(&at(0), message, "split the rule");
        }
        let frame = Frame {
            variables: names.variables.iter().map(|(name, _)| name.clone()).collect(),
            lets: names.lets.iter().map(|value| value.name.clone()).collect(),
        };
        let code = code::lower(&root, &frame);
        let size = root.size();
        let shortcut = Shortcut::of(&code, &ty, names);
        (errors.is_empty() && height <= DEEPEST).then(|| Self {
            root,
            code,
            shortcut,
            size,
            frame: Arc::new(frame),
            height,
            text: text.to_owned(),
            ty,
        })
    }

    /// The value in a scope.
    pub(crate) fn evaluate<'a>(&'a self, scope: &Scope<'a>) -> Result<Found<'a>, Stop> {
        scope.spend(self.size)?;
        evaluate::evaluate(&self.code, scope, Locals::NONE)
    }

    /// The parts of the plan, its first variable, that it lists, where it names a field that is known: what nearly every rule runs over.
    #[inline]
    pub(crate) fn parts_of<'a>(&self, plan: &'a Value) -> Option<&'a [Value]> {
        match &self.code {
            Code::FieldOf(0, field) if self.lists_parts() => field.places.known_in(plan)?.as_list(),
            _ => None,
        }
    }

    /// Whether it is true in a scope; anything but true or false is an error.
    pub(crate) fn holds<'a>(&'a self, scope: &Scope<'a>) -> Result<bool, Stop> {
        scope.spend(self.size)?;
        evaluate::holds(&self.code, scope, Locals::NONE)
    }

    /// The place in the plan the expression leads to: of the part it names, or of a field of it, known or not.
    pub(crate) fn location<'a>(&'a self, scope: &Scope<'a>) -> Option<Location> {
        location(&self.code, scope)
    }

    /// Whether it can lead to a place in the plan: a part of it, or a field of one.
    pub(crate) fn is_place(&self) -> bool {
        matches!(self.root.node, ast::ExprNode::Select(..)) || matches!(self.ty, Ty::Record(_) | Ty::Any)
    }

    /// Whether it can only be a list of parts of the plan.
    pub(crate) fn lists_parts(&self) -> bool {
        matches!(&self.ty, Ty::List(item) if matches!(**item, Ty::Record(_)))
    }

    /// Notes the conditions in it that decide nothing, at the place `at` gives for a byte of its text. `names` are those it was compiled
    /// with.
    pub(crate) fn note_constants(
        &self,
        names: &Names<'_>,
        purpose: Purpose,
        at: &dyn Fn(usize) -> Place,
        faults: &mut Faults,
    ) -> bool {
        let errors = constant::check(&self.root, names, purpose);
        for error in &errors {
            faults.note(&at(error.at), error.message.clone(), error.hint.clone());
        }
        !errors.is_empty()
    }

    /// Whether it and another condition are never true of the same plan.
    pub(crate) fn excludes(&self, other: &Self, names: &Names<'_>) -> bool {
        constant::exclude(&self.root, &other.root, names)
    }

    /// Whether it is `true` and nothing else.
    pub(crate) fn is_literal_true(&self) -> bool {
        self.root.node == ast::ExprNode::Literal(Value::Bool(true))
    }

    /// Whether it names a variable or a named value.
    pub(crate) fn reads(&self, name: &str) -> bool {
        let mut found = false;
        self.root.walk(&mut |expr| {
            found |= matches!(&expr.node, ast::ExprNode::Name(read) if read.trim_start_matches('.') == name);
        });
        found
    }

    /// The names of the native functions it calls.
    pub(crate) fn native_calls(&self) -> Vec<String> {
        let mut calls = Vec::new();
        self.root.walk(&mut |expr| {
            if let ast::ExprNode::Native(name, _) = &expr.node {
                calls.push(name.clone());
            }
        });
        calls
    }
}

/// The place in the plan a node leads to.
fn location<'a>(code: &'a Code, scope: &Scope<'a>) -> Option<Location> {
    let record = |code: &'a Code| match evaluate::evaluate(code, scope, Locals::NONE).as_deref() {
        Ok(Value::Record(record)) => Some(Arc::clone(record)),
        _ => None,
    };
    let (record, field) = match code {
        Code::FieldOf(place, field) => match scope.variable(usize::from(*place)) {
            Value::Record(record) => (Arc::clone(record), field),
            _ => return None,
        },
        Code::Field(parts) | Code::Has(parts) => (record(&parts.0)?, &parts.1),
        part => return record(part).map(Location::of_part),
    };
    field.place_in(record.kind).map(|field| Location::of_field(&record, field))
}

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod tests;
