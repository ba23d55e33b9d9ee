//! Exceptions that somebody answers for: they turn FAIL into WAIVED, and nothing else.

use super::{Finding, Outcome};
use crate::date::Date;
use crate::rule::{Rule, Waivable};
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::PLAN;
use crate::suggest::{hint, nearest, quoted};
use crate::value::{Record, Value};

/// What came of a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverReport {
    /// What came of it.
    pub state: WaiverState,
    /// The same in words, with what to do.
    pub message: String,
}

/// What came of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverState {
    /// It holds for a finding.
    Used,
    /// Nothing it is for fails.
    Unused,
    /// Its last day has passed.
    Expired,
    /// Its first day is to come.
    NotYet,
    /// The rule may not be waived so.
    Refused,
}

/// A waiver of the plan that is complete.
struct Waiver<'p> {
    rule: &'p str,
    item: Option<&'p str>,
    role: Option<&'p str>,
    granted_on: Option<Date>,
    ends_on: Date,
}

const WAIVERS: usize = PLAN.place_of("waivers");

/// Marks the findings that a waiver holds for, and reports on each waiver in the plan's order.
pub(super) fn apply(
    rulebook: &Rulebook,
    plan: &Record,
    findings: &mut [Finding<'_>],
    inquiry: &Inquiry,
) -> Vec<WaiverReport> {
    let waivers = plan.at(WAIVERS).and_then(Value::as_list).unwrap_or_default();
    let mut report = |(index, value): (usize, &Value)| match read(value) {
        Ok(waiver) => one(rulebook, &waiver, index, findings, inquiry),
        Err(missing) => WaiverReport::refused(format!("`{missing}` is missing: a waiver needs it to hold")),
    };
    waivers.iter().enumerate().map(&mut report).collect()
}

/// The rules that waivers of the plan hold for, and until when.
pub(super) fn ends<'r>(plan: &Record, findings: &[Finding<'r>]) -> Vec<(&'r Rule, Date)> {
    let waivers = plan.at(WAIVERS).and_then(Value::as_list).unwrap_or_default();
    if waivers.is_empty() {
        return Vec::new();
    }
    let end = |finding: &Finding<'r>| Some((finding.rule, read(&waivers[finding.waiver()?]).ok()?.ends_on));
    findings.iter().filter_map(end).collect()
}

/// The waiver, or the field that is missing.
fn read(value: &Value) -> Result<Waiver<'_>, &'static str> {
    let Value::Record(record) = value else { return Err("rule") };
    let text = |name| record.field(name).and_then(Value::as_text).filter(|text| !text.trim().is_empty());
    let day = |name| match record.field(name) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let rule = text("rule").ok_or("rule")?;
    text("reason").ok_or("reason")?;
    text("approver").ok_or("approver")?;
    let ends_on = day("ends_on").ok_or("ends_on")?;
    Ok(Waiver { rule, item: text("item"), role: text("role"), granted_on: day("granted_on"), ends_on })
}

fn one(
    rulebook: &Rulebook,
    waiver: &Waiver<'_>,
    index: usize,
    findings: &mut [Finding<'_>],
    inquiry: &Inquiry,
) -> WaiverReport {
    let Some(rule) = rulebook.rule(waiver.rule) else {
        if let Some(off) = rulebook.switched_off.iter().find(|off| off.rule == waiver.rule) {
            return WaiverReport::refused(format!("{} does not hold here; take the waiver out", off.rule));
        }
        let near = nearest(waiver.rule, rulebook.rules.iter().map(|rule| rule.id.as_str()));
        let near = if near.is_empty() { String::new() } else { format!("; nearest: {}", near.join(", ")) };
        return WaiverReport::refused(format!("there is no rule {}{near}", quoted(waiver.rule)));
    };
    if let Err(why) = waiver.is_allowed(rule) {
        return WaiverReport::refused(why);
    }
    if waiver.ends_on < inquiry.as_of {
        let message = format!("it ended on {}; have it granted again, or mend the plan", waiver.ends_on);
        return WaiverReport { state: WaiverState::Expired, message };
    }
    if let Some(first) = waiver.granted_on.filter(|first| *first > inquiry.as_of) {
        let message = format!("it holds from {first} on");
        return WaiverReport { state: WaiverState::NotYet, message };
    }
    let mut used = 0;
    for finding in findings.iter_mut().filter(|finding| finding.rule.id == rule.id) {
        if waiver.is_for(finding) && finding.outcome == Outcome::Fail {
            finding.outcome = Outcome::Waived;
            finding.detail.get_or_insert_default().waiver = Some(index);
            used += 1;
        }
    }
    match used {
        0 => WaiverReport { state: WaiverState::Unused, message: waiver.why_unused(rule, findings) },
        count => {
            let places = if count == 1 { "one place" } else { "several places" };
            let message = format!("{} is waived in {places} until {}", rule.id, waiver.ends_on);
            WaiverReport { state: WaiverState::Used, message }
        }
    }
}

// === impl Waiver ===

impl Waiver<'_> {
    /// Whether it is meant for a finding of its rule.
    fn is_for(&self, finding: &Finding<'_>) -> bool {
        self.item.is_none_or(|item| finding.is_about(item))
    }

    /// Why it settles nothing, and what to do.
    fn why_unused(&self, rule: &Rule, findings: &[Finding<'_>]) -> String {
        let of_rule = || findings.iter().filter(|finding| finding.rule.id == rule.id);
        let meant = || of_rule().filter(|finding| self.is_for(finding));
        let unsettled =
            |finding: &Finding<'_>| matches!(finding.outcome, Outcome::CannotTell | Outcome::Error);
        if meant().next().is_none() {
            let items: Vec<&str> = of_rule().map(Finding::item).filter(|item| !item.is_empty()).collect();
            let item = self.item.unwrap_or_default();
            let near = if items.is_empty() {
                "it looks at no item of this plan".to_owned()
            } else {
                hint(item, &items)
            };
            return format!("{} does not look at {}; {near}", rule.id, quoted(item));
        }
        if let Some(other) = meant().find_map(Finding::waiver) {
            return format!("waivers[{other}] holds for it already; take this one out");
        }
        if meant().any(unsettled) {
            return format!(
                "{} cannot be told there, and a waiver settles only what fails; answer its question",
                rule.id
            );
        }
        format!("{} fails nowhere it is for; take the waiver out", rule.id)
    }

    /// Whether the rule may be waived by this role, for so long.
    fn is_allowed(&self, rule: &Rule) -> Result<(), String> {
        let Some(Waivable { by, max_days }) = &rule.waivable else {
            return Err(format!("{} may not be waived by anybody; mend the plan", rule.id));
        };
        let role = self.role.unwrap_or_default();
        if !by.is_empty() && !by.iter().any(|own| own == role) {
            return Err(format!(
                "{} may only be waived by: {}; `role` must name one",
                rule.id,
                by.join(", ")
            ));
        }
        let Some(most) = max_days else { return Ok(()) };
        let Some(first) = self.granted_on else {
            return Err(format!(
                "{} may be waived for {most} days; `granted_on` must say from when",
                rule.id
            ));
        };
        let days = first.until(self.ends_on).map_or(i64::MAX, |span| i64::from(span.get_days()) + 1);
        if !(1..=i64::from(*most)).contains(&days) {
            return Err(format!(
                "{} may be waived for {most} days; {first} to {} is not that",
                rule.id, self.ends_on
            ));
        }
        Ok(())
    }
}

impl WaiverReport {
    fn refused(message: String) -> Self {
        Self { state: WaiverState::Refused, message }
    }
}

impl WaiverState {
    /// The state as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Unused => "unused",
            Self::Expired => "expired",
            Self::NotYet => "not_yet",
            Self::Refused => "refused",
        }
    }
}

#[cfg(test)]
mod tests;
