//! What the other engines get from their host: the facts, lists and functions our rules read, from the same rulebook.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use guidance_bench::inquiry;
use guidance_rulebook::{FactFilter, Rulebook, Value};

/// Facts, lists and functions.
#[derive(Clone)]
pub(crate) struct Host {
    /// Values of the facts at the date, by key.
    pub(crate) facts: BTreeMap<String, String>,
    pub(crate) lists: BTreeMap<String, List>,
}

/// A list, and what finds its values in a text in one pass.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) values: Vec<String>,
    searcher: AhoCorasick,
    /// Whether a text holds one of the values without a Latin letter, and whether one of the others, both in lower case: a first glance,
    /// as ours has it.
    caseless: Option<AhoCorasick>,
    cased: Option<AhoCorasick>,
}

/// Lists that the conditions name.
pub(crate) const LISTS: [&str; 4] =
    ["advertisement-labels", "blocked-addresses", "lawyer-boasts", "mourning-colours"];

impl Host {
    pub(crate) fn of(rulebook: &Rulebook) -> Self {
        let all = FactFilter { key_prefix: "access/".to_owned(), ids: Vec::new(), valueless: false };
        let facts = rulebook.list_facts(&all, &inquiry());
        let facts = facts
            .iter()
            .filter_map(|view| Some((view.fact.key.clone(), view.entry?.value.display("en"))))
            .collect();
        let lists = LISTS.map(|name| {
            let values = rulebook.list(name).expect("a list of China");
            let values = values.iter().filter_map(Value::as_text).map(str::to_owned).collect();
            (name.to_owned(), List::new(values))
        });
        Self { facts, lists: lists.into() }
    }

    /// Which terms of a list occur in a text.
    pub(crate) fn found_terms(&self, text: &str, list: &str) -> Vec<String> {
        self.lists.get(list).map(|list| list.found_in(text)).unwrap_or_default()
    }
}

impl List {
    fn new(values: Vec<String>) -> Self {
        let prepared = |values: &[&String], kind, any_case| {
            let searcher =
                AhoCorasick::builder().ascii_case_insensitive(any_case).match_kind(kind).build(values);
            searcher.expect("a short list")
        };
        let (cased, caseless): (Vec<&String>, Vec<&String>) =
            values.iter().partition(|value| has_letters(value));
        let lower: Vec<String> = cased.iter().map(|value| value.to_ascii_lowercase()).collect();
        let glance = |values: &[&String]| {
            (!values.is_empty()).then(|| prepared(values, MatchKind::LeftmostFirst, false))
        };
        let all: Vec<&String> = values.iter().collect();
        Self {
            searcher: prepared(&all, MatchKind::Standard, true),
            caseless: glance(&caseless),
            cased: glance(&lower.iter().collect::<Vec<_>>()),
            values,
        }
    }

    fn found_in(&self, text: &str) -> Vec<String> {
        let in_lower_case = |one: &AhoCorasick| has_letters(text) && one.is_match(&text.to_ascii_lowercase());
        if !self.caseless.as_ref().is_some_and(|one| one.is_match(text))
            && !self.cased.as_ref().is_some_and(in_lower_case)
        {
            return Vec::new();
        }
        let hits = self.searcher.find_overlapping_iter(text);
        hits.map(|hit| self.values[hit.pattern().as_usize()].clone()).collect()
    }
}

fn has_letters(text: &str) -> bool {
    let in_row = |row: &[u8]| row.iter().fold(false, |any, byte| any | byte.is_ascii_alphabetic());
    let (rows, rest) = text.as_bytes().as_chunks::<32>();
    rows.iter().any(|row| in_row(row)) || in_row(rest)
}

/// Whether a text is one of some labels, as ours has it.
pub(crate) fn labelled<'l>(text: &str, labels: impl IntoIterator<Item = &'l str>) -> bool {
    let shown = bare(text);
    !shown.is_empty() && labels.into_iter().any(|label| label == shown || lower(bare(label)).eq(lower(shown)))
}

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// The function of China's library.
pub(crate) fn superlatives(text: &str, language: &str) -> Vec<String> {
    let functions = &china::NATIVE_FUNCTIONS;
    let function = functions.iter().find(|function| function.name == "superlatives").expect("China has it");
    let found = (function.function)(&[Value::text(text), Value::text(language)]).expect("two texts");
    found.as_list().unwrap_or_default().iter().filter_map(Value::as_text).map(str::to_owned).collect()
}
