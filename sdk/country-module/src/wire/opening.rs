//! Opportunities, and who and what moves a purchase.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Evidence, InfluenceAdvice, OpportunityAdvice, PartialDate, Rulebook};

use super::{finding, sources};

pub(crate) fn influence(
    rulebook: &Rulebook,
    advice: &InfluenceAdvice<'_>,
    language: &str,
) -> pb::ChannelInfluence {
    let influence = advice.influence;
    pb::ChannelInfluence {
        id: influence.id.clone(),
        who: influence.who.pick(language).to_owned(),
        level: influence.level.as_str().to_owned(),
        trend: influence.trend.as_str().to_owned(),
        note: influence.note.as_ref().map_or(String::new(), |note| note.pick(language).to_owned()),
        evidence: evidence(rulebook, &advice.evidence),
        sources: sources(rulebook, &influence.sources),
        confidence: super::confidence(influence.confidence).into(),
        valid_from: influence.from.to_string(),
    }
}

pub(crate) fn opportunity(
    rulebook: &Rulebook,
    advice: &OpportunityAdvice<'_>,
    language: &str,
) -> pb::Opportunity {
    let opportunity = advice.opportunity;
    let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    pb::Opportunity {
        id: opportunity.id.clone(),
        title: opportunity.title.pick(language).to_owned(),
        need: opportunity.need.pick(language).to_owned(),
        sectors: opportunity.sectors.clone(),
        open_from: date(opportunity.open_from),
        open_until: date(opportunity.open_until),
        evidence: evidence(rulebook, &advice.evidence),
        sources: sources(rulebook, &opportunity.sources),
    }
}

fn evidence(rulebook: &Rulebook, evidence: &[Evidence]) -> Vec<pb::Evidence> {
    evidence.iter().map(|one| finding::evidence(rulebook, one)).collect()
}
