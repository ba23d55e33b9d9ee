//! Findings, verdicts, evidence.

use guidance_proto::v1 as pb;
use guidance_rulebook::{
    Applicability, Authority, Evidence, Finding, Inquiry, Outcome, OutcomeCounts, Plan, ProposedFix,
    Rulebook, Score, Severity, Value, Verdict, WaiverReport,
};

use super::sources;

pub(crate) fn finding(
    rulebook: &Rulebook,
    finding: &Finding<'_>,
    plan: &Plan,
    inquiry: &Inquiry,
) -> pb::Finding {
    let rule = finding.rule;
    let language = &inquiry.language;
    pb::Finding {
        rule_id: rule.id.clone(),
        title: rule.title.pick(language).to_owned(),
        authority: authority(rule.authority).into(),
        severity: severity(rule.severity).into(),
        outcome: outcome(finding.outcome).into(),
        path: finding.path(),
        item: finding.item().to_owned(),
        message: finding.message().to_owned(),
        why: rule.why.pick(language).to_owned(),
        question: finding.questions().join(" "),
        fixes: (1..).zip(finding.fixes()).map(|(place, one)| fix(one, finding.fix_id(place))).collect(),
        evidence: finding.evidence().iter().map(|one| evidence(rulebook, one)).collect(),
        sources: sources(rulebook, &rule.sources),
        in_force_from: rule.in_force_from.map(|date| date.to_string()).unwrap_or_default(),
        owner: rule.owner.clone(),
        fingerprint: format!("{:016x}", finding.fingerprint()),
        stale: rule.is_stale(inquiry.as_of),
        stage: rule.stage.clone().unwrap_or_default(),
        points: finding.points(),
        waiver: finding.waiver().and_then(|place| super::plan::waivers(plan).nth(place)),
    }
}

fn fix(fix: &ProposedFix, id: String) -> pb::Fix {
    pb::Fix {
        action: super::amend::action_word(fix.action).to_owned(),
        path: fix.path.clone(),
        values: fix.values.iter().map(Value::to_json).collect(),
        applicability: applicability(fix.applicability).into(),
        text: fix.text.clone(),
        id,
    }
}

pub(crate) fn evidence(rulebook: &Rulebook, evidence: &Evidence) -> pb::Evidence {
    pb::Evidence {
        fact: evidence.fact.clone(),
        title: evidence.title.clone(),
        value: evidence.value.clone(),
        unit: evidence.unit.clone(),
        valid_from: evidence.valid_from.clone(),
        confidence: super::confidence(evidence.confidence).into(),
        stale: evidence.stale,
        disputed: evidence.disputed,
        sources: sources(rulebook, &evidence.sources),
    }
}

pub(crate) fn verdict(verdict: Verdict) -> pb::Verdict {
    match verdict {
        Verdict::Go => pb::Verdict::Go,
        Verdict::GoWithChanges => pb::Verdict::GoWithChanges,
        Verdict::NoGo => pb::Verdict::NoGo,
        Verdict::CannotTell => pb::Verdict::CannotTell,
    }
}

pub(crate) fn counts(counts: OutcomeCounts) -> pb::OutcomeCounts {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let OutcomeCounts { fail, error, cannot_tell, waived, pass, not_applicable } = counts;
    pb::OutcomeCounts {
        fail: number(fail),
        error: number(error),
        cannot_tell: number(cannot_tell),
        pass: number(pass),
        not_applicable: number(not_applicable),
        waived: number(waived),
    }
}

pub(crate) fn authority(authority: Authority) -> pb::Authority {
    match authority {
        Authority::Law => pb::Authority::Law,
        Authority::Professional => pb::Authority::Professional,
        Authority::Platform => pb::Authority::Platform,
        Authority::Reach => pb::Authority::Reach,
        Authority::Custom => pb::Authority::Custom,
        Authority::Advice => pb::Authority::Advice,
    }
}

pub(crate) fn severity(severity: Severity) -> pb::Severity {
    match severity {
        Severity::Blocker => pb::Severity::Blocker,
        Severity::Warning => pb::Severity::Warning,
        Severity::Advice => pb::Severity::Advice,
    }
}

pub(crate) fn outcome(outcome: Outcome) -> pb::Outcome {
    match outcome {
        Outcome::Fail => pb::Outcome::Fail,
        Outcome::Error => pb::Outcome::Error,
        Outcome::CannotTell => pb::Outcome::CannotTell,
        Outcome::Waived => pb::Outcome::Waived,
        Outcome::Pass => pb::Outcome::Pass,
        Outcome::NotApplicable => pb::Outcome::NotApplicable,
    }
}

fn applicability(applicability: Applicability) -> pb::Applicability {
    match applicability {
        Applicability::Safe => pb::Applicability::Safe,
        Applicability::NeedsReview => pb::Applicability::NeedsReview,
        Applicability::Manual => pb::Applicability::Manual,
    }
}

pub(crate) fn score(score: &Score<'_>) -> pb::Score {
    let stage = |stage: &guidance_rulebook::StageScore<'_>| pb::StageScore {
        stage: stage.stage.to_owned(),
        value: stage.value,
        points: stage.points,
    };
    pb::Score { value: score.value, stages: score.stages.iter().map(stage).collect() }
}

/// What came of each waiver of a plan.
pub(crate) fn waivers(plan: &Plan, reports: &[WaiverReport]) -> Vec<pb::WaiverReport> {
    super::plan::waivers(plan)
        .zip(reports)
        .map(|(waiver, report)| pb::WaiverReport {
            waiver: Some(waiver),
            state: report.state.as_str().to_owned(),
            message: report.message.clone(),
        })
        .collect()
}
