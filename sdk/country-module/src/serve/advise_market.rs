//! GuidanceService.AdviseMarket

use guidance_proto::v1 as pb;
use guidance_rulebook::{Rule, Rulebook};

use super::request::{refuse, shared};
use crate::wire;
use crate::{CallContext, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    mut request: pb::AdviseMarketRequest,
) -> Result<pb::AdviseMarketResponse, Status> {
    let mut violations = Vec::new();
    let brief = wire::plan::brief(request.brief.take().unwrap_or_default(), &mut violations);
    let shared = shared(&request, rulebook, context, &mut violations)?;
    refuse(violations)?;

    let inquiry = &shared.inquiry;
    let language = inquiry.language.as_str();
    let advice = rulebook.advise(&brief, inquiry);
    let mut provenance = wire::Provenance::new(rulebook, context, inquiry);
    let channels = advice.channels.iter().flat_map(|channel| &channel.evidence);
    let influence = advice.influence.iter().flat_map(|one| &one.evidence);
    let opportunities = advice.opportunities.iter().flat_map(|one| &one.evidence);
    let facts = channels.chain(&advice.access_profile).chain(influence).chain(opportunities);
    facts.for_each(|evidence| provenance.read(evidence));
    let evidence = |list: &[_]| list.iter().map(|one| wire::finding::evidence(rulebook, one)).collect();
    let rules = |list: &[&Rule]| list.iter().map(|rule| wire::rule::rule(rulebook, rule, inquiry)).collect();
    Ok(pb::AdviseMarketResponse {
        channels: wire::channels(rulebook, &advice.channels, inquiry),
        access_profile: evidence(&advice.access_profile),
        binding_rules: rules(&advice.binding_rules),
        cultural_rules: rules(&advice.cultural_rules),
        playbook: rulebook.stages().iter().map(|stage| wire::stage(rulebook, stage, language)).collect(),
        influence: advice
            .influence
            .iter()
            .map(|one| wire::opening::influence(rulebook, one, language))
            .collect(),
        opportunities: advice
            .opportunities
            .iter()
            .map(|one| wire::opening::opportunity(rulebook, one, language))
            .collect(),
        calendar: advice
            .calendar
            .iter()
            .map(|view| wire::calendar::window(rulebook, view, language))
            .collect(),
        affiliate: Some(wire::affiliate(rulebook, language)),
        provenance: Some(provenance.into_proto()),
    })
}
