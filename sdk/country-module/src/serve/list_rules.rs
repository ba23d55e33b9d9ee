//! RulebookService.ListRules

use guidance_proto::v1 as pb;
use guidance_rulebook::Rulebook;

use super::list_facts::check_ids;
use super::page::Page;
use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::ListRulesRequest,
) -> Result<pb::ListRulesResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let pb::ListRulesRequest { page_size, page_token, ids, .. } = request;
    check_ids(&ids, &mut violations);
    let as_of = shared.inquiry.as_of.to_string();
    let list = [&context.digest, "rules", &as_of, &ids.join(","), &shared.full.to_string()];
    let page = Page::of(page_size, &page_token, &list, &mut violations);
    refuse(violations)?;

    let (rules, next_page_token) = page.cut(rulebook.list_rules(&ids, shared.full, &shared.inquiry));
    let provenance = wire::Provenance::new(rulebook, context, &shared.inquiry).into_proto();
    let rules = rules.into_iter().map(|rule| wire::rule::rule(rulebook, rule, &shared.inquiry)).collect();
    Ok(pb::ListRulesResponse { provenance: Some(provenance), rules, next_page_token })
}
