//! What only our expressions can ask: facts, lists, substitutes, terms.

use super::{Function, LIST, TEXT, list_of, text_of};
use crate::expr::scope::{Scope, Stop};
use crate::expr::ty::Ty;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("fact", &[TEXT], |_| Ty::Any, |scope, a| scope.world.fact(text_of(&a[0])?)),
    Function::new(
        "fact",
        &[TEXT, TEXT],
        |_| Ty::Any,
        |scope, a| scope.world.fact(&format!("{}/{}", text_of(&a[0])?, text_of(&a[1])?)),
    ),
    Function::new("list", &[TEXT], |_| Ty::list(Ty::Text), |scope, a| scope.world.list(text_of(&a[0])?)),
    Function::new("substitutes", &[TEXT], |_| Ty::list(Ty::Text), substitutes),
    Function::new("substitutes", &[TEXT, TEXT], |_| Ty::list(Ty::Text), substitutes),
    Function::new("labelled", &[TEXT, LIST], |_| Ty::Bool, labelled),
    Function::new("found_terms", &[TEXT, LIST], |_| Ty::list(Ty::Text), found_terms),
];

fn substitutes(scope: &Scope<'_>, arguments: &[Value]) -> Result<Value, Stop> {
    let purpose = arguments.get(1).map(text_of).transpose()?;
    scope.world.substitutes(text_of(&arguments[0])?, purpose)
}

/// Whether a label is one of a list: `#PR`, `【広告】` and `pr` are the labels `PR`, `広告` and `PR`.
fn labelled(scope: &Scope<'_>, arguments: &[Value]) -> Result<Value, Stop> {
    let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let shown = bare(text_of(&arguments[0])?);
    let labels = list_of(&arguments[1])?;
    scope.spend_bytes(shown.len().saturating_mul(labels.len()))?;
    let is_one = labels.iter().filter_map(Value::as_text).any(|label| bare(label) == shown);
    Ok(Value::Bool(is_one && !shown.is_empty()))
}

fn found_terms(scope: &Scope<'_>, arguments: &[Value]) -> Result<Value, Stop> {
    let haystack = text_of(&arguments[0])?.to_ascii_lowercase();
    let mut found = Vec::new();
    for term in list_of(&arguments[1])? {
        scope.spend_bytes(haystack.len())?;
        if term.as_text().is_some_and(|text| haystack.contains(&text.to_ascii_lowercase())) {
            found.push(term.clone());
        }
    }
    Ok(Value::list(found))
}
