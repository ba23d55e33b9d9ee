//! RulebookService.GetRule

use guidance_proto::v1 as pb;
use guidance_rulebook::{FactFilter, Rulebook, nearest};

use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, Code, FieldViolation, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::GetRuleRequest,
) -> Result<pb::GetRuleResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let id = request.rule_id;
    if id.is_empty() {
        violations.push(FieldViolation::new(
            "rule_id",
            "a rule is needed, for example CN-RCH-001; ListRules names them",
        ));
    }
    refuse(violations)?;

    let inquiry = &shared.inquiry;
    // Asked for what was known before, a rule that was recorded later is not there.
    let known = rulebook.rule(&id).filter(|rule| rule.recorded <= inquiry.known_as_of);
    let rule = known.ok_or_else(|| unknown(rulebook, &id))?;
    let mut provenance = wire::Provenance::new(rulebook, context, inquiry);
    // The page shows the facts that the rule names outright.
    let ids = rule.conditions().map(|conditions| conditions.facts).unwrap_or_default();
    let filter = FactFilter { ids, ..FactFilter::default() };
    let views = rulebook.list_facts(&filter, inquiry);
    // A filter without names would be one for all.
    for view in views.iter().filter(|view| filter.ids.contains(&view.fact.key)) {
        provenance.note(&view.fact.key, view.stale, !view.fact.disputes.is_empty());
    }
    Ok(pb::GetRuleResponse {
        provenance: Some(provenance.into_proto()),
        rule: Some(wire::rule::rule(rulebook, rule, inquiry)),
        check: rule.conditions().map(wire::rule::check),
        examples: rule.examples().iter().map(wire::rule::example).collect(),
        page: rulebook.page(rule, inquiry),
    })
}

fn unknown(rulebook: &Rulebook, id: &str) -> Status {
    let near = nearest(id, rulebook.rules().iter().map(|rule| rule.id.as_str()));
    let hint = match near[..] {
        [] => "ListRules names them".to_owned(),
        _ => format!("nearest: {}", near.join(", ")),
    };
    // What somebody wrote may be long; a status has to fit in a header.
    let shown: String = id.chars().take(64).collect();
    let message = format!("there is no rule {shown:?} in {}; {hint}", rulebook.module().name);
    Status::new(Code::NotFound, message).with_info("UNKNOWN_RULE", [("nearest", near.join(","))])
}
