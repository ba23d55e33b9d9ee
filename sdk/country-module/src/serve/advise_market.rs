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
    let advice = rulebook.advise(&brief, inquiry);
    let mut provenance = wire::Provenance::new(rulebook, context, inquiry);
    let channels = advice.channels.iter().flat_map(|channel| &channel.evidence);
    let facts = advice.access_profile.iter().chain(&advice.influence).chain(&advice.opportunities);
    channels.chain(facts).for_each(|evidence| provenance.read(evidence));
    let evidence = |list: &[_]| list.iter().map(|one| wire::finding::evidence(rulebook, one)).collect();
    let rules = |list: &[&Rule]| list.iter().map(|rule| wire::rule::rule(rulebook, rule, inquiry)).collect();
    Ok(pb::AdviseMarketResponse {
        channels: wire::channels(rulebook, &advice.channels, &inquiry.language),
        access_profile: evidence(&advice.access_profile),
        binding_rules: rules(&advice.binding_rules),
        cultural_rules: rules(&advice.cultural_rules),
        playbook: rulebook
            .stages()
            .iter()
            .map(|stage| wire::stage(rulebook, stage, &inquiry.language))
            .collect(),
        influence: evidence(&advice.influence)
            .into_iter()
            .map(|fact| pb::ChannelInfluence {
                id: fact.fact.clone(),
                who: fact.title.clone(),
                evidence: vec![fact],
                ..Default::default()
            })
            .collect(),
        opportunities: evidence(&advice.opportunities)
            .into_iter()
            .map(|fact| pb::Opportunity {
                id: fact.fact.clone(),
                title: fact.title.clone(),
                evidence: vec![fact],
                ..Default::default()
            })
            .collect(),
        calendar: Vec::new(),
        affiliate: Some(wire::affiliate(rulebook, &inquiry.language)),
        provenance: Some(provenance.into_proto()),
    })
}
