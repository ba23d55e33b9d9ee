//! Fixes to apply, and what became of them.

use guidance_proto::v1 as pb;
use guidance_rulebook::{ChosenFix, FixAction, PlanChange, SkippedFix};

use crate::FieldViolation;

/// Most fixes of a request.
const MOST_FIXES: usize = 100;

/// The fixes a caller chose; those without an id, and too many, are added to `violations`.
pub(crate) fn choices(fixes: Vec<pb::ChosenFix>, violations: &mut Vec<FieldViolation>) -> Vec<ChosenFix> {
    if fixes.len() > MOST_FIXES {
        let message = format!("{} fixes; at most {MOST_FIXES} are taken", fixes.len());
        violations.push(FieldViolation::new("fixes", message));
        return Vec::new();
    }
    let mut choice = |(index, fix): (usize, pb::ChosenFix)| {
        let pb::ChosenFix { id, value } = fix;
        if id.is_empty() {
            let message = "which fix? take its id from a finding of a review of this plan";
            violations.push(FieldViolation::new(format!("fixes[{index}].id"), message));
        }
        ChosenFix { id, value }
    };
    fixes.into_iter().enumerate().map(&mut choice).collect()
}

pub(crate) fn change(change: PlanChange) -> pb::PlanChange {
    let PlanChange { path, action, before, after, fix, also, rule, text } = change;
    pb::PlanChange {
        path,
        action: action_word(action).to_owned(),
        before,
        after,
        fix_id: fix,
        rule_id: rule,
        text,
        also_fix_ids: also,
    }
}

pub(crate) fn skipped(skipped: SkippedFix) -> pb::SkippedFix {
    let SkippedFix { id, reason, message, with } = skipped;
    pb::SkippedFix { id, reason: reason.as_str().to_owned(), message, with }
}

/// What a fix does, as a word.
pub(super) fn action_word(action: FixAction) -> &'static str {
    match action {
        FixAction::Set => "set",
        FixAction::Remove => "remove",
        FixAction::Advise => "advise",
    }
}
