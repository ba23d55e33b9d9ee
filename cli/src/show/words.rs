//! The words of the protocol as a person reads them, and their colours.

use guidance_proto::v1 as pb;
use pb::{Applicability, Authority, Confidence, Outcome, Severity, Verdict};

use crate::page::Ink;

pub(super) fn verdict(verdict: Verdict) -> (&'static str, Ink, &'static str) {
    match verdict {
        Verdict::Go => ("GO", Ink::Good, "nothing stands against it"),
        Verdict::GoWithChanges => {
            ("GO_WITH_CHANGES", Ink::Doubtful, "it can run once the warnings are dealt with")
        }
        Verdict::NoGo => ("NO_GO", Ink::Bad, "a rule that blocks is broken"),
        Verdict::CannotTell => ("CANNOT_TELL", Ink::Doubtful, "answer the questions"),
        Verdict::Unspecified => ("?", Ink::Doubtful, "the answer has no verdict this program knows"),
    }
}

pub(super) fn outcome(outcome: Outcome) -> (&'static str, Ink) {
    match outcome {
        Outcome::Fail => ("✗", Ink::Bad),
        Outcome::Error => ("!", Ink::Bad),
        Outcome::CannotTell => ("?", Ink::Doubtful),
        Outcome::Pass => ("✓", Ink::Good),
        Outcome::Waived => ("~", Ink::Doubtful),
        Outcome::NotApplicable | Outcome::Unspecified => ("-", Ink::Faint),
    }
}

pub(super) fn authority(authority: Authority) -> &'static str {
    match authority {
        Authority::Law => "law",
        Authority::Professional => "professional",
        Authority::Platform => "platform",
        Authority::Reach => "reach",
        Authority::Custom => "custom",
        Authority::Advice => "advice",
        Authority::Unspecified => "",
    }
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "blocker",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
        Severity::Unspecified => "",
    }
}

/// Why a rule binds and what it does to the verdict; said once where both are the same word.
pub(super) fn weight(of_authority: Authority, of_severity: Severity) -> String {
    let (authority, severity) = (authority(of_authority), severity(of_severity));
    if authority == severity {
        authority.to_owned()
    } else {
        format!("{authority} {severity}").trim().to_owned()
    }
}

pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low confidence",
        Confidence::Medium => "medium confidence",
        Confidence::High => "high confidence",
        Confidence::Unspecified => "",
    }
}

pub(super) fn applicability(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::NeedsReview => "needs review",
        Applicability::Manual => "by hand",
        Applicability::Unspecified => "",
    }
}

/// Parts that say something, with commas between.
pub(super) fn listed<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `1 rule`, `2 rules`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
