//! Writes a tree back as text: one canonical spelling, which parses to the same tree.

use super::ast::{Comprehension, Expr, ExprNode, MacroKind, Operator};
use crate::value::Value;

/// How tightly a node holds together, loosest first. A part that is looser than its place stands in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Conditional,
    Or,
    And,
    Relation,
    Sum,
    Product,
    Unary,
    Member,
}

/// The text of a tree.
pub(super) fn text(expr: &Expr) -> String {
    let mut out = String::new();
    write(expr, Level::Conditional, &mut out);
    out
}

/// The operands of a row of `&&` or `||`, in their order; any other tree is a row of one.
///
/// The parser makes a balanced tree of a row. A tree of another shape was written with brackets: its operands are two.
pub(super) fn row(expr: &Expr) -> Vec<&Expr> {
    let ExprNode::Binary(operator @ (Operator::And | Operator::Or), left, right) = &expr.node else {
        return vec![expr];
    };
    let [lefts, rights] = [left, right].map(|side| match &side.node {
        ExprNode::Binary(own, ..) if own == operator => row(side),
        _ => vec![&**side],
    });
    let whole = lefts.len() + rights.len();
    if lefts.len() == whole / 2 { [lefts, rights].concat() } else { vec![left, right] }
}

fn write(expr: &Expr, place: Level, out: &mut String) {
    let brackets = Level::of(expr) < place;
    if brackets {
        out.push('(');
    }
    node(expr, out);
    if brackets {
        out.push(')');
    }
}

fn node(expr: &Expr, out: &mut String) {
    match &expr.node {
        ExprNode::Literal(value) => literal(value, out),
        ExprNode::Name(name) => out.push_str(name),
        ExprNode::Select(object, field) => select(object, field, out),
        ExprNode::Has(object, field) => {
            out.push_str("has(");
            select(object, field, out);
            out.push(')');
        }
        ExprNode::Index(object, index) => {
            write(object, Level::Member, out);
            list("[", std::slice::from_ref(&**index), "]", out);
        }
        ExprNode::Not(inner) => {
            out.push('!');
            write(inner, Level::Unary, out);
        }
        ExprNode::Negate(inner) => negate(inner, out),
        ExprNode::Binary(Operator::And | Operator::Or, ..) => logic(expr, out),
        ExprNode::Binary(operator, left, right) => {
            let level = Level::of(expr);
            write(left, level, out);
            out.push_str(&format!(" {} ", operator.mark()));
            write(right, level.tighter(), out);
        }
        ExprNode::Conditional(condition, yes, no) => {
            write(condition, Level::Or, out);
            out.push_str(" ? ");
            write(yes, Level::Or, out);
            out.push_str(" : ");
            write(no, Level::Conditional, out);
        }
        ExprNode::List(items) => list("[", items, "]", out),
        ExprNode::Map(entries) => map(entries, out),
        ExprNode::Message(name, _) => {
            out.push_str(&format!("{name}{{…}}"));
        }
        ExprNode::Call(name, arguments) => call(name, arguments, out),
        ExprNode::Native(name, arguments) => {
            out.push_str(&format!("native.{name}"));
            list("(", arguments, ")", out);
        }
        ExprNode::Macro(comprehension) => self::comprehension(comprehension, out),
    }
}

fn select(object: &Expr, field: &str, out: &mut String) {
    write(object, Level::Member, out);
    out.push('.');
    let word = field.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if word && !["true", "false", "null", "in"].contains(&field) {
        out.push_str(field);
    } else {
        out.push_str(&format!("`{field}`"));
    }
}

/// A whole number after a minus is a negative number, not a negated one.
fn negate(inner: &Expr, out: &mut String) {
    out.push('-');
    let mut text = String::new();
    write(inner, Level::Unary, &mut text);
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        text = format!("({text})");
    }
    out.push_str(&text);
}

fn logic(expr: &Expr, out: &mut String) {
    let level = Level::of(expr);
    let mark = if level == Level::And { " && " } else { " || " };
    for (place, operand) in row(expr).into_iter().enumerate() {
        if place > 0 {
            out.push_str(mark);
        }
        write(operand, level.tighter(), out);
    }
}

fn list(open: &str, items: &[Expr], close: &str, out: &mut String) {
    out.push_str(open);
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        write(item, Level::Conditional, out);
    }
    out.push_str(close);
}

fn map(entries: &[(Expr, Expr)], out: &mut String) {
    out.push('{');
    for (place, (key, value)) in entries.iter().enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        write(key, Level::Conditional, out);
        out.push_str(": ");
        write(value, Level::Conditional, out);
    }
    out.push('}');
}

fn call(name: &str, arguments: &[Expr], out: &mut String) {
    match (name.strip_prefix('.'), arguments) {
        (Some(_), [object, rest @ ..]) => {
            write(object, Level::Member, out);
            out.push_str(name);
            list("(", rest, ")", out);
        }
        _ => {
            out.push_str(name);
            list("(", arguments, ")", out);
        }
    }
}

fn comprehension(comprehension: &Comprehension, out: &mut String) {
    let Comprehension { kind, range, index, item, filter, body } = comprehension;
    write(range, Level::Member, out);
    out.push_str(&format!(".{}(", kind.name()));
    for variable in index.iter().chain([item]) {
        out.push_str(&format!("{variable}, "));
    }
    if let Some(filter) = filter {
        write(filter, Level::Conditional, out);
        out.push_str(", ");
    }
    write(body, Level::Conditional, out);
    out.push(')');
}

fn literal(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Uint(number) => {
            out.push_str(&format!("{number}u"));
        }
        Value::Double(number) => {
            out.push_str(&format!("{number:?}"));
        }
        Value::Text(text) => {
            out.push('"');
            text.chars().for_each(|c| character(c, out));
            out.push('"');
        }
        Value::Bytes(bytes) => {
            out.push_str("b\"");
            bytes.iter().for_each(|byte| match byte {
                b'"' | b'\\' | 0..b' ' | 0x7f.. => {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
                byte => out.push(char::from(*byte)),
            });
            out.push('"');
        }
        other => out.push_str(&other.to_json()),
    }
}

fn character(c: char, out: &mut String) {
    match c {
        '"' | '\\' => out.extend(['\\', c]),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            out.push_str(&format!("\\u{:04x}", c as u32));
        }
        c => out.push(c),
    }
}

// === impl Level ===

impl Level {
    fn of(expr: &Expr) -> Self {
        match &expr.node {
            ExprNode::Conditional(..) => Self::Conditional,
            ExprNode::Binary(operator, ..) => match operator {
                Operator::Or => Self::Or,
                Operator::And => Self::And,
                Operator::Add | Operator::Subtract => Self::Sum,
                Operator::Multiply | Operator::Divide | Operator::Remainder => Self::Product,
                _ => Self::Relation,
            },
            ExprNode::Not(_) | ExprNode::Negate(_) => Self::Unary,
            _ => Self::Member,
        }
    }

    /// The next one.
    fn tighter(self) -> Self {
        match self {
            Self::Conditional => Self::Or,
            Self::Or => Self::And,
            Self::And => Self::Relation,
            Self::Relation => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Unary,
            Self::Unary | Self::Member => Self::Member,
        }
    }
}

impl Operator {
    /// As it is written.
    fn mark(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

impl MacroKind {
    /// As it is written.
    fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Exists => "exists",
            Self::ExistsOne => "exists_one",
            Self::Filter => "filter",
            Self::Map => "map",
            Self::TransformList => "transformList",
            Self::TransformMap => "transformMap",
        }
    }
}

#[cfg(test)]
mod tests;
