//! RulebookService.GetCoverage

use guidance_proto::v1 as pb;
use guidance_rulebook::Rulebook;

use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::GetCoverageRequest,
) -> Result<pb::GetCoverageResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    refuse(violations)?;

    let inquiry = &shared.inquiry;
    let provenance = wire::Provenance::new(rulebook, context, inquiry).into_proto();
    let (report, switched_off) = (rulebook.coverage_report(inquiry), rulebook.switched_off());
    Ok(wire::coverage::coverage(report, switched_off, &inquiry.language, provenance))
}
