//! How well a plan does, second to its verdict.

use super::{Counts, Finding, OUTCOMES, Outcome, SEVERITIES};
use crate::rule::Severity;
use crate::rulebook::Rulebook;

/// How well a plan does, 0 to 100: 100 less the points of each finding that failed. What passed, failed or was waived counts, with
/// the weight of its severity; what did not apply does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Score<'r> {
    /// The score; `None` where too much is unknown, or nothing counts.
    pub value: Option<f64>,
    /// The same for the rules of each stage, in the order of the playbook; those of no stage last, under "".
    pub stages: Vec<StageScore<'r>>,
}

/// How well a plan does in a stage of the playbook.
#[derive(Debug, Clone, PartialEq)]
pub struct StageScore<'r> {
    /// The stage; empty for the rules of none.
    pub stage: &'r str,
    /// Its own score; `None` as for the whole.
    pub value: Option<f64>,
    /// Points of the whole score that its failures cost.
    pub points: f64,
}

/// Weights summed over findings.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    counted: u32,
    failed: u32,
    unknown: u32,
}

/// The score of a review, and how many findings had which outcome; gives each finding that failed its points.
pub(super) fn score<'r>(rulebook: &'r Rulebook, findings: &mut [Finding<'r>]) -> (Score<'r>, Counts) {
    // Those of each stage, and of the rules of none.
    let mut rows = vec![[0; OUTCOMES]; (rulebook.stages.len() + 1) * SEVERITIES];
    for finding in findings.iter() {
        rows[finding.row as usize][finding.outcome as usize] += 1;
    }
    let stages = || rows.as_chunks().0.iter().map(|rows| Counts(*rows));
    let counts = stages().fold(Counts::default(), Counts::and);
    let whole = Tally::of(counts);
    let per_weight = if whole.counted == 0 { 0.0 } else { 100.0 / f64::from(whole.counted) };
    for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::Fail) {
        finding.detail.get_or_insert_default().points = f64::from(weight(finding.rule.severity)) * per_weight;
    }
    let names = rulebook.stages.iter().map(|stage| stage.id.as_str()).chain([""]);
    let of_stage = |(stage, tally): (&'r str, Tally)| StageScore {
        stage,
        value: tally.value(),
        points: f64::from(tally.failed) * per_weight,
    };
    let tallies = names.zip(stages().map(Tally::of)).filter(|(_, tally)| !tally.is_empty());
    let mut of_stages = Vec::with_capacity(rulebook.stages.len() + 1);
    of_stages.extend(tallies.map(of_stage));
    (Score { value: whole.value(), stages: of_stages }, counts)
}

/// Where the findings of a rule count.
pub(crate) fn row(stage: usize, severity: Severity) -> u32 {
    u32::try_from(stage * SEVERITIES + severity as usize).expect("few stages")
}

fn weight(severity: Severity) -> u32 {
    match severity {
        Severity::Blocker => 10,
        Severity::Warning => 3,
        Severity::Advice => 1,
    }
}

// === impl Tally ===

impl Tally {
    fn of(counts: Counts) -> Self {
        let mut tally = Self::default();
        let severities = [Severity::Blocker, Severity::Warning, Severity::Advice];
        for (severity, [fail, error, cannot_tell, waived, pass, _]) in severities.into_iter().zip(counts.0) {
            let weight = weight(severity);
            tally.failed += weight * fail;
            tally.counted += weight * (fail + pass + waived);
            tally.unknown += weight * (cannot_tell + error);
        }
        tally
    }

    fn is_empty(self) -> bool {
        self.counted == 0 && self.unknown == 0
    }

    /// None where more than a third of the weight is unknown.
    fn value(self) -> Option<f64> {
        let is_known = self.counted > 0 && self.unknown * 2 <= self.counted;
        is_known.then(|| 100.0 - 100.0 * f64::from(self.failed) / f64::from(self.counted))
    }
}

#[cfg(test)]
mod tests;
