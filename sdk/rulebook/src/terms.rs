//! The terms of a list, looked for in a text all at once.

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

use crate::value::Value;

/// The terms of a list. Finding them costs one pass over the text, however many there are.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    terms: Vec<Value>,
    /// All of them, wherever they stand, one within another too; `None` where there are none.
    searcher: Option<AhoCorasick>,
    /// Whether a text holds one of those without a Latin letter, which have no case.
    caseless: Option<AhoCorasick>,
    /// Whether it holds one of the others.
    cased: Option<AhoCorasick>,
}

impl Terms {
    /// Prepares the terms of a list.
    ///
    /// # Errors
    /// They are too many, or too long, to be looked for at once. Taking them for none would let every text pass.
    pub(crate) fn new(terms: &[Value]) -> Result<Self, BuildError> {
        let texts = || terms.iter().filter_map(Value::as_text);
        let (cased, caseless): (Vec<&str>, Vec<&str>) = texts().partition(|term| has_letters(term));
        Ok(Self {
            terms: terms.to_vec(),
            searcher: prepared(texts().collect(), MatchKind::Standard, true)?,
            caseless: prepared(caseless, MatchKind::LeftmostFirst, false)?,
            cased: prepared(cased, MatchKind::LeftmostFirst, true)?,
        })
    }

    /// Which of them occur in a text, ignoring ASCII case, in the order of the list.
    pub(crate) fn found_in(&self, text: &str) -> Value {
        // Nothing is what most texts hold of them, and is seen sooner than what.
        if !self.occur_in(text) {
            return Value::list(Vec::new());
        }
        let mut found = vec![false; self.terms.len()];
        let mut left = found.len();
        for hit in self.searcher.iter().flat_map(|searcher| searcher.find_overlapping_iter(text)) {
            left -= usize::from(!std::mem::replace(&mut found[hit.pattern().as_usize()], true));
            if left == 0 {
                break;
            }
        }
        let found = self.terms.iter().zip(found).filter(|(_, found)| *found);
        Value::list(found.map(|(term, _)| term.clone()).collect())
    }

    /// Whether any of them occurs. Terms without case are looked for many bytes at a time.
    fn occur_in(&self, text: &str) -> bool {
        let holds = |searcher: &Option<AhoCorasick>| searcher.as_ref().is_some_and(|one| one.is_match(text));
        holds(&self.caseless) || self.cased.is_some() && has_letters(text) && holds(&self.cased)
    }
}

/// A row at a time, each looked at whole: that is what a processor does at once.
fn has_letters(text: &str) -> bool {
    let in_row = |row: &[u8]| row.iter().fold(false, |any, byte| any | byte.is_ascii_alphabetic());
    text.as_bytes().chunks(64).any(in_row)
}

/// `None` where there are no terms.
fn prepared(terms: Vec<&str>, kind: MatchKind, any_case: bool) -> Result<Option<AhoCorasick>, BuildError> {
    if terms.is_empty() {
        return Ok(None);
    }
    AhoCorasick::builder().ascii_case_insensitive(any_case).match_kind(kind).build(terms).map(Some)
}

#[cfg(test)]
mod tests;
