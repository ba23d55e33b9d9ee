//! How well a plan does, second to its verdict.

use super::{Counts, Finding, Outcome};
use crate::rule::Severity;
use crate::rulebook::Rulebook;

/// How well a plan does, 0 to 100: 100 less the points of each finding that failed. What passed, failed or was waived counts, with
/// the weight of its severity; what did not apply does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The score; `None` where too much is unknown, or nothing counts.
    pub value: Option<f64>,
    /// The same for the rules of each stage, in the order of the playbook; those of no stage last, under "".
    pub stages: Vec<StageScore>,
}

/// How well a plan does in a stage of the playbook.
#[derive(Debug, Clone, PartialEq)]
pub struct StageScore {
    /// The stage; empty for the rules of none.
    pub stage: String,
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
pub(super) fn score(rulebook: &Rulebook, findings: &mut [Finding<'_>]) -> (Score, Counts) {
    let mut counts = Counts::default();
    // One for each stage, and one for the rules of none.
    let mut stages = vec![Tally::default(); rulebook.stages.len() + 1];
    for finding in findings.iter() {
        counts.add(finding);
        stages[finding.rule.stage_place.unwrap_or(rulebook.stages.len())].add(finding);
    }
    let whole = stages.iter().copied().fold(Tally::default(), Tally::and);
    let per_weight = if whole.counted == 0 { 0.0 } else { 100.0 / f64::from(whole.counted) };
    for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::Fail) {
        finding.detail.get_or_insert_default().points = f64::from(weight(finding.rule.severity)) * per_weight;
    }
    let names = rulebook.stages.iter().map(|stage| stage.id.as_str()).chain([""]);
    let of_stage = |(stage, tally): (&str, Tally)| StageScore {
        stage: stage.to_owned(),
        value: tally.value(),
        points: f64::from(tally.failed) * per_weight,
    };
    let stages = names.zip(stages).filter(|(_, tally)| !tally.is_empty()).map(of_stage);
    (Score { value: whole.value(), stages: stages.collect() }, counts)
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
    fn add(&mut self, finding: &Finding<'_>) {
        let weight = weight(finding.rule.severity);
        match finding.outcome {
            Outcome::Fail => {
                self.counted += weight;
                self.failed += weight;
            }
            Outcome::Pass | Outcome::Waived => self.counted += weight,
            Outcome::CannotTell | Outcome::Error => self.unknown += weight,
            Outcome::NotApplicable => {}
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            counted: self.counted + other.counted,
            failed: self.failed + other.failed,
            unknown: self.unknown + other.unknown,
        }
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
