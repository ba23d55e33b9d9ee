//! CatalogService.ListFacts

use guidance_proto::v1 as pb;
use guidance_rulebook::{FactFilter, Rulebook};

use super::page::Page;
use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

/// Most ids of a request.
pub(super) const MOST_IDS: usize = 100;

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::ListFactsRequest,
) -> Result<pb::ListFactsResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let pb::ListFactsRequest { page_size, page_token, key_prefix, ids, .. } = request;
    check_ids(&ids, &mut violations);
    let dates = (shared.inquiry.as_of.to_string(), shared.inquiry.known_as_of.to_string());
    let list =
        [&context.digest, "facts", &dates.0, &dates.1, &key_prefix, &ids.join(","), &shared.full.to_string()];
    let page = Page::of(page_size, &page_token, &list, &mut violations);
    refuse(violations)?;

    let filter = FactFilter { key_prefix, ids, valueless: shared.full };
    let (views, next_page_token) = page.cut(rulebook.list_facts(&filter, &shared.inquiry));
    let mut provenance = wire::Provenance::new(rulebook, context, &shared.inquiry);
    let facts = views.iter().map(|view| {
        provenance.note(&view.fact.key, view.stale, !view.fact.disputes.is_empty());
        wire::fact::fact(rulebook, view, shared.full, &shared.inquiry.language)
    });
    let facts = facts.collect();
    Ok(pb::ListFactsResponse { provenance: Some(provenance.into_proto()), facts, next_page_token })
}

pub(super) fn check_ids(ids: &[String], violations: &mut Vec<FieldViolation>) {
    if ids.len() > MOST_IDS {
        violations
            .push(FieldViolation::new("ids", format!("{} ids; at most {MOST_IDS} are taken", ids.len())));
    }
}
