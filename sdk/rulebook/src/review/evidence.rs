//! Facts as they were read for an answer.

use crate::fact::{Confidence, Entry, Fact};
use crate::rulebook::Inquiry;

/// A fact that an answer rests on.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Key of the fact.
    pub fact: String,
    /// What it is about.
    pub title: String,
    /// Its value, as text.
    pub value: String,
    /// What one of it is; empty for what is not counted.
    pub unit: String,
    /// Since when it has had it, as written.
    pub valid_from: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether it is past its review date.
    pub stale: bool,
    /// Whether another source contradicts it.
    pub disputed: bool,
    /// Sources, by id.
    pub sources: Vec<String>,
}

/// A fact's entry as evidence.
pub(crate) fn evidence(fact: &Fact, entry: &Entry, inquiry: &Inquiry) -> Evidence {
    Evidence {
        fact: fact.key.clone(),
        title: fact.title.pick(&inquiry.language).to_owned(),
        value: entry.value.display(&inquiry.language),
        unit: fact.unit.clone(),
        valid_from: entry.from.to_string(),
        confidence: entry.confidence,
        stale: fact.is_stale(entry, inquiry.as_of, inquiry.known_as_of),
        disputed: !fact.disputes.is_empty(),
        sources: entry.sources.clone(),
    }
}
