//! The few words of `module.yaml` that decide which other files belong to a module.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

/// What a module calls itself and builds on. Lenient: what is wrong with the file is the rulebook's loader to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Name of the module; empty where it gives none.
    pub module: String,
    /// Its version; empty where it gives none.
    pub version: String,
    /// Market it serves; `None` for a regional base.
    pub market: Option<String>,
    /// Region it is a base for; `None` for a country module.
    pub region: Option<String>,
    /// Regional bases it extends, by name.
    pub extends: Vec<String>,
}

// === impl Header ===

impl Header {
    /// Reads the text of a `module.yaml`.
    pub fn parse(text: &str) -> Self {
        let mut words = top_level_words(text);
        let mut one = |key: &str| words.remove(key).and_then(|mut values| values.pop());
        Self {
            module: one("module").unwrap_or_default(),
            version: one("version").unwrap_or_default(),
            market: one("market"),
            region: one("region"),
            extends: words.remove("extends").unwrap_or_default(),
        }
    }
}

/// Scalars and lists of scalars of the first document, by top-level key; deeper nodes are left out. Ends at the first fault.
fn top_level_words(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut depth = 0_usize;
    let mut key: Option<String> = None;
    for (event, _) in Parser::new_from_str(text).map_while(Result::ok) {
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                if depth == 1 {
                    key = None;
                }
            }
            Event::Scalar(word, ..) if depth == 1 => match key.take() {
                None => key = Some(word.into_owned()),
                Some(key) => words.entry(key).or_default().push(word.into_owned()),
            },
            Event::Scalar(word, ..) if depth == 2 => {
                if let Some(key) = &key {
                    words.entry(key.clone()).or_default().push(word.into_owned());
                }
            }
            Event::DocumentEnd => break,
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests;
