//! One rule against one part of a plan.

use std::sync::Arc;

use super::world::DatedRulebook;
use super::{Finding, FixAction, Outcome, ProposedFix};
use crate::expr::{Expression, Missing, Scope, Stop};
use crate::fact::ACCESS_STATES;
use crate::rule::{Change, Check, Fix, Rule};
use crate::rulebook::{Inquiry, Rulebook};
use crate::value::{Record, Value};

/// A place in the plan, and the caller's id of the item there.
type Location = (String, String);

/// The findings of a rule that is in force, one for each item it runs over.
pub(super) fn of_rule(
    rulebook: &Rulebook,
    rule: &Rule,
    check: &Check,
    plan: &Arc<Record>,
    inquiry: &Inquiry,
) -> Vec<Finding> {
    let root = ("plan", Value::Record(Arc::clone(plan)));
    let sector = sector_concerned(rule, plan);
    if sector == Ok(false) {
        return vec![Finding::not_applicable(rule)];
    }
    let one = |variables: Vec<(&str, Value)>| of_item(rulebook, rule, check, variables, &sector, inquiry);
    let Some((variable, range)) = &check.for_each else { return vec![one(vec![root])] };

    let world = DatedRulebook::new(rulebook, inquiry);
    match range.evaluate(&Scope::new(vec![root.clone()], &[], &world)) {
        Ok(Value::List(items)) if items.is_empty() => vec![Finding::not_applicable(rule)],
        Ok(Value::List(items)) => {
            items.iter().map(|item| one(vec![root.clone(), (variable, item.clone())])).collect()
        }
        Ok(other) => {
            let stop = Stop::Error(format!("`{}` is {}, not a list", range.text, other.type_name()));
            vec![Finding::stopped(rule, stop, Location::default())]
        }
        Err(stop) => vec![Finding::stopped(rule, stop, Location::default())],
    }
}

/// Whether the plan's line of business is one the rule is for.
fn sector_concerned(rule: &Rule, plan: &Record) -> Result<bool, Stop> {
    if rule.sectors.is_empty() {
        return Ok(true);
    }
    match plan.field("sector").and_then(Value::as_text) {
        Some(sector) => Ok(rule.concerns(Some(sector))),
        None => Err(Stop::Unknown(vec![Missing {
            path: "sector".to_owned(),
            message: "`sector` is not given".to_owned(),
            question: "plan: which line of business is it for?".to_owned(),
        }])),
    }
}

fn of_item(
    rulebook: &Rulebook,
    rule: &Rule,
    check: &Check,
    variables: Vec<(&str, Value)>,
    sector: &Result<bool, Stop>,
    inquiry: &Inquiry,
) -> Finding {
    let world = DatedRulebook::new(rulebook, inquiry);
    let scope = Scope::new(variables, &check.lets, &world);
    let location = location(check, &scope);
    // Either can say that the rule does not apply, even where the other is not known.
    let applies = match check.applies_if.as_ref().map_or(Ok(true), |e| condition(e, &scope)) {
        Ok(false) => Ok(false),
        applies => sector.clone().and(applies),
    };
    let mut finding = match (applies, condition(&check.fails_if, &scope)) {
        (Ok(false), _) => Finding::new(rule, Outcome::NotApplicable, location),
        // Whether or not the rule applies, the plan keeps it.
        (_, Ok(false)) => Finding::new(rule, Outcome::Pass, location),
        (Ok(true), Ok(true)) => {
            let mut finding = Finding::new(rule, Outcome::Fail, location);
            let show = |value: &Value| shown(rulebook, value, &inquiry.language);
            finding.message = check.message.render(&inquiry.language, &scope, show);
            finding.fixes =
                check.fixes.iter().filter_map(|fix| proposed(fix, &scope, rulebook, inquiry)).collect();
            finding
        }
        (Err(stop), _) | (_, Err(stop)) => Finding::stopped(rule, stop, location),
    };
    finding.evidence = world.into_reads();
    finding
}

fn condition(expression: &Expression, scope: &Scope<'_>) -> Result<bool, Stop> {
    match expression.evaluate(scope)? {
        Value::Bool(yes) => Ok(yes),
        other => {
            Err(Stop::Error(format!("`{}` is {}, not true or false", expression.text, other.type_name())))
        }
    }
}

/// Where a finding points to: the rule's `at`, else the item it runs over, else the plan as a whole.
fn location(check: &Check, scope: &Scope<'_>) -> Location {
    let item = check.for_each.as_ref().and_then(|(variable, _)| scope.variable(variable));
    let id = match item {
        Some(Value::Record(record)) => {
            record.field("id").and_then(Value::as_text).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    };
    let path = match (&check.at, item) {
        (Some(at), _) => at.path(scope),
        (None, Some(Value::Record(record))) => Some(record.path().to_owned()),
        (None, _) => None,
    };
    (path.unwrap_or_default(), id)
}

/// A value as people read it: a platform by its name, a state of access in words.
fn shown(rulebook: &Rulebook, value: &Value, language: &str) -> String {
    let platform = value.as_text().and_then(|text| rulebook.platforms.get(text));
    match (platform, value.as_text()) {
        (Some(platform), _) => platform.names.pick(language).to_owned(),
        (None, Some(state)) if ACCESS_STATES.contains(&state) => state.replace('_', " "),
        (None, _) => value.display(),
    }
}

/// A fix for this place; `None` when it has no value to offer here.
fn proposed(fix: &Fix, scope: &Scope<'_>, rulebook: &Rulebook, inquiry: &Inquiry) -> Option<ProposedFix> {
    let (action, path, values) = match &fix.change {
        Change::Set { field, value, choice } => {
            let values = match value.evaluate(scope).ok()? {
                Value::List(items) if *choice => items.to_vec(),
                single => vec![single],
            };
            (FixAction::Set, field.path(scope)?, values)
        }
        Change::Remove { part } => (FixAction::Remove, part.path(scope)?, Vec::new()),
        Change::Advise => (FixAction::Advise, String::new(), Vec::new()),
    };
    if action == FixAction::Set && values.is_empty() {
        return None;
    }
    let inner = scope.with("to", values.first().cloned().unwrap_or(Value::Null));
    let text = fix.text.render(&inquiry.language, &inner, |value| shown(rulebook, value, &inquiry.language));
    let values = values.iter().map(Value::to_json).collect();
    Some(ProposedFix { action, path, values, applicability: fix.applicability, text })
}

// === impl Finding ===

impl Finding {
    pub(super) fn not_applicable(rule: &Rule) -> Self {
        Self::new(rule, Outcome::NotApplicable, Location::default())
    }

    fn new(rule: &Rule, outcome: Outcome, (path, item): Location) -> Self {
        let fingerprint = fingerprint(&rule.id, if item.is_empty() { &path } else { &item });
        Self {
            rule: rule.id.clone(),
            outcome,
            authority: rule.authority,
            severity: rule.severity,
            path,
            item,
            message: String::new(),
            questions: Vec::new(),
            fixes: Vec::new(),
            evidence: Vec::new(),
            fingerprint,
        }
    }

    fn stopped(rule: &Rule, stop: Stop, location: Location) -> Self {
        match stop {
            Stop::Unknown(missing) => {
                let mut finding = Self::new(rule, Outcome::CannotTell, location);
                let messages: Vec<&str> = missing.iter().map(|missing| missing.message.as_str()).collect();
                finding.message = messages.join("; ");
                finding.questions = missing.into_iter().map(|missing| missing.question).collect();
                finding
            }
            Stop::Error(error) => {
                let mut finding = Self::new(rule, Outcome::Error, location);
                let place = format!("{}:{}", rule.place.file.name, rule.place.line);
                finding.message = format!("the rule could not be evaluated ({place}): {error}");
                finding
            }
        }
    }
}

/// 64-bit FNV-1a: fixed for ever, unlike the standard library's hasher.
fn fingerprint(rule: &str, place: &str) -> u64 {
    let bytes = rule.bytes().chain([0]).chain(place.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
