//! Checks an expression against what it may name: variables, fields, functions, facts and lists.

use super::ast::{Expr, ExprNode, MacroKind, Operator};
use super::functions;
use crate::date::day;
use crate::schema::{Kind, Type};
use crate::suggest::hint;
use crate::value::Value;

/// Type of an expression, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    /// Known only when it is evaluated.
    Any,
    Bool,
    Int,
    Double,
    Text,
    /// A text out of a set; comparing it with another is a fault.
    Word(&'static [&'static str]),
    Date,
    List(Box<Ty>),
    Map,
    Record(&'static Kind),
}

/// What an expression may name.
#[derive(Debug, Clone)]
pub(crate) struct Names<'a> {
    /// Variables with their types.
    pub(crate) variables: Vec<(String, Ty)>,
    /// Keys of facts.
    pub(crate) facts: &'a [String],
    /// Names of lists.
    pub(crate) lists: &'a [String],
    /// Native functions; `None` while the library is not at hand, when any name is taken.
    pub(crate) natives: Option<&'a [&'static str]>,
}

/// A fault of an expression.
#[derive(Debug)]
pub(crate) struct CheckError {
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// The expression's type. Faults are added to `errors`.
pub(crate) fn check(expr: &Expr, names: &Names<'_>, errors: &mut Vec<CheckError>) -> Ty {
    Checker { names, errors, locals: Vec::new() }.ty(expr)
}

impl Ty {
    /// Type of a field of the plan.
    pub(crate) fn of_field(ty: Type) -> Self {
        match ty {
            Type::Text | Type::Label => Self::Text,
            Type::Word(words) => Self::Word(words),
            Type::Boolean => Self::Bool,
            Type::Integer => Self::Int,
            Type::Number => Self::Double,
            Type::Date => Self::Date,
            Type::Labels | Type::Markets => Self::List(Box::new(Self::Text)),
            Type::Words(words) => Self::List(Box::new(Self::Word(words))),
            Type::Integers => Self::List(Box::new(Self::Int)),
            Type::Record(kind) => Self::Record(kind),
            Type::Records(kind) => Self::List(Box::new(Self::Record(kind))),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Double | Self::Any)
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Word(_) | Self::Any)
    }

    /// Whether values of both types can be equal.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (a, b) if a.is_number() && b.is_number() => true,
            (a, b) if a.is_text() && b.is_text() => true,
            // A date compares with a text that holds one.
            (Self::Date, Self::Text) | (Self::Text, Self::Date) => true,
            (Self::List(a), Self::List(b)) => a.meets(b),
            (a, b) => a == b,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Bool => "a boolean",
            Self::Int => "a whole number",
            Self::Double => "a number",
            Self::Text | Self::Word(_) => "a text",
            Self::Date => "a date",
            Self::List(_) => "a list",
            Self::Map => "a map",
            Self::Record(_) => "a part of the plan",
        }
    }
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
            ExprNode::Literal(value) => literal(value),
            ExprNode::Name(name) => self.name(expr.at, name),
            ExprNode::Select(object, field) => self.select(expr.at, object, field),
            ExprNode::Has(object, field) => {
                self.select(expr.at, object, field);
                Ty::Bool
            }
            ExprNode::Index(object, index) => {
                self.ty(index);
                match self.ty(object) {
                    Ty::List(item) => *item,
                    _ => Ty::Any,
                }
            }
            ExprNode::Not(inner) => self.expect(inner, &Ty::Bool, "`!`"),
            ExprNode::Negate(inner) => self.ty(inner),
            ExprNode::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprNode::Conditional(condition, yes, no) => {
                self.expect(condition, &Ty::Bool, "`?`");
                let (yes, no) = (self.ty(yes), self.ty(no));
                if yes == no { yes } else { Ty::Any }
            }
            ExprNode::List(items) => {
                let types: Vec<Ty> = items.iter().map(|item| self.ty(item)).collect();
                let same = types.first().filter(|first| types.iter().all(|ty| ty == *first));
                Ty::List(Box::new(same.cloned().unwrap_or(Ty::Any)))
            }
            ExprNode::Map(entries) => {
                for (key, value) in entries {
                    self.ty(key);
                    self.ty(value);
                }
                Ty::Map
            }
            ExprNode::Call(name, arguments) => self.call(expr.at, name, arguments),
            ExprNode::Native(name, arguments) => {
                arguments.iter().for_each(|argument| drop(self.ty(argument)));
                match self.names.natives {
                    Some(known) if !known.contains(&name.as_str()) => self.fault(
                        expr.at,
                        format!("the library has no function `{name}`"),
                        hint(name, known),
                    ),
                    _ => Ty::Any,
                }
            }
            ExprNode::Macro(kind, range, variable, body) => self.comprehension(*kind, range, variable, body),
        }
    }

    fn name(&mut self, at: usize, name: &str) -> Ty {
        let known = self.locals.iter().rev().chain(&self.names.variables).find(|(known, _)| known == name);
        match known {
            Some((_, ty)) => ty.clone(),
            None => {
                let known: Vec<String> =
                    self.locals.iter().chain(&self.names.variables).map(|v| v.0.clone()).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.fault(at, format!("`{name}` is not known here"), hint(name, &known))
            }
        }
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
            Ty::Any | Ty::Map => Ty::Any,
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
                    Ty::List(of) => self.comparable(right.at, &item, &of, left, right),
                    Ty::Any | Ty::Map => {}
                    other => {
                        drop(self.fault(right.at, format!("`in` needs a list, this is {}", other.name()), ""))
                    }
                }
                Ty::Bool
            }
            Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual => {
                let (a, b) = (self.ty(left), self.ty(right));
                self.comparable(right.at, &a, &b, left, right);
                Ty::Bool
            }
            Add | Subtract | Multiply | Divide | Remainder => {
                let (a, b) = (self.ty(left), self.ty(right));
                if !a.meets(&b) {
                    self.fault(right.at, format!("{} and {} do not go together", a.name(), b.name()), "");
                }
                if a == Ty::Int && b == Ty::Double { b } else { a }
            }
        }
    }

    /// Notes what can never be equal: other types, and words outside their set.
    fn comparable(&mut self, at: usize, a: &Ty, b: &Ty, left: &Expr, right: &Expr) {
        if !a.meets(b) {
            let message = format!("{} is never equal to {}", a.name(), b.name());
            self.fault(at, message, "");
            return;
        }
        for (ty, other) in [(a, right), (b, left)] {
            match ty {
                Ty::Word(words) => self.words(other, words),
                Ty::Date => self.dates(other),
                _ => {}
            }
        }
    }

    /// A text beside a date must hold one: anything else is never equal to it, and the rule would pass unnoticed.
    fn dates(&mut self, expr: &Expr) {
        match &expr.node {
            ExprNode::Literal(Value::Text(text)) if day(text).is_none() => {
                self.fault(expr.at, format!("`{text}` is not a day"), "write 2026-12-31");
            }
            ExprNode::List(items) => items.iter().for_each(|item| self.dates(item)),
            _ => {}
        }
    }

    fn words(&mut self, expr: &Expr, words: &'static [&'static str]) {
        match &expr.node {
            ExprNode::Literal(Value::Text(word)) if !words.contains(&word.as_ref()) => {
                self.fault(expr.at, format!("the field is never `{word}`"), hint(word, words));
            }
            ExprNode::List(items) => items.iter().for_each(|item| self.words(item, words)),
            _ => {}
        }
    }

    fn call(&mut self, at: usize, name: &str, arguments: &[Expr]) -> Ty {
        let types: Vec<Ty> = arguments.iter().map(|argument| self.ty(argument)).collect();
        let Some(function) = functions::find(name, arguments.len()) else {
            let known = functions::names();
            let shown = name.trim_start_matches('.');
            let message = format!("no function `{shown}` takes {} arguments", arguments.len());
            return self.fault(at, message, hint(name, &known));
        };
        match (name, arguments) {
            ("fact", _) => self.fact(arguments),
            ("list", [argument]) => self.known(argument, self.names.lists, "list"),
            (".matches", [_, pattern]) => self.pattern(pattern),
            _ => {}
        }
        match function.gives {
            functions::Gives::Same => types.into_iter().next().unwrap_or(Ty::Any),
            functions::Gives::Type(ty) => ty(),
        }
    }

    /// `fact("a/b")` and `fact("a", "b")` must lead somewhere; `fact("a", name)` is known only when evaluated.
    fn fact(&mut self, arguments: &[Expr]) {
        let texts: Vec<Option<&str>> = arguments
            .iter()
            .map(|argument| match &argument.node {
                ExprNode::Literal(value) => value.as_text(),
                _ => None,
            })
            .collect();
        let (key, prefix) = match texts[..] {
            [Some(key)] => (key.to_owned(), false),
            [Some(group), Some(name)] => (format!("{group}/{name}"), false),
            [Some(group), None] => (format!("{group}/"), true),
            _ => return,
        };
        let known =
            self.names.facts.iter().any(|fact| if prefix { fact.starts_with(&key) } else { *fact == key });
        if !known {
            let keys: Vec<&str> = self.names.facts.iter().map(String::as_str).collect();
            self.fault(arguments[0].at, format!("there is no fact `{key}`"), hint(&key, &keys));
        }
    }

    fn pattern(&mut self, argument: &Expr) {
        if let ExprNode::Literal(Value::Text(pattern)) = &argument.node
            && functions::pattern(pattern).is_err()
        {
            let message = format!("`{pattern}` is not a regular expression");
            self.fault(argument.at, message, "brackets come in pairs; write `\\\\.` for a dot");
        }
    }

    fn known(&mut self, argument: &Expr, known: &[String], what: &str) {
        if let ExprNode::Literal(Value::Text(name)) = &argument.node
            && !known.iter().any(|known| **known == **name)
        {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.fault(argument.at, format!("there is no {what} `{name}`"), hint(name, &known));
        }
    }

    fn comprehension(&mut self, kind: MacroKind, range: &Expr, variable: &str, body: &Expr) -> Ty {
        let range_ty = self.ty(range);
        let item = match &range_ty {
            Ty::List(item) => (**item).clone(),
            Ty::Any | Ty::Map => Ty::Any,
            other => self.fault(range.at, format!("{} has no items", other.name()), ""),
        };
        if self.locals.iter().chain(&self.names.variables).any(|(known, _)| known == variable) {
            self.fault(range.at, format!("`{variable}` already means something here"), "choose another name");
        }
        self.locals.push((variable.to_owned(), item));
        let body_ty = if kind == MacroKind::Map {
            self.ty(body)
        } else {
            self.expect(body, &Ty::Bool, "the condition")
        };
        self.locals.pop();
        match kind {
            MacroKind::All | MacroKind::Exists | MacroKind::ExistsOne => Ty::Bool,
            MacroKind::Filter => range_ty,
            MacroKind::Map => Ty::List(Box::new(body_ty)),
        }
    }
}

fn literal(value: &Value) -> Ty {
    match value {
        Value::Bool(_) => Ty::Bool,
        Value::Int(_) => Ty::Int,
        Value::Double(_) => Ty::Double,
        Value::Text(_) => Ty::Text,
        _ => Ty::Any,
    }
}
