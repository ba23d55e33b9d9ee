//! Reviews a plan: every rule against every part it concerns, and a verdict.

mod check;
mod evidence;
mod finding;
mod score;
mod waiver;
mod world;

use std::array;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::date::{Date, PartialDate};
use crate::decode::Word;
use crate::fact::{Entry, Fact};
use crate::plan::Plan;
use crate::rule::{Rule, Severity, Status};
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::{PLAN, REGULATED_SECTORS};
use crate::value::{Record, Value};

pub(crate) use check::{items, outcome, sector_concerned};
pub use evidence::Evidence;
pub(crate) use evidence::evidence;
pub use finding::{Finding, FixAction, Outcome, ProposedFix};
pub(crate) use score::row;
pub use score::{Score, StageScore};
pub use waiver::{WaiverReport, WaiverState};

pub(crate) use world::DatedRulebook;

/// What a review came to.
#[derive(Debug, Clone)]
pub struct Review<'r> {
    /// The answer.
    pub verdict: Verdict,
    /// Every finding: those that need attention first; then by authority, severity, (of those, outcome,) rule and place.
    pub findings: Vec<Finding<'r>>,
    /// How many had which outcome.
    pub counts: OutcomeCounts,
    /// How well the plan does.
    pub score: Score<'r>,
    /// What came of each waiver, in the plan's order.
    pub waivers: Vec<WaiverReport>,
    /// What to answer to settle what cannot be told, each once.
    pub questions: Vec<String>,
    /// The rules in force that only a person can follow, those of other lines of business left out.
    pub not_checked: Vec<&'r Rule>,
    /// The rules that come into force after the day of the inquiry and before the plan ends, by day.
    pub coming: Vec<&'r Rule>,
    /// The facts that were read, each once, whatever came of it.
    pub facts_read: Vec<(&'r Fact, &'r Entry)>,
    /// The facts that were asked for and have no value at these dates, each once.
    pub facts_without_value: Vec<&'r Fact>,
    /// The rules a waiver holds for, and until when.
    pub waived_until: Vec<(&'r Rule, Date)>,
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

/// How many findings of rules of each severity had which outcome, by the places of both.
#[derive(Debug, Clone, Copy, Default)]
struct Counts([[u32; OUTCOMES]; SEVERITIES]);

const OUTCOMES: usize = Outcome::WORDS.len();
const SEVERITIES: usize = Severity::WORDS.len();

/// Fields of the plan that every review looks at.
const SECTOR: usize = PLAN.place_of("sector");
const CHANNELS: usize = PLAN.place_of("channels");

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
        let is_aimed_here = self.is_aimed_here(&plan);
        let root = Value::Record(Arc::clone(&plan));
        let mut findings = Vec::with_capacity(self.rules.len() * 4);
        let mut not_in_force = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.status == Status::Active) {
            let in_force = rule.covers(inquiry);
            if !in_force {
                not_in_force.push(rule);
            }
            let Some(check) = &rule.check else { continue };
            if is_aimed_here && in_force {
                check::Case { rule, check, plan: &plan, root: &root, world: &world, depth }
                    .run(&mut findings);
            } else {
                findings.push(Finding::not_applicable(rule));
            }
        }
        let waivers = waiver::apply(self, &plan, &mut findings, inquiry);
        let (score, by_severity) = score::score(self, &mut findings);
        let counts = by_severity.of_all();
        let findings = ordered(findings, counts);
        let gaps = self.gaps(&plan, counts, inquiry);
        let (facts_read, facts_without_value) = world.into_facts();
        Review {
            verdict: verdict(&by_severity, gaps.is_empty() && counts.settled() > 0),
            counts,
            score,
            waivers,
            questions: questions(&findings[..counts.need_attention()], gaps),
            not_checked: self
                .rules
                .iter()
                .filter(|rule| !rule.is_checkable() && rule.in_force(inquiry) && may_concern(rule, &plan))
                .collect(),
            coming: if is_aimed_here { coming(not_in_force, &plan, inquiry) } else { Vec::new() },
            facts_read,
            facts_without_value,
            waived_until: waiver::ends(&plan, &findings),
            findings,
        }
    }

    /// The plan as rules expect it.
    pub(crate) fn resolved(&self, plan: &Plan) -> Arc<Record> {
        plan.resolved(|spelling| self.platform_id(spelling))
    }

    /// What keeps the review from being whole, as questions: where nothing was looked at, nothing is known.
    fn gaps(&self, plan: &Record, counts: OutcomeCounts, inquiry: &Inquiry) -> Vec<String> {
        let market = self.module.market.as_deref().unwrap_or("this region");
        let mut gaps = Vec::new();
        if counts == (OutcomeCounts { not_applicable: counts.not_applicable, ..OutcomeCounts::default() }) {
            gaps.push(format!(
                "nothing was checked: no rule of {market} concerned this plan on {}; is it aimed at {market}, for that date?",
                inquiry.as_of
            ));
        }
        if plan.at(CHANNELS).and_then(Value::as_list).is_none_or(<[Value]>::is_empty) {
            gaps.push("plan: which channels does it use?".to_owned());
        }
        let is_covered = |sector: &str| {
            let is_about =
                |rule: &Rule| rule.in_force(inquiry) && rule.sectors.iter().any(|own| own == sector);
            self.rules.iter().any(is_about)
        };
        match plan.at(SECTOR).and_then(Value::as_text) {
            Some(sector) if REGULATED_SECTORS.contains(&sector) && !is_covered(sector) => gaps.push(format!(
                "no rule of {market} is about {sector} yet: what does the affiliate say of such a plan?"
            )),
            // It could be one of those.
            None if !REGULATED_SECTORS.iter().all(|sector| is_covered(sector)) => {
                let question = PLAN.field("sector").map_or("", |field| field.question);
                gaps.push(format!("plan: {question}"));
            }
            _ => {}
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
        let Some(check) = &rule.check else { return Vec::new() };
        if !rule.covers(inquiry) || !self.is_aimed_here(plan) {
            return vec![Finding::not_applicable(rule)];
        }
        let world = DatedRulebook::new(self, inquiry);
        let mut findings = Vec::new();
        let root = Value::Record(Arc::clone(plan));
        let depth = Depth::Everything;
        check::Case { rule, check, plan, root: &root, world: &world, depth }.run(&mut findings);
        findings
    }

    /// Whether a plan is aimed at this market; it is, unless it says otherwise.
    pub(crate) fn is_aimed_here(&self, plan: &Record) -> bool {
        let Some(Value::Record(audience)) = plan.field("audience") else { return true };
        let Some(codes) = audience.field("region_codes").and_then(Value::as_list) else { return true };
        let market = self.module.market.as_deref().unwrap_or("ZZ");
        codes.iter().any(|code| code.as_text().is_some_and(|code| code.eq_ignore_ascii_case(market)))
    }
}

/// Of the rules that are not in force on the day of the inquiry those that the plan will meet: whoever asks early should know.
fn coming<'r>(not_in_force: Vec<&'r Rule>, plan: &Record, inquiry: &Inquiry) -> Vec<&'r Rule> {
    let last = ["ends_on", "starts_on"].iter().find_map(|field| match plan.field(field) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    });
    let Some(last) = last else { return Vec::new() };
    let begins =
        |rule: &Rule| rule.in_force_from.map(PartialDate::first).filter(|first| *first > inquiry.as_of);
    let is_coming = |rule: &&Rule| {
        rule.recorded <= inquiry.known_as_of
            && begins(rule).is_some_and(|first| first <= last)
            && may_concern(rule, plan)
    };
    let mut coming: Vec<&Rule> = not_in_force.into_iter().filter(is_coming).collect();
    coming.sort_by_key(|rule| begins(rule));
    coming
}

/// Whether a rule is for the plan's line of business, as far as that is known.
fn may_concern(rule: &Rule, plan: &Record) -> bool {
    plan.at(SECTOR).and_then(Value::as_text).is_none_or(|sector| rule.concerns(Some(sector)))
}

/// What needs attention first, then the rest; rules stand by authority, severity and id already, items in the order of the plan.
fn ordered(findings: Vec<Finding<'_>>, counts: OutcomeCounts) -> Vec<Finding<'_>> {
    if counts.need_attention() == 0 {
        return findings;
    }
    let (mut first, rest): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| finding.outcome.needs_attention());
    first.sort_by_key(|finding| (finding.rule.authority, finding.rule.severity, finding.outcome));
    first.extend(rest);
    first
}

/// The unknown is never a yes: a blocker that cannot be told, or is in error, never gives GO; nor does a plan with a gap in
/// what was checked.
fn verdict(counts: &Counts, is_whole: bool) -> Verdict {
    let needs_attention = |severity: Severity| counts.of(severity).need_attention() > 0;
    if counts.of(Severity::Blocker).fail > 0 {
        Verdict::NoGo
    } else if needs_attention(Severity::Blocker) || !is_whole {
        Verdict::CannotTell
    } else if needs_attention(Severity::Warning) {
        Verdict::GoWithChanges
    } else {
        Verdict::Go
    }
}

/// What to ask, each once: for the findings that need attention, then for the gaps.
fn questions(findings: &[Finding<'_>], gaps: Vec<String>) -> Vec<String> {
    let mut asked = BTreeSet::new();
    let questions = findings.iter().flat_map(|finding| finding.questions()).chain(&gaps);
    questions.filter(|question| asked.insert(*question)).cloned().collect()
}

impl OutcomeCounts {
    /// How many findings say something of the plan.
    fn settled(self) -> usize {
        self.pass + self.fail + self.waived
    }

    /// How many findings a person must look at.
    fn need_attention(self) -> usize {
        self.fail + self.error + self.cannot_tell
    }
}

// === impl Counts ===

impl Counts {
    fn and(self, Self(other): Self) -> Self {
        Self(array::from_fn(|row| array::from_fn(|place| self.0[row][place] + other[row][place])))
    }

    /// Of the rules of one severity.
    fn of(&self, severity: Severity) -> OutcomeCounts {
        OutcomeCounts::from(self.0[severity as usize])
    }

    fn of_all(&self) -> OutcomeCounts {
        let [mut all, warning, advice] = self.0;
        all.iter_mut().zip(warning).zip(advice).for_each(|((sum, a), b)| *sum += a + b);
        OutcomeCounts::from(all)
    }
}

impl From<[u32; OUTCOMES]> for OutcomeCounts {
    /// By the places of the outcomes.
    fn from([fail, error, cannot_tell, waived, pass, not_applicable]: [u32; OUTCOMES]) -> Self {
        let count = |count: u32| count as usize;
        Self {
            fail: count(fail),
            error: count(error),
            cannot_tell: count(cannot_tell),
            waived: count(waived),
            pass: count(pass),
            not_applicable: count(not_applicable),
        }
    }
}
