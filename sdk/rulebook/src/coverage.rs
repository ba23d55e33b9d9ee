//! How much of a market is covered, how well it is sourced, and what is missing.

mod missing;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::WindowStatus;
use crate::decode::Word;
use crate::fact::{Confidence, Entry, Fact};
use crate::rule::Authority;
use crate::rulebook::{Inquiry, Rulebook};

/// How much a rulebook covers at the dates of an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageReport {
    /// Facts with a value, by topic.
    pub topics: Vec<TopicCoverage>,
    /// Rules in force by authority, strongest first; an authority without one is there with 0.
    pub authorities: Vec<AuthorityCoverage>,
    /// Texts by language, in the module's order.
    pub languages: Vec<LanguageCoverage>,
    /// What nothing is said about, in words; what weighs most first.
    pub missing: Vec<String>,
    /// Whole plans with exact expectations.
    pub scenarios: usize,
    /// Platforms.
    pub platforms: usize,
    /// Windows of the calendar in the year that begins on the day of the inquiry.
    pub windows: WindowCoverage,
}

/// Facts of a topic, the first part of their key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicCoverage {
    /// The topic, for example `access`.
    pub topic: String,
    /// Facts with a value.
    pub facts: usize,
    /// Of these: past their review date.
    pub stale: usize,
    /// Contradicted by another source.
    pub disputed: usize,
    /// With two sources or more.
    pub two_sources: usize,
    /// Of low confidence.
    pub low_confidence: usize,
}

/// Rules of an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorityCoverage {
    /// The authority.
    pub authority: Authority,
    /// Rules in force.
    pub rules: usize,
    /// Of these: a plan can be checked against it.
    pub checkable: usize,
    /// Past their review date.
    pub stale: usize,
}

/// Windows of the calendar, each counted once for every year it falls in, by how sure its days are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WindowCoverage {
    /// Announced.
    pub official: usize,
    /// Computed or foreseen.
    pub estimated: usize,
    /// Without days yet.
    pub awaited: usize,
}

/// Texts in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageCoverage {
    /// The language, BCP 47.
    pub language: String,
    /// Texts people read, of whatever kind of document; names of platforms aside, which need no translation.
    pub texts: usize,
    /// Of these: in this language.
    pub translated: usize,
    /// Whether the local team has not read them yet.
    pub awaits_review: bool,
}

// === impl Rulebook ===

impl Rulebook {
    /// How much is covered at the dates of an inquiry, and what is missing.
    pub fn coverage_report(&self, inquiry: &Inquiry) -> CoverageReport {
        let topics = self.topics(inquiry);
        let authorities: Vec<AuthorityCoverage> =
            Authority::WORDS.iter().map(|(_, authority)| self.authority(*authority, inquiry)).collect();
        CoverageReport {
            missing: self.missing(&topics, &authorities, inquiry),
            topics,
            authorities,
            languages: self.languages(),
            scenarios: self.scenarios.len(),
            platforms: self.platforms.len(),
            windows: self.window_coverage(inquiry),
        }
    }

    fn window_coverage(&self, inquiry: &Inquiry) -> WindowCoverage {
        let mut coverage = WindowCoverage::default();
        for window in self.windows_ahead(inquiry) {
            match window.status() {
                WindowStatus::Official => coverage.official += 1,
                WindowStatus::Estimated => coverage.estimated += 1,
                WindowStatus::AwaitingNotice => coverage.awaited += 1,
            }
        }
        coverage
    }

    fn topics(&self, inquiry: &Inquiry) -> Vec<TopicCoverage> {
        let mut topics: BTreeMap<&str, TopicCoverage> = BTreeMap::new();
        for fact in self.facts.values() {
            let Some(entry) = fact.at(inquiry.as_of, inquiry.known_as_of) else { continue };
            let topic = fact.topic();
            topics.entry(topic).or_insert_with(|| TopicCoverage::new(topic)).add(fact, entry, inquiry);
        }
        topics.into_values().collect()
    }

    fn authority(&self, authority: Authority, inquiry: &Inquiry) -> AuthorityCoverage {
        let rules = self.rules.iter().filter(|rule| rule.authority == authority && rule.in_force(inquiry));
        let mut coverage = AuthorityCoverage { authority, rules: 0, checkable: 0, stale: 0 };
        for rule in rules {
            coverage.rules += 1;
            coverage.checkable += usize::from(rule.is_checkable());
            coverage.stale += usize::from(rule.is_stale(inquiry.as_of));
        }
        coverage
    }

    fn languages(&self) -> Vec<LanguageCoverage> {
        let texts = self.texts();
        let languages = self.module.languages.iter();
        languages
            .map(|language| LanguageCoverage {
                awaits_review: self.module.awaits_review(language),
                language: language.clone(),
                texts: texts.len(),
                translated: texts.iter().filter(|text| text.is_in(language)).count(),
            })
            .collect()
    }
}

// === impl TopicCoverage ===

impl TopicCoverage {
    fn new(topic: &str) -> Self {
        Self { topic: topic.to_owned(), facts: 0, stale: 0, disputed: 0, two_sources: 0, low_confidence: 0 }
    }

    fn add(&mut self, fact: &Fact, entry: &Entry, inquiry: &Inquiry) {
        let sources: BTreeSet<&String> = entry.sources.iter().collect();
        self.facts += 1;
        self.stale += usize::from(fact.is_stale(entry, inquiry.as_of, inquiry.known_as_of));
        self.disputed += usize::from(!fact.disputes.is_empty());
        self.two_sources += usize::from(sources.len() >= 2);
        self.low_confidence += usize::from(entry.confidence == Confidence::Low);
    }
}

// === impl Fact ===

impl Fact {
    /// What it belongs to: the first part of its key.
    fn topic(&self) -> &str {
        self.key.split('/').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
