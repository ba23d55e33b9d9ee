//! CatalogService.GetPlatform

use guidance_proto::v1 as pb;
use guidance_rulebook::{PlatformView, Rulebook, nearest};

use super::request::{Shared, refuse, shared};
use crate::wire;
use crate::{CallContext, Code, FieldViolation, Status};

/// What somebody wrote may be long; a status has to fit in a header.
const MOST_REPEATED: usize = 64;

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::GetPlatformRequest,
) -> Result<pb::GetPlatformResponse, Status> {
    let mut violations = Vec::new();
    let Shared { inquiry, .. } = shared(&request, rulebook, context, &mut violations)?;
    needed(&request.platform, &mut violations);
    refuse(violations)?;

    let views = rulebook.list_platforms(true, &inquiry);
    let view = find(&views, &request.platform).ok_or_else(|| unknown(rulebook, &views, &request.platform))?;
    let mut provenance = wire::Provenance::new(rulebook, context, &inquiry);
    for figure in &view.audience {
        provenance.note(&figure.fact.key, figure.stale, !figure.fact.disputes.is_empty());
    }
    Ok(pb::GetPlatformResponse {
        provenance: Some(provenance.into_proto()),
        platform: Some(wire::fact::platform(rulebook, view, &inquiry)),
    })
}

/// Notes that a platform is to be named.
pub(super) fn needed(platform: &str, violations: &mut Vec<FieldViolation>) {
    if platform.trim().is_empty() {
        let message = "a platform is needed, for example facebook; ListPlatforms names them";
        violations.push(FieldViolation::new("platform", message));
    }
}

/// The platform that a spelling means.
pub(super) fn find<'v, 'r>(views: &'v [PlatformView<'r>], spelling: &str) -> Option<&'v PlatformView<'r>> {
    views.iter().find(|view| view.platform.answers_to(spelling))
}

/// The error for a spelling that means none.
pub(super) fn unknown(rulebook: &Rulebook, views: &[PlatformView<'_>], spelling: &str) -> Status {
    let spellings = views.iter().flat_map(|view| view.platform.spellings());
    let near = nearest(spelling, spellings);
    let hint = match near[..] {
        [] => "ListPlatforms names them".to_owned(),
        _ => format!("nearest: {}", near.join(", ")),
    };
    let shown: String = spelling.chars().take(MOST_REPEATED).collect();
    let message = format!("{} knows no platform {shown:?}; {hint}", rulebook.module().name);
    Status::new(Code::NotFound, message).with_info("UNKNOWN_PLATFORM", [("nearest", near.join(","))])
}
