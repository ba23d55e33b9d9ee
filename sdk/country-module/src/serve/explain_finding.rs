//! GuidanceService.ExplainFinding

use guidance_proto::v1 as pb;
use guidance_rulebook::{Asked, Explanation, Finding, NotFound, Rulebook};

use super::request::{refuse, shared};
use super::review_plan::needed_plan;
use crate::wire;
use crate::{CallContext, Code, FieldViolation, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    mut request: pb::ExplainFindingRequest,
) -> Result<pb::ExplainFindingResponse, Status> {
    let mut violations = Vec::new();
    let plan = request.plan.take();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let asked = asked(&request, &mut violations);
    let plan = needed_plan(plan, &mut violations);
    let Some(asked) = asked else { return Err(Status::invalid_argument(violations)) };
    refuse(violations)?;

    let explained = rulebook.explain(&plan, &asked, &shared.inquiry).map_err(not_found)?;
    refuse(contradictions(&request, &explained.finding))?;
    let Explanation { finding, conditions, what_if, summary } = explained;
    let mut provenance = wire::Provenance::new(rulebook, context, &shared.inquiry);
    finding.evidence().iter().for_each(|fact| provenance.read(fact));
    Ok(pb::ExplainFindingResponse {
        provenance: Some(provenance.into_proto()),
        finding: Some(wire::finding::finding(rulebook, &finding, &plan, &shared.inquiry)),
        conditions: conditions.iter().map(|one| wire::explain::condition(rulebook, one)).collect(),
        what_if: what_if.into_iter().map(wire::explain::counterfactual).collect(),
        summary,
    })
}

/// Which finding is asked for; nothing, with the violations noted, where the request does not say.
fn asked<'q>(
    request: &'q pb::ExplainFindingRequest,
    violations: &mut Vec<FieldViolation>,
) -> Option<Asked<'q>> {
    let pb::ExplainFindingRequest { fingerprint, rule_id, item, .. } = request;
    if !fingerprint.is_empty() {
        let parsed = u64::from_str_radix(fingerprint, 16).ok();
        let parsed = parsed.filter(|_| fingerprint.len() == 16 && !fingerprint.starts_with('+'));
        if parsed.is_none() {
            let message = "it is 16 hexadecimal digits; copy it from the finding";
            violations.push(FieldViolation::new("fingerprint", message));
        }
        return parsed.map(Asked::Fingerprint);
    }
    if rule_id.is_empty() {
        violations
            .push(FieldViolation::new("fingerprint", "this or rule_id is needed: which finding is it?"));
        violations
            .push(FieldViolation::new("rule_id", "this or fingerprint is needed: which finding is it?"));
        return None;
    }
    Some(Asked::Rule { id: rule_id, item: Some(item.as_str()).filter(|item| !item.is_empty()) })
}

/// What the request says beside the fingerprint, and the finding with it is not.
fn contradictions(request: &pb::ExplainFindingRequest, finding: &Finding<'_>) -> Vec<FieldViolation> {
    let pb::ExplainFindingRequest { fingerprint, rule_id, item, .. } = request;
    let mut violations = Vec::new();
    if fingerprint.is_empty() {
        return violations;
    }
    if !rule_id.is_empty() && *rule_id != finding.rule.id {
        let message =
            format!("the finding {fingerprint} is one of {}; leave one of the two out", finding.rule.id);
        violations.push(FieldViolation::new("rule_id", message));
    }
    if !item.is_empty() && !finding.is_about(item) {
        let message = format!("the finding {fingerprint} is about something else; leave one of the two out");
        violations.push(FieldViolation::new("item", message));
    }
    violations
}

fn not_found(none: NotFound) -> Status {
    let NotFound { is_rule, message, nearest } = none;
    let reason = if is_rule { "UNKNOWN_RULE" } else { "UNKNOWN_FINDING" };
    Status::new(Code::NotFound, message).with_info(reason, [("nearest", nearest.join(","))])
}

#[cfg(test)]
mod tests;
