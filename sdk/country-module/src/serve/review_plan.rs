//! GuidanceService.ReviewPlan

use guidance_proto::v1 as pb;
use guidance_rulebook::{Rulebook, Violation};

use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    mut request: pb::ReviewPlanRequest,
) -> Result<pb::ReviewPlanResponse, Status> {
    let mut violations = Vec::new();
    let mut plan_violations: Vec<Violation> = Vec::new();
    let plan = request.plan.take().map(|plan| wire::plan::plan(plan, &mut plan_violations));
    let shared = shared(&request, rulebook, context, &mut violations)?;
    violations.extend(
        plan_violations
            .into_iter()
            .map(|Violation { path, message }| FieldViolation::new(format!("plan.{path}"), message)),
    );
    let Some(plan) = plan else {
        violations.push(FieldViolation::new("plan", "a plan is needed; all its fields may be left out"));
        return Err(Status::invalid_argument(violations));
    };
    refuse(violations)?;

    let review = rulebook.review(&plan, &shared.inquiry);
    let mut provenance = wire::Provenance::new(rulebook, context, &shared.inquiry);
    let mut findings = Vec::new();
    for finding in &review.findings {
        finding.evidence.iter().for_each(|evidence| provenance.read(evidence));
        if shared.full || finding.outcome.needs_attention() {
            findings.push(wire::finding::finding(rulebook, finding, &shared.inquiry));
        }
    }
    Ok(pb::ReviewPlanResponse {
        provenance: Some(provenance.into_proto()),
        verdict: wire::finding::verdict(review.verdict).into(),
        findings,
        counts: Some(wire::finding::counts(review.counts)),
        questions: review.questions,
        not_checked: review.not_checked,
        affiliate: Some(wire::affiliate(rulebook, &shared.inquiry.language)),
    })
}
