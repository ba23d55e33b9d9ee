//! The tree of an expression.

use crate::value::Value;

/// A node, with where it begins in the text (bytes). Nodes that say the same are equal, wherever they stand.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) at: usize,
    /// Nodes from here down to the deepest leaf; the parser bounds it, and with it every recursion over the tree.
    pub(crate) height: usize,
    pub(crate) node: ExprNode,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprNode {
    Literal(Value),
    /// A name; with a leading dot it passes over the variables of macros.
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
    /// `Name{field: value}`: read, and refused by the check.
    Message(String, Vec<Expr>),
    /// A function, or a method with its object first.
    Call(String, Vec<Expr>),
    /// `native.name(…)`
    Native(String, Vec<Expr>),
    /// `list.all(x, …)` and its like.
    Macro(Box<Comprehension>),
}

/// `range.kind(variables, filter, body)`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comprehension {
    pub(crate) kind: MacroKind,
    pub(crate) range: Expr,
    /// Index of a list or key of a map, in macros of two variables.
    pub(crate) index: Option<String>,
    /// Item of a list; of a map its key, or in macros of two variables its value.
    pub(crate) item: String,
    /// Which items `map` and its like take; all without it.
    pub(crate) filter: Option<Expr>,
    pub(crate) body: Expr,
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
    /// `map` of two variables.
    TransformList,
    TransformMap,
}

impl Operator {
    /// Whether it makes a value, rather than a condition.
    pub(crate) fn is_arithmetic(self) -> bool {
        use Operator::*;
        matches!(self, Add | Subtract | Multiply | Divide | Remainder)
    }
}

impl MacroKind {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Self::All,
            "exists" => Self::Exists,
            "exists_one" | "existsOne" => Self::ExistsOne,
            "filter" => Self::Filter,
            "map" => Self::Map,
            "transformList" => Self::TransformList,
            "transformMap" => Self::TransformMap,
            _ => return None,
        })
    }

    /// Whether its body is a condition.
    pub(crate) fn decides(self) -> bool {
        matches!(self, Self::All | Self::Exists | Self::ExistsOne | Self::Filter)
    }

    /// How many variables and expressions it can take: one variable without and with a filter, then two.
    pub(crate) fn takes(self, variables: usize, expressions: usize) -> bool {
        match self {
            Self::All | Self::Exists | Self::ExistsOne => expressions == 1 && variables <= 2,
            Self::Filter => (variables, expressions) == (1, 1),
            Self::Map => variables == 1 && expressions <= 2,
            Self::TransformList | Self::TransformMap => variables == 2 && expressions <= 2,
        }
    }
}

impl ExprNode {
    /// The parts of the node.
    pub(crate) fn parts(&self) -> Vec<&Expr> {
        match self {
            Self::Literal(_) | Self::Name(_) => Vec::new(),
            Self::Select(inner, _) | Self::Has(inner, _) | Self::Not(inner) | Self::Negate(inner) => {
                vec![inner]
            }
            Self::Index(a, b) | Self::Binary(_, a, b) => vec![a, b],
            Self::Conditional(a, b, c) => vec![a, b, c],
            Self::List(items) | Self::Call(_, items) | Self::Native(_, items) | Self::Message(_, items) => {
                items.iter().collect()
            }
            Self::Map(entries) => entries.iter().flat_map(|(key, value)| [key, value]).collect(),
            Self::Macro(comprehension) => {
                let filter = comprehension.filter.iter();
                std::iter::once(&comprehension.range).chain(filter).chain([&comprehension.body]).collect()
            }
        }
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Expr {
    /// A node over its parts.
    pub(crate) fn new(at: usize, node: ExprNode) -> Self {
        let height = node.parts().iter().map(|part| part.height).max().unwrap_or(0) + 1;
        Self { at, height, node }
    }

    /// Where its first part begins; `at` of a field or a method is where its name does.
    pub(crate) fn begin(&self) -> usize {
        self.node.parts().first().map_or(self.at, |first| first.begin().min(self.at))
    }

    /// The text of a constant.
    pub(crate) fn literal_text(&self) -> Option<&str> {
        match &self.node {
            ExprNode::Literal(value) => value.as_text(),
            _ => None,
        }
    }

    /// How many nodes it has.
    pub(crate) fn size(&self) -> usize {
        let mut size = 0;
        self.walk(&mut |_| size += 1);
        size
    }

    /// Visits the node and everything below it.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        self.node.parts().into_iter().for_each(|part| part.walk(visit));
    }

    /// `a.b.c` as a name, if it is nothing but names.
    pub(crate) fn dotted(&self) -> Option<String> {
        match &self.node {
            ExprNode::Name(name) => Some(name.clone()),
            ExprNode::Select(object, field) => object.dotted().map(|object| format!("{object}.{field}")),
            _ => None,
        }
    }

    /// The first name of `a.b.c`.
    pub(crate) fn root(&self) -> Option<&str> {
        match &self.node {
            ExprNode::Name(name) => Some(name),
            ExprNode::Select(object, _) => object.root(),
            _ => None,
        }
    }
}
