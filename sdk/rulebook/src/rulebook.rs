//! A loaded rulebook, and the dates and language a question is asked for.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::bundle::Bundle;
use crate::calendar::{Almanac, Window};
use crate::date::{Date, PartialDate};
use crate::diagnostic::Diagnostic;
use crate::fact::{Entry, Fact, FactType, FactValue};
use crate::influence::Influence;
use crate::load::{self, List};
use crate::module::Module;
use crate::native::NativeFunctions;
use crate::opportunity::Opportunity;
use crate::platform::{self, Level, Platform};
use crate::readers::Readers;
use crate::release::Release;
use crate::rule::{Rule, Status, SwitchedOff};
use crate::scenario::Scenario;
use crate::source::Source;
use crate::stage::Stage;
use crate::text::negotiate;
use crate::value::Value;

/// Things that reviews look up by their ids.
pub(crate) type ById<T> = IndexMap<String, T, foldhash::fast::RandomState>;

/// What a country knows. Immutable; shared by all calls.
#[derive(Debug)]
pub struct Rulebook {
    pub(crate) module: Module,
    pub(crate) sources: BTreeMap<String, Source>,
    /// By key, in the order of keys.
    pub(crate) facts: ById<Fact>,
    pub(crate) lists: ById<List>,
    /// By id, in the order of ids.
    pub(crate) platforms: ById<Platform>,
    pub(crate) windows: BTreeMap<String, Window>,
    pub(crate) almanac: Almanac,
    pub(crate) opportunities: BTreeMap<String, Opportunity>,
    pub(crate) influences: BTreeMap<String, Influence>,
    /// The module's own, newest first.
    pub(crate) releases: Vec<Release>,
    /// By authority, then severity, then id: the order of findings.
    pub(crate) rules: Vec<Rule>,
    /// By id.
    pub(crate) switched_off: Vec<SwitchedOff>,
    /// In order.
    pub(crate) stages: Vec<Stage>,
    pub(crate) scenarios: Vec<Scenario>,
    pub(crate) natives: Option<NativeFunctions>,
    /// Who publishes each regional base, by its name.
    pub(crate) publishers: BTreeMap<String, String>,
    pub(crate) readers: Readers,
}

/// The dates and the language a question is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// The day the answer is true for.
    pub as_of: Date,
    /// The day of our knowledge.
    pub known_as_of: Date,
    /// The language of the answer; one the module offers.
    pub language: String,
}

/// How much a rulebook knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Active rules.
    pub rules: usize,
    /// Facts.
    pub facts: usize,
    /// Facts past their review date.
    pub stale_facts: usize,
    /// Platforms.
    pub platforms: usize,
    /// Sources.
    pub sources: usize,
    /// When the newest value was recorded.
    pub newest_record: Date,
}

impl Rulebook {
    /// Loads a rulebook whose library is not at hand: rules may call any native function, but those that do are not run by
    /// [`Rulebook::self_test`].
    ///
    /// # Errors
    /// Every fault of the rulebook, in the order of files and lines.
    pub fn load(bundle: &Bundle) -> Result<Self, Vec<Diagnostic>> {
        load::load(bundle, None)
    }

    /// Loads a rulebook with the functions of its library.
    ///
    /// # Errors
    /// Every fault of the rulebook, in the order of files and lines.
    pub fn load_with(bundle: &Bundle, natives: NativeFunctions) -> Result<Self, Vec<Diagnostic>> {
        load::load(bundle, Some(natives))
    }

    /// What the module says of itself.
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// A source by id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }

    /// The rules, strongest authority first, then by severity and id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules of regional bases that do not hold here, by id.
    pub fn switched_off(&self) -> &[SwitchedOff] {
        &self.switched_off
    }

    /// A rule by id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The values of a list, by its name.
    pub fn list(&self, name: &str) -> Option<&[Value]> {
        self.lists.get(name).and_then(|list| list.values.as_list())
    }

    /// The stages of the playbook, in order.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The module's own releases, newest first.
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// Name of the layer something comes from, given the name it was read with.
    pub fn layer<'a>(&'a self, layer: &'a str) -> &'a str {
        if layer.is_empty() { &self.module.name } else { layer }
    }

    /// Who publishes the layer something comes from, given the name it was read with.
    pub fn publisher<'a>(&'a self, layer: &str) -> &'a str {
        self.publishers.get(layer).unwrap_or(&self.module.publisher)
    }

    /// The inquiry for what a caller asked: dates at their last day, today and all our knowledge where nothing is said, the nearest
    /// language the module offers.
    pub fn inquiry(
        &self,
        as_of: Option<PartialDate>,
        known_as_of: Option<PartialDate>,
        language: &str,
        now_unix_seconds: i64,
    ) -> Inquiry {
        let today = self.module.day_of(now_unix_seconds);
        // A clock that is behind the newest record would hide what we know.
        let all_known = today.max(self.newest_record());
        Inquiry {
            as_of: as_of.map_or(today, PartialDate::last),
            known_as_of: known_as_of.map_or(all_known, PartialDate::last),
            language: negotiate(language, &self.module.languages).to_owned(),
        }
    }

    /// How much the rulebook knows; freshness as of a day.
    pub fn coverage(&self, as_of: Date) -> Coverage {
        let stale = |fact: &&Fact| {
            fact.at(as_of, Date::MAX).is_some_and(|entry| fact.is_stale(entry, as_of, Date::MAX))
        };
        Coverage {
            rules: self.rules.iter().filter(|rule| rule.status == Status::Active).count(),
            facts: self.facts.len(),
            stale_facts: self.facts.values().filter(stale).count(),
            platforms: self.platforms.len(),
            sources: self.sources.len(),
            newest_record: self.newest_record(),
        }
    }

    fn newest_record(&self) -> Date {
        let entries = self.facts.values().flat_map(|fact| &fact.history).map(|entry| entry.recorded);
        let standings =
            self.platforms.values().flat_map(|platform| &platform.standing).map(|one| one.recorded);
        let days = self.windows.values().flat_map(Window::records);
        let opportunities = self.opportunities.values().map(|opportunity| opportunity.recorded);
        let influences = self.influences.values().map(|influence| influence.recorded);
        let rules = self.rules.iter().map(|rule| rule.recorded);
        let all = entries.chain(standings).chain(days).chain(opportunities).chain(influences).chain(rules);
        all.max().unwrap_or(self.module.recorded)
    }

    /// The id of the platform a plan means by a spelling.
    pub(crate) fn platform_id(&self, spelling: &str) -> Option<&str> {
        if let Some((id, _)) = self.platforms.get_key_value(spelling) {
            return Some(id);
        }
        let spelling = platform::folded(spelling);
        self.platforms
            .values()
            .find(|platform| platform.is_spelled(&spelling))
            .map(|platform| platform.id.as_str())
    }

    /// The value of a fact at the dates of an inquiry.
    pub(crate) fn fact_at(&self, key: &str, inquiry: &Inquiry) -> Option<(&Fact, &Entry)> {
        let fact = self.facts.get(key)?;
        Some((fact, fact.at(inquiry.as_of, inquiry.known_as_of)?))
    }

    /// The state of access to a platform at the dates of an inquiry.
    pub(crate) fn access(&self, platform: &str, inquiry: &Inquiry) -> Option<(&Fact, &Entry, String)> {
        let (fact, entry) = self.fact_at(&format!("access/{platform}"), inquiry)?;
        Some((fact, entry, entry.value.display("en")))
    }

    /// Whether people can use a platform, at least badly.
    pub(crate) fn is_reachable(&self, platform: &str, inquiry: &Inquiry) -> bool {
        self.access(platform, inquiry).is_some_and(|(_, _, state)| state == "open" || state == "degraded")
    }

    /// The audience counts of a platform, largest first.
    pub(crate) fn audience(&self, platform: &str, inquiry: &Inquiry) -> Vec<(&Fact, &Entry, i64)> {
        let exact = format!("audience/{platform}");
        let below = format!("{exact}/");
        let facts = self.facts.values().filter(|fact| fact.key == exact || fact.key.starts_with(&below));
        let facts = facts.filter(|fact| fact.value_type == FactType::Count);
        let mut figures: Vec<_> = facts
            .filter_map(|fact| {
                let entry = fact.at(inquiry.as_of, inquiry.known_as_of)?;
                match entry.value {
                    FactValue::Integer(count) => Some((fact, entry, count)),
                    _ => None,
                }
            })
            .collect();
        figures.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.key.cmp(&b.0.key)));
        figures
    }

    /// Platforms that can be recommended at the dates of an inquiry: reachable, with a standing other than "avoid"; strongest
    /// first, then those that suit `purposes`, then the largest audience.
    pub(crate) fn recommendable(&self, purposes: &[String], inquiry: &Inquiry) -> Vec<(&Platform, Level)> {
        let mut found: Vec<_> = self
            .platforms
            .values()
            .filter(|platform| self.is_reachable(&platform.id, inquiry))
            .filter_map(|platform| {
                Some((platform, platform.standing_at(inquiry.as_of, inquiry.known_as_of)?.level))
            })
            .filter(|(_, level)| *level != Level::Avoid)
            .map(|(platform, level)| {
                let suits = purposes.iter().filter(|purpose| platform.purposes.contains(purpose)).count();
                let audience = self.audience(&platform.id, inquiry).first().map_or(0, |(_, _, count)| *count);
                (platform, level, suits, audience)
            })
            .collect();
        found.sort_by(|a, b| (a.1, b.2, b.3, &a.0.id).cmp(&(b.1, a.2, a.3, &b.0.id)));
        found.into_iter().map(|(platform, level, _, _)| (platform, level)).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
