//! The terms of a list, looked for in a text all at once.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::value::Value;

/// The terms of a list. Finding them costs one pass over the text, however many there are.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// `None` where there are none, or too many to prepare.
    searcher: Option<AhoCorasick>,
    terms: Vec<Value>,
}

impl Terms {
    /// Prepares the terms of a list.
    pub(crate) fn new(terms: &[Value]) -> Self {
        let patterns = terms.iter().filter_map(Value::as_text);
        let searcher = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(patterns)
            .ok()
            .filter(|_| !terms.is_empty());
        Self { searcher, terms: terms.to_vec() }
    }

    /// Which of them occur in a text, ignoring ASCII case, in the order of the list.
    pub(crate) fn found_in(&self, text: &str) -> Value {
        // Nothing is what most texts hold of them, and is seen sooner than what.
        if !self.searcher.as_ref().is_some_and(|searcher| searcher.is_match(text)) {
            return Value::list(Vec::new());
        }
        let mut found = vec![false; self.terms.len()];
        for hit in self.searcher.iter().flat_map(|searcher| searcher.find_overlapping_iter(text)) {
            found[hit.pattern().as_usize()] = true;
        }
        let found = self.terms.iter().zip(found).filter(|(_, found)| *found);
        Value::list(found.map(|(term, _)| term.clone()).collect())
    }
}

#[cfg(test)]
mod tests;
