//! Which rules rest on which facts: found once, when a rulebook is loaded.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::rule::{Rule, Status};
use crate::rulebook::Rulebook;

/// Rules by what they read; places among the rulebook's rules, in the order of their ids.
#[derive(Debug, Default)]
pub(crate) struct Readers {
    by_fact: BTreeMap<String, Vec<usize>>,
    /// Those that ask which platform stands in for another.
    of_substitutes: Vec<usize>,
}

impl Readers {
    /// The readers of each of the facts among the rules that have an effect.
    pub(crate) fn new<'a>(rules: &[Rule], facts: impl Iterator<Item = &'a String>) -> Self {
        let mut active: Vec<(usize, &Rule)> =
            rules.iter().enumerate().filter(|(_, rule)| rule.status == Status::Active).collect();
        active.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        let reads: Vec<_> = active.iter().map(|(place, rule)| (*place, rule.reads())).collect();
        let of = |key: &str| -> Vec<usize> {
            reads.iter().filter(|(_, reads)| reads.covers(key)).map(|(place, _)| *place).collect()
        };
        let by_fact = facts.map(|key| (key.clone(), of(key))).collect();
        let of_substitutes =
            active.iter().filter(|(_, rule)| rule.asks_for_substitutes()).map(|(place, _)| *place).collect();
        Self { by_fact, of_substitutes }
    }
}

impl Rulebook {
    /// The rules in force on a day, as far as known at another, whose conditions can read a fact; by id.
    pub(crate) fn readers_of(&self, fact: &str, as_of: Date, known_as_of: Date) -> Vec<&Rule> {
        self.at_work(self.readers.by_fact.get(fact).map_or(&[], Vec::as_slice), as_of, known_as_of)
    }

    /// The same for those that ask which platform stands in for another.
    pub(crate) fn readers_of_substitutes(&self, as_of: Date, known_as_of: Date) -> Vec<&Rule> {
        self.at_work(&self.readers.of_substitutes, as_of, known_as_of)
    }

    fn at_work(&self, places: &[usize], as_of: Date, known_as_of: Date) -> Vec<&Rule> {
        let rules = places.iter().filter_map(|place| self.rules.get(*place));
        rules.filter(|rule| rule.covers_day(as_of, known_as_of)).collect()
    }
}
