//! Openings: what a market needs and a newcomer may offer, for how long, and on which facts that rests.

use crate::calendar::read_sector;
use crate::date::{Date, PartialDate};
use crate::decode::{self, Link, Map};
use crate::diagnostic::Faults;
use crate::text::LocalText;
use crate::yaml::{Node, Place};

/// An opening.
#[derive(Debug, Clone)]
pub struct Opportunity {
    /// Identifier, for example `in-mobile-development`.
    pub id: String,
    /// What it is.
    pub title: LocalText,
    /// Which need it meets.
    pub need: LocalText,
    /// Lines of business it is for; empty for all.
    pub sectors: Vec<String>,
    /// Since when it is open, where that is known.
    pub open_from: Option<PartialDate>,
    /// Until when it is open, its last period included; `None` while it is.
    pub open_until: Option<PartialDate>,
    /// Facts it rests on, by key.
    pub facts: Vec<String>,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// When it became known.
    pub recorded: Date,
    /// Layer it comes from.
    pub layer: String,
    pub(crate) fact_links: Vec<Link>,
    pub(crate) links: Vec<Link>,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

impl Opportunity {
    /// Whether it is open at a date, as far as was known at another.
    pub fn is_open(&self, as_of: Date, known_as_of: Date) -> bool {
        self.recorded <= known_as_of
            && self.open_from.is_none_or(|from| from.first() <= as_of)
            && self.open_until.is_none_or(|until| as_of <= until.last())
    }

    /// Whether it is meant for a line of business; `None` where it is for all.
    pub fn is_for(&self, sector: &str) -> Option<bool> {
        (!self.sectors.is_empty()).then(|| self.sectors.iter().any(|own| own == sector))
    }
}

const KEYS: &[&str] =
    &["opportunity", "title", "need", "sectors", "open", "facts", "sources", "recorded", "overrides"];

/// Reads an opportunity; `recorded` is when its module's values became known.
pub(crate) fn read(node: &Node, recorded: Date, faults: &mut Faults) -> Option<Opportunity> {
    let map = Map::read(node, KEYS, faults)?;
    let id = map.required("opportunity", faults, decode::name);
    let title = map.required("title", faults, decode::local_text);
    let need = map.required("need", faults, decode::local_text);
    let sectors = map.list("sectors", faults, read_sector);
    let (open_from, open_until) = map.optional("open", faults, read_open).unwrap_or_default();
    let (fact_links, links) = decode::grounds(&map, "an opportunity", faults);
    let known = map.optional("recorded", faults, decode::date);
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    Some(Opportunity {
        id: id?,
        title: title?,
        need: need?,
        sectors,
        open_from,
        open_until,
        facts: decode::names_of(&fact_links),
        sources: decode::names_of(&links),
        recorded: known.map_or(recorded, PartialDate::last),
        layer: node.place.file.layer.clone(),
        fact_links,
        links,
        overrides,
        place: node.place.clone(),
    })
}

fn read_open(node: &Node, faults: &mut Faults) -> Option<(Option<PartialDate>, Option<PartialDate>)> {
    let map = Map::read(node, &["from", "until"], faults)?;
    Some(decode::span(&map, faults))
}
