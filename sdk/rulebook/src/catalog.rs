//! The catalogue: facts, platforms and rules as they stood at a date.

use crate::fact::{Entry, Fact};
use crate::platform::{Level, Platform};
use crate::rule::Rule;
use crate::rulebook::{Inquiry, Rulebook};

/// Which facts to list.
#[derive(Debug, Clone, Default)]
pub struct FactFilter {
    /// Only keys that start with this.
    pub key_prefix: String,
    /// Only these: keys, or ids of founding claims; empty for all.
    pub ids: Vec<String>,
    /// Also facts without a value at the date.
    pub valueless: bool,
}

/// A fact at the dates of an inquiry.
#[derive(Debug, Clone, Copy)]
pub struct FactView<'r> {
    /// The fact.
    pub fact: &'r Fact,
    /// Its value then.
    pub entry: Option<&'r Entry>,
    /// Whether that was past its review date.
    pub stale: bool,
}

/// A platform at the dates of an inquiry.
#[derive(Debug)]
pub struct PlatformView<'r> {
    /// The platform.
    pub platform: &'r Platform,
    /// State of access, with the entry that says so.
    pub access: Option<(&'r Entry, String)>,
    /// How strong a channel it was.
    pub level: Option<Level>,
    /// Audience figures, largest first.
    pub audience: Vec<AudienceFigure<'r>>,
}

/// How many people use a platform, counted one way.
#[derive(Debug, Clone, Copy)]
pub struct AudienceFigure<'r> {
    /// The fact.
    pub fact: &'r Fact,
    /// Its entry.
    pub entry: &'r Entry,
    /// How many.
    pub count: i64,
    /// Whether it is past its review date.
    pub stale: bool,
}

impl Rulebook {
    /// Facts by key.
    pub fn list_facts(&self, filter: &FactFilter, inquiry: &Inquiry) -> Vec<FactView<'_>> {
        let wanted = |fact: &&Fact| {
            fact.key.starts_with(&filter.key_prefix)
                && (filter.ids.is_empty() || filter.ids.iter().any(|id| fact.key == *id || fact.carries(id)))
        };
        // Whoever asks for a fact by name wants to see it even where it has no value.
        let valueless = filter.valueless || !filter.ids.is_empty();
        self.facts
            .values()
            .filter(wanted)
            .map(|fact| {
                let entry = fact.at(inquiry.as_of, inquiry.known_as_of);
                FactView {
                    fact,
                    entry,
                    stale: entry
                        .is_some_and(|entry| fact.is_stale(entry, inquiry.as_of, inquiry.known_as_of)),
                }
            })
            .filter(|view| valueless || view.entry.is_some())
            .collect()
    }

    /// Platforms, strongest first; `all` includes those that were shut down or not launched at the date.
    pub fn list_platforms(&self, all: bool, inquiry: &Inquiry) -> Vec<PlatformView<'_>> {
        let mut views: Vec<PlatformView<'_>> = self
            .platforms
            .values()
            .map(|platform| PlatformView {
                platform,
                access: self.access(&platform.id, inquiry).map(|(_, entry, state)| (entry, state)),
                level: platform
                    .standing_at(inquiry.as_of, inquiry.known_as_of)
                    .map(|standing| standing.level),
                audience: self.audience_figures(platform, inquiry),
            })
            .filter(|view| all || view.is_alive())
            .collect();
        views.sort_by_key(|view| {
            let largest = view.audience.first().map_or(0, |figure| figure.count);
            (view.level.is_none(), view.level, -largest, &view.platform.id)
        });
        views
    }

    /// Rules by authority, then severity and id; `all` includes those that are not at work at the date.
    pub fn list_rules(&self, ids: &[String], all: bool, inquiry: &Inquiry) -> Vec<&Rule> {
        let named =
            |rule: &&Rule| ids.is_empty() || ids.iter().any(|id| rule.id == *id || rule.claims.contains(id));
        let all = all || !ids.is_empty();
        self.rules.iter().filter(named).filter(|rule| all || rule.in_force(inquiry)).collect()
    }

    fn audience_figures(&self, platform: &Platform, inquiry: &Inquiry) -> Vec<AudienceFigure<'_>> {
        let figures = self.audience(&platform.id, inquiry).into_iter();
        let view = |(fact, entry, count): (_, _, _)| {
            let fact: &Fact = fact;
            AudienceFigure {
                fact,
                entry,
                count,
                stale: fact.is_stale(entry, inquiry.as_of, inquiry.known_as_of),
            }
        };
        figures.map(view).collect()
    }
}

impl Fact {
    /// Whether one of its entries carries a founding claim.
    fn carries(&self, claim: &str) -> bool {
        self.history.iter().any(|entry| entry.claims.iter().any(|own| own == claim))
    }
}

impl PlatformView<'_> {
    fn is_alive(&self) -> bool {
        self.access.as_ref().is_some_and(|(_, state)| state != "shut_down" && state != "not_launched")
    }
}
