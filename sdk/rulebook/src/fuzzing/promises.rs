//! What must hold of an answer, whatever the question.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::review::{Finding, FixAction, Outcome, Review, Verdict};
use crate::rule::Severity;

/// Every fault stands within its file, and says something.
///
/// # Panics
/// When one does not.
pub fn check_faults<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>, faults: &[Diagnostic]) {
    assert!(!faults.is_empty(), "what is refused has a fault");
    let files: Vec<(&str, &str)> = files.into_iter().collect();
    for fault in faults {
        assert!(!fault.message.is_empty(), "a fault without a message: {fault:?}");
        let Some((_, text)) = files.iter().find(|(name, _)| *name == fault.file) else {
            assert_eq!(fault.file, "module.yaml", "only a missing module is a fault of no file: {fault:?}");
            continue;
        };
        let lines = text.lines().count().max(1);
        assert!((1..=lines).contains(&fault.line), "outside its file of {lines} lines: {fault:?}");
        let line = text.lines().nth(fault.line - 1).unwrap_or_default();
        let columns = line.chars().count() + 1;
        assert!((1..=columns).contains(&fault.column), "outside its line of {columns} columns: {fault:?}");
    }
}

/// A review agrees with itself: the verdict with the findings, the counts with both, and each finding with its outcome.
///
/// # Panics
/// When it does not.
pub fn check_review(review: &Review<'_>) {
    review.findings.iter().for_each(check_finding);
    let counts = review.counts;
    let sum =
        counts.fail + counts.error + counts.cannot_tell + counts.waived + counts.pass + counts.not_applicable;
    assert_eq!(sum, review.findings.len(), "each finding counts once");
    let any = |severity: Severity, of: &[Outcome]| {
        let mut own = review.findings.iter().filter(|finding| finding.rule.severity == severity);
        own.any(|finding| of.contains(&finding.outcome))
    };
    let open = [Outcome::CannotTell, Outcome::Error];
    let fails = any(Severity::Blocker, &[Outcome::Fail]);
    assert_eq!(review.verdict == Verdict::NoGo, fails, "a blocker that fails is NO_GO, and nothing else is");
    if matches!(review.verdict, Verdict::Go | Verdict::GoWithChanges) {
        assert!(!any(Severity::Blocker, &open), "the unknown is never a yes");
        assert!(counts.pass + counts.fail + counts.waived > 0, "nothing was checked that could say yes");
    }
    if review.verdict == Verdict::Go {
        assert!(!any(Severity::Warning, &[Outcome::Fail]) && !any(Severity::Warning, &open), "not yet a GO");
    }
    if review.verdict == Verdict::CannotTell {
        assert!(!review.questions.is_empty() || counts.error > 0, "what cannot be told asks something");
    }
    let distinct: BTreeSet<&String> = review.questions.iter().collect();
    assert_eq!(distinct.len(), review.questions.len(), "a question is asked once");
    let score = review.score.value.unwrap_or(0.0);
    assert!((0.0..=100.0).contains(&score), "the score {score} is outside 0 to 100");
}

fn check_finding(finding: &Finding<'_>) {
    let rule = &finding.rule.id;
    if finding.outcome.needs_attention() {
        assert!(!finding.message().is_empty(), "{rule} says nothing of what is wrong");
    }
    if finding.outcome == Outcome::CannotTell {
        assert!(!finding.questions().is_empty(), "{rule} cannot be told, and asks nothing");
    }
    assert_eq!(
        finding.outcome == Outcome::Waived,
        finding.waiver().is_some(),
        "{rule} is waived by a waiver"
    );
    for fix in finding.fixes() {
        let changes = fix.action != FixAction::Advise;
        assert_eq!(changes, !fix.path.is_empty(), "{rule}: a fix that changes something says where");
        let sets = fix.action == FixAction::Set;
        assert_eq!(sets, !fix.values.is_empty(), "{rule}: a fix that sets something has a value for it");
    }
}

/// The unknown is never a yes: with one field less known (see [`without`]), no plan does better.
///
/// Left alone are plans of which no rule says anything, which cannot be told for that reason: a rule that is kept whether or not it
/// applies is about a plan only as long as nobody knows that it does not apply.
///
/// [`without`]: super::without
///
/// # Panics
/// When it does.
pub fn check_less_known(before: &Review<'_>, after: &Review<'_>) {
    let may = |review: &Review<'_>| matches!(review.verdict, Verdict::Go | Verdict::GoWithChanges);
    let is_go = |review: &Review<'_>| review.verdict == Verdict::Go;
    let is_judged = before.counts.pass + before.counts.fail + before.counts.waived > 0;
    let better = is_judged && (may(after) && !may(before) || is_go(after) && !is_go(before));
    let (was, is) = (before.counts, after.counts);
    assert!(
        !better,
        "{:?} ({was:?}) turns into {:?} ({is:?}) by knowing less",
        before.verdict, after.verdict
    );
}

/// However much is said of it, a review comes to the same: what is settled in passing is what comes of looking closely.
///
/// # Panics
/// When it does not.
pub fn check_same_outcomes(short: &Review<'_>, long: &Review<'_>) {
    let said =
        |review: &Review<'_>| format!("{:?} {:?} {:?}", review.verdict, review.score, review.questions);
    assert_eq!(said(short), said(long), "saying more of a review changes it");
    let outcomes = |review: &Review<'_>| -> Vec<(String, Outcome, String)> {
        let findings = review.findings.iter();
        findings
            .map(|finding| (finding.rule.id.clone(), finding.outcome, finding.item().to_owned()))
            .collect()
    };
    assert_eq!(outcomes(short), outcomes(long), "saying more of a finding changes it");
    let facts = |review: &Review<'_>| -> BTreeSet<String> {
        review.facts_read.iter().map(|(fact, _)| fact.key.clone()).collect()
    };
    assert_eq!(facts(short), facts(long), "saying more reads other facts");
}

/// Everything a review says, as text: the same for the same answer.
pub fn transcript(review: &Review<'_>) -> String {
    let mut out = format!(
        "{:?} {:?} {:?} {:?} {:?}\n",
        review.verdict, review.counts, review.score, review.waivers, review.questions
    );
    for rule in &review.not_checked {
        writeln!(out, "not checked: {}", rule.id).expect("writing to a string cannot fail");
    }
    for (fact, entry) in &review.facts_read {
        writeln!(out, "read: {} {}", fact.key, entry.from).expect("writing to a string cannot fail");
    }
    for finding in &review.findings {
        let Finding { rule, outcome, .. } = finding;
        let (points, waiver) = (finding.points(), finding.waiver());
        let rest = (finding.path(), finding.item(), finding.fingerprint(), finding.message());
        let more = (finding.questions(), finding.fixes(), finding.evidence());
        writeln!(out, "{} {outcome:?} {points} {waiver:?} {rest:?} {more:?}", rule.id)
            .expect("writing to a string cannot fail");
    }
    out
}
