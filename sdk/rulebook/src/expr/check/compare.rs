//! Checks comparisons: what can never be equal makes a rule pass unnoticed.

use super::Checker;
use crate::date::day;
use crate::expr::ast::{Expr, ExprNode, Operator};
use crate::expr::ty::Ty;
use crate::fact::ACCESS_STATES;
use crate::suggest::hint;
use crate::value::Value;

impl Checker<'_> {
    /// Notes what can never be equal: other types, words outside their set, and null beside what is there or not known.
    pub(super) fn comparable(
        &mut self,
        operator: Operator,
        at: usize,
        (a, left): (&Ty, &Expr),
        (b, right): (&Ty, &Expr),
    ) {
        if !a.meets(b) {
            let relation = match operator {
                Operator::Equal | Operator::NotEqual | Operator::In => "is never equal to",
                _ => "does not compare with",
            };
            let message = format!("{} {relation} {}", a.name(), b.name());
            let quoted =
                left.literal_text().map(|text| (text, b)).or(right.literal_text().map(|text| (text, a)));
            self.fault(at, message, quoted.map_or("", |(text, ty)| unquoted(text, ty)));
            return;
        }
        for (ty, subject, other) in [(a, left, right), (b, right, left)] {
            match ty {
                Ty::Word(words) => self.words(subject, other, words),
                Ty::Date => self.dates(other),
                _ => {}
            }
            let is_field = matches!(subject.node, ExprNode::Select(..)) && !ty.is_open();
            if is_field && other.node == ExprNode::Literal(Value::Null) {
                self.fault(other.at, "a field is never null", "ask whether it is known with `has(a.b)`");
            }
        }
    }

    /// A text beside a date must hold one: anything else is never equal to it, and the rule would pass unnoticed.
    pub(super) fn dates(&mut self, expr: &Expr) {
        match &expr.node {
            ExprNode::Literal(Value::Text(text)) if day(text).is_none() => {
                self.fault(expr.at, format!("`{text}` is not a day"), "write 2026-12-31");
            }
            ExprNode::List(items) => items.iter().for_each(|item| self.dates(item)),
            _ => {}
        }
    }

    /// A text beside a word must be one of its set.
    fn words(&mut self, subject: &Expr, expr: &Expr, words: &'static [&'static str]) {
        match &expr.node {
            ExprNode::Literal(Value::Text(word)) if !words.contains(&word.as_ref()) => {
                let subject = match subject.node {
                    ExprNode::Select(..) => "the field",
                    ExprNode::Call(..) => "the fact",
                    _ => "it",
                };
                let hint = hint(word, words);
                self.fault(expr.at, format!("{subject} is never `{word}`"), hint);
            }
            ExprNode::Literal(Value::Text(word)) if **word == *"unknown" && words == ACCESS_STATES => {
                let hint = "what is not known decides nothing: the rule asks for it by itself (CANNOT_TELL)";
                self.fault(expr.at, "it is never equal to `unknown`", hint);
            }
            ExprNode::List(items) => items.iter().for_each(|item| self.words(subject, item, words)),
            _ => {}
        }
    }
}

/// What to do where quotes made a text of another value.
fn unquoted(text: &str, wanted: &Ty) -> &'static str {
    match wanted {
        Ty::Bool if matches!(text, "true" | "false") => "write `true` or `false` without quotes",
        Ty::Int | Ty::Uint | Ty::Double if text.parse::<f64>().is_ok() => "write the number without quotes",
        Ty::List(_) => "to look into a list, write `\"word\" in list`",
        _ => "",
    }
}
