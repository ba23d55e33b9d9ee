//! CatalogService.GetPlaybook

use guidance_proto::v1 as pb;
use guidance_rulebook::Rulebook;

use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::GetPlaybookRequest,
) -> Result<pb::GetPlaybookResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    refuse(violations)?;

    let inquiry = &shared.inquiry;
    let stages = rulebook.stages();
    let in_force = rulebook.list_rules(&[], false, inquiry);
    let mut rules = Vec::new();
    for stage in stages {
        rules.extend(in_force.iter().filter(|rule| rule.stage.as_ref() == Some(&stage.id)));
    }
    Ok(pb::GetPlaybookResponse {
        provenance: Some(wire::Provenance::new(rulebook, context, inquiry).into_proto()),
        rules: rules.into_iter().map(|rule| wire::rule::rule(rulebook, rule, inquiry)).collect(),
        stages: stages.iter().map(|stage| wire::stage(rulebook, stage, &inquiry.language)).collect(),
    })
}
