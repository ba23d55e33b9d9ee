//! Between the messages of the API and the engine's own types. Nothing else in this crate names a message's field.

pub(crate) mod amend;
pub(crate) mod calendar;
pub(crate) mod change;
pub(crate) mod coverage;
pub(crate) mod explain;
pub(crate) mod fact;
pub(crate) mod finding;
pub(crate) mod opening;
pub(crate) mod plan;
pub(crate) mod rule;

use std::collections::BTreeSet;

use guidance_proto::v1 as pb;
use guidance_rulebook::{ChannelAdvice, Confidence, Evidence, Inquiry, Rulebook, Stage};

use crate::CallContext;

/// Gathers who made an answer and what it read.
#[derive(Debug)]
pub(crate) struct Provenance {
    proto: pb::Provenance,
    stale: BTreeSet<String>,
    disputed: BTreeSet<String>,
}

impl Provenance {
    pub(crate) fn new(rulebook: &Rulebook, context: &CallContext, inquiry: &Inquiry) -> Self {
        let module = rulebook.module();
        let proto = pb::Provenance {
            market: module.market.clone().unwrap_or_default(),
            module: module.name.clone(),
            module_version: module.version.clone(),
            digest: context.digest.clone(),
            publisher: context.publisher.clone(),
            as_of: inquiry.as_of.to_string(),
            known_as_of: inquiry.known_as_of.to_string(),
            language: inquiry.language.clone(),
            stale_facts: Vec::new(),
            disputed_facts: Vec::new(),
            translation_awaits_review: module.awaits_review(&inquiry.language),
        };
        Self { proto, stale: BTreeSet::new(), disputed: BTreeSet::new() }
    }

    /// Notes a fact that the answer rests on.
    pub(crate) fn read(&mut self, evidence: &Evidence) {
        self.note(&evidence.fact, evidence.stale, evidence.disputed);
    }

    pub(crate) fn note(&mut self, fact: &str, stale: bool, disputed: bool) {
        if stale {
            self.stale.insert(fact.to_owned());
        }
        if disputed {
            self.disputed.insert(fact.to_owned());
        }
    }

    pub(crate) fn into_proto(self) -> pb::Provenance {
        pb::Provenance {
            stale_facts: self.stale.into_iter().collect(),
            disputed_facts: self.disputed.into_iter().collect(),
            ..self.proto
        }
    }
}

/// The sources behind ids, in their order.
pub(crate) fn sources(rulebook: &Rulebook, ids: &[String]) -> Vec<pb::Source> {
    let found = ids.iter().filter_map(|id| rulebook.source(id));
    let date =
        |date: Option<guidance_rulebook::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    found
        .map(|source| pb::Source {
            id: source.id.clone(),
            title: source.title.clone(),
            publisher: source.publisher.clone().unwrap_or_default(),
            kind: source.kind.as_str().to_owned(),
            date: date(source.date),
            url: source.url.clone().unwrap_or_default(),
            accessed: date(source.accessed),
        })
        .collect()
}

pub(crate) fn confidence(confidence: Confidence) -> pb::Confidence {
    match confidence {
        Confidence::Low => pb::Confidence::Low,
        Confidence::Medium => pb::Confidence::Medium,
        Confidence::High => pb::Confidence::High,
    }
}

pub(crate) fn affiliate(rulebook: &Rulebook, language: &str) -> pb::Affiliate {
    let affiliate = &rulebook.module().affiliate;
    pb::Affiliate {
        role: affiliate.role.pick(language).to_owned(),
        languages: affiliate.languages.clone(),
        reach: affiliate.reach.pick(language).to_owned(),
        hours: affiliate.hours.clone(),
        review_duty: affiliate
            .review_duty
            .as_ref()
            .map_or(String::new(), |text| text.pick(language).to_owned()),
    }
}

pub(crate) fn stage(rulebook: &Rulebook, stage: &Stage, language: &str) -> pb::PlaybookStage {
    let text = |text: &Option<guidance_rulebook::LocalText>| {
        text.as_ref().map_or(String::new(), |text| text.pick(language).to_owned())
    };
    pb::PlaybookStage {
        id: stage.id.clone(),
        order: stage.order,
        title: stage.title.pick(language).to_owned(),
        r#do: stage.action.pick(language).to_owned(),
        enter_when: text(&stage.enter_when),
        leave_when: text(&stage.leave_when),
        usual_weeks: stage.usual_weeks,
        sources: sources(rulebook, &stage.sources),
        rule_ids: rulebook
            .rules()
            .iter()
            .filter(|rule| rule.stage.as_ref() == Some(&stage.id))
            .map(|rule| rule.id.clone())
            .collect(),
    }
}

pub(crate) fn channels(
    rulebook: &Rulebook,
    channels: &[ChannelAdvice<'_>],
    inquiry: &Inquiry,
) -> Vec<pb::ChannelAdvice> {
    let language = inquiry.language.as_str();
    (1..)
        .zip(channels)
        .map(|(rank, channel)| pb::ChannelAdvice {
            rank,
            platform: channel.platform.id.clone(),
            display_name: channel.platform.name_on(inquiry.as_of, language).to_owned(),
            standing: channel.level.as_str().to_owned(),
            reasons_for: channel.reasons_for.clone(),
            reasons_against: channel.reasons_against.clone(),
            account: channel
                .platform
                .account
                .as_ref()
                .map_or(String::new(), |text| text.pick(language).to_owned()),
            forbidden: channel.forbidden,
            evidence: channel.evidence.iter().map(|one| finding::evidence(rulebook, one)).collect(),
        })
        .collect()
}
