//! Macros: what `list.all(x, …)` and its like are made into.

use super::ast::{Comprehension, Expr, ExprNode, MacroKind};
use super::parse::ParseError;

/// `range.name(variable, …)`: the macro that the arguments make.
pub(super) fn comprehension(
    kind: MacroKind,
    name: &str,
    range: Expr,
    mut arguments: Vec<Expr>,
    at: usize,
) -> Result<ExprNode, ParseError> {
    let two = arguments.len() > 2 && kind != MacroKind::Map || matches!(kind, MacroKind::TransformMap);
    let variables = if two { 2 } else { 1 };
    if arguments.len() <= variables || !kind.takes(variables, arguments.len() - variables) {
        let hint = format!("write `list.{name}(x, …)`");
        return Err(ParseError::new(
            at,
            format!("`{name}` does not take {} arguments", arguments.len()),
            hint,
        ));
    }
    let mut body = arguments.split_off(variables);
    let mut names = Vec::new();
    for variable in arguments {
        match variable.node {
            ExprNode::Name(name) if !name.starts_with('.') && !names.contains(&name) => names.push(name),
            _ => return Err(ParseError::new(variable.at, "a name of its own is needed here", "")),
        }
    }
    let item = names.pop().expect("there are one or two variables");
    let value = body.pop().expect("the arguments were counted");
    let (index, filter) = (names.pop(), body.pop());
    Ok(ExprNode::Macro(Box::new(Comprehension { kind, range, index, item, filter, body: value })))
}
