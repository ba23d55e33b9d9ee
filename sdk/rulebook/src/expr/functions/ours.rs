//! What only our expressions can ask: facts, lists, substitutes, terms.

use super::{Function, LIST, TEXT, list_of, text_of};
use crate::expr::evaluate::Found;
use crate::expr::scope::{Scope, Stop};
use crate::expr::ty::Ty;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::finding("fact", &[TEXT], |_| Ty::Any, |scope, a| scope.world.fact(text_of(&a[0])?)),
    Function::finding("fact", &[TEXT, TEXT], |_| Ty::Any, fact_of_group),
    Function::finding("list", &[TEXT], |_| Ty::list(Ty::Text), |scope, a| scope.world.list(text_of(&a[0])?)),
    Function::new("substitutes", &[TEXT], |_| Ty::list(Ty::Text), substitutes),
    Function::new("substitutes", &[TEXT, TEXT], |_| Ty::list(Ty::Text), substitutes),
    Function::new("labelled", &[TEXT, LIST], |_| Ty::Bool, labelled),
    Function::new("found_terms", &[TEXT, LIST], |_| Ty::list(Ty::Text), found_terms),
];

/// Longest key of a fact, bytes; as many as a platform in a plan may have, and the group before it.
const LONGEST_KEY: usize = 1024;

/// `fact("access", "facebook")` is `fact("access/facebook")`; the key is put together without allocating.
fn fact_of_group<'a>(scope: &Scope<'a>, arguments: &[Found<'a>]) -> Result<Found<'a>, Stop> {
    let (group, name) = (text_of(&arguments[0])?, text_of(&arguments[1])?);
    let (middle, end) = (group.len(), group.len() + 1 + name.len());
    if end > LONGEST_KEY {
        return Err(Stop::error(format!("no fact has a key longer than {LONGEST_KEY} bytes")));
    }
    let mut key = [0; LONGEST_KEY];
    key[..middle].copy_from_slice(group.as_bytes());
    key[middle] = b'/';
    key[middle + 1..end].copy_from_slice(name.as_bytes());
    let key = std::str::from_utf8(&key[..end]).map_err(|_| Stop::error("the key is no text"))?;
    scope.world.fact(key)
}

fn substitutes(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let purpose = arguments.get(1).map(|purpose| text_of(purpose)).transpose()?;
    scope.world.substitutes(text_of(&arguments[0])?, purpose)
}

/// Whether a label is one of a list: `#PR`, `【広告】` and `pr` are the labels `PR`, `広告` and `PR`.
fn labelled(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let shown = bare(text_of(&arguments[0])?);
    let labels = list_of(&arguments[1])?;
    for label in labels {
        let length = label.as_text().map_or(0, str::len);
        scope.spend(1)?;
        scope.spend_bytes(shown.len().saturating_add(length))?;
    }
    let same = |label: &str| lower_case(bare(label)).eq(lower_case(shown));
    Ok(Value::Bool(!shown.is_empty() && labels.iter().filter_map(Value::as_text).any(same)))
}

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

fn lower_case(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// For a list that is not named outright; see `Code::Terms` for those that are.
fn found_terms(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let haystack = text_of(&arguments[0])?.to_ascii_lowercase();
    let mut found = Vec::new();
    for term in list_of(&arguments[1])? {
        let length = term.as_text().map_or(0, str::len);
        scope.spend(1)?;
        scope.spend_bytes(haystack.len().saturating_add(length))?;
        if term.as_text().is_some_and(|text| haystack.contains(&text.to_ascii_lowercase())) {
            found.push(term.clone());
        }
    }
    Ok(Value::list(found))
}
