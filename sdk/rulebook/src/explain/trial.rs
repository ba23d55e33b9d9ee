//! Which other values of a field are worth trying.

use super::case::Case;
use super::condition::Site;
use crate::date::{Date, day};
use crate::plan::conform;
use crate::schema::{CHANNEL, Type};
use crate::value::Value;

/// The constants a rule speaks of.
pub(super) struct Words {
    texts: Vec<Value>,
    numbers: Vec<f64>,
    days: Vec<Date>,
}

/// Most texts of a rule and its lists that are tried.
const MOST_TEXTS: usize = 20;

/// Most platforms that are tried, beside those that stand in.
const MOST_PLATFORMS: usize = 5;

/// Longest text that is tried without its terms, bytes; its new value is told whole.
const LONGEST_TEXT: usize = 2_000;

/// The other valid values of a field, the nearest first.
pub(super) fn values(case: &Case<'_, '_>, site: &Site, words: &Words) -> Vec<Value> {
    let Some(field) = site.location.field() else { return Vec::new() };
    let record = site.location.record();
    let now = record.field(field.name);
    let mut values = match field.ty {
        Type::Word(valid) => valid.iter().map(|word| Value::text(word)).collect(),
        Type::Boolean => vec![Value::Bool(true), Value::Bool(false)],
        Type::Integer => words.whole(now).into_iter().map(Value::Int).collect(),
        Type::Percent => words.shares(now),
        Type::Date => words.days(now),
        Type::Label if record.kind == &CHANNEL && field.name == "platform" => platforms(case, now),
        Type::Label => words.texts.clone(),
        Type::Language => words.languages(case),
        Type::Languages => lists(now, &words.languages(case)),
        Type::Text => without_terms(now, &site.terms),
        Type::Labels => lists(now, &words.texts),
        Type::Words(valid) => lists(now, &valid.iter().map(|word| Value::text(word)).collect::<Vec<_>>()),
        Type::Integers => lists(now, &words.whole(None).into_iter().map(Value::Int).collect::<Vec<_>>()),
        Type::Markets => {
            case.rulebook.module().market.iter().map(|own| Value::list(vec![Value::text(own)])).collect()
        }
        Type::Record(_) | Type::Records(_) => Vec::new(),
    };
    values.retain(|value| Some(value) != now);
    values
}

/// The list without each of its items, then each of `valid` alone.
fn lists(now: Option<&Value>, valid: &[Value]) -> Vec<Value> {
    let items = now.and_then(Value::as_list).unwrap_or_default();
    let without = |left_out: usize| {
        let kept = items.iter().enumerate().filter(|(place, _)| *place != left_out);
        Value::list(kept.map(|(_, item)| item.clone()).collect())
    };
    // An empty list says nothing: it is not known.
    let shorter = (0..items.len()).map(without).filter(|_| items.len() > 1);
    shorter.chain(valid.iter().map(|one| Value::list(vec![one.clone()]))).collect()
}

/// What stands in for the platform, then the strongest.
fn platforms(case: &Case<'_, '_>, now: Option<&Value>) -> Vec<Value> {
    let found = case.rulebook.recommendable(&[], case.inquiry);
    let now = now.and_then(Value::as_text).unwrap_or_default();
    let stands_in = |id: &str| id == now;
    let (stand_ins, others): (Vec<_>, Vec<_>) = found
        .into_iter()
        .map(|(platform, _)| platform)
        .partition(|platform| platform.substitutes_for.iter().any(|id| stands_in(id)));
    let others = others.into_iter().take(MOST_PLATFORMS);
    stand_ins.into_iter().chain(others).map(|platform| Value::text(&platform.id)).collect()
}

/// The text without the terms that were found in it, ignoring ASCII case.
fn without_terms(now: Option<&Value>, terms: &[Value]) -> Vec<Value> {
    let Some(text) = now.and_then(Value::as_text).filter(|text| text.len() <= LONGEST_TEXT) else {
        return Vec::new();
    };
    let mut left = text.to_owned();
    for term in terms.iter().filter_map(Value::as_text).filter(|term| !term.is_empty()) {
        // Each round takes out one term at least, so that it comes to an end.
        while let Some(at) = left.to_ascii_lowercase().find(&term.to_ascii_lowercase()) {
            left.replace_range(at..at + term.len(), "");
        }
    }
    if terms.is_empty() { Vec::new() } else { vec![Value::text(&left)] }
}

// === impl Words ===

impl Words {
    /// Those of a rule's conditions and named values, and of the lists they name.
    pub(super) fn of(case: &Case<'_, '_>) -> Self {
        let conditions = case.check.applies_if.iter().chain([&case.check.fails_if]);
        let named = case.check.lets.iter().map(|(_, expression)| expression);
        let constants: Vec<Value> =
            conditions.chain(named).flat_map(|one| one.constants()).cloned().collect();
        let mut words = Self { texts: Vec::new(), numbers: Vec::new(), days: Vec::new() };
        for constant in &constants {
            match constant {
                Value::Int(number) => words.numbers.push(*number as f64),
                Value::Uint(number) => words.numbers.push(*number as f64),
                Value::Double(number) => words.numbers.push(*number),
                Value::Text(text) => match (day(text), case.rulebook.lists.get(&**text)) {
                    (Some(day), _) => words.days.push(day),
                    (_, Some(list)) => {
                        words.texts.extend(list.values.as_list().unwrap_or_default().iter().cloned())
                    }
                    _ => words.texts.push(constant.clone()),
                },
                _ => {}
            }
        }
        words.days.extend(days_of(case));
        words.texts.truncate(MOST_TEXTS);
        words
    }

    /// The languages it speaks of, then those of the module.
    fn languages(&self, case: &Case<'_, '_>) -> Vec<Value> {
        let fits = |text: &&Value| conform(Type::Language, (*text).clone()).is_ok();
        let own = case.rulebook.module().languages.iter().map(|tag| Value::text(tag));
        let mut languages: Vec<Value> = Vec::new();
        for language in self.texts.iter().filter(fits).cloned().chain(own) {
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        languages
    }

    /// The numbers compared with and those beside them, the nearest to the value first.
    fn whole(&self, now: Option<&Value>) -> Vec<i64> {
        let around = self.numbers.iter().map(|number| *number as i64);
        let mut numbers: Vec<i64> =
            around.flat_map(|number| [number, number.saturating_add(1), number.saturating_sub(1)]).collect();
        numbers.retain(|number| *number >= 0);
        if let Some(Value::Int(now)) = now {
            numbers.sort_by_key(|number| number.abs_diff(*now));
        }
        numbers
    }

    fn shares(&self, now: Option<&Value>) -> Vec<Value> {
        let around = self.numbers.iter().flat_map(|number| [*number, number + 1.0, number - 1.0]);
        let mut shares: Vec<f64> = around.filter(|number| (0.0..=100.0).contains(number)).collect();
        if let Some(Value::Double(now)) = now {
            shares.sort_by(|a, b| (a - now).abs().total_cmp(&(b - now).abs()));
        }
        shares.into_iter().map(Value::Double).collect()
    }

    fn days(&self, now: Option<&Value>) -> Vec<Value> {
        let beside = |day: &Date| [Some(*day), day.tomorrow().ok(), day.yesterday().ok()];
        let mut days: Vec<Date> = self.days.iter().flat_map(beside).flatten().collect();
        if let Some(Value::Date(now)) = now {
            days.sort_by_key(|day| now.until(*day).map_or(i32::MAX, |span| span.get_days().abs()));
        }
        days.into_iter().map(Value::Date).collect()
    }
}

/// The days that the plan itself names: rules compare them with each other.
fn days_of(case: &Case<'_, '_>) -> Vec<Date> {
    let of = |value: &Value| match value {
        Value::Date(day) => Some(*day),
        _ => None,
    };
    let items = case.plan.fields.iter().flatten().flat_map(|value| value.as_list().unwrap_or_default());
    let parts = items.filter_map(|item| match item {
        Value::Record(record) => Some(&**record),
        _ => None,
    });
    let fields = std::iter::once(&*case.plan).chain(parts).flat_map(|record| record.fields.iter().flatten());
    fields.filter_map(of).take(MOST_TEXTS).collect()
}
