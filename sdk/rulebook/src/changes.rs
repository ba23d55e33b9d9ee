//! What changes, and when: rules that begin or end, facts and standings that take another value, releases of the module.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::date::{Date, PartialDate};
use crate::decode::Word;
use crate::fact::{Entry, Fact};
use crate::module;
use crate::platform::{Platform, Standing};
use crate::release::Release;
use crate::review::Review;
use crate::rule::{Rule, Status};
use crate::rulebook::{Inquiry, Rulebook};

/// A change, in the language of an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'r> {
    /// The first day on which it holds; of a release, the day it was made.
    pub date: Date,
    /// What changes.
    pub kind: ChangeKind,
    /// The rule, fact, platform or version.
    pub id: &'r str,
    /// What it is about; of a release, all it changed.
    pub title: String,
    /// Before, as text; empty where there was nothing.
    pub before: String,
    /// After, as text; empty where nothing comes after.
    pub after: String,
    /// Rules whose answers it can change, by id.
    pub affected_rules: Vec<&'r str>,
    /// Whether it lies after the day asked for.
    pub upcoming: bool,
    /// Sources, by id.
    pub sources: &'r [String],
    /// The day it became known; `None` for a release, which is known from the day it was made.
    pub recorded: Option<Date>,
}

/// What changes; the order is that of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A rule comes into force.
    RuleBegins,
    /// A rule goes out of force.
    RuleEnds,
    /// A fact takes another value, or has none any more.
    FactChanges,
    /// The standing of a platform takes another level.
    StandingChanges,
    /// A waiver of the plan ends. Only a review knows of it.
    WaiverEnds,
    /// The module takes another version.
    Release,
}

impl Word for ChangeKind {
    const WHAT: &'static str = "a kind of change";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("rule_begins", Self::RuleBegins),
        ("rule_ends", Self::RuleEnds),
        ("fact_changes", Self::FactChanges),
        ("standing_changes", Self::StandingChanges),
        ("waiver_ends", Self::WaiverEnds),
        ("release", Self::Release),
    ];
}

/// A change before it is put into words: found without allocating, since every review looks for the next one.
#[derive(Clone, Copy)]
struct Event<'r> {
    date: Date,
    what: What<'r>,
}

#[derive(Clone, Copy)]
enum What<'r> {
    Begins(&'r Rule),
    Ends(&'r Rule),
    Fact { fact: &'r Fact, before: Option<&'r Entry>, after: Option<&'r Entry> },
    Standing { platform: &'r Platform, before: Option<&'r Standing>, after: &'r Standing },
    Waived(&'r Rule),
    Release { release: &'r Release, before: Option<&'r Release> },
}

/// Days to look at, and the day of our knowledge.
#[derive(Clone)]
struct Window {
    days: RangeInclusive<Date>,
    known_as_of: Date,
}

/// What a change of a rule says it was or is; it holds as it is written as long as it is in force.
const IN_FORCE: &str = "in force";

/// What the end of a waiver says the rule was.
const WAIVED: &str = "waived";

// === impl ChangeKind ===

impl ChangeKind {
    /// The kind as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

// === impl Rulebook ===

impl Rulebook {
    /// What changes from one day to another, both included, as far as was known at the inquiry: by date, then kind, then id.
    pub fn list_changes(&self, days: RangeInclusive<Date>, inquiry: &Inquiry) -> Vec<Change<'_>> {
        let window = Window { days, known_as_of: inquiry.known_as_of };
        let rules = self.rules.iter().flat_map(|rule| window.of_rule(rule));
        let facts = self.facts.values().flat_map(|fact| window.of_fact(fact));
        let standings = self.platforms.values().flat_map(|platform| window.of_platform(platform));
        let releases = self.release_events(inquiry.known_as_of);
        let releases = releases.filter(|event| window.days.contains(&event.date));
        let mut events: Vec<Event<'_>> = rules.chain(facts).chain(standings).chain(releases).collect();
        events.sort_by(Event::order);
        events.into_iter().map(|event| self.worded(event, inquiry)).collect()
    }

    /// The releases after a version, as far as they were made by the day of our knowledge, oldest first. `None` where no release
    /// made by then has that version.
    pub fn releases_since(&self, version: &str, inquiry: &Inquiry) -> Option<Vec<Change<'_>>> {
        let since = module::version_numbers(version)?;
        let known = self.release_events(inquiry.known_as_of);
        let events: Vec<Event<'_>> = known.filter(|event| event.version() >= since).collect();
        let (first, later) = events.split_first()?;
        let is_there = first.version() == since;
        is_there.then(|| later.iter().map(|event| self.worded(*event, inquiry)).collect())
    }

    /// The first change after the day of the inquiry of an active rule, of a fact that a review read or would have read, or of a
    /// waiver that holds: from then on the answer may be another.
    pub fn next_change<'r>(&'r self, review: &Review<'r>, inquiry: &Inquiry) -> Option<Change<'r>> {
        let facts =
            review.facts_read.iter().map(|(fact, _)| *fact).chain(review.facts_without_value.iter().copied());
        self.first_change(facts, &review.waived_until, inquiry)
    }

    fn first_change<'r>(
        &'r self,
        facts: impl Iterator<Item = &'r Fact>,
        waived_until: &[(&'r Rule, Date)],
        inquiry: &Inquiry,
    ) -> Option<Change<'r>> {
        let first = inquiry.as_of.tomorrow().ok()?;
        let window = Window { days: first..=Date::MAX, known_as_of: inquiry.known_as_of };
        let rules = self.rules.iter().flat_map(|rule| window.of_rule(rule));
        let facts = facts.flat_map(|fact| window.of_fact(fact));
        let waivers = waived_until.iter().filter_map(|(rule, last)| {
            last.tomorrow().ok().map(|date| Event { date, what: What::Waived(rule) })
        });
        let next = rules.chain(facts).chain(waivers).min_by(Event::order)?;
        Some(self.worded(next, inquiry))
    }

    /// The releases made by a day, oldest first.
    fn release_events(&self, known_as_of: Date) -> impl Iterator<Item = Event<'_>> {
        let releases = &self.releases;
        let oldest_first = releases.iter().enumerate().rev();
        let events = oldest_first.map(|(place, release)| Event {
            date: release.date,
            what: What::Release { release, before: releases.get(place + 1) },
        });
        events.filter(move |event| event.date <= known_as_of)
    }

    fn worded<'r>(&'r self, event: Event<'r>, inquiry: &Inquiry) -> Change<'r> {
        let change = Change {
            date: event.date,
            kind: event.kind(),
            id: event.id(),
            title: String::new(),
            before: String::new(),
            after: String::new(),
            affected_rules: Vec::new(),
            upcoming: event.date > inquiry.as_of,
            sources: &[],
            recorded: None,
        };
        match event.what {
            What::Begins(rule) => Change { after: IN_FORCE.to_owned(), ..of_rule(rule, change, inquiry) },
            What::Ends(rule) => Change { before: IN_FORCE.to_owned(), ..of_rule(rule, change, inquiry) },
            What::Waived(rule) => Change { before: WAIVED.to_owned(), ..of_rule(rule, change, inquiry) },
            What::Fact { fact, before, after } => self.of_fact(fact, before, after, change, inquiry),
            What::Standing { platform, before, after } => Change {
                title: platform.name_on(event.date, &inquiry.language).to_owned(),
                before: before.map_or("", |standing| standing.level.as_str()).to_owned(),
                after: after.level.as_str().to_owned(),
                affected_rules: ids(self.readers_of_substitutes(event.date, inquiry.known_as_of)),
                sources: &after.sources,
                recorded: Some(after.recorded),
                ..change
            },
            What::Release { release, before } => Change {
                title: told(release, &inquiry.language),
                before: before.map_or("", |release| &release.version).to_owned(),
                after: release.version.clone(),
                affected_rules: self.affected_by(release, inquiry.known_as_of),
                ..change
            },
        }
    }

    fn of_fact<'r>(
        &'r self,
        fact: &'r Fact,
        before: Option<&'r Entry>,
        after: Option<&'r Entry>,
        change: Change<'r>,
        inquiry: &Inquiry,
    ) -> Change<'r> {
        let language = inquiry.language.as_str();
        let value = |entry: Option<&Entry>| entry.map(|entry| entry.value.display(language));
        // An end is told by what it ends.
        let told_by = after.or(before);
        Change {
            title: fact.title.pick(language).to_owned(),
            before: value(before).unwrap_or_default(),
            after: value(after).unwrap_or_default(),
            affected_rules: ids(self.readers_of(&fact.key, change.date, inquiry.known_as_of)),
            sources: told_by.map_or(&[], |entry| &entry.sources),
            recorded: told_by.map(|entry| entry.recorded),
            ..change
        }
    }

    /// The rules that a release names, those that it took away too, and those that read the facts it names.
    fn affected_by<'r>(&'r self, release: &'r Release, known_as_of: Date) -> Vec<&'r str> {
        let named = release.changes.iter().flat_map(|change| &change.rules).map(String::as_str);
        let facts = release.changes.iter().flat_map(|change| &change.facts);
        let readers = facts.flat_map(|key| ids(self.readers_of(key, release.date, known_as_of)));
        let affected: BTreeSet<&str> = named.chain(readers).collect();
        affected.into_iter().collect()
    }
}

/// All that a release changed, one text after the other.
fn told(release: &Release, language: &str) -> String {
    let texts: Vec<&str> = release.changes.iter().map(|change| change.text.pick(language)).collect();
    texts.join(" ")
}

fn of_rule<'r>(rule: &'r Rule, change: Change<'r>, inquiry: &Inquiry) -> Change<'r> {
    Change {
        title: rule.title.pick(&inquiry.language).to_owned(),
        affected_rules: vec![&rule.id],
        sources: &rule.sources,
        recorded: Some(rule.recorded),
        ..change
    }
}

fn ids(rules: Vec<&Rule>) -> Vec<&str> {
    rules.into_iter().map(|rule| rule.id.as_str()).collect()
}

// === impl Window ===

impl Window {
    /// When a rule begins and ends; nothing of one that is not at work.
    fn of_rule<'r>(&self, rule: &'r Rule) -> impl Iterator<Item = Event<'r>> + use<'r> {
        let is_known = rule.status == Status::Active && rule.recorded <= self.known_as_of;
        let begins = rule.in_force_from.map(PartialDate::first);
        let ends = rule.in_force_until.and_then(day_after);
        let begins = begins.map(|date| Event { date, what: What::Begins(rule) });
        let ends = ends.map(|date| Event { date, what: What::Ends(rule) });
        let days = self.days.clone();
        begins.into_iter().chain(ends).filter(move |event| is_known && days.contains(&event.date))
    }

    /// When the value of a fact is another than the day before.
    fn of_fact<'r>(&self, fact: &'r Fact) -> impl Iterator<Item = Event<'r>> + use<'r> {
        let Self { days, known_as_of } = self.clone();
        let known = move |entry: &&'r Entry| entry.recorded <= known_as_of;
        let begins_on = move |date| fact.history.iter().filter(known).any(|entry| entry.from.first() == date);
        fact.history
            .iter()
            .filter(known)
            .flat_map(move |entry| {
                let ends = entry.until.and_then(day_after).filter(|date| !begins_on(*date));
                [Some(entry.from.first()), ends].into_iter().flatten()
            })
            .filter(move |date| days.contains(date))
            .filter_map(move |date| {
                let before = date.yesterday().ok().and_then(|day| fact.at(day, known_as_of));
                let after = fact.at(date, known_as_of);
                let is_change = before.map(|entry| &entry.value) != after.map(|entry| &entry.value);
                is_change.then_some(Event { date, what: What::Fact { fact, before, after } })
            })
    }

    /// When a platform takes another level.
    fn of_platform<'r>(&self, platform: &'r Platform) -> impl Iterator<Item = Event<'r>> + use<'r> {
        let Self { days, known_as_of } = self.clone();
        let known = move || platform.standing.iter().filter(move |standing| standing.recorded <= known_as_of);
        let previous = std::iter::once(None).chain(known().map(Some));
        previous
            .zip(known())
            .filter(|(before, after)| before.is_none_or(|before| before.level != after.level))
            .map(move |(before, after)| Event {
                date: after.from.first(),
                what: What::Standing { platform, before, after },
            })
            .filter(move |event| days.contains(&event.date))
    }
}

fn day_after(last: PartialDate) -> Option<Date> {
    last.last().tomorrow().ok()
}

// === impl Event ===

impl<'r> Event<'r> {
    fn kind(&self) -> ChangeKind {
        match self.what {
            What::Begins(_) => ChangeKind::RuleBegins,
            What::Ends(_) => ChangeKind::RuleEnds,
            What::Waived(_) => ChangeKind::WaiverEnds,
            What::Fact { .. } => ChangeKind::FactChanges,
            What::Standing { .. } => ChangeKind::StandingChanges,
            What::Release { .. } => ChangeKind::Release,
        }
    }

    fn id(&self) -> &'r str {
        match self.what {
            What::Begins(rule) | What::Ends(rule) | What::Waived(rule) => &rule.id,
            What::Fact { fact, .. } => &fact.key,
            What::Standing { platform, .. } => &platform.id,
            What::Release { release, .. } => &release.version,
        }
    }

    /// The numbers of a release's version; the same for all else.
    fn version(&self) -> [u32; 3] {
        match self.what {
            What::Release { release, .. } => release.numbers(),
            _ => [0; 3],
        }
    }

    /// As text, 0.10.0 would come before 0.9.0.
    fn order(&self, other: &Self) -> Ordering {
        let place = |event: &Self| (event.date, event.kind(), event.version());
        place(self).cmp(&place(other)).then_with(|| self.id().cmp(other.id()))
    }
}

#[cfg(test)]
mod tests;
