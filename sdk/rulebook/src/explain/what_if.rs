//! Which single change to the plan would give another outcome.

use super::Counterfactual;
use super::case::Case;
use super::change::{item_of, part_at, with};
use super::condition::Site;
use super::trial::{Words, values};
use crate::review::{Finding, FixAction, Outcome};
use crate::value::{Location, Value};

/// Most changes that are tried.
const MOST_TRIALS: usize = 200;

/// Most changes that are told.
const MOST_CHANGES: usize = 20;

/// Most changes of one place that settle it alike: more say nothing new.
const MOST_ALIKE: usize = 5;

/// Longest value that is told, bytes of JSON.
const LONGEST: usize = 2_000;

/// What is tried, and what came of it.
struct Trials<'c, 'r, 'i> {
    case: &'c Case<'r, 'i>,
    /// What the rule came to before.
    before: Outcome,
    left: usize,
    found: Vec<Counterfactual>,
    tried: Vec<(String, String)>,
}

/// The changes that would give another outcome: first those that settle it. The finding's own fixes are tried first, then the places
/// that decided.
pub(super) fn changes(
    case: &Case<'_, '_>,
    finding: &Finding<'_>,
    before: Outcome,
    sites: &[Site],
) -> Vec<Counterfactual> {
    let mut trials = Trials { case, before, left: MOST_TRIALS, found: Vec::new(), tried: Vec::new() };
    for fix in finding.fixes().iter().filter(|fix| fix.action == FixAction::Set) {
        if let Some(place) = part_at(&case.plan, &fix.path) {
            fix.values.iter().for_each(|value| trials.set(&place, value, None));
        }
    }
    let words = Words::of(case);
    let (decisive, others): (Vec<&Site>, Vec<&Site>) = sites.iter().partition(|site| site.decisive);
    for site in decisive.into_iter().chain(others) {
        for value in values(case, site, &words) {
            trials.set(&site.location, &value, Some(site));
        }
    }
    trials.remove();
    let mut found = trials.found;
    found.sort_by_key(|change| match change.outcome {
        Outcome::Pass => 0,
        Outcome::NotApplicable => 1,
        _ => 2,
    });
    found.truncate(MOST_CHANGES);
    found
}

impl Trials<'_, '_, '_> {
    /// Tries a value of a field.
    fn set(&mut self, place: &Location, value: &Value, site: Option<&Site>) {
        let change = (place.path(), value.to_json());
        if self.left == 0 || self.case.is_spent() || change.1.len() > LONGEST || self.tried.contains(&change)
        {
            return;
        }
        self.tried.push(change.clone());
        self.left -= 1;
        let Some(plan) = with(&self.case.plan, place, value.clone()) else { return };
        let outcome = self.case.outcome_with(&plan);
        let (path, value_json) = change;
        let alike = self.found.iter().filter(|other| other.path == path && other.outcome == outcome).count();
        if outcome == self.before || alike >= most_alike(value, outcome) {
            return;
        }
        let said = match site.map(|site| &site.terms[..]) {
            Some(terms @ [_, ..]) => format!("did not say {}", Value::list(terms.to_vec()).display()),
            _ => format!("were {}", said(value)),
        };
        let text = format!("if {path} {said}: {}", word(outcome));
        self.found.push(Counterfactual { path, value: value_json, outcome, text });
    }

    /// The plan without the item: the rule has nothing to say of what is not there.
    fn remove(&mut self) {
        let Some(path) = self.case.item.as_deref().filter(|path| item_of(path).is_some()) else { return };
        if self.before != Outcome::NotApplicable {
            self.found.push(Counterfactual {
                path: path.to_owned(),
                value: "null".to_owned(),
                outcome: Outcome::NotApplicable,
                text: format!("if {path} were taken out: {}", word(Outcome::NotApplicable)),
            });
        }
    }
}

/// How many changes of one place to one outcome are told: of what has an order the nearest, of what settles nothing a few.
fn most_alike(value: &Value, outcome: Outcome) -> usize {
    match (value, outcome) {
        (Value::Int(_) | Value::Double(_) | Value::Date(_), _) => 1,
        (_, Outcome::Pass | Outcome::NotApplicable) => MOST_ALIKE,
        _ => 2,
    }
}

fn word(outcome: Outcome) -> String {
    outcome.as_str().to_uppercase()
}

/// A value in a sentence.
fn said(value: &Value) -> String {
    match value {
        Value::List(_) => value.to_json(),
        Value::Text(text) if text.is_empty() => "\"\"".to_owned(),
        other => other.display(),
    }
}
