//! Who and what moves a purchase: how far, where that goes, since when, and on which facts that rests.

use crate::date::{Date, PartialDate};
use crate::decode::{self, Link, Map, Word};
use crate::diagnostic::Faults;
use crate::fact::Confidence;
use crate::text::LocalText;
use crate::yaml::{Node, Place};

/// How far somebody or something moves a purchase.
#[derive(Debug, Clone)]
pub struct Influence {
    /// Identifier, for example `cn-customers`.
    pub id: String,
    /// Who or what.
    pub who: LocalText,
    /// How far.
    pub level: InfluenceLevel,
    /// Where it goes.
    pub trend: Trend,
    /// Since when it is so.
    pub from: PartialDate,
    /// Until when it was so, its last period included; `None` while it is.
    pub until: Option<PartialDate>,
    /// What a reader should know beside it.
    pub note: Option<LocalText>,
    /// Facts it rests on, by key.
    pub facts: Vec<String>,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// When it became known.
    pub recorded: Date,
    /// Layer it comes from.
    pub layer: String,
    pub(crate) fact_links: Vec<Link>,
    pub(crate) links: Vec<Link>,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

/// How far an influence reaches; the order is that of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum InfluenceLevel {
    /// It decides.
    High,
    /// It counts.
    Medium,
    /// It hardly counts.
    Low,
    /// It does not count.
    None,
}

/// Where an influence goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// It grows.
    Rising,
    /// It stays.
    Steady,
    /// It shrinks.
    Falling,
    /// Nobody has measured it twice.
    Unknown,
}

impl Word for InfluenceLevel {
    const WHAT: &'static str = "a level of influence";
    const WORDS: &'static [(&'static str, Self)] =
        &[("high", Self::High), ("medium", Self::Medium), ("low", Self::Low), ("none", Self::None)];
}

impl Word for Trend {
    const WHAT: &'static str = "a trend";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("rising", Self::Rising),
        ("steady", Self::Steady),
        ("falling", Self::Falling),
        ("unknown", Self::Unknown),
    ];
}

impl InfluenceLevel {
    /// The level as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Trend {
    /// The trend as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Influence {
    /// Whether it is so at a date, as far as was known at another.
    pub fn holds(&self, as_of: Date, known_as_of: Date) -> bool {
        self.recorded <= known_as_of
            && self.from.first() <= as_of
            && self.until.is_none_or(|until| as_of <= until.last())
    }
}

const KEYS: &[&str] = &[
    "influence",
    "who",
    "level",
    "trend",
    "from",
    "until",
    "note",
    "facts",
    "sources",
    "confidence",
    "recorded",
    "overrides",
];

/// Reads an influence; `recorded` is when its module's values became known.
pub(crate) fn read(node: &Node, recorded: Date, faults: &mut Faults) -> Option<Influence> {
    let map = Map::read(node, KEYS, faults)?;
    let id = map.required("influence", faults, decode::name);
    let who = map.required("who", faults, decode::local_text);
    let level = map.required("level", faults, decode::word);
    let trend = map.required("trend", faults, decode::word);
    map.need("from", faults)?;
    let (from, until) = decode::span(&map, faults);
    let note = map.optional("note", faults, decode::local_text);
    let (fact_links, links) = decode::grounds(&map, "an influence", faults);
    let confidence = map.required("confidence", faults, decode::word);
    let known = map.optional("recorded", faults, decode::date);
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    Some(Influence {
        id: id?,
        who: who?,
        level: level?,
        trend: trend?,
        from: from?,
        until,
        note,
        facts: decode::names_of(&fact_links),
        sources: decode::names_of(&links),
        confidence: confidence?,
        recorded: known.map_or(recorded, PartialDate::last),
        layer: node.place.file.layer.clone(),
        fact_links,
        links,
        overrides,
        place: node.place.clone(),
    })
}
