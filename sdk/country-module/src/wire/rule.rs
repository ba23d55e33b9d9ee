//! Rules.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Conditions, Example, Inquiry, Rule, Rulebook};

use super::finding::{authority, outcome, severity};
use super::{confidence, sources};

pub(crate) fn rule(rulebook: &Rulebook, rule: &Rule, inquiry: &Inquiry) -> pb::Rule {
    let language = &inquiry.language;
    let date =
        |date: Option<guidance_rulebook::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    pb::Rule {
        id: rule.id.clone(),
        title: rule.title.pick(language).to_owned(),
        status: rule.status.as_str().to_owned(),
        in_force_from: date(rule.in_force_from),
        in_force_until: date(rule.in_force_until),
        authority: authority(rule.authority).into(),
        severity: severity(rule.severity).into(),
        sectors: rule.sectors.clone(),
        why: rule.why.pick(language).to_owned(),
        r#do: rule.action.pick(language).to_owned(),
        dont: rule.dont.pick(language).to_owned(),
        confidence: confidence(rule.confidence).into(),
        sources: sources(rulebook, &rule.sources),
        owner: rule.owner.clone(),
        claims: rule.claims.clone(),
        layer: rulebook.layer(&rule.layer).to_owned(),
        checkable: rule.is_checkable(),
        stale: rule.is_stale(inquiry.as_of),
        stage: rule.stage.clone().unwrap_or_default(),
        kind: rule.kind.clone().unwrap_or_else(|| "general".to_owned()),
        waivable: rule.waivable.as_ref().map(|waivable| pb::Waivable {
            roles: waivable.by.clone(),
            max_days: waivable.max_days.unwrap_or(0),
        }),
        recorded: rule.recorded.to_string(),
    }
}

pub(crate) fn check(conditions: Conditions<'_>) -> pb::RuleCheck {
    let pair = |(name, text): (&str, &str)| format!("{name}: {text}");
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    pb::RuleCheck {
        for_each: conditions.for_each.map(pair).unwrap_or_default(),
        applies_if: owned(conditions.applies_if),
        lets: conditions.lets.into_iter().map(pair).collect(),
        fails_if: conditions.fails_if.to_owned(),
        at: owned(conditions.at),
        reads: conditions.facts.into_iter().chain(conditions.lists).collect(),
        natives: conditions.natives,
    }
}

pub(crate) fn example(example: &Example) -> pb::RuleExample {
    pb::RuleExample {
        name: example.name.clone(),
        expect: outcome(example.expect).into(),
        as_of: example.as_of.map(|date| date.to_string()).unwrap_or_default(),
        plan: example.plan.to_json(),
    }
}
