//! Runs a rulebook's own examples and scenarios.

use crate::date::PartialDate;
use crate::decode::Word;
use crate::review::{Depth, Outcome, ProposedFix, Review};
use crate::rule::{Applicability, Example, Rule};
use crate::rulebook::{Inquiry, Rulebook};
use crate::scenario::{Expected, Scenario};

/// What came of a rulebook's own cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelfTest {
    /// How many ran.
    pub cases: usize,
    /// How many did not, because they need the module's library, which is not at hand.
    pub skipped: usize,
    /// What went wrong, one text each.
    pub failures: Vec<String>,
}

impl Rulebook {
    /// Runs every example of every rule, and every scenario.
    pub fn self_test(&self) -> SelfTest {
        let mut result = SelfTest::default();
        for rule in &self.rules {
            for example in &rule.examples {
                if self.natives.is_none() && rule.calls_natives() {
                    result.skipped += 1;
                    continue;
                }
                result.cases += 1;
                result.failures.extend(self.run_example(rule, example));
            }
        }
        let needs_library = self.natives.is_none() && self.rules.iter().any(Rule::calls_natives);
        for scenario in &self.scenarios {
            if needs_library {
                result.skipped += 1;
                continue;
            }
            result.cases += 1;
            result.failures.extend(self.run_scenario(scenario));
        }
        result
    }

    fn case_inquiry(&self, as_of: Option<PartialDate>) -> Inquiry {
        Inquiry {
            as_of: as_of.map_or(self.module.recorded, PartialDate::last),
            known_as_of: crate::date::Date::MAX,
            language: "en".to_owned(),
        }
    }

    fn run_example(&self, rule: &Rule, example: &Example) -> Option<String> {
        let plan = self.resolved(&example.plan);
        let inquiry = self.case_inquiry(example.as_of);
        let findings = self.review_rule(rule, &plan, &inquiry);
        let worst = findings.iter().min_by_key(|finding| finding.outcome)?;
        let place = format!("{}:{}", rule.place.file.name, rule.place.line);
        if worst.outcome == example.expect {
            return self.fails_though_mended(rule, example, &inquiry).then(|| {
                format!("{place}: example `{}` of {} still fails after its safe fixes", example.name, rule.id)
            });
        }
        let (wanted, found) = (example.expect.word(), worst.outcome.word());
        let detail =
            if worst.message().is_empty() { String::new() } else { format!(" ({})", worst.message()) };
        Some(format!(
            "{place}: example `{}` of {} expects {wanted}, found {found}{detail}",
            example.name, rule.id
        ))
    }

    /// Whether something fails that has a SAFE fix after those were applied: who applies one unasked relies on it.
    fn fails_though_mended(&self, rule: &Rule, example: &Example, inquiry: &Inquiry) -> bool {
        if example.expect != Outcome::Fail || !rule.has_safe_fix() {
            return false;
        }
        let plan = self.resolved(&self.mended_by(rule, &example.plan, inquiry));
        let is_safe = |fix: &ProposedFix| fix.applicability == Applicability::Safe;
        let findings = self.review_rule(rule, &plan, inquiry);
        findings.iter().any(|one| one.outcome == Outcome::Fail && one.fixes().iter().any(is_safe))
    }

    fn run_scenario(&self, scenario: &Scenario) -> Option<String> {
        let inquiry = self.case_inquiry(scenario.as_of);
        let review = self.review(&scenario.plan, &inquiry, Depth::Attention);
        let amended = scenario.after_safe_fixes.map(|wanted| {
            let amended = self.amend(&scenario.plan, &[], &inquiry);
            (wanted, self.review(&amended.plan, &inquiry, Depth::Attention).verdict)
        });
        let mended = amended.is_none_or(|(wanted, found)| wanted == found);
        let mut wanted = scenario.findings.clone();
        let mut found = attention(&review);
        wanted.sort();
        found.sort();
        if review.verdict == scenario.verdict && wanted == found && mended {
            return None;
        }
        let place = format!("{}:{}", scenario.place.file.name, scenario.place.line);
        let mut text = format!("{place}: scenario `{}`", scenario.name);
        if review.verdict != scenario.verdict {
            text +=
                &format!("\n  verdict: expects {}, found {}", scenario.verdict.word(), review.verdict.word());
        }
        if let Some((wanted, found)) = amended.filter(|_| !mended) {
            text += &format!("\n  after safe fixes: expects {}, found {}", wanted.word(), found.word());
        }
        for missing in wanted.iter().filter(|expected| !found.contains(expected)) {
            text += &format!("\n  not found:  {}", missing.line());
        }
        for extra in found.iter().filter(|expected| !wanted.contains(expected)) {
            text += &format!("\n  unexpected: {}", extra.line());
        }
        Some(text)
    }
}

fn attention(review: &Review<'_>) -> Vec<Expected> {
    let is_expected = |outcome: Outcome| outcome.needs_attention() || outcome == Outcome::Waived;
    let findings = review.findings.iter().filter(|finding| is_expected(finding.outcome));
    let expected = findings.map(|finding| Expected {
        rule: finding.rule.id.clone(),
        at: finding.path(),
        outcome: Outcome::word(finding.outcome),
    });
    expected.collect()
}

impl Expected {
    /// As it is written in a scenario.
    fn line(&self) -> String {
        format!("- {{rule: {}, outcome: {}, at: \"{}\"}}", self.rule, self.outcome, self.at)
    }
}

impl Rule {
    fn has_safe_fix(&self) -> bool {
        let fixes = self.check.iter().flat_map(|check| &check.fixes);
        fixes.into_iter().any(|fix| fix.applicability == Applicability::Safe)
    }

    fn calls_natives(&self) -> bool {
        let Some(check) = &self.check else { return false };
        let expressions = check.lets.iter().map(|(_, expression)| expression);
        let conditions = check.applies_if.iter().chain([&check.fails_if]);
        expressions.chain(conditions).any(|expression| !expression.native_calls().is_empty())
    }
}
