//! Reviews a plan: every rule against every part it concerns, and a verdict.

mod check;
mod evidence;
mod finding;
mod score;
mod waiver;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::decode::Word;
use crate::fact::{Entry, Fact};
use crate::plan::Plan;
use crate::rule::{Rule, Severity, Status};
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::REGULATED_SECTORS;
use crate::value::{Record, Value};

pub(crate) use check::{outcome, sector_concerned};
pub use evidence::Evidence;
pub(crate) use evidence::evidence;
pub use finding::{Finding, FixAction, Outcome, ProposedFix};
pub use score::{Score, StageScore};
pub use waiver::{WaiverReport, WaiverState};

pub(crate) use world::DatedRulebook;

/// What a review came to.
#[derive(Debug, Clone)]
pub struct Review<'r> {
    /// The answer.
    pub verdict: Verdict,
    /// Every finding: those that need attention first, then by authority, severity, outcome, rule and place.
    pub findings: Vec<Finding<'r>>,
    /// How many had which outcome.
    pub counts: OutcomeCounts,
    /// How well the plan does.
    pub score: Score,
    /// What came of each waiver, in the plan's order.
    pub waivers: Vec<WaiverReport>,
    /// What to answer to settle what cannot be told, each once.
    pub questions: Vec<String>,
    /// The rules in force that only a person can follow.
    pub not_checked: Vec<&'r Rule>,
    /// The facts that were read, each once, whatever came of it.
    pub facts_read: Vec<(&'r Fact, &'r Entry)>,
}

/// How much a finding says beside its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Messages, fixes and evidence of what needs attention or was waived; nothing of what passed or did not apply.
    Attention,
    /// Also the evidence of what passed or did not apply.
    Everything,
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
    /// Broken, with a waiver that holds.
    pub waived: usize,
    /// Kept.
    pub pass: usize,
    /// Do not concern the plan.
    pub not_applicable: usize,
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

impl Rulebook {
    /// Reviews a plan.
    pub fn review(&self, plan: &Plan, inquiry: &Inquiry, depth: Depth) -> Review<'_> {
        let plan = self.resolved(plan);
        let world = DatedRulebook::new(self, inquiry);
        let mut findings = Vec::with_capacity(self.rules.len() * 2);
        for rule in self.rules.iter().filter(|rule| rule.status == Status::Active) {
            self.check_rule(rule, &plan, &world, depth, &mut findings);
        }
        let waivers = waiver::apply(self, &plan, &mut findings, inquiry);
        let score = score::score(self, &mut findings);
        // A stable sort: rules stand by authority and id already, items in the order of the plan.
        findings.sort_by_key(|finding| {
            let settled = !finding.outcome.needs_attention();
            (settled, finding.rule.authority, finding.rule.severity, finding.outcome)
        });
        let gaps = self.gaps(&plan, &findings, inquiry);
        Review {
            verdict: verdict(&findings, gaps.is_empty()),
            counts: count(&findings),
            score,
            waivers,
            questions: questions(&findings, gaps),
            not_checked: self
                .rules
                .iter()
                .filter(|rule| !rule.is_checkable() && rule.in_force(inquiry))
                .collect(),
            facts_read: world.into_facts(),
            findings,
        }
    }

    /// The plan as rules expect it.
    pub(crate) fn resolved(&self, plan: &Plan) -> Arc<Record> {
        plan.resolved(|spelling| self.platform_id(spelling))
    }

    /// What keeps the review from being whole, as questions: where nothing was looked at, nothing is known.
    fn gaps(&self, plan: &Record, findings: &[Finding<'_>], inquiry: &Inquiry) -> Vec<String> {
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
        let has_rule = |rule: &Rule| rule.in_force(inquiry) && rule.sectors.iter().any(|own| own == sector);
        if REGULATED_SECTORS.contains(&sector) && !self.rules.iter().any(has_rule) {
            gaps.push(format!(
                "no rule of {market} is about {sector} yet: what does the affiliate say of such a plan?"
            ));
        }
        gaps
    }

    /// The findings of one rule, whatever its status; none where only a person can follow it, else at least one.
    pub(crate) fn review_rule<'r>(
        &'r self,
        rule: &'r Rule,
        plan: &Arc<Record>,
        inquiry: &Inquiry,
    ) -> Vec<Finding<'r>> {
        let mut findings = Vec::new();
        let world = DatedRulebook::new(self, inquiry);
        self.check_rule(rule, plan, &world, Depth::Everything, &mut findings);
        findings
    }

    fn check_rule<'r>(
        &'r self,
        rule: &'r Rule,
        plan: &Arc<Record>,
        world: &DatedRulebook<'r, '_>,
        depth: Depth,
        findings: &mut Vec<Finding<'r>>,
    ) {
        let Some(check) = &rule.check else { return };
        if rule.covers(world.inquiry) && self.is_aimed_here(plan) {
            check::Case { rule, check, plan, world, depth }.run(findings);
        } else {
            findings.push(Finding::not_applicable(rule));
        }
    }

    /// Whether a plan is aimed at this market; it is, unless it says otherwise.
    pub(crate) fn is_aimed_here(&self, plan: &Record) -> bool {
        let Some(Value::Record(audience)) = plan.field("audience") else { return true };
        let Some(codes) = audience.field("region_codes").and_then(Value::as_list) else { return true };
        let market = self.module.market.as_deref().unwrap_or("ZZ");
        codes.iter().any(|code| code.as_text().is_some_and(|code| code.eq_ignore_ascii_case(market)))
    }
}

/// The unknown is never a yes: a blocker that cannot be told, or is in error, never gives GO; nor does a plan with a gap in
/// what was checked.
fn verdict(findings: &[Finding<'_>], is_whole: bool) -> Verdict {
    let any = |severity: Severity, test: fn(Outcome) -> bool| {
        findings.iter().any(|finding| finding.rule.severity == severity && test(finding.outcome))
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

/// What to ask, each once: for the findings, then for the gaps.
fn questions(findings: &[Finding<'_>], gaps: Vec<String>) -> Vec<String> {
    let mut asked = BTreeSet::new();
    let questions = findings.iter().flat_map(|finding| finding.questions());
    questions.filter(|question| asked.insert(*question)).cloned().chain(gaps).collect()
}

fn count(findings: &[Finding<'_>]) -> OutcomeCounts {
    let mut counts = OutcomeCounts::default();
    for finding in findings {
        *match finding.outcome {
            Outcome::Fail => &mut counts.fail,
            Outcome::Error => &mut counts.error,
            Outcome::CannotTell => &mut counts.cannot_tell,
            Outcome::Waived => &mut counts.waived,
            Outcome::Pass => &mut counts.pass,
            Outcome::NotApplicable => &mut counts.not_applicable,
        } += 1;
    }
    counts
}
