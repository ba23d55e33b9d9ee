//! Reviews a plan: every rule against every part it concerns, and a verdict.

mod evidence;
mod finding;
mod world;

use std::collections::BTreeSet;

use crate::decode::Word;
use crate::plan::Plan;
use crate::rule::{Applicability, Authority, Rule, Severity, Status};
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::REGULATED_SECTORS;
use crate::value::{Record, Value};

pub use evidence::Evidence;
pub(crate) use evidence::evidence;

/// What a review came to.
#[derive(Debug, Clone)]
pub struct Review {
    /// The answer.
    pub verdict: Verdict,
    /// Every finding: those that need attention first, then by authority, severity, outcome, rule and place.
    pub findings: Vec<Finding>,
    /// How many had which outcome.
    pub counts: OutcomeCounts,
    /// What to answer to settle what cannot be told, each once.
    pub questions: Vec<String>,
    /// Titles of the rules that only a person can follow, with their ids.
    pub not_checked: Vec<String>,
}

/// What one rule says of one place in the plan.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Why it binds.
    pub authority: Authority,
    /// What it does to the verdict.
    pub severity: Severity,
    /// Place in the plan; empty for the plan as a whole.
    pub path: String,
    /// The caller's id of the item at that place.
    pub item: String,
    /// What is wrong, or what is missing.
    pub message: String,
    /// What to ask; empty unless it cannot be told.
    pub questions: Vec<String>,
    /// What to do, best first.
    pub fixes: Vec<ProposedFix>,
    /// The facts that were read.
    pub evidence: Vec<Evidence>,
    /// Stable across runs and versions.
    pub fingerprint: u64,
}

/// A change that settles a finding.
#[derive(Debug, Clone)]
pub struct ProposedFix {
    /// What to do.
    pub action: FixAction,
    /// Place in the plan.
    pub path: String,
    /// Values, best first, as JSON.
    pub values: Vec<String>,
    /// Who may carry it out.
    pub applicability: Applicability,
    /// The same in words.
    pub text: String,
}

/// What a fix does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixAction {
    /// Sets a field.
    Set,
    /// Takes a part out.
    Remove,
    /// Nothing a machine could do.
    Advise,
}

/// What came of a rule, what needs attention first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The plan breaks it.
    Fail,
    /// It could not be evaluated.
    Error,
    /// Something is not known.
    CannotTell,
    /// The plan keeps it.
    Pass,
    /// It does not concern the plan.
    NotApplicable,
}

/// The answer to "may we run this?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Go,
    /// Yes, with changes.
    GoWithChanges,
    /// No.
    NoGo,
    /// Not known yet.
    CannotTell,
}

/// How many findings had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutcomeCounts {
    /// Broken.
    pub fail: usize,
    /// Could not be evaluated.
    pub error: usize,
    /// Lack an input.
    pub cannot_tell: usize,
    /// Kept.
    pub pass: usize,
    /// Do not concern the plan.
    pub not_applicable: usize,
}

impl Word for Outcome {
    const WHAT: &'static str = "an outcome";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("fail", Self::Fail),
        ("error", Self::Error),
        ("cannot_tell", Self::CannotTell),
        ("pass", Self::Pass),
        ("not_applicable", Self::NotApplicable),
    ];
}

impl Word for Verdict {
    const WHAT: &'static str = "a verdict";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("go", Self::Go),
        ("go_with_changes", Self::GoWithChanges),
        ("no_go", Self::NoGo),
        ("cannot_tell", Self::CannotTell),
    ];
}

impl Outcome {
    /// Whether a person must look at it.
    pub fn needs_attention(self) -> bool {
        self <= Self::CannotTell
    }
}

impl Rulebook {
    /// Reviews a plan.
    pub fn review(&self, plan: &Plan, inquiry: &Inquiry) -> Review {
        let plan = plan.resolved(|spelling| self.platform_id(spelling));
        let mut findings: Vec<Finding> = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.status == Status::Active) {
            findings.extend(self.review_rule(rule, &plan, inquiry));
        }
        // A stable sort: rules stand by authority and id already, items in the order of the plan.
        findings.sort_by_key(|finding| {
            let settled = !finding.outcome.needs_attention();
            (settled, finding.authority, finding.severity, finding.outcome)
        });
        let mut asked = BTreeSet::new();
        let questions = findings.iter().flat_map(|finding| &finding.questions);
        let mut questions: Vec<String> =
            questions.filter(|question| asked.insert(*question)).cloned().collect();
        let gaps = self.gaps(&plan, &findings, inquiry);
        let is_whole = gaps.is_empty();
        questions.extend(gaps);
        let by_person = self.rules.iter().filter(|rule| !rule.is_checkable() && rule.in_force(inquiry.as_of));
        Review {
            verdict: verdict(&findings, is_whole),
            counts: count(&findings),
            questions,
            not_checked: by_person
                .map(|rule| format!("{}: {}", rule.id, rule.title.pick(&inquiry.language)))
                .collect(),
            findings,
        }
    }

    /// What keeps the review from being whole, as questions: where nothing was looked at, nothing is known.
    fn gaps(&self, plan: &Record, findings: &[Finding], inquiry: &Inquiry) -> Vec<String> {
        let market = self.module.market.as_deref().unwrap_or("this region");
        let mut gaps = Vec::new();
        if findings.iter().all(|finding| finding.outcome == Outcome::NotApplicable) {
            gaps.push(format!(
                "nothing was checked: no rule of {market} concerned this plan on {}; is it aimed at {market}, for that date?",
                inquiry.as_of
            ));
        }
        if plan.field("channels").and_then(Value::as_list).is_none_or(<[Value]>::is_empty) {
            gaps.push("plan: which channels does it use?".to_owned());
        }
        let sector = plan.field("sector").and_then(Value::as_text).unwrap_or_default();
        let has_rule =
            |rule: &Rule| rule.in_force(inquiry.as_of) && rule.sectors.iter().any(|own| own == sector);
        if REGULATED_SECTORS.contains(&sector) && !self.rules.iter().any(has_rule) {
            gaps.push(format!(
                "no rule of {market} is about {sector} yet: what does the affiliate say of such a plan?"
            ));
        }
        gaps
    }

    /// The findings of one rule, whatever its status; none where only a person can follow it, else at least one.
    pub(crate) fn review_rule(
        &self,
        rule: &Rule,
        plan: &std::sync::Arc<Record>,
        inquiry: &Inquiry,
    ) -> Vec<Finding> {
        let Some(check) = &rule.check else { return Vec::new() };
        if !rule.covers(inquiry.as_of) || !self.is_aimed_here(plan) {
            return vec![Finding::not_applicable(rule)];
        }
        finding::of_rule(self, rule, check, plan, inquiry)
    }

    /// Whether a plan is aimed at this market; it is, unless it says otherwise.
    fn is_aimed_here(&self, plan: &Record) -> bool {
        let Some(Value::Record(audience)) = plan.field("audience") else { return true };
        let Some(codes) = audience.field("region_codes").and_then(Value::as_list) else { return true };
        let market = self.module.market.as_deref().unwrap_or("ZZ");
        codes.iter().any(|code| code.as_text().is_some_and(|code| code.eq_ignore_ascii_case(market)))
    }
}

/// The unknown is never a yes: a blocker that cannot be told, or is in error, never gives GO; nor does a plan with a gap in
/// what was checked.
fn verdict(findings: &[Finding], is_whole: bool) -> Verdict {
    let any = |severity: Severity, test: fn(Outcome) -> bool| {
        findings.iter().any(|finding| finding.severity == severity && test(finding.outcome))
    };
    if any(Severity::Blocker, |outcome| outcome == Outcome::Fail) {
        Verdict::NoGo
    } else if any(Severity::Blocker, Outcome::needs_attention) || !is_whole {
        Verdict::CannotTell
    } else if any(Severity::Warning, Outcome::needs_attention) {
        Verdict::GoWithChanges
    } else {
        Verdict::Go
    }
}

fn count(findings: &[Finding]) -> OutcomeCounts {
    let mut counts = OutcomeCounts::default();
    for finding in findings {
        *match finding.outcome {
            Outcome::Fail => &mut counts.fail,
            Outcome::Error => &mut counts.error,
            Outcome::CannotTell => &mut counts.cannot_tell,
            Outcome::Pass => &mut counts.pass,
            Outcome::NotApplicable => &mut counts.not_applicable,
        } += 1;
    }
    counts
}
