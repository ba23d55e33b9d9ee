//! A rule at one place of a plan: what it comes to there, and the conditions that make it so.

use std::cell::Cell;
use std::sync::Arc;

use super::condition::Looked;
use super::{Condition, ConditionState};
use crate::expr::{Budget, Expression, Read, Scope, Stop, Trace};
use crate::review::{DatedRulebook, Outcome, items, outcome, sector_concerned};
use crate::rule::{Check, Rule, Status};
use crate::rulebook::{Inquiry, Rulebook};
use crate::value::{Record, Value};

/// A rule at one place of a plan.
pub(super) struct Case<'r, 'i> {
    pub(super) rulebook: &'r Rulebook,
    pub(super) rule: &'r Rule,
    pub(super) check: &'r Check,
    pub(super) plan: Arc<Record>,
    pub(super) inquiry: &'i Inquiry,
    world: DatedRulebook<'r, 'i>,
    /// Where the item stands that it is about, if it is about one.
    pub(super) item: Option<Arc<str>>,
    /// Steps that the trials have taken so far.
    steps: Cell<usize>,
}

/// Most conditions of an explanation, parts included.
const MOST_CONDITIONS: usize = 400;

/// Most steps that the conditions and their parts take; ten times what one expression may.
const MOST_STEPS: usize = 2_000_000;

impl<'r, 'i> Case<'r, 'i> {
    pub(super) fn new(
        rulebook: &'r Rulebook,
        rule: &'r Rule,
        check: &'r Check,
        plan: Arc<Record>,
        inquiry: &'i Inquiry,
        item: Option<&Arc<Record>>,
    ) -> Self {
        let world = DatedRulebook::new(rulebook, inquiry);
        let item = item.map(|item| Arc::clone(&item.path));
        Self { rulebook, rule, check, plan, inquiry, world, item, steps: Cell::new(0) }
    }

    /// What the rule comes to at this place of another plan.
    pub(super) fn outcome_with(&self, plan: &Arc<Record>) -> Outcome {
        if !self.rule.in_force(self.inquiry) || !self.rulebook.is_aimed_here(plan) {
            return Outcome::NotApplicable;
        }
        let sector = sector_concerned(self.rule, plan);
        if sector == Ok(false) {
            return Outcome::NotApplicable;
        }
        let value = Value::Record(Arc::clone(plan));
        // Where no item is asked for, the worst of all is what the rule comes to.
        let items = match self.items_in(&value) {
            Ok(items) => items,
            Err(stop) => return of_stop(&stop),
        };
        let outcomes = items.iter().map(|item| {
            let variables: Vec<&Value> = std::iter::once(&value).chain(item).collect();
            let scope = Scope::new(&variables, &self.check.lets, &self.world);
            let found = outcome(self.check, &sector, &scope);
            self.steps.set(self.steps.get().saturating_add(scope.spent()));
            found.unwrap_or_else(|stop| of_stop(&stop))
        });
        outcomes.min().unwrap_or(Outcome::NotApplicable)
    }

    /// Whether the trials have taken all the steps they may.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() > MOST_STEPS
    }

    /// The items at this place, or all where none is asked for, as the variables behind the plan: none for a rule that looks at the
    /// plan as a whole. Empty where the rule does not run over it.
    fn items_in(&self, plan: &Value) -> Result<Vec<Option<Value>>, Stop> {
        let Some((_, range)) = &self.check.for_each else { return Ok(vec![None]) };
        let variables = [plan];
        let scope = Scope::new(&variables, &[], &self.world);
        let found = items(range, &scope)?;
        let is_asked_for = |item: &&Value| match (&self.item, item) {
            (Some(path), Value::Record(record)) => *record.path == **path,
            (asked, _) => asked.is_none(),
        };
        let items = found.as_list().unwrap_or_default().iter().filter(is_asked_for);
        Ok(items.map(|item| Some(item.clone())).collect())
    }

    /// The conditions that were looked at, and the places of the plan they read.
    pub(super) fn conditions(&self, outcome: Outcome) -> Looked {
        let mut looked = Looked::default();
        self.look(&mut looked);
        looked.settle(outcome);
        looked
    }

    /// Looks at the conditions in the order of a review, until one settles it.
    fn look(&self, looked: &mut Looked) {
        let is_in_force = self.rule.in_force(self.inquiry);
        looked.conditions.push(self.in_force(is_in_force));
        if !is_in_force {
            return;
        }
        let is_aimed_here = self.rulebook.is_aimed_here(&self.plan);
        looked.field(&self.plan, "audience", "region_codes");
        looked.conditions.push(self.market(is_aimed_here));
        if !is_aimed_here {
            return;
        }
        if !self.rule.sectors.is_empty() {
            let sector = sector_concerned(self.rule, &self.plan);
            looked.field(&self.plan, "", "sector");
            looked.conditions.push(self.sector(&sector));
            if sector == Ok(false) {
                return;
            }
        }
        let plan = Value::Record(Arc::clone(&self.plan));
        let mut budget = Budget { traces: MOST_CONDITIONS, steps: MOST_STEPS };
        let found = self.items_in(&plan).map(|items| items.into_iter().next());
        self.range(&plan, &found, looked, &mut budget);
        let Ok(Some(item)) = found else { return };
        let variables: Vec<&Value> = std::iter::once(&plan).chain(&item).collect();
        let scope = Scope::new(&variables, &self.check.lets, &self.world);
        self.expressions(&scope, looked, &mut budget);
    }

    fn range(
        &self,
        plan: &Value,
        found: &Result<Option<Option<Value>>, Stop>,
        looked: &mut Looked,
        budget: &mut Budget,
    ) {
        let Some((variable, range)) = &self.check.for_each else { return };
        let variables = [plan];
        let trace = range.trace(&Scope::new(&variables, &[], &self.world), budget);
        let count = trace.value.as_ref().ok().and_then(Value::as_list).map(<[Value]>::len);
        let mut condition = self.condition("for_each", &trace);
        condition.text = format!("{variable}: {}", condition.text);
        if let Ok(Some(Some(Value::Record(record)))) = found {
            condition.path = record.path().to_owned();
        }
        if found.is_err() && trace.value.is_ok() {
            condition.state = ConditionState::Error;
        }
        condition.value = match (found, count) {
            (Err(stop), _) => self.why(stop),
            (_, Some(0)) => "no items".to_owned(),
            (Ok(Some(Some(item))), Some(1)) => format!("1 item: {}", item.display()),
            (Ok(Some(Some(item))), Some(count)) => format!("{} of {count} items", item.display()),
            _ => condition.value,
        };
        looked.conditions.push(condition);
    }

    /// `applies_if`, the named values that it and `fails_if` use, and `fails_if`.
    fn expressions(&self, scope: &Scope<'_>, looked: &mut Looked, budget: &mut Budget) {
        let trace = |expression: &Expression, budget: &mut Budget| expression.trace(scope, budget);
        let applies = self.check.applies_if.as_ref().map(|condition| trace(condition, budget));
        let is_settled = applies.as_ref().is_some_and(|applies| applies.value == Ok(Value::Bool(false)));
        let fails = (!is_settled).then(|| trace(&self.check.fails_if, budget));
        // From the last to the first: a named value can use those before it.
        let mut lets: Vec<(String, Trace)> = Vec::new();
        for (name, expression) in self.check.lets.iter().rev() {
            if budget.is_spent() {
                break;
            }
            let users = applies.iter().chain(&fails).chain(lets.iter().map(|(_, trace)| trace));
            let (mut is_used, mut decisive) = (false, false);
            for user in users {
                user.walk(&mut |part| {
                    if matches!(&part.reads, Read::Named(used) if used == name) {
                        is_used = true;
                        decisive |= part.decisive;
                    }
                });
            }
            if is_used {
                let mut trace = trace(expression, budget);
                trace.settle(decisive);
                lets.push((format!("let {name}"), trace));
            }
        }
        let applies = applies.map(|trace| ("applies_if".to_owned(), trace));
        let fails = fails.map(|trace| ("fails_if".to_owned(), trace));
        for (role, trace) in applies.into_iter().chain(lets.into_iter().rev()).chain(fails) {
            looked.conditions.push(self.condition(&role, &trace));
            trace.walk(&mut |part| looked.note(part));
        }
    }

    fn in_force(&self, yes: bool) -> Condition {
        let Rule { in_force_from: from, in_force_until: until, recorded, status, .. } = self.rule;
        let text = match (from, until) {
            (None, None) => "always".to_owned(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(until)) => format!("until {until}"),
            (Some(from), Some(until)) => format!("from {from} until {until}"),
        };
        let value = if *status != Status::Active {
            format!("the rule is {}, not active", status.as_str())
        } else if *recorded > self.inquiry.known_as_of {
            format!("recorded on {recorded}, after {}", self.inquiry.known_as_of)
        } else {
            format!("asked for {}", self.inquiry.as_of)
        };
        Condition::of_plan("in_force", text, value, ConditionState::of(yes), "")
    }

    fn market(&self, yes: bool) -> Condition {
        let market = self.rulebook.module().market.as_deref().unwrap_or("ZZ");
        let audience = self.plan.field("audience");
        let codes = match audience {
            Some(Value::Record(audience)) => audience.field("region_codes").map(Value::display),
            _ => None,
        };
        let value = codes.unwrap_or_else(|| format!("not given, so {market} is meant"));
        let text = format!("\"{market}\" in plan.audience.region_codes");
        Condition::of_plan("market", text, value, ConditionState::of(yes), "audience.region_codes")
    }

    fn sector(&self, concerned: &Result<bool, Stop>) -> Condition {
        let sectors: Vec<String> = self.rule.sectors.iter().map(|sector| format!("\"{sector}\"")).collect();
        let text = format!("plan.sector in [{}]", sectors.join(", "));
        match concerned {
            Ok(yes) => {
                let value = self.plan.field("sector").map(Value::display).unwrap_or_default();
                Condition::of_plan("sector", text, value, ConditionState::of(*yes), "sector")
            }
            Err(stop) => {
                Condition::of_plan("sector", text, self.why(stop), ConditionState::Unknown, "sector")
            }
        }
    }

    /// What is not known, or what went wrong.
    pub(super) fn why(&self, stop: &Stop) -> String {
        match stop {
            Stop::Unknown(unknown) => {
                unknown.iter().map(|missing| self.world.message(&missing)).collect::<Vec<_>>().join("; ")
            }
            Stop::Error(error) => error.to_string(),
        }
    }
}

fn of_stop(stop: &Stop) -> Outcome {
    match stop {
        Stop::Unknown(_) => Outcome::CannotTell,
        Stop::Error(_) => Outcome::Error,
    }
}
