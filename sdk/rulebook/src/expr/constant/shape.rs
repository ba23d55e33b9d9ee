//! The shape of a condition: how `&&`, `||`, `!` and `?:` put it together from tests of what it reads.

use super::domain::Domain;
use crate::expr::ast::{Expr, ExprNode, Operator};
use crate::expr::check::{self, Names};
use crate::expr::ty::Ty;
use crate::schema::Type;
use crate::value::Value;

/// A condition, or several that must all hold.
pub(super) struct Shape<'e> {
    /// Parts stand before what they are parts of.
    pub(super) nodes: Vec<Node>,
    pub(super) root: usize,
    pub(super) sources: Vec<Source>,
    /// Expressions at its ends, which may hold conditions of their own.
    pub(super) leaves: Vec<&'e Expr>,
}

/// A node, with where it begins in the text (bytes).
pub(super) struct Node {
    pub(super) at: usize,
    /// Whether it stands in a named value, which is looked at where it is written.
    pub(super) is_elsewhere: bool,
    pub(super) part: Part,
}

pub(super) enum Part {
    /// `true` or `false`
    Literal(bool),
    /// `has` of a part or a list of parts: what is absent of these stands there empty.
    AlwaysThere,
    /// What is no condition.
    Value,
    /// A test of a source, by their places.
    Test(usize, usize),
    Not(usize),
    /// A row of `&&`, which false settles, or of `||`, which true settles.
    Row {
        settles: bool,
        parts: Vec<usize>,
    },
    /// Condition, then, else.
    If([usize; 3]),
}

/// Something a condition reads. What is read twice is one source.
pub(super) struct Source {
    pub(super) expr: Expr,
    pub(super) domain: Domain,
    pub(super) tests: Vec<Test>,
}

#[derive(PartialEq)]
pub(super) enum Test {
    /// Whether it is true.
    Holds,
    /// Whether it is known.
    IsKnown,
    /// A comparison with a constant, which stands on the right.
    Compare(Operator, Value),
    /// The same with the constant on the left.
    Compared(Operator, Value),
}

/// A larger condition is let be.
const MOST_NODES: usize = 400;

/// Whether the node by itself makes a condition, rather than reading one.
pub(super) fn is_condition(expr: &Expr) -> bool {
    match &expr.node {
        ExprNode::Binary(operator, ..) => !operator.is_arithmetic(),
        ExprNode::Not(_) | ExprNode::Has(..) | ExprNode::Conditional(..) => true,
        ExprNode::Literal(value) => matches!(value, Value::Bool(_)),
        _ => false,
    }
}

// === impl Shape ===

impl<'e> Shape<'e> {
    /// The shape of conditions that must all hold, among the variables of the macros around. `None`: too large to follow.
    pub(super) fn of_all(
        conditions: &[&'e Expr],
        names: &'e Names<'_>,
        locals: &[(String, Ty)],
    ) -> Option<Self> {
        let shape = Self { nodes: Vec::new(), root: 0, sources: Vec::new(), leaves: Vec::new() };
        let mut builder = Builder { names, locals, shape, is_elsewhere: false };
        let mut parts = Vec::new();
        for condition in conditions {
            parts.push(builder.condition(condition)?);
        }
        builder.shape.root = match parts[..] {
            [only] => only,
            _ => builder.add(0, Part::Row { settles: false, parts })?,
        };
        Some(builder.shape)
    }
}

struct Builder<'e, 'n, 'l> {
    names: &'e Names<'n>,
    locals: &'l [(String, Ty)],
    shape: Shape<'e>,
    is_elsewhere: bool,
}

impl<'e> Builder<'e, '_, '_> {
    fn add(&mut self, at: usize, part: Part) -> Option<usize> {
        let nodes = &mut self.shape.nodes;
        nodes.push(Node { at, is_elsewhere: self.is_elsewhere, part });
        (nodes.len() <= MOST_NODES).then(|| nodes.len() - 1)
    }

    fn leaf(&mut self, expr: &'e Expr) {
        if !self.is_elsewhere {
            self.shape.leaves.push(expr);
        }
    }

    fn condition(&mut self, expr: &'e Expr) -> Option<usize> {
        let part = match &expr.node {
            ExprNode::Literal(Value::Bool(value)) => Part::Literal(*value),
            ExprNode::Not(inner) => Part::Not(self.condition(inner)?),
            ExprNode::Binary(operator @ (Operator::And | Operator::Or), ..) => {
                let mut parts = Vec::new();
                self.row(*operator, expr, &mut parts)?;
                Part::Row { settles: *operator == Operator::Or, parts }
            }
            ExprNode::Binary(operator, left, right) if !operator.is_arithmetic() => {
                self.leaf(expr);
                return self.relation(expr, *operator, left, right);
            }
            ExprNode::Has(object, field) => {
                self.leaf(expr);
                self.presence(expr, object, field)
            }
            ExprNode::Conditional(condition, yes, no) => {
                Part::If([self.condition(condition)?, self.branch(yes)?, self.branch(no)?])
            }
            ExprNode::Name(name) => match self.names.named(name) {
                Some(named) => return self.named(expr.at, named),
                None => self.holds(expr),
            },
            _ => {
                self.leaf(expr);
                self.holds(expr)
            }
        };
        self.add(expr.begin(), part)
    }

    /// The expression of a named value, as it stands where it is used.
    fn named(&mut self, at: usize, expr: &'e Expr) -> Option<usize> {
        let outer = std::mem::replace(&mut self.is_elsewhere, true);
        let found = self.condition(expr)?;
        self.is_elsewhere = outer;
        self.shape.nodes[found].at = at;
        Some(found)
    }

    fn row(&mut self, operator: Operator, expr: &'e Expr, parts: &mut Vec<usize>) -> Option<()> {
        match &expr.node {
            ExprNode::Binary(same, left, right) if *same == operator => {
                self.row(operator, left, parts)?;
                self.row(operator, right, parts)
            }
            _ => {
                parts.push(self.condition(expr)?);
                Some(())
            }
        }
    }

    fn branch(&mut self, expr: &'e Expr) -> Option<usize> {
        let ty = check::type_of(expr, self.names, self.locals);
        if is_condition(expr) || ty == Ty::Bool || ty.is_open() {
            return self.condition(expr);
        }
        self.leaf(expr);
        self.add(expr.begin(), Part::Value)
    }

    fn presence(&mut self, expr: &Expr, object: &Expr, field: &str) -> Part {
        let Ty::Record(kind) = check::type_of(object, self.names, self.locals) else {
            return self.holds(expr);
        };
        let select = ExprNode::Select(Box::new(object.clone()), field.to_owned());
        let select = Expr::new(expr.at, select);
        match kind.field(field).map(|field| field.ty) {
            Some(Type::Record(_) | Type::Records(_)) => Part::AlwaysThere,
            _ => self.test(&select, Domain::of(&select, self.names, self.locals), Test::IsKnown),
        }
    }

    /// A comparison; what cannot be followed is free to be true or false.
    fn relation(
        &mut self,
        expr: &Expr,
        operator: Operator,
        left: &'e Expr,
        right: &'e Expr,
    ) -> Option<usize> {
        let (left, right) = (self.resolved(left), self.resolved(right));
        let part = match (constant(left), constant(right)) {
            (None, Some(value)) => self.compared(left, operator, value, Test::Compare),
            (Some(value), None) if operator != Operator::In => {
                self.compared(right, operator, value, Test::Compared)
            }
            _ => None,
        };
        if let Some(part) = part {
            return self.add(expr.begin(), part);
        }
        if operator != Operator::NotEqual {
            let part = self.holds(expr);
            return self.add(expr.begin(), part);
        }
        // `a != b` is `!(a == b)`, so that both are of one source.
        let equal = ExprNode::Binary(Operator::Equal, Box::new(left.clone()), Box::new(right.clone()));
        let equal = self.holds(&Expr::new(expr.at, equal));
        let equal = self.add(expr.begin(), equal)?;
        self.add(expr.begin(), Part::Not(equal))
    }

    /// What a name of `let` stands for, or the expression itself.
    fn resolved(&self, expr: &'e Expr) -> &'e Expr {
        let mut expr = expr;
        // Named values use only those before them, so this ends.
        while let ExprNode::Name(name) = &expr.node
            && let Some(named) = self.names.named(name)
        {
            expr = named;
        }
        expr
    }

    fn compared(
        &mut self,
        source: &Expr,
        operator: Operator,
        value: Value,
        test: fn(Operator, Value) -> Test,
    ) -> Option<Part> {
        let domain = Domain::of(source, self.names, self.locals)?;
        let follows = match operator {
            Operator::Equal | Operator::NotEqual => value.as_list().is_none(),
            Operator::In => value.as_list().is_some(),
            _ => domain.is_ordered(),
        };
        follows.then(|| self.test(source, Some(domain), test(operator, value)))
    }

    /// Whether something is true that is not looked into.
    fn holds(&mut self, expr: &Expr) -> Part {
        self.test(expr, Some(Domain::Bool), Test::Holds)
    }

    fn test(&mut self, expr: &Expr, domain: Option<Domain>, test: Test) -> Part {
        // What has no domain, a list for example, is only ever asked whether it is known.
        let domain = domain.unwrap_or(Domain::Text);
        let sources = &mut self.shape.sources;
        let found = sources.iter().position(|source| source.expr == *expr && source.domain == domain);
        let place = found.unwrap_or_else(|| {
            sources.push(Source { expr: expr.clone(), domain, tests: Vec::new() });
            sources.len() - 1
        });
        let tests = &mut sources[place].tests;
        let number = tests.iter().position(|known| *known == test).unwrap_or_else(|| {
            tests.push(test);
            tests.len() - 1
        });
        Part::Test(place, number)
    }
}

/// The value of a constant, or of a list of constants.
fn constant(expr: &Expr) -> Option<Value> {
    match &expr.node {
        ExprNode::Literal(value @ (Value::Bool(_) | Value::Int(_) | Value::Double(_) | Value::Text(_))) => {
            Some(value.clone())
        }
        ExprNode::Negate(inner) => match constant(inner)? {
            Value::Double(number) => Some(Value::Double(-number)),
            _ => None,
        },
        ExprNode::List(items) => {
            let values: Option<Vec<Value>> = items.iter().map(constant).collect();
            values.filter(|values| values.iter().all(|value| value.as_list().is_none())).map(Value::list)
        }
        _ => None,
    }
}
