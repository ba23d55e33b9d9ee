//! The parts of an expression, each lowered by itself.

use crate::expr::ast::{Expr, ExprNode, MacroKind, Operator};
use crate::expr::code::{self, Code, Frame};
use crate::expr::write;

/// A part.
pub(super) struct Part<'e> {
    pub(super) expr: &'e Expr,
    /// Its code, in which the variables of the macros around are variables of the frame.
    pub(super) code: Code,
    /// Whether it is the same for every plan.
    pub(super) is_constant: bool,
    /// Whether it is the name of a named value.
    pub(super) is_named: bool,
    /// Which variable of the macros around it is, outermost 0.
    pub(super) bound: Option<usize>,
    pub(super) parts: Parts<'e>,
}

/// What a part is made of.
pub(super) enum Parts<'e> {
    Operands(Vec<Part<'e>>),
    Iteration(Box<Iteration<'e>>),
}

/// A macro.
pub(super) struct Iteration<'e> {
    pub(super) kind: MacroKind,
    pub(super) range: Part<'e>,
    /// Whether it has two variables.
    pub(super) indexed: bool,
    pub(super) filter: Option<Part<'e>>,
    pub(super) body: Part<'e>,
}

/// What the names in a part stand for.
struct Names {
    frame: Frame,
    /// How many of the frame's variables are not of macros.
    outer: usize,
}

impl<'e> Part<'e> {
    /// The parts of an expression over a frame.
    pub(super) fn of(root: &'e Expr, frame: &Frame) -> Self {
        let outer = frame.variables.len();
        Self::new(root, &mut Names { frame: frame.clone(), outer })
    }

    fn new(expr: &'e Expr, names: &mut Names) -> Self {
        let parts = match &expr.node {
            ExprNode::Macro(comprehension) => {
                let range = Self::new(&comprehension.range, names);
                let around = names.frame.variables.len();
                names.frame.variables.extend(comprehension.index.clone());
                names.frame.variables.push(comprehension.item.clone());
                let filter = comprehension.filter.as_ref().map(|filter| Self::new(filter, names));
                let body = Self::new(&comprehension.body, names);
                names.frame.variables.truncate(around);
                let (kind, indexed) = (comprehension.kind, comprehension.index.is_some());
                Parts::Iteration(Box::new(Iteration { kind, range, indexed, filter, body }))
            }
            _ => Parts::Operands(operands(expr).into_iter().map(|part| Self::new(part, names)).collect()),
        };
        let name = match &expr.node {
            ExprNode::Name(name) => Some(name),
            _ => None,
        };
        let find = |names: &[String]| names.iter().rposition(|known| Some(known) == name);
        let variable = find(&names.frame.variables);
        Self {
            expr,
            code: code::lower(expr, &names.frame),
            is_constant: is_constant(expr),
            is_named: variable.is_none() && find(&names.frame.lets).is_some(),
            bound: variable.and_then(|place| place.checked_sub(names.outer)),
            parts,
        }
    }
}

/// What a node is made of, as a reader sees it: a row of `&&` is one thing, a path through the plan has no parts.
fn operands(expr: &Expr) -> Vec<&Expr> {
    match &expr.node {
        ExprNode::Binary(Operator::And | Operator::Or, ..) => write::row(expr),
        ExprNode::Select(object, _) | ExprNode::Has(object, _) if object.root().is_some() => Vec::new(),
        node => node.parts(),
    }
}

/// Whether a node is the same for every plan and at every date.
fn is_constant(expr: &Expr) -> bool {
    match &expr.node {
        ExprNode::Name(_) | ExprNode::Native(..) | ExprNode::Macro(_) => false,
        ExprNode::Call(name, _)
            if matches!(name.as_str(), "calendar_windows" | "fact" | "list" | "substitutes") =>
        {
            false
        }
        node => node.parts().into_iter().all(is_constant),
    }
}
