//! Where values and rules come from.

use crate::date::PartialDate;
use crate::decode::{self, Map, Word};
use crate::diagnostic::Faults;
use crate::yaml::{Node, Place};

/// A document, page or data set.
#[derive(Debug, Clone)]
pub struct Source {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// What it is; bounds the confidence of what rests on it.
    pub kind: SourceKind,
    /// When it was published.
    pub date: Option<PartialDate>,
    /// Where to read it.
    pub url: Option<String>,
    /// When it was last looked at.
    pub accessed: Option<PartialDate>,
    pub(crate) place: Place,
}

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// The text of a law.
    Law,
    /// A regulator.
    Regulator,
    /// The platform itself.
    Platform,
    /// Research, data sets.
    Research,
    /// Press, trade press, law-firm pages.
    Press,
    /// The local team.
    Affiliate,
    /// A panel, a talk.
    Panel,
    /// Commonly known; nobody has seen a page yet.
    Unverified,
}

impl Word for SourceKind {
    const WHAT: &'static str = "a kind of source";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("law", Self::Law),
        ("regulator", Self::Regulator),
        ("platform", Self::Platform),
        ("research", Self::Research),
        ("press", Self::Press),
        ("affiliate", Self::Affiliate),
        ("panel", Self::Panel),
        ("unverified", Self::Unverified),
    ];
}

impl SourceKind {
    /// The kind as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

const KEYS: &[&str] = &["source", "title", "publisher", "kind", "date", "url", "accessed"];

pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Source> {
    let map = Map::read(node, KEYS, faults)?;
    let id = map.required("source", faults, decode::name);
    let title = map.required("title", faults, decode::string);
    let publisher = map.optional("publisher", faults, decode::string);
    let kind = map.required("kind", faults, decode::word);
    let date = map.optional("date", faults, decode::date);
    let url = map.optional("url", faults, decode::string);
    let accessed = map.optional("accessed", faults, decode::date);
    Some(Source {
        id: id?,
        title: title?,
        publisher,
        kind: kind?,
        date,
        url,
        accessed,
        place: node.place.clone(),
    })
}
