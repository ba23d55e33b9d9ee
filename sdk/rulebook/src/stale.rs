//! Facts past their review date, and what they weaken.

use crate::date::Date;
use crate::fact::{Entry, Fact};
use crate::rulebook::{Inquiry, Rulebook};

/// A fact past its review date, or soon to be.
#[derive(Debug, Clone)]
pub struct StaleFact<'r> {
    /// The fact.
    pub fact: &'r Fact,
    /// Its value at the day asked for.
    pub entry: &'r Entry,
    /// The day somebody last looked at it.
    pub checked: Date,
    /// The day its review was or is due.
    pub due: Date,
    /// After how many days it is to be looked at.
    pub review_every: u32,
    /// Rules in force whose answers rest on it, by id.
    pub weakened_rules: Vec<&'r str>,
    /// Who is to look at it.
    pub owner: &'r str,
    /// Whether it is stale already, not only soon.
    pub stale: bool,
}

impl Rulebook {
    /// The facts that are past their review date on the day of the inquiry, or will be within so many days: longest overdue first, then
    /// by key.
    pub fn stale_facts(&self, within_days: u32, inquiry: &Inquiry) -> Vec<StaleFact<'_>> {
        let horizon = days_after(inquiry.as_of, within_days);
        let mut facts: Vec<_> = self
            .facts
            .values()
            .filter_map(|fact| self.reviewed(fact, inquiry))
            .filter(|fact| fact.due < horizon)
            .collect();
        facts.sort_by(|a, b| (a.due, &a.fact.key).cmp(&(b.due, &b.fact.key)));
        facts
    }

    /// A fact that has a value and is to be looked at again.
    fn reviewed<'r>(&'r self, fact: &'r Fact, inquiry: &Inquiry) -> Option<StaleFact<'r>> {
        let review_every = fact.review_every?;
        let entry = fact.at(inquiry.as_of, inquiry.known_as_of)?;
        let checked = fact.looked_at(entry, inquiry.known_as_of);
        let readers = self.readers_of(&fact.key, inquiry.as_of, inquiry.known_as_of);
        Some(StaleFact {
            fact,
            entry,
            checked,
            due: days_after(checked, review_every),
            review_every,
            weakened_rules: readers.into_iter().map(|rule| rule.id.as_str()).collect(),
            owner: self.publisher(&fact.layer),
            stale: fact.is_stale(entry, inquiry.as_of, inquiry.known_as_of),
        })
    }
}

/// The day so many days later; the calendar's last where there is none.
pub(crate) fn days_after(day: Date, days: u32) -> Date {
    let span = jiff::Span::new().try_days(days).ok();
    span.and_then(|span| day.checked_add(span).ok()).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests;
