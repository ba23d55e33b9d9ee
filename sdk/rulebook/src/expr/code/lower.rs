//! From the tree to the code.

use super::{Code, Comprehension, FieldName, Frame};
use crate::expr::ast::{self, Expr, ExprNode, MacroKind, Operator};
use crate::expr::functions;
use crate::expr::total::Total;
use crate::value::Value;

/// The code of a tree, its names looked up in a frame.
pub(in crate::expr) fn lower(expr: &Expr, frame: &Frame) -> Code {
    Lowering { frame, locals: Vec::new() }.code(expr)
}

struct Lowering<'a> {
    frame: &'a Frame,
    /// Variables of the macros around, innermost last.
    locals: Vec<&'a str>,
}

impl<'a> Lowering<'a> {
    fn code(&mut self, expr: &'a Expr) -> Code {
        match &expr.node {
            ExprNode::Literal(value) => Code::Literal(value.clone()),
            ExprNode::Name(name) => self.name(name),
            ExprNode::Select(object, field) => match self.qualified(expr) {
                Some(code) => code,
                None => self.field(object, field),
            },
            ExprNode::Has(object, field) => Code::Has(Box::new((self.code(object), FieldName::new(field)))),
            ExprNode::Index(object, index) => Code::Index(self.pair(object, index)),
            ExprNode::Not(inner) => Code::Not(self.boxed(inner)),
            ExprNode::Negate(inner) => Code::Negate(self.boxed(inner)),
            ExprNode::Binary(Operator::And, left, right) => Code::And(self.pair(left, right)),
            ExprNode::Binary(Operator::Or, left, right) => Code::Or(self.pair(left, right)),
            ExprNode::Binary(operator, left, right) => match self.total(*operator, left, right) {
                Some(total) => Code::Total(Box::new(total)),
                None => Code::Binary(*operator, self.pair(left, right)),
            },
            ExprNode::Conditional(condition, yes, no) => {
                Code::Conditional(Box::new([self.code(condition), self.code(yes), self.code(no)]))
            }
            ExprNode::List(items) => constant_list(self.all(items)),
            ExprNode::Map(entries) => {
                Code::Map(entries.iter().map(|(key, value)| (self.code(key), self.code(value))).collect())
            }
            ExprNode::Message(name, _) => Code::Fault(format!("there are no messages here: {name}").into()),
            ExprNode::Call(name, arguments) => self.call(name, arguments),
            ExprNode::Native(name, arguments) => Code::Native(Box::new((name.clone(), self.all(arguments)))),
            ExprNode::Macro(comprehension) => Code::Macro(Box::new(self.comprehension(comprehension))),
        }
    }

    fn field(&mut self, object: &'a Expr, field: &str) -> Code {
        let (object, field) = (self.code(object), FieldName::new(field));
        match object {
            Code::Variable(place) if let Ok(place) = u8::try_from(place) => Code::FieldOf(place, field),
            object => Code::Field(Box::new((object, field))),
        }
    }

    fn boxed(&mut self, expr: &'a Expr) -> Box<Code> {
        Box::new(self.code(expr))
    }

    fn pair(&mut self, left: &'a Expr, right: &'a Expr) -> Box<[Code; 2]> {
        Box::new([self.code(left), self.code(right)])
    }

    fn all(&mut self, exprs: &'a [Expr]) -> Vec<Code> {
        exprs.iter().map(|expr| self.code(expr)).collect()
    }

    /// A variable of a macro, of the frame, a named value, or a type. A leading dot passes over the macros.
    fn name(&self, name: &str) -> Code {
        let bare = name.trim_start_matches('.');
        let local = self.locals.iter().rev().position(|known| *known == name);
        let find = |names: &[String]| names.iter().rposition(|known| known == bare);
        if let Some(local) = local {
            Code::Local(local)
        } else if let Some(variable) = find(&self.frame.variables) {
            Code::Variable(variable)
        } else if let Some(named) = find(&self.frame.lets) {
            Code::Let(named)
        } else if let Some(ty) = functions::type_named(bare) {
            Code::Literal(Value::Type(ty))
        } else {
            Code::Fault(format!("`{name}` is not known").into())
        }
    }

    /// `a.b.c` where that is the name of one thing.
    fn qualified(&self, expr: &Expr) -> Option<Code> {
        let name = expr.dotted()?;
        if self.locals.iter().any(|local| expr.root() == Some(local)) {
            return None;
        }
        let name = name.trim_start_matches('.');
        let variable = self.frame.variables.iter().rposition(|known| known == name);
        let ty = || functions::type_named(name).map(|ty| Code::Literal(Value::Type(ty)));
        variable.map(Code::Variable).or_else(ty)
    }

    fn call(&mut self, name: &str, arguments: &'a [Expr]) -> Code {
        match (name, arguments) {
            (".matches" | "matches", [text, pattern]) => {
                if let Some(Ok(pattern)) = pattern.literal_text().map(functions::text::pattern) {
                    return Code::Matches(Box::new((self.code(text), pattern)));
                }
            }
            ("found_terms", [text, Expr { node: ExprNode::Call(list, of), .. }]) if list == "list" => {
                if let [name] = &of[..]
                    && let Some(name) = name.literal_text()
                {
                    return Code::Terms(self.boxed(text), name.into());
                }
            }
            ("substitutes", [platform, purpose]) => return Code::Substitutes(self.pair(platform, purpose)),
            _ => {}
        }
        match functions::find(name, arguments.len()) {
            Some(function) => Code::Call(function, self.all(arguments).into()),
            None => {
                let name = name.trim_start_matches('.');
                Code::Fault(format!("no function `{name}` takes {} arguments", arguments.len()).into())
            }
        }
    }

    fn comprehension(&mut self, comprehension: &'a ast::Comprehension) -> Comprehension {
        let ast::Comprehension { kind, range, index, item, filter, body } = comprehension;
        let range = self.code(range);
        let outer = self.locals.len();
        self.locals.extend(index.as_deref());
        self.locals.push(item);
        let steps = 1 + filter.as_ref().map_or(0, Expr::size) + body.size();
        let filter = filter.as_ref().map(|filter| self.code(filter));
        let body = self.code(body);
        self.locals.truncate(outer);
        Comprehension { kind: *kind, range, indexed: index.is_some(), filter, body, steps }
    }

    /// A comparison of a sum of shares.
    fn total(&mut self, operator: Operator, left: &'a Expr, right: &'a Expr) -> Option<Total> {
        use Operator::{Greater, GreaterOrEqual, Less, LessOrEqual};
        let ExprNode::Call(name, arguments) = &left.node else { return None };
        let ("sum", [Expr { node: ExprNode::Macro(shares), .. }]) = (name.as_str(), &arguments[..]) else {
            return None;
        };
        if !matches!(operator, Greater | GreaterOrEqual | Less | LessOrEqual) || shares.kind != MacroKind::Map
        {
            return None;
        }
        let shares = self.comprehension(shares);
        let field = match &shares.body {
            Code::Field(parts) => &parts.1,
            Code::FieldOf(_, field) => field,
            _ => return None,
        };
        field.is_never_negative().then(|| Total { operator, shares, limit: self.code(right) })
    }
}

/// A list of constants is one constant.
fn constant_list(items: Vec<Code>) -> Code {
    let constants: Option<Vec<Value>> = items
        .iter()
        .map(|item| match item {
            Code::Literal(value) => Some(value.clone()),
            _ => None,
        })
        .collect();
    constants.map_or(Code::List(items), |values| Code::Literal(Value::list(values)))
}
