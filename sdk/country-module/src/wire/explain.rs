//! Explanations.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Condition, ConditionState, Counterfactual, Rulebook};

use super::finding;

pub(crate) fn condition(rulebook: &Rulebook, condition: &Condition) -> pb::Condition {
    let Condition { role, text, value, state, path, evidence, parts, decisive } = condition;
    pb::Condition {
        role: role.clone(),
        text: text.clone(),
        value: value.clone(),
        state: self::state(*state).into(),
        path: path.clone(),
        evidence: evidence.iter().map(|one| finding::evidence(rulebook, one)).collect(),
        parts: parts.iter().map(|part| self::condition(rulebook, part)).collect(),
        decisive: *decisive,
    }
}

fn state(state: ConditionState) -> pb::ConditionState {
    match state {
        ConditionState::True => pb::ConditionState::True,
        ConditionState::False => pb::ConditionState::False,
        ConditionState::Unknown => pb::ConditionState::Unknown,
        ConditionState::Error => pb::ConditionState::Error,
        ConditionState::Value => pb::ConditionState::Value,
    }
}

pub(crate) fn counterfactual(change: Counterfactual) -> pb::Counterfactual {
    let Counterfactual { path, value, outcome, text } = change;
    pb::Counterfactual { path, value, outcome: finding::outcome(outcome).into(), text }
}
