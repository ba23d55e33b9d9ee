//! Checks that every name in a rulebook leads somewhere, and that nothing claims more than its sources bear.

mod documents;

use std::collections::HashMap;

pub(crate) use documents::check_releases;

use crate::decode::Link;
use crate::diagnostic::Faults;
use crate::fact::{Confidence, FactType};
use crate::platform::{Platform, folded};
use crate::rule::Authority;
use crate::rulebook::Rulebook;
use crate::scenario::Scenario;
use crate::source::SourceKind;
use crate::suggest::hint;
use crate::yaml::Place;

pub(crate) fn check(rulebook: &Rulebook, faults: &mut Faults) {
    check_sources(rulebook, faults);
    check_confidence(rulebook, faults);
    check_platforms(rulebook, faults);
    check_rules(rulebook, faults);
}

fn check_sources(rulebook: &Rulebook, faults: &mut Faults) {
    let facts = rulebook.facts.values().flat_map(|fact| {
        let entries = fact.history.iter().flat_map(|entry| &entry.links);
        entries.chain(fact.disputes.iter().flat_map(|dispute| &dispute.links))
    });
    let platforms = rulebook.platforms.values().flat_map(|platform| {
        let former = platform.formerly.iter().flat_map(|former| &former.links);
        platform.standing.iter().flat_map(|s| &s.links).chain(former)
    });
    let rules = rulebook.rules.iter().flat_map(|rule| &rule.links);
    let stages = rulebook.stages.iter().flat_map(|stage| &stage.links);
    let lists = rulebook.lists.values().flat_map(|list| &list.links);
    let known: Vec<&str> = rulebook.sources.keys().map(String::as_str).collect();
    for Link { name, place } in
        facts.chain(platforms).chain(rules).chain(stages).chain(lists).chain(documents::sources(rulebook))
    {
        // Looking for the nearest takes time with the number of sources.
        if !rulebook.sources.contains_key(name) && !faults.is_full() {
            faults.note(place, format!("there is no source `{name}`"), hint(name, &known));
        }
    }
}

fn check_confidence(rulebook: &Rulebook, faults: &mut Faults) {
    let only_unverified = |sources: &[String]| {
        let mut kinds =
            sources.iter().filter_map(|id| rulebook.sources.get(id)).map(|source| source.kind).peekable();
        kinds.peek().is_some() && kinds.all(|kind| kind == SourceKind::Unverified)
    };
    documents::check(rulebook, only_unverified, faults);
    let mut note = |place: &Place, what: &str| {
        let hint = "say `confidence: low`, or cite a source that somebody has seen";
        faults.note(place, format!("{what} rests on unverified sources alone"), hint);
    };
    for fact in rulebook.facts.values() {
        for entry in &fact.history {
            if entry.confidence > Confidence::Low && only_unverified(&entry.sources) {
                note(&fact.place, &format!("the value of `{}` from {}", fact.key, entry.from));
            }
        }
    }
    for rule in &rulebook.rules {
        if rule.confidence > Confidence::Low && only_unverified(&rule.sources) {
            note(&rule.place, &format!("the rule {}", rule.id));
        }
    }
}

fn check_platforms(rulebook: &Rulebook, faults: &mut Faults) {
    let mut by_spelling: HashMap<String, Vec<&Platform>> = HashMap::new();
    for platform in rulebook.platforms.values() {
        for spelling in platform.spellings() {
            by_spelling.entry(folded(spelling)).or_default().push(platform);
        }
    }
    for platform in rulebook.platforms.values() {
        let key = format!("access/{}", platform.id);
        match rulebook.facts.get(&key) {
            Some(fact) if fact.value_type == FactType::AccessState => {}
            Some(fact) => faults.note(&fact.place, format!("`{key}` is not of type access_state"), ""),
            None => {
                let message = format!("nothing says whether people can reach `{}`", platform.id);
                faults.note(&platform.place, message, format!("add a fact `{key}` of type access_state"));
            }
        }
        for spelling in platform.spellings() {
            let mut all = by_spelling.get(&folded(spelling)).into_iter().flatten();
            let other = all.find(|other| other.id != platform.id);
            if let Some(other) = other.filter(|other| other.id > platform.id) {
                let message = format!("`{spelling}` means both `{}` and `{}`", platform.id, other.id);
                faults.note(&other.place, message, "take it from the aliases of one");
            }
        }
    }
}

fn check_rules(rulebook: &Rulebook, faults: &mut Faults) {
    for rule in &rulebook.rules {
        let official = rule
            .sources
            .iter()
            .filter_map(|id| rulebook.sources.get(id))
            .any(|source| matches!(source.kind, SourceKind::Law | SourceKind::Regulator));
        if rule.authority == Authority::Law && !official {
            let hint = "cite the law or its regulator, or choose another authority";
            let place = rule.links.first().map_or(&rule.place, |link| &link.place);
            faults.note(place, format!("{} claims to be law without a law source", rule.id), hint);
        }
        for platform in rule.weighs_on.iter().flat_map(|weighs| &weighs.platforms) {
            if !rulebook.platforms.contains_key(platform) {
                let known: Vec<&str> = rulebook.platforms.keys().map(String::as_str).collect();
                faults.note(
                    &rule.place,
                    format!("there is no platform `{platform}`"),
                    hint(platform, &known),
                );
            }
        }
    }
}

/// Scenarios expect rules that stand somewhere; `rules` are all that were written, those with faults of their own too.
pub(crate) fn check_scenarios(scenarios: &[Scenario], rules: &[&str], faults: &mut Faults) {
    for scenario in scenarios {
        for expected in &scenario.findings {
            if !rules.contains(&expected.rule.as_str()) && !faults.is_full() {
                let message = format!("there is no rule `{}`", expected.rule);
                faults.note(&scenario.place, message, hint(&expected.rule, rules));
            }
        }
    }
}
