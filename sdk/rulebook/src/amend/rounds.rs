//! Applies SAFE fixes until nothing changes: each round reviews what the last one left.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Added, Edits, Proposal, State};
use super::{Amended, FactsRead, SkippedFix, note_facts, references};
use crate::plan::Plan;
use crate::review::{Depth, Finding, Outcome, ProposedFix};
use crate::rule::{Applicability, Rule};
use crate::rulebook::{Inquiry, Rulebook};

/// Most rounds of one attempt.
const MOST_ROUNDS: usize = 8;
/// Most attempts; each leaves out the fixes over which the one before did not settle.
const MOST_ATTEMPTS: usize = 8;

/// Fixes that are left out, by id.
type LeftOut = BTreeMap<String, SkippedFix>;

/// One attempt to apply everything that is not left out.
struct Attempt<'p, 'l> {
    edits: Edits<'p>,
    left_out: &'l LeftOut,
    /// Ids of the fixes applied in each round.
    applied: Vec<Vec<String>>,
    /// Fixes that came second to another of the same round, by id, with why.
    second: BTreeMap<String, SkippedFix>,
    /// Fixes of the last round that cannot be applied, or have nothing to change although their finding stays.
    idle: Vec<SkippedFix>,
}

/// Where fixes came to rest.
struct Rest<'p> {
    edits: Edits<'p>,
    skipped: Vec<SkippedFix>,
    /// Whether some had to be left out for that.
    quarrelled: bool,
}

impl Rulebook {
    pub(super) fn apply_safe(&self, plan: &Plan, inquiry: &Inquiry) -> Amended<'_> {
        let mut facts = FactsRead::new();
        let Rest { edits, skipped, quarrelled } = self.rest(plan, inquiry, &mut facts);
        let amended = Amended::new(edits, skipped, facts);
        // From where the others came to rest, those left out might find another way. Then no plan is the one before the quarrel but
        // the one that came.
        if quarrelled && !self.rest(&amended.plan, inquiry, &mut FactsRead::new()).edits.is_empty() {
            return amended.given_up(plan);
        }
        amended
    }

    /// The plan with the SAFE fixes of one rule applied, whatever its status.
    pub(crate) fn mended_by(&self, rule: &Rule, plan: &Plan, inquiry: &Inquiry) -> Plan {
        let left_out = LeftOut::new();
        let mut attempt = Attempt::new(plan, &left_out);
        for _ in 0..MOST_ROUNDS {
            let findings = self.review_rule(rule, &self.resolved(&attempt.edits.draft()), inquiry);
            if attempt.round(&findings).is_empty() {
                break;
            }
        }
        attempt.edits.plan()
    }

    fn rest<'p, 'r>(&'r self, plan: &'p Plan, inquiry: &Inquiry, facts: &mut FactsRead<'r>) -> Rest<'p> {
        let mut left_out = LeftOut::new();
        for _ in 0..MOST_ATTEMPTS {
            let mut attempt = Attempt::new(plan, &left_out);
            let Some(quarrel) = attempt.run(self, inquiry, facts) else {
                let skipped = attempt.skipped();
                return Rest { edits: attempt.edits, skipped, quarrelled: !left_out.is_empty() };
            };
            left_out.extend(quarrel.into_iter().map(|skip| (skip.id.clone(), skip)));
        }
        Rest { edits: Edits::of(plan), skipped: left_out.into_values().collect(), quarrelled: false }
    }
}

impl Amended<'_> {
    /// Nothing done, because what was done would not last.
    fn given_up(self, came: &Plan) -> Self {
        let changed = self.changes.iter().flat_map(|change| change.also.iter().chain([&change.fix]));
        let ids: BTreeSet<&String> = changed.chain(self.skipped.iter().map(|skip| &skip.id)).collect();
        let skipped = quarrelling(&ids.into_iter().map(String::as_str).collect::<Vec<_>>());
        Amended { plan: came.clone(), changes: Vec::new(), skipped, ..self }
    }
}

// === impl Attempt ===

impl<'p, 'l> Attempt<'p, 'l> {
    fn new(plan: &'p Plan, left_out: &'l LeftOut) -> Self {
        let edits = Edits::of(plan);
        Self { edits, left_out, applied: Vec::new(), second: BTreeMap::new(), idle: Vec::new() }
    }

    /// Runs until nothing changes; gives the fixes to leave out where that does not come to pass.
    fn run<'r>(
        &mut self,
        rulebook: &'r Rulebook,
        inquiry: &Inquiry,
        facts: &mut FactsRead<'r>,
    ) -> Option<Vec<SkippedFix>> {
        let mut states = vec![State::new()];
        for _ in 0..MOST_ROUNDS {
            let review = rulebook.review(&self.edits.draft(), inquiry, Depth::Attention);
            note_facts(&review, facts);
            let applied = self.round(&review.findings);
            if applied.is_empty() {
                return None;
            }
            self.applied.push(applied);
            references::release(&mut self.edits);
            let state = self.edits.state();
            if let Some(seen) = states.iter().position(|older| *older == state) {
                return Some(self.quarrel(self.applied[seen..].concat()));
            }
            states.push(state);
        }
        Some(self.quarrel(self.repeated()))
    }

    /// Applies the first fix of each finding that changes something; gives their ids.
    fn round(&mut self, findings: &[Finding<'_>]) -> Vec<String> {
        let (mut round, mut applied) = (Vec::new(), Vec::new());
        self.idle.clear();
        for finding in findings.iter().filter(|finding| finding.outcome == Outcome::Fail) {
            let mut idle = Vec::new();
            for (id, fix) in self.open(finding) {
                match Proposal::of(finding, fix, 0, id.clone()).map(|one| self.edits.add(one, &mut round)) {
                    Ok(Added::Changed) => {
                        applied.push(id);
                        idle.clear();
                        break;
                    }
                    Ok(Added::Collides { with, path }) => {
                        self.second.insert(id.clone(), SkippedFix::collides(&id, &with, &path));
                        idle.clear();
                        break;
                    }
                    Ok(Added::Nothing) => idle.push(SkippedFix::idle(&id, finding)),
                    Err(unfit) => idle.push(unfit),
                }
            }
            self.idle.append(&mut idle);
        }
        applied
    }

    /// The fixes of a finding that may be applied unasked, with their ids.
    fn open<'f>(&self, finding: &'f Finding<'_>) -> Vec<(String, &'f ProposedFix)> {
        let safe = (1..).zip(finding.fixes()).filter(|(_, fix)| fix.applicability == Applicability::Safe);
        let named = safe.map(|(place, fix)| (finding.fix_id(place), fix));
        named.filter(|(id, _)| !self.left_out.contains_key(id)).collect()
    }

    /// Ids of the fixes of the last round that had been applied before; of all where none had.
    fn repeated(&self) -> Vec<String> {
        let Some((last, earlier)) = self.applied.split_last() else { return Vec::new() };
        let earlier = earlier.concat();
        let again: Vec<String> = last.iter().filter(|id| earlier.contains(id)).cloned().collect();
        if again.is_empty() { self.applied.concat() } else { again }
    }

    /// What to leave out of fixes that do not come to rest: those that came second to another of them, else all.
    fn quarrel(&self, ids: Vec<String>) -> Vec<SkippedFix> {
        let ids: BTreeSet<String> = ids.into_iter().collect();
        let second = ids.iter().filter_map(|id| self.second.get(id));
        let second: Vec<SkippedFix> = second.filter(|skip| ids.contains(&skip.with)).cloned().collect();
        if !second.is_empty() {
            return second;
        }
        quarrelling(&ids.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What was not applied, and why.
    fn skipped(&self) -> Vec<SkippedFix> {
        let applied: BTreeSet<&String> = self.applied.iter().flatten().collect();
        let second = self.second.values().filter(|skip| !applied.contains(&skip.id));
        let mut told = BTreeSet::new();
        let all = self.left_out.values().chain(second).chain(&self.idle);
        all.filter(|skip| told.insert(skip.id.as_str())).cloned().collect()
    }
}

/// Fixes that do not come to rest, each told so.
fn quarrelling(ids: &[&str]) -> Vec<SkippedFix> {
    let message = match ids {
        [_] => {
            "it changes the plan anew each time it is applied; change it by hand, and tell the rule's owner"
                .to_owned()
        }
        _ => format!("these fixes do not come to rest together: {}; choose among them", super::listed(ids)),
    };
    ids.iter().map(|id| SkippedFix::not_settled(id, &message)).collect()
}

impl SkippedFix {
    /// A fix with nothing to change, although its finding stays.
    fn idle(id: &str, finding: &Finding<'_>) -> Self {
        let message = format!(
            "the plan already has what it asks for, and {} still fails; change it by hand, and tell the rule's owner",
            finding.rule.id
        );
        Self::not_settled(id, &message)
    }
}
