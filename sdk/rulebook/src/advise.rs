//! Advice before there is a plan: channels, rules, playbook, influence, opportunities, the calendar ahead, and what is known of how
//! people get online.

use jiff::ToSpan as _;

use crate::calendar::WindowView;
use crate::fact::{Confidence, FactType};
use crate::influence::Influence;
use crate::opportunity::Opportunity;
use crate::platform::{Level, Platform};
use crate::review::{Evidence, evidence};
use crate::rule::{Authority, Rule};
use crate::rulebook::{Inquiry, Rulebook};

/// What somebody is about to do.
#[derive(Debug, Clone, Default)]
pub struct Brief {
    /// Line of business.
    pub sector: Option<String>,
    /// What it is for.
    pub objective: Option<String>,
    /// Whom to reach: b2b, b2c, both.
    pub audience: Option<String>,
    /// What channels are wanted for.
    pub purposes: Vec<String>,
}

/// How to go about a market.
#[derive(Debug)]
pub struct Advice<'r> {
    /// Channels, best first; forbidden ones last.
    pub channels: Vec<ChannelAdvice<'r>>,
    /// How people get online.
    pub access_profile: Vec<Evidence>,
    /// Rules that bind this line of business: law, professional, platform, reach.
    pub binding_rules: Vec<&'r Rule>,
    /// Custom and advice.
    pub cultural_rules: Vec<&'r Rule>,
    /// Who and what moves a purchase, furthest first.
    pub influence: Vec<InfluenceAdvice<'r>>,
    /// Openings, those for the brief's line of business first.
    pub opportunities: Vec<OpportunityAdvice<'r>>,
    /// Windows of the calendar in the year ahead, in order; at most 50.
    pub calendar: Vec<WindowView<'r>>,
}

/// Who or what moves a purchase, with the facts that say so.
#[derive(Debug)]
pub struct InfluenceAdvice<'r> {
    /// The influence.
    pub influence: &'r Influence,
    /// The facts this rests on.
    pub evidence: Vec<Evidence>,
}

/// An opening, with the facts that say so.
#[derive(Debug)]
pub struct OpportunityAdvice<'r> {
    /// The opening.
    pub opportunity: &'r Opportunity,
    /// The facts this rests on.
    pub evidence: Vec<Evidence>,
}

/// What speaks for and against a channel.
#[derive(Debug)]
pub struct ChannelAdvice<'r> {
    /// The platform.
    pub platform: &'r Platform,
    /// How strong it is.
    pub level: Level,
    /// What speaks for it.
    pub reasons_for: Vec<String>,
    /// What speaks against it.
    pub reasons_against: Vec<String>,
    /// Whether a rule forbids it for this line of business.
    pub forbidden: bool,
    /// The facts this rests on.
    pub evidence: Vec<Evidence>,
}

/// How far the calendar looks ahead, days.
const DAYS_AHEAD: i64 = 365;

/// Most windows of an advice.
const MOST_WINDOWS: usize = 50;

/// Lines of business that sell advice, programs and promises, and no goods.
const SERVICES: &[&str] = &[
    "legal",
    "accounting",
    "consulting",
    "finance",
    "insurance",
    "technology",
    "education",
    "nonprofit",
    "government",
];

impl Rulebook {
    /// Advice for a brief.
    pub fn advise(&self, brief: &Brief, inquiry: &Inquiry) -> Advice<'_> {
        let relevant: Vec<&Rule> = self
            .rules
            .iter()
            .filter(|rule| rule.in_force(inquiry) && rule.concerns(brief.sector.as_deref()))
            .collect();
        let (binding_rules, cultural_rules): (Vec<&Rule>, Vec<&Rule>) =
            relevant.iter().partition(|rule| rule.authority <= Authority::Reach);
        Advice {
            channels: self.channels(brief, &relevant, inquiry),
            access_profile: self.evidence_under("profile/", inquiry),
            binding_rules,
            cultural_rules,
            influence: self.influence(inquiry),
            opportunities: self.open(brief, inquiry),
            calendar: self.calendar_ahead(inquiry),
        }
    }

    /// What moves a purchase at the dates of an inquiry, furthest first; what a market says itself before what its region says.
    fn influence(&self, inquiry: &Inquiry) -> Vec<InfluenceAdvice<'_>> {
        let held = |one: &&Influence| one.holds(inquiry.as_of, inquiry.known_as_of);
        let mut found: Vec<_> = self
            .influences
            .values()
            .filter(held)
            .filter_map(|influence| {
                let evidence = self.grounds(&influence.facts, inquiry)?;
                Some(InfluenceAdvice { influence, evidence })
            })
            .collect();
        found.sort_by_key(|advice| (advice.influence.level, !advice.influence.layer.is_empty()));
        found
    }

    /// What is open at the dates of an inquiry: for the brief's line of business, then for all, then for others.
    fn open(&self, brief: &Brief, inquiry: &Inquiry) -> Vec<OpportunityAdvice<'_>> {
        let open = |one: &&Opportunity| one.is_open(inquiry.as_of, inquiry.known_as_of);
        let mut found: Vec<_> = self
            .opportunities
            .values()
            .filter(open)
            .filter_map(|opportunity| {
                let evidence = self.grounds(&opportunity.facts, inquiry)?;
                Some(OpportunityAdvice { opportunity, evidence })
            })
            .collect();
        let rank = |opportunity: &Opportunity| match brief.sector.as_deref() {
            None => 1,
            Some(sector) => opportunity.is_for(sector).map_or(1, |ours| if ours { 0 } else { 2 }),
        };
        found.sort_by_key(|advice| (rank(advice.opportunity), !advice.opportunity.layer.is_empty()));
        found
    }

    /// The facts that a judgement rests on, as evidence; `None` where it names some and none of them holds.
    fn grounds(&self, facts: &[String], inquiry: &Inquiry) -> Option<Vec<Evidence>> {
        let known = facts.iter().filter_map(|key| self.fact_at(key, inquiry));
        let evidence: Vec<Evidence> = known
            .filter(|(_, entry)| !entry.value.is_unknown())
            .map(|(fact, entry)| evidence(fact, entry, inquiry))
            .collect();
        (facts.is_empty() || !evidence.is_empty()).then_some(evidence)
    }

    fn calendar_ahead(&self, inquiry: &Inquiry) -> Vec<WindowView<'_>> {
        let until = inquiry.as_of.saturating_add(DAYS_AHEAD.days());
        let mut windows = self.windows(inquiry.as_of, until, &[], inquiry);
        windows.truncate(MOST_WINDOWS);
        windows
    }

    fn channels(&self, brief: &Brief, relevant: &[&Rule], inquiry: &Inquiry) -> Vec<ChannelAdvice<'_>> {
        let candidates = self.recommendable(&wanted_purposes(brief), inquiry);
        let advice = candidates
            .into_iter()
            .map(|(platform, level)| self.channel(platform, level, brief, relevant, inquiry));
        let mut channels: Vec<_> = advice.collect();
        let wanted = wanted_purposes(brief);
        // A stable sort: within each group the order of recommendation stays.
        channels.sort_by_key(|channel| {
            let platform = channel.platform;
            (channel.forbidden, !serves(platform, &wanted), !suits(platform, brief), channel.level)
        });
        channels
    }

    fn channel<'r>(
        &'r self,
        platform: &'r Platform,
        level: Level,
        brief: &Brief,
        relevant: &[&Rule],
        inquiry: &Inquiry,
    ) -> ChannelAdvice<'r> {
        let language = inquiry.language.as_str();
        let standing = platform.standing_at(inquiry.as_of, inquiry.known_as_of);
        let text =
            |text: &Option<crate::text::LocalText>| text.as_ref().map(|text| text.pick(language).to_owned());
        let mut reasons_for: Vec<String> =
            standing.and_then(|standing| text(&standing.in_favour)).into_iter().collect();
        let mut reasons_against: Vec<String> =
            standing.and_then(|standing| text(&standing.against)).into_iter().collect();
        let mut facts = Vec::new();
        if let Some((fact, entry, state)) = self.access(&platform.id, inquiry) {
            facts.push(evidence(fact, entry, inquiry));
            if state == "degraded" {
                reasons_against.push(format!("Works badly, or only for some (since {}).", entry.from));
            }
        }
        for (fact, entry, _) in self.audience(&platform.id, inquiry) {
            let mut reason = format!("{} {} ({})", entry.value.display(language), fact.unit, entry.from);
            let read = evidence(fact, entry, inquiry);
            if read.stale || entry.confidence == Confidence::Low {
                reason.push_str(if read.stale { ", an old figure" } else { ", low confidence" });
            }
            reasons_for.push(reason);
            facts.push(read);
        }
        if !suits(platform, brief) {
            reasons_against.push(format!(
                "Suits {} rather than {}.",
                platform.audience,
                brief.audience.as_deref().unwrap_or("both")
            ));
        }
        let wanted = wanted_purposes(brief);
        if !serves(platform, &wanted) {
            reasons_against.push(format!(
                "Serves {} rather than {}.",
                platform.purposes.join(", ").replace('_', " "),
                wanted.join(", ").replace('_', " ")
            ));
        }
        let mut forbidden = false;
        for rule in relevant {
            let Some(weighs) = &rule.weighs_on else { continue };
            if weighs.platforms.is_empty() || weighs.platforms.contains(&platform.id) {
                reasons_against.push(format!("{}: {}", rule.id, rule.title.pick(language)));
                forbidden |= weighs.forbids;
            }
        }
        ChannelAdvice { platform, level, reasons_for, reasons_against, forbidden, evidence: facts }
    }

    /// Facts under a prefix that have a value, as evidence; what a market says itself comes before what its region says.
    fn evidence_under(&self, prefix: &str, inquiry: &Inquiry) -> Vec<Evidence> {
        let mut found: Vec<_> = self
            .facts
            .values()
            .filter(|fact| fact.key.starts_with(prefix))
            .filter_map(|fact| Some((fact, fact.at(inquiry.as_of, inquiry.known_as_of)?)))
            .filter(|(fact, entry)| fact.value_type != FactType::AccessState && !entry.value.is_unknown())
            .collect();
        found.sort_by_key(|(fact, _)| !fact.layer.is_empty());
        found.into_iter().map(|(fact, entry)| evidence(fact, entry, inquiry)).collect()
    }
}

/// What channels are wanted for: as the brief says, else what its objective calls for.
fn wanted_purposes(brief: &Brief) -> Vec<String> {
    if !brief.purposes.is_empty() {
        return brief.purposes.clone();
    }
    let by_objective: &[&str] = match brief.objective.as_deref() {
        Some("awareness") => &["brand", "community"],
        Some("leads") => &["leads", "events"],
        Some("sales") => &["commerce", "leads"],
        Some("recruiting") => &["recruiting"],
        Some("client_visit" | "partnership") => &["community", "events"],
        Some("customer_service") => &["customer_service"],
        Some(_) => &[],
        // Who sells no goods has nothing to put into a shop.
        None if brief.sector.as_deref().is_some_and(|sector| SERVICES.contains(&sector)) => {
            &["brand", "community", "leads", "events"]
        }
        None => &[],
    };
    by_objective.iter().map(|purpose| (*purpose).to_owned()).collect()
}

/// Whether a platform suits any of some purposes; where either side names none, it does.
fn serves(platform: &Platform, purposes: &[String]) -> bool {
    let named = platform.purposes.is_empty() || purposes.is_empty();
    named || purposes.iter().any(|purpose| platform.purposes.contains(purpose))
}

fn suits(platform: &Platform, brief: &Brief) -> bool {
    match brief.audience.as_deref() {
        None | Some("both") => true,
        Some(audience) => platform.audience == "both" || platform.audience == audience,
    }
}
