//! One rule against the parts of a plan it concerns.

use std::sync::Arc;

use super::finding::FindingDetail;
use super::world::DatedRulebook;
use super::{Depth, Finding, FixAction, Outcome, ProposedFix, SECTOR};
use crate::expr::{Expression, Found, MOST_ROWS, Marks, Missing, Scope, Stop};
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

/// What is settled of some items, a bit each.
#[derive(Default)]
struct Settled {
    pass: u64,
    not_applicable: u64,
}

impl<'r> Case<'_, 'r> {
    /// Adds the findings of the rule, one for each item it runs over.
    pub(super) fn run(&self, findings: &mut Vec<Finding<'r>>) {
        let sector = sector_concerned(self.rule, self.plan);
        if matches!(sector, Ok(false)) {
            findings.push(Finding::not_applicable(self.rule));
            return;
        }
        self.world.forget(0);
        let Some((_, range)) = &self.check.for_each else {
            return self.run_over(&[], std::slice::from_ref(self.root), &sector, findings);
        };
        let of_plan = [self.root];
        if let Some(items) = range.parts_of(self.root) {
            return self.run_over(&of_plan, items, &sector, findings);
        }
        match items(range, &Scope::new(&of_plan, &[], self.world)) {
            Ok(items) => self.run_over(&of_plan, items.as_list().unwrap_or_default(), &sector, findings),
            Err(stop) => findings.push(self.stopped(&stop)),
        }
    }

    /// Adds a finding for each item: parts of the plan, or the plan itself where the rule runs over none.
    fn run_over(
        &self,
        of_plan: &[&Value],
        items: &[Value],
        sector: &Result<bool, Stop>,
        findings: &mut Vec<Finding<'r>>,
    ) {
        if items.is_empty() {
            return findings.push(Finding::not_applicable(self.rule));
        }
        let part = |item: &Value| match item {
            Value::Record(record) if !of_plan.is_empty() => Some(Arc::clone(record)),
            _ => None,
        };
        let reads = self.world.reads();
        let mut left = items;
        while !left.is_empty() {
            let (items, later) = left.split_at(left.len().min(MOST_ROWS));
            left = later;
            let settled = self.settled(of_plan, items, sector);
            let finding = |(place, item): (usize, &Value)| Finding {
                rule: self.rule,
                outcome: settled.outcome(place),
                row: self.rule.row,
                item: part(item),
                detail: None,
            };
            if settled.are(items.len()) {
                findings.extend(items.iter().enumerate().map(finding));
                continue;
            }
            for (place, item) in items.iter().enumerate() {
                if settled.is(place) {
                    findings.push(finding((place, item)));
                    continue;
                }
                self.world.forget(reads);
                let (whole, of_part) = ([self.root], [self.root, item]);
                let variables: &[&Value] = if of_plan.is_empty() { &whole } else { &of_part };
                let scope = Scope::new(variables, &self.check.lets, self.world);
                self.tell(outcome(self.check, sector, &scope), part(item), &scope, findings);
            }
        }
    }

    /// The items that pass, or that the rule does not apply to: where nothing more is said of them, nothing more is looked for.
    fn settled(&self, of_plan: &[&Value], items: &[Value], sector: &Result<bool, Stop>) -> Settled {
        if sector.is_err() || self.depth == Depth::Everything {
            return Settled::default();
        }
        let scope = Scope::new(of_plan, &self.check.lets, self.world);
        let all = Marks { yes: Marks::all(items.len()), no: 0 };
        let condition = self.check.applies_if.as_ref();
        let applies = condition.map_or(all, |condition| condition.marks(&scope, items, all.yes));
        let fails = self.check.fails_if.marks(&scope, items, applies.yes);
        Settled { pass: fails.no, not_applicable: applies.no }
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

// === impl Settled ===

impl Settled {
    /// Whether so many items are.
    fn are(&self, items: usize) -> bool {
        self.pass | self.not_applicable == Marks::all(items)
    }

    fn is(&self, place: usize) -> bool {
        (self.pass | self.not_applicable) >> place & 1 == 1
    }

    /// What an item comes to that is.
    fn outcome(&self, place: usize) -> Outcome {
        if self.pass >> place & 1 == 1 { Outcome::Pass } else { Outcome::NotApplicable }
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
    match plan.at(SECTOR).and_then(Value::as_text) {
        Some(sector) => Ok(rule.concerns(Some(sector))),
        None => Err(Stop::Unknown(Missing::Field(Location::of_field(plan, SECTOR)).into())),
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
