//! GuidanceService.AmendPlan

use guidance_proto::v1 as pb;
use guidance_rulebook::Rulebook;

use super::request::{refuse, shared};
use super::review_plan::{needed_plan, provenance, reviewed};
use crate::wire;
use crate::{CallContext, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    mut request: pb::AmendPlanRequest,
) -> Result<pb::AmendPlanResponse, Status> {
    let mut violations = Vec::new();
    let plan = request.plan.take();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let choices = wire::amend::choices(request.fixes, &mut violations);
    let plan = needed_plan(plan, &mut violations);
    refuse(violations)?;

    let amended = rulebook.amend(&plan, &choices, &shared.inquiry);
    Ok(pb::AmendPlanResponse {
        provenance: Some(provenance(rulebook, context, &shared.inquiry, &amended.facts_read)),
        plan: Some(wire::plan::written(&amended.plan)),
        review: Some(reviewed(rulebook, context, &amended.plan, &shared)),
        changes: amended.changes.into_iter().map(wire::amend::change).collect(),
        skipped: amended.skipped.into_iter().map(wire::amend::skipped).collect(),
    })
}
