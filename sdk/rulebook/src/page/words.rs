//! The words of a page that come from no rulebook, by language.

mod en;
mod hi;
mod id;
mod ja;
mod ko;
mod ms;
mod zh_hans;

use crate::fact::Confidence;
use crate::review::Outcome;
use crate::rule::{Applicability, Authority, Severity, Status};
use crate::source::SourceKind;

/// The words of a page in one language. Braces stand for what is filled in; each text is Markdown.
#[derive(Debug)]
pub(super) struct Words {
    /// Joins a label and what it is about.
    pub(super) colon: &'static str,
    pub(super) comma: &'static str,

    /// Under the title of a page in a language whose texts nobody on the local team has read yet.
    pub(super) awaits_review: &'static str,

    // Headings.
    pub(super) why: &'static str,
    pub(super) action: &'static str,
    pub(super) dont: &'static str,
    pub(super) check: &'static str,
    pub(super) message: &'static str,
    pub(super) fixes: &'static str,
    pub(super) waivers: &'static str,
    pub(super) examples: &'static str,
    pub(super) sources: &'static str,
    pub(super) record: &'static str,

    // At a glance.
    pub(super) status: &'static str,
    pub(super) in_force: &'static str,
    pub(super) always: &'static str,
    pub(super) from: &'static str,
    pub(super) until: &'static str,
    pub(super) from_until: &'static str,
    pub(super) authority: &'static str,
    pub(super) severity: &'static str,
    pub(super) concerns: &'static str,
    pub(super) every_sector: &'static str,
    pub(super) confidence: &'static str,
    pub(super) stage: &'static str,
    pub(super) advice_on: &'static str,
    pub(super) every_platform: &'static str,
    pub(super) calls_for_caution: &'static str,
    pub(super) forbids: &'static str,

    // How it is checked.
    pub(super) by_a_person: &'static str,
    pub(super) as_a_whole: &'static str,
    pub(super) one_by_one: &'static str,
    pub(super) channel_access: &'static str,
    pub(super) term: &'static str,
    pub(super) disclosure: &'static str,
    pub(super) one_of: &'static str,
    pub(super) equals: &'static str,
    pub(super) at_least: &'static str,
    pub(super) calendar_overlap: &'static str,
    pub(super) share_at_most: &'static str,
    pub(super) share_at_least: &'static str,
    pub(super) share_where: &'static str,
    pub(super) stage_after: &'static str,
    pub(super) stages_needed: &'static str,
    pub(super) in_language: &'static str,
    pub(super) needs: &'static str,
    pub(super) reads: &'static str,
    pub(super) by_the_plan: &'static str,
    pub(super) not_known: &'static str,
    pub(super) since: &'static str,
    pub(super) list: &'static str,
    pub(super) more: &'static str,
    pub(super) natives: &'static str,
    pub(super) written: &'static str,

    // Findings, fixes and waivers.
    pub(super) for_example: &'static str,
    pub(super) set: &'static str,
    pub(super) set_one_of: &'static str,
    pub(super) remove: &'static str,
    pub(super) nobody: &'static str,
    pub(super) anybody: &'static str,
    pub(super) roles: &'static str,
    pub(super) most_days: &'static str,

    // Examples.
    pub(super) example: &'static str,
    pub(super) as_of: &'static str,
    pub(super) comes_to: &'static str,
    pub(super) plan: &'static str,

    // Sources, owner, review.
    pub(super) accessed: &'static str,
    pub(super) owner: &'static str,
    pub(super) layer: &'static str,
    pub(super) recorded: &'static str,
    pub(super) review: &'static str,
    pub(super) never: &'static str,
    pub(super) every_days: &'static str,
    pub(super) looked_at: &'static str,
    pub(super) counted_from: &'static str,
    pub(super) due: &'static str,
    pub(super) overdue: &'static str,
    pub(super) claims: &'static str,

    // Words of a rule, in the order of their enums.
    pub(super) authorities: [&'static str; 6],
    pub(super) severities: [&'static str; 3],
    pub(super) statuses: [&'static str; 4],
    /// Low, medium, high.
    pub(super) confidences: [&'static str; 3],
    pub(super) applicabilities: [&'static str; 3],
    /// Fail, pass, not applicable, cannot tell.
    pub(super) outcomes: [&'static str; 4],
    pub(super) source_kinds: [&'static str; 8],
}

// === impl Words ===

impl Words {
    /// The words of a language, or the English ones.
    pub(super) fn of(language: &str) -> &'static Self {
        match language {
            "hi" => &hi::WORDS,
            "id" => &id::WORDS,
            "ja" => &ja::WORDS,
            "ko" => &ko::WORDS,
            "ms" => &ms::WORDS,
            "zh-Hans" => &zh_hans::WORDS,
            _ => &en::WORDS,
        }
    }

    /// What a ready-made kind can ask for: a sentence for the keys it is about.
    pub(super) fn of_kind(&self, kind: &str) -> Vec<(&'static [&'static str], &'static str)> {
        match kind {
            "channel_access" => vec![(&["states"], self.channel_access)],
            "term" => vec![(&["list"], self.term)],
            "disclosure" => vec![(&["list"], self.disclosure)],
            "required_element" => {
                vec![(&["one_of"], self.one_of), (&["is"], self.equals), (&["at_least"], self.at_least)]
            }
            "calendar_overlap" => vec![(&["windows", "ids"], self.calendar_overlap)],
            "share_limit" => vec![
                (&["at_most"], self.share_at_most),
                (&["at_least"], self.share_at_least),
                (&["where"], self.share_where),
            ],
            "stage_order" => vec![(&["then"], self.stage_after), (&["needs"], self.stages_needed)],
            "language" => vec![(&["one_of"], self.in_language)],
            _ => Vec::new(),
        }
    }

    pub(super) fn authority(&self, authority: Authority) -> &'static str {
        self.authorities[match authority {
            Authority::Law => 0,
            Authority::Professional => 1,
            Authority::Platform => 2,
            Authority::Reach => 3,
            Authority::Custom => 4,
            Authority::Advice => 5,
        }]
    }

    pub(super) fn severity(&self, severity: Severity) -> &'static str {
        self.severities[match severity {
            Severity::Blocker => 0,
            Severity::Warning => 1,
            Severity::Advice => 2,
        }]
    }

    pub(super) fn status(&self, status: Status) -> &'static str {
        self.statuses[match status {
            Status::Draft => 0,
            Status::Preview => 1,
            Status::Active => 2,
            Status::Deprecated => 3,
        }]
    }

    pub(super) fn confidence(&self, confidence: Confidence) -> &'static str {
        self.confidences[match confidence {
            Confidence::Low => 0,
            Confidence::Medium => 1,
            Confidence::High => 2,
        }]
    }

    pub(super) fn applicability(&self, applicability: Applicability) -> &'static str {
        self.applicabilities[match applicability {
            Applicability::Safe => 0,
            Applicability::NeedsReview => 1,
            Applicability::Manual => 2,
        }]
    }

    /// An outcome an example can have; the others have no word of their own.
    pub(super) fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Fail => self.outcomes[0],
            Outcome::Pass => self.outcomes[1],
            Outcome::NotApplicable => self.outcomes[2],
            Outcome::CannotTell => self.outcomes[3],
            Outcome::Error => "ERROR",
            Outcome::Waived => "WAIVED",
        }
    }

    pub(super) fn source_kind(&self, kind: SourceKind) -> &'static str {
        self.source_kinds[match kind {
            SourceKind::Law => 0,
            SourceKind::Regulator => 1,
            SourceKind::Platform => 2,
            SourceKind::Research => 3,
            SourceKind::Press => 4,
            SourceKind::Affiliate => 5,
            SourceKind::Panel => 6,
            SourceKind::Unverified => 7,
        }]
    }
}

/// A text with what stands in braces filled in.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, open)| Some((before, open.split_once('}')?)))
    {
        out.push_str(before);
        out.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests;
