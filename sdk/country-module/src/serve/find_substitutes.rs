//! CatalogService.FindSubstitutes

use guidance_proto::v1 as pb;
use guidance_rulebook::{Brief, Rulebook};

use super::get_platform::{find, needed, unknown};
use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    mut request: pb::FindSubstitutesRequest,
) -> Result<pb::FindSubstitutesResponse, Status> {
    let mut violations = Vec::new();
    let brief = brief(std::mem::take(&mut request.purposes), &mut violations);
    let shared = shared(&request, rulebook, context, &mut violations)?;
    needed(&request.platform, &mut violations);
    refuse(violations)?;

    let inquiry = &shared.inquiry;
    let views = rulebook.list_platforms(true, inquiry);
    let asked = find(&views, &request.platform).map(|view| view.platform.id.clone());
    // A service that nobody here uses has no entry of its own, and may be stood in for all the same.
    let foreign = request.platform.trim().to_lowercase();
    let is_stood_in = || views.iter().any(|view| view.platform.substitutes_for.contains(&foreign));
    let asked = asked.or_else(|| is_stood_in().then(|| foreign.clone()));
    let asked = asked.ok_or_else(|| unknown(rulebook, &views, &request.platform))?;

    // In the order of the advice, which is the one that fixes of a review have.
    let channels = rulebook.advise(&brief, inquiry).channels;
    let rows = wire::channels(rulebook, &channels, inquiry);
    let mut provenance = wire::Provenance::new(rulebook, context, inquiry);
    let substitutes = channels.iter().zip(rows).filter(|(channel, _)| stands_in(channel.platform, &asked));
    let substitutes = substitutes
        .map(|(channel, row)| {
            channel.evidence.iter().for_each(|evidence| provenance.read(evidence));
            row
        })
        .collect();
    Ok(pb::FindSubstitutesResponse {
        provenance: Some(provenance.into_proto()),
        platform: asked,
        substitutes,
    })
}

fn stands_in(platform: &guidance_rulebook::Platform, asked: &str) -> bool {
    platform.id != asked && platform.substitutes_for.iter().any(|other| other == asked)
}

/// A brief that says what channels are wanted for; the paths of violations are those of this request.
fn brief(purposes: Vec<String>, violations: &mut Vec<FieldViolation>) -> Brief {
    let mut found = Vec::new();
    let brief = wire::plan::brief(pb::Brief { purposes, ..pb::Brief::default() }, &mut found);
    violations.extend(found.into_iter().map(|one| {
        let field = one.field.strip_prefix("brief.").unwrap_or(&one.field).to_owned();
        FieldViolation { field, ..one }
    }));
    brief
}
