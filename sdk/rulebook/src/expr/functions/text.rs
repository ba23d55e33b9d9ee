//! Texts: CEL's own functions and its strings extension. Places in a text count characters, from 0.

use super::{ANY, Function, INT, LIST, TEXT, int_of, list_of, text_of};
use crate::expr::evaluate::Found;
use crate::expr::scope::{Scope, Stop};
use crate::expr::ty::Ty;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("size", &[ANY], |_| Ty::Int, |_, a| size(&a[0])),
    Function::new(".size", &[ANY], |_| Ty::Int, |_, a| size(&a[0])),
    Function::deciding(".contains", &[TEXT, TEXT], |_, a, b| Ok(text_of(a)?.contains(text_of(b)?))),
    Function::deciding(".startsWith", &[TEXT, TEXT], |_, a, b| Ok(text_of(a)?.starts_with(text_of(b)?))),
    Function::deciding(".endsWith", &[TEXT, TEXT], |_, a, b| Ok(text_of(a)?.ends_with(text_of(b)?))),
    Function::new(".matches", &[TEXT, TEXT], |_| Ty::Bool, matches),
    Function::new("matches", &[TEXT, TEXT], |_| Ty::Bool, matches),
    Function::new(".lowerAscii", &[TEXT], |_| Ty::Text, |_, a| change(a, |text| text.to_ascii_lowercase())),
    Function::new(".upperAscii", &[TEXT], |_| Ty::Text, |_, a| change(a, |text| text.to_ascii_uppercase())),
    Function::new(".trim", &[TEXT], |_| Ty::Text, |_, a| change(a, |text| text.trim().to_owned())),
    Function::new(".reverse", &[TEXT], |_| Ty::Text, |_, a| change(a, |text| text.chars().rev().collect())),
    Function::new(".charAt", &[TEXT, INT], |_| Ty::Text, |_, a| char_at(a)),
    Function::new(".indexOf", &[TEXT, TEXT], |_| Ty::Int, |_, a| index_of(a)),
    Function::new(".indexOf", &[TEXT, TEXT, INT], |_| Ty::Int, |_, a| index_of(a)),
    Function::new(".lastIndexOf", &[TEXT, TEXT], |_| Ty::Int, |_, a| last_index_of(a)),
    Function::new(".lastIndexOf", &[TEXT, TEXT, INT], |_| Ty::Int, |_, a| last_index_of(a)),
    Function::new(".replace", &[TEXT, TEXT, TEXT], |_| Ty::Text, replace),
    Function::new(".replace", &[TEXT, TEXT, TEXT, INT], |_| Ty::Text, replace),
    Function::new(".split", &[TEXT, TEXT], |_| Ty::list(Ty::Text), split),
    Function::new(".split", &[TEXT, TEXT, INT], |_| Ty::list(Ty::Text), split),
    Function::new(".substring", &[TEXT, INT], |_| Ty::Text, |_, a| substring(a)),
    Function::new(".substring", &[TEXT, INT, INT], |_| Ty::Text, |_, a| substring(a)),
    Function::new(".join", &[LIST], |_| Ty::Text, join),
    Function::new(".join", &[LIST, TEXT], |_| Ty::Text, join),
    Function::new("strings.quote", &[TEXT], |_| Ty::Text, quote),
];

/// What it costs to compile a pattern, beside its length.
const STEPS_PER_PATTERN: usize = 10_000;

fn size(value: &Value) -> Result<Value, Stop> {
    let size = match value {
        Value::Text(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(items) => items.len(),
        Value::Map(entries) => entries.len(),
        other => return Err(Stop::wrong(other, "a text, a list or a map")),
    };
    Ok(Value::Int(size as i64))
}

fn change(arguments: &[Found<'_>], change: fn(&str) -> String) -> Result<Value, Stop> {
    text_of(&arguments[0]).map(|text| Value::text(&change(text)))
}

fn matches(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let text = text_of(&arguments[1])?;
    scope.spend(STEPS_PER_PATTERN + text.len())?;
    let regex = pattern(text).map_err(|error| Stop::error(format!("not a regular expression: {error}")))?;
    is_match(&regex, text_of(&arguments[0])?, scope).map(Value::Bool)
}

/// Whether a text matches. A byte that a pattern looks at costs more than one that is only read.
pub(in crate::expr) fn is_match(pattern: &regex::Regex, text: &str, scope: &Scope<'_>) -> Result<bool, Stop> {
    scope.spend(text.len() / BYTES_PER_STEP)?;
    Ok(pattern.is_match(text))
}

/// So many bytes that a pattern looks at cost one step.
const BYTES_PER_STEP: usize = 16;

/// The pattern of `matches`.
pub(in crate::expr) fn pattern(text: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(text).size_limit(1 << 18).build()
}

fn outside(place: i64) -> Stop {
    Stop::error(format!("the text has no place {place}"))
}

/// Where a character begins in the text (bytes); the place after the last one counts.
fn offset(text: &str, place: i64) -> Result<usize, Stop> {
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    usize::try_from(place).ok().and_then(|place| ends.nth(place)).ok_or_else(|| outside(place))
}

/// The place of the character that begins there (bytes); -1 for none.
fn place(text: &str, found: Option<usize>) -> Value {
    Value::Int(found.map_or(-1, |at| text[..at].chars().count() as i64))
}

fn char_at(arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let text = text_of(&arguments[0])?;
    let at = offset(text, int_of(&arguments[1])?)?;
    Ok(Value::text(text[at..].chars().next().map_or(String::new(), String::from).as_str()))
}

fn index_of(arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let (text, part) = (text_of(&arguments[0])?, text_of(&arguments[1])?);
    let from = arguments.get(2).map_or(Ok(0), |place| offset(text, int_of(place)?))?;
    Ok(place(text, text[from..].find(part).map(|at| from + at)))
}

fn last_index_of(arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let (text, part) = (text_of(&arguments[0])?, text_of(&arguments[1])?);
    let last = arguments.get(2).map_or(Ok(text.len()), |place| offset(text, int_of(place)?))?;
    // A match begins at `last` or before it, so that it ends no later than the part's length after it.
    let mut end = (last + part.len()).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Ok(place(text, text[..end].rfind(part)))
}

fn substring(arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let text = text_of(&arguments[0])?;
    let from = offset(text, int_of(&arguments[1])?)?;
    let to = arguments.get(2).map_or(Ok(text.len()), |place| offset(text, int_of(place)?))?;
    let part = text.get(from..to).ok_or_else(|| Stop::error("the end stands before the beginning"))?;
    Ok(Value::text(part))
}

/// How often at most: a negative number means without end.
fn limit(argument: Option<&Found<'_>>) -> Result<usize, Stop> {
    let limit = argument.map_or(Ok(-1), |limit| int_of(limit))?;
    Ok(usize::try_from(limit).unwrap_or(usize::MAX))
}

fn replace(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let [text, from, to] = [&arguments[0], &arguments[1], &arguments[2]].map(|text| text_of(text));
    let (text, from, to) = (text?, from?, to?);
    let limit = limit(arguments.get(3))?;
    let count = text.matches(from).take(limit).count();
    if count == 0 {
        // The text as it is: most hold nothing that is to be replaced.
        return Ok((*arguments[0]).clone());
    }
    scope.room(text.len() + count * to.len())?;
    Ok(Value::text(&text.replacen(from, to, limit)))
}

fn split(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let (text, separator) = (text_of(&arguments[0])?, text_of(&arguments[1])?);
    let limit = limit(arguments.get(2))?;
    let parts: Vec<Value> = if separator.is_empty() && limit > 0 {
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).skip(1);
        let mut parts = Vec::new();
        let mut from = 0;
        for end in ends {
            let end = if parts.len() + 1 == limit { text.len() } else { end };
            parts.push(Value::text(&text[from..end]));
            from = end;
            if from == text.len() {
                break;
            }
        }
        parts
    } else {
        text.splitn(limit, separator).map(Value::text).collect()
    };
    scope.hold(Value::list(parts))
}

fn join(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let items = list_of(&arguments[0])?;
    let separator = arguments.get(1).map_or(Ok(""), |text| text_of(text))?;
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let (item, separator) = (text_of(item)?, if index == 0 { "" } else { separator });
        scope.room(out.len() + separator.len() + item.len())?;
        out.push_str(separator);
        out.push_str(item);
    }
    Ok(Value::text(&out))
}

fn quote(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let text = text_of(&arguments[0])?;
    scope.room(text.len() * 2 + 2)?;
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            '"' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push('"');
    Ok(Value::text(&out))
}
