//! One rule against the parts of a plan it concerns.

use std::sync::Arc;

use super::finding::FindingDetail;
use super::world::DatedRulebook;
use super::{Depth, Finding, FixAction, Outcome, ProposedFix};
use crate::expr::{Expression, Found, Missing, Scope, Stop};
use crate::fact::ACCESS_STATES;
use crate::rule::{Change, Check, Fix, Rule};
use crate::rulebook::{Inquiry, Rulebook};
use crate::value::{Location, Record, Value};

/// Most values a fix offers; nobody chooses among more.
const MOST_VALUES: usize = 100;

/// A rule that is in force, and a plan.
pub(super) struct Case<'c, 'r> {
    pub(super) rule: &'r Rule,
    pub(super) check: &'r Check,
    pub(super) plan: &'c Arc<Record>,
    /// The plan as expressions see it.
    pub(super) root: &'c Value,
    pub(super) world: &'c DatedRulebook<'r, 'c>,
    pub(super) depth: Depth,
}

impl<'r> Case<'_, 'r> {
    /// Adds the findings of the rule, one for each item it runs over.
    pub(super) fn run(&self, findings: &mut Vec<Finding<'r>>) {
        let sector = sector_concerned(self.rule, self.plan);
        if sector == Ok(false) {
            findings.push(Finding::not_applicable(self.rule));
            return;
        }
        self.world.forget(0);
        let Some((_, range)) = &self.check.for_each else {
            return self.item(&[self.root], None, &sector, findings);
        };
        let of_plan = [self.root];
        let range_scope = Scope::new(&of_plan, &[], self.world);
        match items(range, &range_scope) {
            Ok(items) if items.as_list() == Some(&[]) => findings.push(Finding::not_applicable(self.rule)),
            Ok(items) => {
                let reads = self.world.reads();
                for item in items.as_list().unwrap_or_default() {
                    self.world.forget(reads);
                    self.item(&[self.root, item], Some(item), &sector, findings);
                }
            }
            Err(stop) => findings.push(self.stopped(&stop)),
        }
    }

    fn item(
        &self,
        variables: &[&Value],
        item: Option<&Value>,
        sector: &Result<bool, Stop>,
        findings: &mut Vec<Finding<'r>>,
    ) {
        let scope = Scope::new(variables, &self.check.lets, self.world);
        let record = match item {
            Some(Value::Record(record)) => Some(Arc::clone(record)),
            _ => None,
        };
        let outcome = outcome(self.check, sector, &scope);
        // Nothing more is said of it, so nothing more is looked for.
        if self.depth == Depth::Attention
            && let Ok(outcome @ (Outcome::Pass | Outcome::NotApplicable)) = outcome
        {
            findings.push(Finding { rule: self.rule, outcome, item: record, detail: None });
        } else {
            self.tell(outcome, record, &scope, findings);
        }
    }

    /// Adds a finding that has more to say than what came of it.
    #[inline(never)]
    fn tell(
        &self,
        outcome: Result<Outcome, Stop>,
        item: Option<Arc<Record>>,
        scope: &Scope<'_>,
        findings: &mut Vec<Finding<'r>>,
    ) {
        let mut finding = match outcome {
            Ok(outcome) => Finding::new(self.rule, outcome),
            Err(stop) => self.stopped(&stop),
        };
        finding.item = item;
        if finding.outcome == Outcome::Fail {
            finding.detail = Some(Box::new(self.failed(scope)));
        } else if self.depth == Depth::Everything {
            finding.detail.get_or_insert_default().evidence = self.world.evidence();
        }
        if let Some(detail) = &mut finding.detail {
            detail.at = self.check.at.as_ref().and_then(|at| at.location(scope));
        }
        findings.push(finding);
    }

    fn failed(&self, scope: &Scope<'_>) -> FindingDetail {
        let (rulebook, inquiry) = (self.world.rulebook, self.world.inquiry);
        let show = |value: &Value| shown(rulebook, value, inquiry);
        let message = self.check.message.render(&inquiry.language, scope, show);
        let evidence = self.world.evidence();
        let fixes = self.check.fixes.iter().filter_map(|fix| self.proposed(fix, scope)).collect();
        FindingDetail { message, fixes, evidence, ..FindingDetail::default() }
    }

    /// A fix for this place; `None` when it has no value to offer here.
    fn proposed(&self, fix: &Fix, scope: &Scope<'_>) -> Option<ProposedFix> {
        let (action, at, values) = match &fix.change {
            Change::Set { field, value, choice } => {
                let values = match value.evaluate(scope).ok()?.into_owned() {
                    Value::List(items) if *choice => items.to_vec(),
                    single => vec![single],
                };
                (FixAction::Set, Some(field.location(scope)?), values)
            }
            Change::Remove { part } => (FixAction::Remove, Some(part.location(scope)?), Vec::new()),
            Change::Advise => (FixAction::Advise, None, Vec::new()),
        };
        if action == FixAction::Set && values.is_empty() {
            return None;
        }
        let language = &self.world.inquiry.language;
        let text_with = |to: &Value| {
            let with_value: Vec<&Value> = scope.variables().iter().copied().chain([to]).collect();
            let show = |value: &Value| shown(self.world.rulebook, value, self.world.inquiry);
            fix.text.render(language, &scope.with(&with_value), show)
        };
        let mut values = values;
        values.truncate(MOST_VALUES);
        let text = text_with(values.first().unwrap_or(&Value::Null));
        let other_texts = values.iter().skip(1).map(text_with).collect();
        let path = at.map(|at| at.path()).unwrap_or_default();
        Some(ProposedFix { action, path, values, applicability: fix.applicability, text, other_texts })
    }

    /// What there is to say where the rule came to nothing.
    fn stopped(&self, stop: &Stop) -> Finding<'r> {
        let mut detail = FindingDetail { evidence: self.world.evidence(), ..FindingDetail::default() };
        let outcome = match stop {
            Stop::Unknown(unknown) => {
                let messages: Vec<String> = unknown.iter().map(|one| self.world.message(&one)).collect();
                detail.message = messages.join("; ");
                detail.questions = unknown.iter().map(|one| self.world.question(&one)).collect();
                Outcome::CannotTell
            }
            Stop::Error(error) => {
                let place = format!("{}:{}", self.rule.place.file.name, self.rule.place.line);
                detail.message = format!("the rule could not be evaluated ({place}): {error}");
                Outcome::Error
            }
        };
        Finding { detail: Some(Box::new(detail)), ..Finding::new(self.rule, outcome) }
    }
}

/// The list that a rule runs over; an error where it holds what is no part of the plan, for then a finding has no place.
pub(crate) fn items<'a>(range: &'a Expression, scope: &Scope<'a>) -> Result<Found<'a>, Stop> {
    let found = range.evaluate(scope)?;
    if range.lists_parts() {
        return Ok(found);
    }
    let fault = match found.as_list() {
        Some(items) if items.iter().all(|item| matches!(item, Value::Record(_))) => return Ok(found),
        Some(_) => "lists what is no part of the plan".to_owned(),
        None => format!("is {}, not a list", found.type_name()),
    };
    Err(Stop::Error(format!("`{}` {fault}", range.text).into()))
}

/// What a rule comes to for one item. Either of sector and `applies_if` can say that it does not apply, even where the other is not
/// known; and whether or not it applies, a plan that keeps it passes.
pub(crate) fn outcome<'a>(
    check: &'a Check,
    sector: &Result<bool, Stop>,
    scope: &Scope<'a>,
) -> Result<Outcome, Stop> {
    let applies = check.applies_if.as_ref().map_or(Ok(true), |condition| condition.holds(scope));
    if applies == Ok(false) {
        return Ok(Outcome::NotApplicable);
    }
    let fails = check.fails_if.holds(scope);
    if let (Ok(true), Ok(_), Ok(fails)) = (&applies, sector, &fails) {
        return Ok(if *fails { Outcome::Fail } else { Outcome::Pass });
    }
    let applies = match (sector, applies) {
        (Ok(_), applies) => applies,
        (Err(sector), Ok(_)) => Err(sector.clone()),
        (Err(sector), Err(applies)) => Err(sector.clone().and(applies)),
    };
    match (applies, fails) {
        // An expression at fault says nothing, and never gives a pass.
        (Err(error @ Stop::Error(_)), Ok(_)) => Err(error),
        (_, Ok(false)) => Ok(Outcome::Pass),
        (Ok(_), Ok(true)) => Ok(Outcome::Fail),
        (Err(stop), Ok(true)) | (Ok(_), Err(stop)) => Err(stop),
        (Err(applies), Err(fails)) => Err(applies.and(fails)),
    }
}

/// Whether the plan's line of business is one the rule is for.
pub(crate) fn sector_concerned(rule: &Rule, plan: &Arc<Record>) -> Result<bool, Stop> {
    if rule.sectors.is_empty() {
        return Ok(true);
    }
    match plan.field("sector").and_then(Value::as_text) {
        Some(sector) => Ok(rule.concerns(Some(sector))),
        None => {
            let sector = plan.kind.index_of("sector").expect("a plan has a sector");
            Err(Stop::Unknown(Missing::Field(Location::of_field(plan, sector)).into()))
        }
    }
}

/// A value as people read it: a platform by its name, a state of access in words.
fn shown(rulebook: &Rulebook, value: &Value, inquiry: &Inquiry) -> String {
    let platform = value.as_text().and_then(|text| rulebook.platforms.get(text));
    match (platform, value.as_text()) {
        (Some(platform), _) => platform.name_on(inquiry.as_of, &inquiry.language).to_owned(),
        (None, Some(state)) if ACCESS_STATES.contains(&state) => state.replace('_', " "),
        (None, _) => value.display(),
    }
}
