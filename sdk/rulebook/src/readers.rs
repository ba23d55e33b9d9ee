//! Which rules rest on which facts: found once, when a rulebook is loaded.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::Date;
use crate::expr::Reads;
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
        let reads: Vec<Reads> = active.iter().map(|(_, rule)| rule.reads()).collect();
        let by_key = ByKey::new(&reads);
        let of = |key: &str| by_key.readers(key).into_iter().map(|reader| active[reader].0).collect();
        let by_fact = facts.map(|key| (key.clone(), of(key))).collect();
        let asks =
            |(reads, (_, rule)): &(&Reads, &(usize, &Rule))| reads.substitutes || rule.proposes_substitutes();
        let of_substitutes = reads.iter().zip(&active).filter(asks).map(|(_, (place, _))| *place).collect();
        Self { by_fact, of_substitutes }
    }
}

/// Readers by the keys they name, so that a fact is not asked of every reader.
#[derive(Default)]
struct ByKey<'r> {
    /// By a whole key.
    of_one: BTreeMap<&'r str, Vec<usize>>,
    /// By how the keys of a group begin.
    of_group: BTreeMap<&'r str, Vec<usize>>,
}

impl<'r> ByKey<'r> {
    fn new(reads: &'r [Reads]) -> Self {
        let mut by_key = Self::default();
        for (reader, reads) in reads.iter().enumerate() {
            for fact in &reads.facts {
                let (readers, key) = match fact.strip_suffix('*') {
                    Some(prefix) => (&mut by_key.of_group, prefix),
                    None => (&mut by_key.of_one, fact.as_str()),
                };
                readers.entry(key).or_default().push(reader);
            }
        }
        by_key
    }

    /// Who reads the fact of this key, each once and in order.
    fn readers(&self, key: &str) -> BTreeSet<usize> {
        let of_groups = self.of_group.iter().filter(|(prefix, _)| key.starts_with(**prefix));
        of_groups.map(|(_, readers)| readers).chain(self.of_one.get(key)).flatten().copied().collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_by_itself_and_by_its_group() {
        let facts = [vec!["access/*"], vec!["norm/space", "norm/*"], vec![]];
        let reads = facts
            .map(|keys| Reads { facts: keys.into_iter().map(str::to_owned).collect(), ..Reads::default() });
        let by_key = ByKey::new(&reads);
        for (key, readers) in [
            ("norm/space", &[1][..]),
            ("norm/space/asia", &[1]),
            ("access/x", &[0]),
            ("access", &[]),
            ("audience/x", &[]),
        ] {
            assert_eq!(Vec::from_iter(by_key.readers(key)), readers, "{key}");
        }
    }
}
