//! Checks an expression against what it may name: variables, fields, functions, facts and lists.

mod calls;
mod compare;

use std::sync::Arc;

use super::ast::{Comprehension, Expr, ExprNode, MacroKind, Operator};
use super::ty::Ty;
use super::{Expression, functions};
use crate::fact::FactType;
use crate::suggest::hint;
use crate::value::Value;

/// What an expression may name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names<'a> {
    /// Variables with their types.
    pub(crate) variables: Vec<(String, Ty)>,
    /// Named values.
    pub(crate) lets: Vec<NamedValue>,
    /// Keys of facts, with the types of their values.
    pub(crate) facts: &'a [(String, FactType)],
    /// Names of lists.
    pub(crate) lists: &'a [String],
    /// Ids of windows.
    pub(crate) windows: &'a [String],
    /// Native functions; `None` while the library is not at hand, when any name is taken.
    pub(crate) natives: Option<&'a [&'static str]>,
}

/// A value that an expression may name.
#[derive(Debug, Clone)]
pub(crate) struct NamedValue {
    pub(crate) name: String,
    ty: Ty,
    root: Arc<Expr>,
    /// Levels of its expression, with those of the named values that uses.
    height: usize,
}

impl NamedValue {
    /// Whether it is found where it is, a fact or a list, and not made anew.
    pub(super) fn is_found(&self) -> bool {
        let ExprNode::Call(name, arguments) = &self.root.node else { return false };
        functions::find(name, arguments.len()).is_some_and(functions::Function::finds)
    }
}

impl Names<'_> {
    /// One more named value.
    pub(crate) fn add_let(&mut self, name: &str, expression: &Expression) {
        let (ty, root) = (expression.ty.clone(), Arc::new(expression.root.clone()));
        self.lets.push(NamedValue { name: name.to_owned(), ty, root, height: expression.height });
    }

    /// A named value whose expression is at fault: what uses it is not.
    pub(crate) fn add_faulty_let(&mut self, name: &str) {
        let root = Arc::new(Expr::new(0, ExprNode::Literal(Value::Null)));
        self.lets.push(NamedValue { name: name.to_owned(), ty: Ty::Any, root, height: 0 });
    }

    /// Whether a name stands for something.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.all().any(|(known, _)| known == name)
    }

    /// The expression a name of `let` stands for.
    pub(super) fn named(&self, name: &str) -> Option<&Expr> {
        self.lets.iter().rfind(|value| value.name == name.trim_start_matches('.')).map(|value| &*value.root)
    }

    /// Levels of an expression, with those of the named values it uses.
    pub(super) fn height(&self, root: &Expr) -> usize {
        let mut deepest = 0;
        root.walk(&mut |expr| {
            if let ExprNode::Name(name) = &expr.node {
                // A leading dot passes over the variables of macros, not over these.
                let used = self.lets.iter().filter(|value| value.name == name.trim_start_matches('.'));
                deepest = used.map(|value| value.height).fold(deepest, usize::max);
            }
        });
        root.height + deepest
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = (&str, &Ty)> {
        let variables = self.variables.iter().map(|(name, ty)| (name.as_str(), ty));
        variables.chain(self.lets.iter().map(|value| (value.name.as_str(), &value.ty)))
    }
}

/// A fault of an expression.
#[derive(Debug)]
pub(crate) struct CheckError {
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// The type of a part of an expression that has been checked, among the variables of the macros around it.
pub(super) fn type_of(expr: &Expr, names: &Names<'_>, locals: &[(String, Ty)]) -> Ty {
    Checker { names, errors: &mut Vec::new(), locals: locals.to_vec() }.ty(expr)
}

/// Types of the variables of a macro, index or key first, from that of what it runs over.
pub(super) fn variables(macro_: &Comprehension, range: &Ty) -> (Ty, Ty) {
    match range {
        Ty::List(item) => (Ty::Int, (**item).clone()),
        Ty::Map(key, value) if macro_.index.is_some() => ((**key).clone(), (**value).clone()),
        Ty::Map(key, _) => (Ty::Any, (**key).clone()),
        _ => (Ty::Any, Ty::Any),
    }
}

/// The expression's type. Faults are added to `errors`.
pub(crate) fn check(expr: &Expr, names: &Names<'_>, errors: &mut Vec<CheckError>) -> Ty {
    Checker { names, errors, locals: Vec::new() }.ty(expr).closed()
}

struct Checker<'a> {
    names: &'a Names<'a>,
    errors: &'a mut Vec<CheckError>,
    locals: Vec<(String, Ty)>,
}

impl Checker<'_> {
    fn fault(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) -> Ty {
        self.errors.push(CheckError { at, message: message.into(), hint: hint.into() });
        Ty::Any
    }

    fn ty(&mut self, expr: &Expr) -> Ty {
        match &expr.node {
            ExprNode::Literal(value) => Ty::of_value(value),
            ExprNode::Name(name) => self.name(expr.at, name),
            ExprNode::Select(object, field) => match self.qualified(expr) {
                Some(ty) => ty,
                None => self.select(expr.at, object, field),
            },
            ExprNode::Has(object, field) => {
                self.select(expr.at, object, field);
                Ty::Bool
            }
            ExprNode::Index(object, index) => self.index(object, index),
            ExprNode::Not(inner) => self.expect(inner, &Ty::Bool, "`!`"),
            ExprNode::Negate(inner) => self.negate(inner),
            ExprNode::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprNode::Conditional(condition, yes, no) => {
                self.expect(condition, &Ty::Bool, "`?`");
                self.ty(yes).join(self.ty(no))
            }
            ExprNode::List(items) => {
                Ty::list(items.iter().fold(Ty::Open, |joined, item| joined.join(self.ty(item))))
            }
            ExprNode::Map(entries) => {
                let (mut keys, mut values) = (Ty::Open, Ty::Open);
                for (key, value) in entries {
                    keys = keys.join(self.key(key));
                    values = values.join(self.ty(value));
                }
                Ty::map(keys, values)
            }
            ExprNode::Message(name, _) => {
                let message = format!("`{name}{{…}}` is a message, and there are none here");
                self.fault(expr.at, message, "write a map: `{\"key\": value}`")
            }
            ExprNode::Call(name, arguments) => self.call(expr.at, name, arguments),
            ExprNode::Native(name, arguments) => self.native(expr.at, name, arguments),
            ExprNode::Macro(comprehension) => self.comprehension(comprehension),
        }
    }

    fn key(&mut self, key: &Expr) -> Ty {
        let ty = self.ty(key);
        match ty {
            Ty::Any | Ty::Open | Ty::Bool | Ty::Int | Ty::Uint | Ty::Text | Ty::Word(_) => ty,
            other => self.fault(key.at, format!("{} is no key of a map", other.name()), "write a text"),
        }
    }

    fn index(&mut self, object: &Expr, index: &Expr) -> Ty {
        let place = self.ty(index);
        match self.ty(object) {
            Ty::List(item) if place.is_open() || place == Ty::Int => *item,
            Ty::List(_) => {
                let message = format!("a list is indexed with a whole number, this is {}", place.name());
                self.fault(index.at, message, "")
            }
            Ty::Map(key, _) if !key.meets(&place) => {
                let message = format!("the map's keys are {}, this is {}", key.name(), place.name());
                self.fault(index.at, message, "")
            }
            Ty::Map(_, value) => *value,
            _ => Ty::Any,
        }
    }

    fn negate(&mut self, inner: &Expr) -> Ty {
        match self.ty(inner) {
            ty @ (Ty::Any | Ty::Open | Ty::Int | Ty::Double) => ty,
            other => {
                let message = format!("`-` needs a number with a sign, this is {}", other.name());
                self.fault(inner.at, message, "")
            }
        }
    }

    fn known_name(&self, name: &str) -> Option<&Ty> {
        let locals = if name.starts_with('.') { &[][..] } else { &self.locals };
        let name = name.trim_start_matches('.');
        let locals = locals.iter().rev().map(|(known, ty)| (known.as_str(), ty));
        let mut known = locals.chain(self.names.all().rev());
        known.find(|(known, _)| *known == name).map(|(_, ty)| ty)
    }

    fn name(&mut self, at: usize, name: &str) -> Ty {
        match self.known_name(name) {
            Some(ty) => ty.clone(),
            None if functions::type_named(name).is_some() => Ty::Type,
            None => {
                let locals = self.locals.iter().map(|(known, _)| known.as_str());
                let known: Vec<String> =
                    locals.chain(self.names.all().map(|(known, _)| known)).map(str::to_owned).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.fault(at, format!("`{name}` is not known here"), hint(name, &known))
            }
        }
    }

    /// Type of `a.b.c` where that is the name of one thing.
    fn qualified(&self, expr: &Expr) -> Option<Ty> {
        let name = expr.dotted()?;
        if self.locals.iter().any(|(local, _)| expr.root() == Some(local)) {
            return None;
        }
        let ty = self.known_name(&name).cloned();
        ty.or_else(|| functions::type_named(name.trim_start_matches('.')).map(|_| Ty::Type))
    }

    fn select(&mut self, at: usize, object: &Expr, field: &str) -> Ty {
        match self.ty(object) {
            Ty::Record(kind) => match kind.field(field) {
                Some(found) => Ty::of_field(found.ty),
                None => {
                    let message = format!("a {} has no field `{field}`", kind.name);
                    self.fault(at, message, hint(field, &kind.names()))
                }
            },
            Ty::Any | Ty::Open => Ty::Any,
            Ty::Map(_, value) => *value,
            other => self.fault(at, format!("{} has no fields", other.name()), ""),
        }
    }

    fn expect(&mut self, expr: &Expr, wanted: &Ty, by: &str) -> Ty {
        let found = self.ty(expr);
        if !found.meets(wanted) {
            let message = format!("{by} needs {}, this is {}", wanted.name(), found.name());
            self.fault(expr.at, message, "");
        }
        wanted.clone()
    }

    fn binary(&mut self, operator: Operator, left: &Expr, right: &Expr) -> Ty {
        use Operator::*;
        match operator {
            Or | And => {
                let by = if operator == Or { "`||`" } else { "`&&`" };
                self.expect(left, &Ty::Bool, by);
                self.expect(right, &Ty::Bool, by)
            }
            In => {
                let item = self.ty(left);
                match self.ty(right) {
                    Ty::List(of) => self.comparable(operator, right.at, (&item, left), (&of, right)),
                    Ty::Map(key, _) => self.comparable(operator, right.at, (&item, left), (&key, right)),
                    Ty::Any | Ty::Open => {}
                    other => {
                        drop(self.fault(right.at, format!("`in` needs a list, this is {}", other.name()), ""))
                    }
                }
                Ty::Bool
            }
            Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual => {
                let (a, b) = (self.ty(left), self.ty(right));
                self.comparable(operator, right.at, (&a, left), (&b, right));
                Ty::Bool
            }
            Add | Subtract | Multiply | Divide | Remainder => {
                let (a, b) = (self.ty(left), self.ty(right));
                Ty::combined(operator, &a, &b).unwrap_or_else(|| {
                    let message = format!("{} and {} do not go together", a.name(), b.name());
                    self.fault(right.at, message, "convert one with `int()`, `double()` or `string()`")
                })
            }
        }
    }

    /// A variable of a macro that hides a name of the rule would be read for it.
    fn free(&mut self, at: usize, variable: &str) {
        if self.names.has(variable) {
            self.fault(at, format!("`{variable}` already means something here"), "choose another name");
        }
    }

    fn comprehension(&mut self, macro_: &Comprehension) -> Ty {
        let range = self.ty(&macro_.range);
        if !matches!(range, Ty::List(_) | Ty::Map(..) | Ty::Any | Ty::Open) {
            self.fault(macro_.range.at, format!("{} has no items", range.name()), "");
        }
        let (index, item) = variables(macro_, &range);
        for variable in macro_.index.iter().chain([&macro_.item]) {
            self.free(macro_.range.at, variable);
        }
        let outer = self.locals.len();
        self.locals.extend(macro_.index.iter().map(|name| (name.clone(), index.clone())));
        self.locals.push((macro_.item.clone(), item.clone()));
        if let Some(filter) = &macro_.filter {
            self.expect(filter, &Ty::Bool, "the condition");
        }
        let body = if macro_.kind.decides() {
            self.expect(&macro_.body, &Ty::Bool, "the condition")
        } else {
            self.ty(&macro_.body)
        };
        self.locals.truncate(outer);
        match macro_.kind {
            MacroKind::All | MacroKind::Exists | MacroKind::ExistsOne => Ty::Bool,
            MacroKind::Filter => Ty::list(item),
            MacroKind::Map | MacroKind::TransformList => Ty::list(body),
            MacroKind::TransformMap => Ty::map(index, body),
        }
    }
}
