//! Explains a finding: the conditions it came of, what decided, and which change to the plan would give another outcome.

mod case;
mod change;
mod condition;
mod summary;
mod trial;
mod what_if;

use crate::plan::Plan;
use crate::review::{Depth, Evidence, Finding, Outcome, Review};
use crate::rule::{Rule, Status};
use crate::rulebook::{Inquiry, Rulebook};
use crate::suggest::{nearest, quoted};

use case::Case;

/// Which finding to explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'q> {
    /// The one with this fingerprint.
    Fingerprint(u64),
    /// A rule's: the one about an item, by its id or place; else its worst.
    Rule {
        /// Id of the rule.
        id: &'q str,
        /// Id of the item, or its place, for example `channels[0]`.
        item: Option<&'q str>,
    },
}

/// There is no such rule, or no such finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// Whether even the rule is not known.
    pub is_rule: bool,
    /// What there is not, and what there is, in words.
    pub message: String,
    /// What comes nearest: rules, or items of the rule; as many as an error bears.
    pub nearest: Vec<String>,
}

/// Why a rule came to what it came to.
#[derive(Debug, Clone)]
pub struct Explanation<'r> {
    /// The finding.
    pub finding: Finding<'r>,
    /// The rule's conditions that were looked at, in that order.
    pub conditions: Vec<Condition>,
    /// Single changes to the plan that would give another outcome, nearest first; at most 20.
    pub what_if: Vec<Counterfactual>,
    /// Which condition decided, in one sentence.
    pub summary: String,
}

/// A condition, or a part of one.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What it is to the rule: `in_force`, `market`, `sector`, `for_each`, `applies_if`, `let <name>`, `fails_if`; empty for a part.
    pub role: String,
    /// As it is written.
    pub text: String,
    /// Its value, as text; what is not known, or what went wrong.
    pub value: String,
    /// Kind of value.
    pub state: ConditionState,
    /// Place in the plan that it reads; empty when it is none.
    pub path: String,
    /// The facts it read itself.
    pub evidence: Vec<Evidence>,
    /// What it is made of.
    pub parts: Vec<Condition>,
    /// Whether another value of it alone would have given another outcome.
    pub decisive: bool,
}

/// Kind of value of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionState {
    /// True.
    True,
    /// False.
    False,
    /// Not known.
    Unknown,
    /// Could not be evaluated.
    Error,
    /// Any other value.
    Value,
}

/// A single change to the plan, and what would come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterfactual {
    /// Place in the plan.
    pub path: String,
    /// Value it would have, as JSON; `null` where it would be taken out.
    pub value: String,
    /// What the rule would come to.
    pub outcome: Outcome,
    /// The same in words.
    pub text: String,
}

/// Room for the names that say what there is instead, bytes: an error travels in headers.
const MOST_NEAREST: usize = 400;

impl Rulebook {
    /// Explains what a rule came to for a plan, whatever that was.
    ///
    /// # Errors
    /// There is no such rule, or it made no such finding.
    pub fn explain<'r>(
        &'r self,
        plan: &Plan,
        asked: &Asked<'_>,
        inquiry: &Inquiry,
    ) -> Result<Explanation<'r>, NotFound> {
        let review = self.review(plan, inquiry, Depth::Everything);
        let finding = self.asked_for(review, asked)?;
        let check = finding.rule.check.as_ref().ok_or_else(|| NotFound::for_a_person(finding.rule))?;
        let case = Case::new(self, finding.rule, check, self.resolved(plan), inquiry, finding.subject());
        let before = if finding.outcome == Outcome::Waived { Outcome::Fail } else { finding.outcome };
        let looked_at = case.conditions(before);
        let summary = summary::sentence(&finding, &looked_at.conditions);
        let what_if = what_if::changes(&case, &finding, before, &looked_at.sites);
        Ok(Explanation { finding, conditions: looked_at.conditions, what_if, summary })
    }

    fn asked_for<'r>(&'r self, review: Review<'r>, asked: &Asked<'_>) -> Result<Finding<'r>, NotFound> {
        let (id, item) = match *asked {
            Asked::Fingerprint(wanted) => {
                let found = review.findings.iter().find(|finding| finding.fingerprint() == wanted);
                return found.cloned().ok_or_else(|| NotFound::fingerprint(wanted, &review));
            }
            Asked::Rule { id, item } => (id, item),
        };
        let Some(rule) = self.rule(id) else { return Err(NotFound::rule(id, self)) };
        if rule.check.is_none() {
            return Err(NotFound::for_a_person(rule));
        }
        if rule.status != Status::Active {
            return Ok(Finding::not_applicable(rule));
        }
        let own = review.findings.into_iter().filter(|finding| finding.rule.id == rule.id);
        let own: Vec<Finding<'r>> = own.collect();
        // Where the rule does not concern the plan at all, that says why it made no finding about the item.
        let is_meant = |finding: &&Finding<'r>| {
            item.is_none_or(|item| finding.is_about(item) || finding.concerns_nothing())
        };
        let worst = own.iter().filter(is_meant).min_by_key(|finding| finding.outcome);
        worst.cloned().ok_or_else(|| NotFound::item(rule, item.unwrap_or_default(), &own))
    }
}

// === impl NotFound ===

impl NotFound {
    fn rule(id: &str, rulebook: &Rulebook) -> Self {
        let near = nearest(id, rulebook.rules().iter().map(|rule| rule.id.as_str()));
        Self::new(true, format!("there is no rule {}", quoted(id)), "nearest", near)
    }

    fn fingerprint(wanted: u64, review: &Review<'_>) -> Self {
        let mut rules: Vec<&str> = Vec::new();
        for finding in review.findings.iter().filter(|finding| finding.outcome != Outcome::NotApplicable) {
            if !rules.contains(&finding.rule.id.as_str()) {
                rules.push(&finding.rule.id);
            }
        }
        let message = format!("no finding of this plan has the fingerprint {wanted:016x}");
        Self::new(false, message, "rules that concern it", rules)
    }

    fn item(rule: &Rule, item: &str, own: &[Finding<'_>]) -> Self {
        let mut items: Vec<String> = own.iter().map(Finding::name).filter(|name| !name.is_empty()).collect();
        items.dedup();
        let message = format!("{} made no finding about {}", rule.id, quoted(item));
        Self::new(false, message, "it made some about", items.iter().map(String::as_str).collect())
    }

    fn for_a_person(rule: &Rule) -> Self {
        let message =
            format!("{} makes no findings: it has no conditions, only a person can follow it", rule.id);
        Self::new(false, message, "", Vec::new())
    }

    fn new(is_rule: bool, mut message: String, lead: &str, nearest: Vec<&str>) -> Self {
        let mut room = MOST_NEAREST;
        let fits = |name: &&str| {
            let left = room.checked_sub(name.len() + 2);
            room = left.unwrap_or(0);
            left.is_some()
        };
        let nearest: Vec<String> = nearest.into_iter().take_while(fits).map(str::to_owned).collect();
        if !nearest.is_empty() {
            message += &format!("; {lead}: {}", nearest.join(", "));
        }
        Self { is_rule, message, nearest }
    }
}

impl Finding<'_> {
    /// Whether the rule came to nothing before it looked at any item.
    fn concerns_nothing(&self) -> bool {
        self.outcome == Outcome::NotApplicable && self.subject().is_none()
    }

    /// What the caller calls the item, else its place.
    fn name(&self) -> String {
        if self.item().is_empty() { self.path() } else { self.item().to_owned() }
    }
}

#[cfg(test)]
mod tests;
