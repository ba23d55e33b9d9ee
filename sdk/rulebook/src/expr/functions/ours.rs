//! What only our expressions can ask: facts, lists, substitutes, terms, the calendar, sums, days.

use jiff::Span;

use super::{DATE, Function, INT, LIST, TEXT, TEXTS, int_of, list_of, text_of};
use crate::date::{Date, day};
use crate::expr::evaluate::Found;
use crate::expr::scope::{Scope, Stop};
use crate::expr::total::number_of;
use crate::expr::ty::Ty;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::finding("fact", &[TEXT], |_| Ty::Any, |scope, a| scope.world.fact(text_of(&a[0])?)),
    Function::finding("fact", &[TEXT, TEXT], |_| Ty::Any, fact_of_group),
    Function::finding("list", &[TEXT], |_| Ty::list(Ty::Text), |scope, a| scope.world.list(text_of(&a[0])?)),
    Function::new("substitutes", &[TEXT], |_| Ty::list(Ty::Text), substitutes),
    Function::new("substitutes", &[TEXT, TEXT], |_| Ty::list(Ty::Text), substitutes),
    Function::deciding("labelled", &[TEXT, LIST], labelled),
    Function::deciding("language_matches", &[TEXT, LIST], language_matches),
    Function::new("found_terms", &[TEXT, LIST], |_| Ty::list(Ty::Text), found_terms),
    Function::new("calendar_windows", &[DATE, DATE, TEXTS], |_| Ty::list(Ty::Text), calendar_windows),
    Function::new("sum", &[LIST], |_| Ty::Double, sum),
    Function::new("plus_days", &[DATE, INT], |_| Ty::Date, plus_days),
];

/// Longest key that is put together without allocating, bytes.
const SHORT_KEY: usize = 96;

/// `fact("access", "facebook")` is `fact("access/facebook")`.
fn fact_of_group<'a>(scope: &Scope<'a>, arguments: &[Found<'a>]) -> Result<Found<'a>, Stop> {
    let (group, name) = (text_of(&arguments[0])?, text_of(&arguments[1])?);
    let (middle, end) = (group.len(), group.len() + 1 + name.len());
    if end > SHORT_KEY {
        return scope.world.fact(&format!("{group}/{name}"));
    }
    let mut key = [0; SHORT_KEY];
    key[..middle].copy_from_slice(group.as_bytes());
    key[middle] = b'/';
    key[middle + 1..end].copy_from_slice(name.as_bytes());
    let key = std::str::from_utf8(&key[..end]).map_err(|_| Stop::error("the key is no text"))?;
    scope.world.fact(key)
}

fn substitutes(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    scope.spend(STEPS_PER_SUBSTITUTE)?;
    let purpose = arguments.get(1).map(|purpose| text_of(purpose)).transpose()?;
    scope.world.substitutes(text_of(&arguments[0])?, purpose)
}

/// Whether a label is one of a list: `#PR`, `【広告】` and `pr` are the labels `PR`, `広告` and `PR`.
fn labelled(scope: &Scope<'_>, label: &Value, labels: &Value) -> Result<bool, Stop> {
    let (shown, labels) = (bare(text_of(label)?), list_of(labels)?);
    for label in labels {
        let length = label.as_text().map_or(0, str::len);
        scope.spend(1)?;
        scope.spend_bytes(shown.len().saturating_add(length))?;
    }
    let mut labels = labels.iter().filter_map(Value::as_text);
    let same = |label: &str| lower_case(bare(label)).eq(lower_case(shown));
    // Most labels are written as the list has them.
    let is_one = labels.clone().any(|label| label == shown) || labels.any(same);
    Ok(is_one && !shown.is_empty())
}

/// Whether a language tag is one of a list or within one, as `zh-Hans-CN` is within `zh-Hans`: basic filtering of RFC 4647.
fn language_matches(scope: &Scope<'_>, tag: &Value, ranges: &Value) -> Result<bool, Stop> {
    let (tag, ranges) = (text_of(tag)?.as_bytes(), list_of(ranges)?);
    scope.spend(ranges.len())?;
    let covers = |range: &str| {
        let (start, rest) = tag.split_at(range.len().min(tag.len()));
        start.eq_ignore_ascii_case(range.as_bytes()) && matches!(rest, [] | [b'-', ..])
    };
    Ok(ranges.iter().filter_map(Value::as_text).any(covers))
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

/// Looking for what stands in for a platform goes through all of them.
pub(in crate::expr) const STEPS_PER_SUBSTITUTE: usize = 1_000;

/// One look through the calendar costs as many steps, and as many again for each name.
const CALENDAR_STEPS: usize = 100;

/// So many years at most are walked, whatever the period: a calendar speaks of no more. Each costs a step for each name.
const MOST_YEARS: usize = 300;

/// Most names of one look.
const MOST_WINDOWS: usize = 20;

/// Asked for nothing, or about days in the wrong order, no day may read as free.
fn calendar_windows(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    scope.spend(CALENDAR_STEPS)?;
    let (from, until) = (day_of(&arguments[0])?, day_of(&arguments[1])?);
    if until < from {
        return Err(Stop::error(format!("the period ends on {until}, before it begins on {from}")));
    }
    let names = list_of(&arguments[2])?.iter().map(text_of).collect::<Result<Vec<&str>, Stop>>()?;
    if names.is_empty() {
        return Err(Stop::error("no window is asked for"));
    }
    if names.len() > MOST_WINDOWS {
        return Err(Stop::error(format!("more than {MOST_WINDOWS} windows and kinds are asked for at once")));
    }
    let years = usize::try_from(until.year() - from.year()).unwrap_or_default().min(MOST_YEARS);
    scope.spend((CALENDAR_STEPS + years) * names.len())?;
    scope.world.windows(from, until, &names)
}

/// Always a number with a fraction, so that what is listed does not decide what it goes together with. A sum beside a limit is
/// `Code::Total` where it can be settled with shares unknown.
fn sum(scope: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let numbers = list_of(&arguments[0])?;
    scope.spend(numbers.len())?;
    let total =
        numbers.iter().try_fold(0.0, |total, number| number_of(number).map(|number| total + number))?;
    if total.is_finite() { Ok(Value::Double(total)) } else { Err(Stop::error("the sum is too large")) }
}

/// The day so many days after another; before it where the number is negative.
fn plus_days(_: &Scope<'_>, arguments: &[Found<'_>]) -> Result<Value, Stop> {
    let first = day_of(&arguments[0])?;
    let days = Span::new().try_days(int_of(&arguments[1])?).ok();
    let day = days.and_then(|days| first.checked_add(days).ok());
    day.map(Value::Date).ok_or_else(|| Stop::error("the day is out of the calendar"))
}

/// The day an argument must be, or a text that holds one.
fn day_of(value: &Value) -> Result<Date, Stop> {
    let day = match value {
        Value::Date(date) => Some(*date),
        Value::Text(text) => day(text),
        _ => None,
    };
    day.ok_or_else(|| Stop::wrong(value, "a day"))
}
