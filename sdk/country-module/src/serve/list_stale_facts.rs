//! RulebookService.ListStaleFacts

use guidance_proto::v1 as pb;
use guidance_rulebook::Rulebook;

use super::page::Page;
use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

/// Farthest look ahead, days.
const MOST_DAYS: u32 = 3650;

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::ListStaleFactsRequest,
) -> Result<pb::ListStaleFactsResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let inquiry = &shared.inquiry;
    let within_days = within_days(request.within_days, &mut violations);
    let dates = (inquiry.as_of.to_string(), inquiry.known_as_of.to_string());
    let list = [&context.digest, "stale", &dates.0, &dates.1, &within_days.to_string()];
    let page = Page::of(request.page_size, &request.page_token, &list, &mut violations);
    refuse(violations)?;

    let (facts, next_page_token) = page.cut(rulebook.stale_facts(within_days, inquiry));
    let mut provenance = wire::Provenance::new(rulebook, context, inquiry);
    for found in &facts {
        provenance.note(&found.fact.key, found.stale, !found.fact.disputes.is_empty());
    }
    Ok(pb::ListStaleFactsResponse {
        provenance: Some(provenance.into_proto()),
        facts: facts.iter().map(|found| wire::fact::stale(found, &inquiry.language)).collect(),
        next_page_token,
    })
}

fn within_days(days: i32, violations: &mut Vec<FieldViolation>) -> u32 {
    u32::try_from(days).ok().filter(|days| *days <= MOST_DAYS).unwrap_or_else(|| {
        violations.push(FieldViolation::new("within_days", format!("{days} is outside 0 to {MOST_DAYS}")));
        0
    })
}
