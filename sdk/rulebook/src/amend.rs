//! Amends a plan: applies fixes that findings offer, and says what became of each.
//!
//! The plan that is edited is the one the caller wrote, not the one rules see: spellings and gaps that no fix concerns stay. While
//! fixes are applied every part keeps the place it came with, so that places and ids mean the same in each round; parts that stay
//! move up only at the end.

mod edits;
mod place;
mod references;
mod rounds;

use std::collections::BTreeMap;

use crate::fact::{Entry, Fact};
use crate::plan::{self, Plan};
use crate::review::{Depth, Finding, FixAction, ProposedFix, Review};
use crate::rule::Applicability;
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::Type;
use crate::suggest::quoted;
use crate::value::Value;

use edits::{Added, Edits, Proposal};
use place::Place;

/// A fix to apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenFix {
    /// Id of the fix, as [`Finding::fix_id`] gives it.
    pub id: String,
    /// Which of its values to set, as JSON exactly as the fix has it; empty for the first.
    pub value: String,
}

/// A plan with fixes applied.
#[derive(Debug, Clone)]
pub struct Amended<'r> {
    /// The corrected plan; what no fix concerned is as it came.
    pub plan: Plan,
    /// What changed, in the order applied: exactly the difference between the two plans.
    pub changes: Vec<PlanChange>,
    /// Fixes that were not applied.
    pub skipped: Vec<SkippedFix>,
    /// The facts that were read to find the fixes, each once.
    pub facts_read: Vec<(&'r Fact, &'r Entry)>,
}

/// A change made to a plan. One place changes at most once: where a fix refined what another had set, this is the sum of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChange {
    /// Place in the plan as it came, for example `channels[0].platform`.
    pub path: String,
    /// Whether something was set or removed.
    pub action: FixAction,
    /// Value before, as JSON; empty where there was none.
    pub before: String,
    /// Value after, as JSON; empty where it was removed.
    pub after: String,
    /// Id of the fix.
    pub fix: String,
    /// Ids of further fixes that this change carries out or makes needless.
    pub also: Vec<String>,
    /// Rule whose finding it settles.
    pub rule: String,
    /// The fix in words.
    pub text: String,
}

/// A fix that was not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedFix {
    /// Id of the fix.
    pub id: String,
    /// Why.
    pub reason: SkipReason,
    /// The same in words, with what to do.
    pub message: String,
    /// For [`SkipReason::Collides`]: id of the fix that came first; else empty.
    pub with: String,
}

/// Why a fix was not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// Another change of the same place came first.
    Collides,
    /// Only a person can do it.
    Manual,
    /// No finding of the plan has it.
    Unknown,
    /// It does not offer that value, or the value does not fit the plan.
    BadValue,
    /// SAFE fixes kept undoing each other, or it left its finding as it was.
    NotSettled,
}

/// Facts by key.
type FactsRead<'r> = BTreeMap<&'r str, (&'r Fact, &'r Entry)>;

impl Rulebook {
    /// The plan with fixes applied. Without choices those are the SAFE ones, until nothing changes any more; of two that want
    /// different things of one place the first among the findings wins. Choices are applied once, in their order, and the first
    /// wins. Amending the result again changes nothing.
    pub fn amend(&self, plan: &Plan, choices: &[ChosenFix], inquiry: &Inquiry) -> Amended<'_> {
        if choices.is_empty() {
            self.apply_safe(plan, inquiry)
        } else {
            self.apply_chosen(plan, choices, inquiry)
        }
    }

    fn apply_chosen(&self, plan: &Plan, choices: &[ChosenFix], inquiry: &Inquiry) -> Amended<'_> {
        let review = self.review(plan, inquiry, Depth::Attention);
        let mut offered: BTreeMap<String, Vec<(&Finding<'_>, &ProposedFix)>> = BTreeMap::new();
        for finding in &review.findings {
            for (place, fix) in (1..).zip(finding.fixes()) {
                offered.entry(finding.fix_id(place)).or_default().push((finding, fix));
            }
        }
        let mut edits = Edits::of(plan);
        let mut skipped = Vec::new();
        let mut round = Vec::new();
        for choice in choices {
            // Parts that share an id share their fixes' ids: what is chosen is chosen for all of them.
            let Some(fixes) = offered.get(&choice.id) else {
                skipped.push(SkippedFix::unknown(&choice.id));
                continue;
            };
            for (finding, fix) in fixes {
                let added = Proposal::chosen(finding, fix, choice).map(|one| edits.add(one, &mut round));
                match added {
                    Ok(Added::Changed | Added::Nothing) => {}
                    Ok(Added::Collides { with, path }) => {
                        skipped.push(SkippedFix::collides(&choice.id, &with, &path));
                    }
                    Err(skip) => skipped.push(skip),
                }
            }
        }
        let mut facts = FactsRead::new();
        note_facts(&review, &mut facts);
        Amended::new(edits, skipped, facts)
    }
}

fn note_facts<'r>(review: &Review<'r>, facts: &mut FactsRead<'r>) {
    facts.extend(review.facts_read.iter().map(|(fact, entry)| (fact.key.as_str(), (*fact, *entry))));
}

// === impl Proposal ===

impl Proposal {
    /// What a choice comes to.
    fn chosen(finding: &Finding<'_>, fix: &ProposedFix, choice: &ChosenFix) -> Result<Self, SkippedFix> {
        if fix.action == FixAction::Advise || fix.applicability == Applicability::Manual {
            return Err(SkippedFix::manual(&choice.id, &fix.text));
        }
        let place = match choice.value.as_str() {
            "" => 0,
            wanted => {
                let found = fix.values.iter().position(|value| value.to_json() == wanted);
                found.ok_or_else(|| SkippedFix::not_offered(&choice.id, wanted, fix))?
            }
        };
        Self::of(finding, fix, place, choice.id.clone())
    }

    /// What a fix comes to with one of its values, checked as a plan from outside is.
    fn of(finding: &Finding<'_>, fix: &ProposedFix, value: usize, id: String) -> Result<Self, SkippedFix> {
        let Some(place) = Place::parse(&fix.path) else { return Err(SkippedFix::manual(&id, &fix.text)) };
        let after = match fix.action {
            FixAction::Remove => None,
            FixAction::Set | FixAction::Advise => {
                if matches!(place.ty(), Type::Record(_) | Type::Records(_)) {
                    return Err(SkippedFix::unfit(
                        &id,
                        &fix.path,
                        "a fix sets values, not parts of the plan",
                    ));
                }
                let value = fix.values.get(value).cloned().unwrap_or(Value::Null);
                plan::conform(place.ty(), value).map_err(|why| SkippedFix::unfit(&id, &fix.path, &why))?
            }
        };
        let rule = finding.rule.id.clone();
        Ok(Self { place, after, fix: id, rule, text: fix.text_for(value).to_owned() })
    }
}

// === impl Amended ===

impl<'r> Amended<'r> {
    fn new(mut edits: Edits<'_>, skipped: Vec<SkippedFix>, facts: FactsRead<'r>) -> Self {
        references::follow(&mut edits);
        let facts_read = facts.into_values().collect();
        Self { plan: edits.plan(), changes: edits.changes(), skipped, facts_read }
    }
}

// === impl SkippedFix ===

impl SkippedFix {
    fn new(id: &str, reason: SkipReason, message: String) -> Self {
        Self { id: id.to_owned(), reason, message, with: String::new() }
    }

    fn unknown(id: &str) -> Self {
        let message = format!(
            "no finding of this plan has the fix {}; review the plan, and take an id from there",
            quoted(id)
        );
        Self::new(id, SkipReason::Unknown, message)
    }

    fn manual(id: &str, text: &str) -> Self {
        Self::new(id, SkipReason::Manual, format!("only a person can do this: {text}"))
    }

    fn collides(id: &str, with: &str, path: &str) -> Self {
        let message = format!("{with} changed {path} first; choose one of the two");
        Self { with: with.to_owned(), ..Self::new(id, SkipReason::Collides, message) }
    }

    fn not_offered(id: &str, wanted: &str, fix: &ProposedFix) -> Self {
        let values: Vec<String> = fix.values.iter().map(Value::to_json).collect();
        let hint = if values.is_empty() {
            "it takes none".to_owned()
        } else {
            format!("it offers {}", listed(&values))
        };
        Self::new(id, SkipReason::BadValue, format!("the fix does not offer {}; {hint}", quoted(wanted)))
    }

    fn unfit(id: &str, path: &str, why: &str) -> Self {
        let message =
            format!("its value does not fit {path}: {why}; change it by hand, and tell the rule's owner");
        Self::new(id, SkipReason::BadValue, message)
    }

    fn not_settled(id: &str, message: &str) -> Self {
        Self::new(id, SkipReason::NotSettled, message.to_owned())
    }
}

/// Most items a message lists.
const MOST_LISTED: usize = 10;

/// Items as a message lists them.
fn listed(items: &[impl AsRef<str>]) -> String {
    let shown: Vec<&str> = items.iter().take(MOST_LISTED).map(AsRef::as_ref).collect();
    let more = items.len().saturating_sub(MOST_LISTED);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

// === impl SkipReason ===

impl SkipReason {
    /// The reason as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Collides => "collides",
            Self::Manual => "manual",
            Self::Unknown => "unknown",
            Self::BadValue => "bad_value",
            Self::NotSettled => "not_settled",
        }
    }
}

#[cfg(test)]
mod tests;
