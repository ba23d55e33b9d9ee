//! The tree of an expression.

use crate::value::Value;

/// A node, with where it begins in the text (bytes).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    pub(crate) at: usize,
    pub(crate) node: ExprNode,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprNode {
    Literal(Value),
    Name(String),
    Select(Box<Expr>, String),
    /// `has(a.b)`
    Has(Box<Expr>, String),
    Index(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    /// A function, or a method with its object first.
    Call(String, Vec<Expr>),
    /// `native.name(…)`
    Native(String, Vec<Expr>),
    /// `list.all(x, …)` and its like.
    Macro(MacroKind, Box<Expr>, String, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MacroKind {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

impl MacroKind {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Self::All,
            "exists" => Self::Exists,
            "exists_one" => Self::ExistsOne,
            "filter" => Self::Filter,
            "map" => Self::Map,
            _ => return None,
        })
    }
}

impl Expr {
    /// Visits the node and everything below it.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        match &self.node {
            ExprNode::Literal(_) | ExprNode::Name(_) => {}
            ExprNode::Select(inner, _)
            | ExprNode::Has(inner, _)
            | ExprNode::Not(inner)
            | ExprNode::Negate(inner) => inner.walk(visit),
            ExprNode::Index(a, b) | ExprNode::Binary(_, a, b) | ExprNode::Macro(_, a, _, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            ExprNode::Conditional(a, b, c) => {
                a.walk(visit);
                b.walk(visit);
                c.walk(visit);
            }
            ExprNode::List(items) | ExprNode::Call(_, items) | ExprNode::Native(_, items) => {
                items.iter().for_each(|item| item.walk(visit));
            }
            ExprNode::Map(entries) => entries.iter().for_each(|(key, value)| {
                key.walk(visit);
                value.walk(visit);
            }),
        }
    }
}
