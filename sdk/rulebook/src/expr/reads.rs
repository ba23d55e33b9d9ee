//! What an expression can read, found by looking at it: nothing is evaluated.

use std::collections::BTreeSet;

use super::Expression;
use super::ast::{Expr, ExprNode};
use crate::value::Value;

/// What expressions can read, each thing once and in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    /// Keys of facts; one that ends in `*` stands for all that begin like it, where the plan decides which.
    pub(crate) facts: BTreeSet<String>,
    /// Lists, by name.
    pub(crate) lists: BTreeSet<String>,
    /// Native functions, by name.
    pub(crate) natives: BTreeSet<String>,
    /// Places in the plan as they are written, for example `channel.platform`; of macros the variables of their own too.
    pub(crate) places: BTreeSet<String>,
    /// Whether it asks for platforms that stand in for another.
    pub(crate) substitutes: bool,
}

// === impl Reads ===

impl Reads {
    /// Adds what an expression can read.
    pub(crate) fn add(&mut self, expression: &Expression) {
        expression.root.walk(&mut |expr| self.note(expr));
        self.note_places(&expression.root);
    }

    fn note(&mut self, expr: &Expr) {
        match &expr.node {
            ExprNode::Native(name, _) => {
                self.natives.insert(name.clone());
            }
            ExprNode::Call(name, arguments) => match name.trim_start_matches('.') {
                "fact" => {
                    self.facts.insert(key(arguments));
                }
                "list" => {
                    self.lists.extend(arguments.first().and_then(Expr::literal_text).map(str::to_owned))
                }
                // Whether a platform can stand in for another rests on access to it, and on how many use it.
                "substitutes" => {
                    self.substitutes = true;
                    self.facts.extend(["access/*".to_owned(), "audience/*".to_owned()]);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn note_places(&mut self, expr: &Expr) {
        let place = match &expr.node {
            ExprNode::Select(..) => expr.dotted(),
            ExprNode::Has(object, field) => object.dotted().map(|object| format!("{object}.{field}")),
            _ => None,
        };
        match place {
            Some(place) => {
                self.places.insert(place);
            }
            None => expr.node.parts().into_iter().for_each(|part| self.note_places(part)),
        }
    }
}

// === impl Expression ===

impl Expression {
    /// The constants in it, in the order they are written.
    pub(crate) fn constants(&self) -> Vec<&Value> {
        fn collect<'e>(expr: &'e Expr, found: &mut Vec<&'e Value>) {
            if let ExprNode::Literal(value) = &expr.node {
                found.push(value);
            }
            expr.node.parts().into_iter().for_each(|part| collect(part, found));
        }
        let mut found = Vec::new();
        collect(&self.root, &mut found);
        found
    }
}

/// The key that the arguments of `fact` name: whole, or up to where the plan decides.
fn key(arguments: &[Expr]) -> String {
    let texts: Vec<Option<&str>> = arguments.iter().map(Expr::literal_text).collect();
    match texts[..] {
        [Some(key)] => key.to_owned(),
        [Some(group), Some(name)] => format!("{group}/{name}"),
        [Some(group), None] => format!("{group}/*"),
        _ => "*".to_owned(),
    }
}

#[cfg(test)]
mod tests;
