//! Sources, numbered in the order they are named, and listed once at the end.

use guidance_proto::v1::{Evidence, Source};

use super::words::{confidence, listed};
use crate::page::{Ink, Page};

/// The sources of one answer.
#[derive(Debug, Default)]
pub(super) struct Sources {
    known: Vec<Source>,
}

// === impl Sources ===

impl Sources {
    /// Their numbers, for example ` [1][3]`; empty where there are none.
    pub(super) fn numbers(&mut self, sources: &[Source]) -> String {
        let numbers: String = sources.iter().map(|source| format!("[{}]", self.number(source))).collect();
        if numbers.is_empty() { numbers } else { format!(" {numbers}") }
    }

    /// A fact in one sentence, with its dates, marks and sources.
    pub(super) fn fact(&mut self, fact: &Evidence) -> String {
        let name = if fact.title.is_empty() { &fact.fact } else { &fact.title };
        let since =
            if fact.valid_from.is_empty() { String::new() } else { format!(" since {}", fact.valid_from) };
        let marks = listed([
            if fact.stale { "STALE" } else { "" },
            if fact.disputed { "DISPUTED" } else { "" },
            confidence(fact.confidence()),
        ]);
        let marks = if marks.is_empty() { marks } else { format!(" ({marks})") };
        let unit = if fact.unit.is_empty() { String::new() } else { format!(" {}", fact.unit) };
        format!("{name}: {}{unit}{since}{marks}{}", fact.value, self.numbers(&fact.sources))
    }

    /// The list at the end.
    pub(super) fn show(&self, page: &mut Page) {
        if self.known.is_empty() {
            return;
        }
        page.heading("Sources");
        for (index, source) in self.known.iter().enumerate() {
            let title = if source.title.is_empty() { &source.id } else { &source.title };
            let looked_at = match source.accessed.as_str() {
                "" => String::new(),
                day => format!("looked at {day}"),
            };
            let date = if source.date.is_empty() { "no date" } else { &source.date };
            let about = listed([&*source.publisher, date, &source.kind, &looked_at]);
            page.item(
                1,
                &format!("{:>4} ", format!("[{}]", index + 1)),
                Ink::Faint,
                &format!("{title} ({about})"),
            );
            if !source.url.is_empty() {
                page.verbatim(6, Ink::Faint, &source.url);
            }
        }
    }

    fn number(&mut self, source: &Source) -> usize {
        let place = self.known.iter().position(|known| known == source);
        place.unwrap_or_else(|| {
            self.known.push(source.clone());
            self.known.len() - 1
        }) + 1
    }
}
