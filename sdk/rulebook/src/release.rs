//! Releases: what each version of a module changed, and from which day answers differ.

use crate::date::{Date, PartialDate};
use crate::decode::{self, Link, Map, Word};
use crate::diagnostic::Faults;
use crate::module;
use crate::text::LocalText;
use crate::yaml::{Node, Place};

/// A version of a module.
#[derive(Debug, Clone)]
pub struct Release {
    /// The version.
    pub version: String,
    /// The day it was made.
    pub date: Date,
    /// What it changed; at least one thing.
    pub changes: Vec<ReleaseChange>,
    pub(crate) place: Place,
}

/// One thing that a release changed.
#[derive(Debug, Clone)]
pub struct ReleaseChange {
    /// What was done.
    pub kind: ReleaseChangeKind,
    /// The change in words.
    pub text: LocalText,
    /// Rules it concerns, by id.
    pub rules: Vec<String>,
    /// Facts it concerns, by key.
    pub facts: Vec<String>,
    /// From which day answers differ, where that is not at once.
    pub from: Option<PartialDate>,
    pub(crate) rule_links: Vec<Link>,
    pub(crate) fact_links: Vec<Link>,
}

/// What a release did to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseChangeKind {
    /// It is new.
    Added,
    /// It is another.
    Changed,
    /// It is gone.
    Removed,
    /// It was wrong.
    Fixed,
}

impl Word for ReleaseChangeKind {
    const WHAT: &'static str = "a kind of change";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("added", Self::Added),
        ("changed", Self::Changed),
        ("removed", Self::Removed),
        ("fixed", Self::Fixed),
    ];
}

impl ReleaseChangeKind {
    /// The kind as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Release {
    /// The numbers of its version, in the order they count.
    pub fn numbers(&self) -> [u32; 3] {
        module::version_numbers(&self.version).unwrap_or_default()
    }
}

/// Reads a release.
pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Release> {
    let map = Map::read(node, &["release", "date", "changes"], faults)?;
    let version = map.required("release", faults, module::read_version);
    let date = map.required("date", faults, decode::day);
    let changes = map.list("changes", faults, read_change);
    if changes.is_empty() {
        let hint = "add `changes: [{kind: changed, text: {en: …}}]`";
        faults.note(map.place, "a release that changes nothing", hint);
    }
    Some(Release { version: version?, date: date?, changes, place: node.place.clone() })
}

fn read_change(node: &Node, faults: &mut Faults) -> Option<ReleaseChange> {
    let map = Map::read(node, &["kind", "text", "rules", "facts", "from"], faults)?;
    let kind = map.required("kind", faults, decode::word);
    let text = map.required("text", faults, decode::local_text);
    let rule_links = map.list("rules", faults, decode::link);
    let fact_links = map.list("facts", faults, decode::link);
    let from = map.optional("from", faults, decode::date);
    Some(ReleaseChange {
        kind: kind?,
        text: text?,
        rules: decode::names_of(&rule_links),
        facts: decode::names_of(&fact_links),
        from,
        rule_links,
        fact_links,
    })
}

/// Checks the releases of one layer, in the order written: newest first, the newest is the module's version.
pub(crate) fn check(releases: &[&Release], version: &str, faults: &mut Faults) {
    if let Some(newest) = releases.first().filter(|newest| newest.version != version) {
        let message = format!("the newest release is {}, the module's version is {version}", newest.version);
        let hint = "the version went up without a release, or the other way; begin changelog.yaml with a release for it";
        faults.note(&newest.place, message, hint);
    }
    for pair in releases.windows(2) {
        let (newer, older) = (pair[0], pair[1]);
        if newer.numbers() <= older.numbers() {
            let message = format!("{} stands after {}", older.version, newer.version);
            faults.note(&older.place, message, "put the newest release first, one for each version");
        } else if newer.date < older.date {
            let message = format!(
                "{} of {} is older than {} of {}",
                newer.version, newer.date, older.version, older.date
            );
            faults.note(&newer.place, message, "mend the dates: a later version was made on a later day");
        }
    }
}
