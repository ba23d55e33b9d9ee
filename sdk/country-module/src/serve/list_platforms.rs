//! CatalogService.ListPlatforms

use guidance_proto::v1 as pb;
use guidance_rulebook::Rulebook;

use super::page::Page;
use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::ListPlatformsRequest,
) -> Result<pb::ListPlatformsResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let dates = (shared.inquiry.as_of.to_string(), shared.inquiry.known_as_of.to_string());
    let list = [&context.digest, "platforms", &dates.0, &dates.1, &shared.full.to_string()];
    let page = Page::of(request.page_size, &request.page_token, &list, &mut violations);
    refuse(violations)?;

    let (views, next_page_token) = page.cut(rulebook.list_platforms(shared.full, &shared.inquiry));
    let mut provenance = wire::Provenance::new(rulebook, context, &shared.inquiry);
    for figure in views.iter().flat_map(|view| &view.audience) {
        provenance.note(&figure.fact.key, figure.stale, !figure.fact.disputes.is_empty());
    }
    let platforms = views.iter().map(|view| wire::fact::platform(rulebook, view, &shared.inquiry)).collect();
    Ok(pb::ListPlatformsResponse { provenance: Some(provenance.into_proto()), platforms, next_page_token })
}
