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
    /// Whether it holds one of the others, both in lower case: only a searcher that minds the case looks for many bytes at a time.
    cased: Option<AhoCorasick>,
    /// Bytes of the longest of those.
    longest: usize,
}

/// Bytes of a text that are put into lower case at once.
const WINDOW: usize = 512;

impl Terms {
    /// Prepares the terms of a list.
    ///
    /// # Errors
    /// They are too many, or too long, to be looked for at once. Taking them for none would let every text pass.
    pub(crate) fn new(terms: &[Value]) -> Result<Self, BuildError> {
        let texts = || terms.iter().filter_map(Value::as_text);
        let (cased, caseless): (Vec<&str>, Vec<&str>) = texts().partition(|term| has_letters(term));
        let cased: Vec<String> = cased.into_iter().map(str::to_ascii_lowercase).collect();
        Ok(Self {
            terms: terms.to_vec(),
            searcher: prepared(texts().collect(), MatchKind::Standard, true)?,
            caseless: prepared(caseless, MatchKind::LeftmostFirst, false)?,
            longest: cased.iter().map(String::len).max().unwrap_or_default(),
            cased: prepared(cased, MatchKind::LeftmostFirst, false)?,
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

    /// Whether any of them occurs.
    pub(crate) fn occur_in(&self, text: &str) -> bool {
        self.caseless.as_ref().is_some_and(|searcher| searcher.is_match(text))
            || self.cased.as_ref().is_some_and(|searcher| {
                has_letters(text) && in_lower_case(text, self.longest, |part| searcher.is_match(part))
            })
    }
}

/// Whether something is so of a part of a text in lower case. What stands in up to `longest` bytes of it stands in one of the parts.
fn in_lower_case(text: &str, longest: usize, mut is_so: impl FnMut(&[u8]) -> bool) -> bool {
    let mut window = [0; WINDOW];
    if longest > WINDOW / 2 {
        return is_so(text.to_ascii_lowercase().as_bytes());
    }
    let step = WINDOW - longest;
    (0..text.len()).step_by(step).any(|from| {
        let part = &text.as_bytes()[from..text.len().min(from + WINDOW)];
        let lower = &mut window[..part.len()];
        lower.iter_mut().zip(part).for_each(|(lower, byte)| *lower = byte.to_ascii_lowercase());
        is_so(lower)
    })
}

/// A row at a time, each looked at whole: that is what a processor does at once.
fn has_letters(text: &str) -> bool {
    let in_row = |row: &[u8]| row.iter().fold(false, |any, byte| any | byte.is_ascii_alphabetic());
    let (rows, rest) = text.as_bytes().as_chunks::<32>();
    rows.iter().any(|row| in_row(row)) || in_row(rest)
}

/// `None` where there are no terms.
fn prepared(
    terms: Vec<impl AsRef<[u8]>>,
    kind: MatchKind,
    any_case: bool,
) -> Result<Option<AhoCorasick>, BuildError> {
    if terms.is_empty() {
        return Ok(None);
    }
    AhoCorasick::builder().ascii_case_insensitive(any_case).match_kind(kind).build(terms).map(Some)
}

#[cfg(test)]
mod tests;
