//! A review: the verdict first, then what stands against the plan, what nobody can tell, and what it all rests on.

use guidance_proto::v1::{Finding, Outcome, OutcomeCounts, ReviewPlanResponse, Score};

use super::{
    finding, provenance,
    sources::Sources,
    words::{counted, listed, verdict},
};
use crate::{
    page::{Ink, Page},
    plan::Places,
};

/// How much of an answer to lay out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What decides it; one of many.
    Short,
    /// All of it.
    Whole,
}

/// Lays a review out; `places` are those of the plan's file.
pub(crate) fn review(
    page: &mut Page,
    market: &str,
    answer: &ReviewPlanResponse,
    places: Option<&Places>,
    extent: Extent,
) {
    let mut sources = Sources::default();
    head(page, market, answer);
    let with = |outcomes: &[Outcome]| {
        answer.findings.iter().filter(|it| outcomes.contains(&it.outcome())).collect::<Vec<_>>()
    };
    let mut at_length = |page: &mut Page, heading: &str, findings: Vec<&Finding>| {
        for (index, finding) in findings.into_iter().enumerate() {
            if index == 0 {
                page.heading(heading);
            } else {
                page.gap();
            }
            finding::at_length(page, finding, places, &mut sources);
        }
    };
    at_length(page, "What stands against it", with(&[Outcome::Fail, Outcome::Error]));
    at_length(page, "What was waived", with(&[Outcome::Waived]));
    if extent == Extent::Whole {
        in_short(page, "What cannot be told", &with(&[Outcome::CannotTell]), places);
        in_short(page, "What it keeps", &with(&[Outcome::Pass]), places);
        in_short(page, "What does not concern it", &with(&[Outcome::NotApplicable]), places);
        waivers(page, answer);
    }
    questions(page, answer, extent);
    if extent == Extent::Whole {
        lines(page, "What nobody checked", "-", &answer.not_checked);
        provenance::next_change(page, answer.next_change.as_ref());
    }
    provenance::affiliate(page, answer.affiliate.as_ref());
    sources.show(page);
    provenance::provenance(page, answer.provenance.as_ref());
}

/// The counts in words.
pub(super) fn counts(counts: OutcomeCounts) -> String {
    let OutcomeCounts { fail, error, cannot_tell, pass, not_applicable, waived } = counts;
    let parts = [
        (fail, "broken"),
        (error, "could not be evaluated"),
        (cannot_tell, "cannot be told"),
        (waived, "waived"),
        (pass, "kept"),
        (not_applicable, "not concerned"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    listed(parts.iter().map(String::as_str))
}

/// The score in words; empty where it has none.
pub(super) fn score(score: Option<&Score>) -> String {
    score.and_then(|score| score.value).map(|value| format!("{value:.0}")).unwrap_or_default()
}

fn head(page: &mut Page, market: &str, answer: &ReviewPlanResponse) {
    let (word, ink, meaning) = verdict(answer.verdict());
    page.item(0, &format!("{market}: {word} "), ink, &format!("({meaning})"));
    let score = match score(answer.score.as_ref()).as_str() {
        "" => "no score: too much is not known".to_owned(),
        score => format!("score {score} of 100"),
    };
    let counts = answer.counts.map(counts).unwrap_or_default();
    page.paragraph(0, Ink::Plain, &format!("Rules: {counts}; {score}"));
}

fn in_short(page: &mut Page, heading: &str, findings: &[&Finding], places: Option<&Places>) {
    if findings.is_empty() {
        return;
    }
    page.heading(heading);
    for finding in findings {
        finding::in_short(page, finding, places);
    }
}

fn waivers(page: &mut Page, answer: &ReviewPlanResponse) {
    let reports = answer.waivers.iter().map(|report| {
        let rule = report.waiver.as_ref().and_then(|waiver| waiver.rule.as_deref()).unwrap_or("no rule");
        format!("{rule}: {}: {}", report.state, report.message)
    });
    lines(page, "Waivers", "~", &reports.collect::<Vec<_>>());
}

fn questions(page: &mut Page, answer: &ReviewPlanResponse, extent: Extent) {
    match (answer.questions.len(), extent) {
        (0, _) => {}
        (count, Extent::Short) => {
            page.gap();
            let questions = counted(count, "question is", "questions are");
            page.item(
                1,
                "? ",
                Ink::Doubtful,
                &format!("{questions} open; a review of this market alone lists them"),
            );
        }
        (_, Extent::Whole) => lines(page, "Questions", "?", &answer.questions),
    }
}

fn lines(page: &mut Page, heading: &str, mark: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    page.heading(heading);
    for line in lines {
        page.item(1, &format!("{mark} "), Ink::Doubtful, line);
    }
}
