//! Findings, verdicts, evidence.

use guidance_proto::v1 as pb;
use guidance_rulebook::{
    Applicability, Authority, Evidence, Finding, FixAction, Inquiry, Outcome, OutcomeCounts, ProposedFix,
    Rulebook, Severity, Verdict,
};

use super::sources;

pub(crate) fn finding(rulebook: &Rulebook, finding: &Finding, inquiry: &Inquiry) -> pb::Finding {
    let rule = rulebook.rule(&finding.rule).expect("a finding is made by a rule of the rulebook");
    let language = &inquiry.language;
    pb::Finding {
        rule_id: rule.id.clone(),
        title: rule.title.pick(language).to_owned(),
        authority: authority(finding.authority).into(),
        severity: severity(finding.severity).into(),
        outcome: outcome(finding.outcome).into(),
        path: finding.path.clone(),
        item: finding.item.clone(),
        message: finding.message.clone(),
        why: rule.why.pick(language).to_owned(),
        question: finding.questions.join(" "),
        fixes: finding.fixes.iter().map(fix).collect(),
        evidence: finding.evidence.iter().map(|one| evidence(rulebook, one)).collect(),
        sources: sources(rulebook, &rule.sources),
        in_force_from: rule.in_force_from.map(|date| date.to_string()).unwrap_or_default(),
        owner: rule.owner.clone(),
        fingerprint: format!("{:016x}", finding.fingerprint),
        stale: rule.is_stale(inquiry.as_of),
    }
}

fn fix(fix: &ProposedFix) -> pb::Fix {
    let action = match fix.action {
        FixAction::Set => "set",
        FixAction::Remove => "remove",
        FixAction::Advise => "advise",
    };
    pb::Fix {
        action: action.to_owned(),
        path: fix.path.clone(),
        values: fix.values.clone(),
        applicability: applicability(fix.applicability).into(),
        text: fix.text.clone(),
    }
}

pub(crate) fn evidence(rulebook: &Rulebook, evidence: &Evidence) -> pb::Evidence {
    pb::Evidence {
        fact: evidence.fact.clone(),
        title: evidence.title.clone(),
        value: evidence.value.clone(),
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
    let OutcomeCounts { fail, error, cannot_tell, pass, not_applicable } = counts;
    pb::OutcomeCounts {
        fail: number(fail),
        error: number(error),
        cannot_tell: number(cannot_tell),
        pass: number(pass),
        not_applicable: number(not_applicable),
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

fn outcome(outcome: Outcome) -> pb::Outcome {
    match outcome {
        Outcome::Fail => pb::Outcome::Fail,
        Outcome::Error => pb::Outcome::Error,
        Outcome::CannotTell => pb::Outcome::CannotTell,
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
