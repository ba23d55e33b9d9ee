//! The links of calendars, opportunities, influences and releases, and that none claims more than its sources bear.

use std::collections::BTreeSet;

use crate::calendar::{Window, WindowStatus};
use crate::decode::Link;
use crate::diagnostic::Faults;
use crate::fact::Confidence;
use crate::release::{Release, ReleaseChange, ReleaseChangeKind};
use crate::rulebook::Rulebook;
use crate::suggest::hint;

/// The sources they name.
pub(super) fn sources(rulebook: &Rulebook) -> impl Iterator<Item = &Link> {
    let days = rulebook.windows.values().flat_map(Window::links);
    let opportunities = rulebook.opportunities.values().flat_map(|opportunity| &opportunity.links);
    let influences = rulebook.influences.values().flat_map(|influence| &influence.links);
    days.chain(opportunities).chain(influences)
}

/// Notes facts that are not there, and what rests on sources nobody has seen. `unverified` tells such sources.
pub(super) fn check(rulebook: &Rulebook, unverified: impl Fn(&[String]) -> bool, faults: &mut Faults) {
    let opportunities = rulebook.opportunities.values().flat_map(|opportunity| &opportunity.fact_links);
    let influences = rulebook.influences.values().flat_map(|influence| &influence.fact_links);
    let facts: BTreeSet<&str> = rulebook.facts.keys().map(String::as_str).collect();
    for link in opportunities.chain(influences) {
        known(link, &facts, "fact", faults);
    }
    for window in rulebook.windows.values() {
        let written = window
            .years
            .iter()
            .map(|one| (one.status, &one.sources, &one.place, format!("official days of {} that", one.year)));
        let computed = window.recurs.iter().map(|one| {
            (one.status, &one.sources, &one.place, "official days that are computed and".to_owned())
        });
        for (status, sources, place, what) in written.chain(computed) {
            if status == WindowStatus::Official && unverified(sources) {
                let message = format!("{what} rest on unverified sources alone");
                faults.note(place, message, "say `status: estimated`, or cite the notice");
            }
        }
    }
    for influence in rulebook.influences.values() {
        if influence.confidence > Confidence::Low && unverified(&influence.sources) {
            let message = format!("the influence `{}` rests on unverified sources alone", influence.id);
            let hint = "say `confidence: low`, or cite a source that somebody has seen";
            faults.note(&influence.place, message, hint);
        }
    }
}

/// Releases speak of rules and facts that are there, or that a release removed. `rules` and `facts` are all that were written, those
/// with faults of their own too.
pub(crate) fn check_releases(releases: &[&Release], rules: &[&str], facts: &[&str], faults: &mut Faults) {
    let changes = || releases.iter().flat_map(|release| &release.changes);
    let removed = |links: fn(&ReleaseChange) -> &[Link]| -> BTreeSet<&str> {
        let removals = changes().filter(|change| change.kind == ReleaseChangeKind::Removed);
        removals.flat_map(links).map(|link| link.name.as_str()).collect()
    };
    let rule_links: fn(&ReleaseChange) -> &[Link] = |change| &change.rule_links;
    let fact_links: fn(&ReleaseChange) -> &[Link] = |change| &change.fact_links;
    for (links, there, what) in [(rule_links, rules, "rule"), (fact_links, facts, "fact")] {
        let gone = removed(links);
        let there: BTreeSet<&str> = there.iter().copied().collect();
        for link in changes().flat_map(links).filter(|link| !gone.contains(&link.name.as_str())) {
            known(link, &there, what, faults);
        }
    }
}

fn known(link: &Link, there: &BTreeSet<&str>, what: &str, faults: &mut Faults) {
    // Looking for the nearest takes time with the number of names.
    if !there.contains(link.name.as_str()) && !faults.is_full() {
        let names: Vec<&str> = there.iter().copied().collect();
        faults.note(&link.place, format!("there is no {what} `{}`", link.name), hint(&link.name, &names));
    }
}
