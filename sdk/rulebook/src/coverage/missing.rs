//! What a rulebook says nothing about, in words for the team that could.

use super::{AuthorityCoverage, TopicCoverage};
use crate::decode::Word as _;
use crate::platform::Platform;
use crate::rule::Rule;
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::{REGULATED_SECTORS, SECTORS, STAGES};

/// Topics that every market has something to say of, and what they are about.
const TOPICS: &[(&str, &str)] = &[
    ("audience", "how many people use a platform"),
    ("profile", "how people get online"),
    ("scale", "how many people there are, and how many are online"),
    ("influence", "who or what moves a purchase"),
    ("opportunity", "openings"),
    ("culture", "customs and festivals"),
    ("norm", "how people behave online"),
    ("regulation", "what the state asks for"),
];

impl Rulebook {
    /// What nothing is said about at the dates of an inquiry: rules first, since a plan is held to them; then platforms and facts.
    pub(super) fn missing(
        &self,
        topics: &[TopicCoverage],
        authorities: &[AuthorityCoverage],
        inquiry: &Inquiry,
    ) -> Vec<String> {
        let mut missing = self.sectors_without_a_rule(inquiry);
        let authorities = authorities.iter().filter(|coverage| coverage.rules == 0);
        missing.extend(
            authorities
                .map(|coverage| format!("authority {}: no rule is in force", coverage.authority.word())),
        );
        missing.extend(self.stages_without_a_text());
        missing.extend(self.platforms_in_the_dark(inquiry));
        let has_facts = |topic: &str| topics.iter().any(|coverage| coverage.topic == topic);
        let topics = TOPICS.iter().filter(|(topic, _)| !has_facts(topic));
        missing.extend(topics.map(|(topic, about)| format!("topic {topic}: no fact says {about}")));
        missing.extend(self.calendar_without_days(inquiry));
        if self.scenarios.is_empty() {
            missing.push("scenarios: no whole plan with exact expectations is run before a load".to_owned());
        }
        missing
    }

    fn sectors_without_a_rule(&self, inquiry: &Inquiry) -> Vec<String> {
        let concerns = |rule: &Rule, sector: &str| {
            rule.in_force(inquiry) && rule.sectors.iter().any(|own| own == sector)
        };
        let is_bare = |sector: &&&str| !self.rules.iter().any(|rule| concerns(rule, sector));
        let regulated = REGULATED_SECTORS.iter().filter(is_bare).map(|sector| {
            format!("sector {sector}: no rule is about it, though every market regulates it; a plan for it cannot be told")
        });
        let others: Vec<&str> = SECTORS
            .iter()
            .filter(|sector| !REGULATED_SECTORS.contains(sector) && **sector != "other")
            .filter(is_bare)
            .copied()
            .collect();
        let others = (!others.is_empty()).then(|| {
            format!("sectors {}: held to the rules for all alone, none of their own", others.join(", "))
        });
        regulated.chain(others).collect()
    }

    fn stages_without_a_text(&self) -> Option<String> {
        let is_told = |id: &str| self.stages.iter().any(|stage| stage.id == id);
        let untold: Vec<&str> = STAGES.iter().filter(|id| !is_told(id)).copied().collect();
        (!untold.is_empty()).then(|| format!("playbook: nothing is said of {}", untold.join(", ")))
    }

    fn calendar_without_days(&self, inquiry: &Inquiry) -> Option<String> {
        if self.windows.is_empty() {
            return Some("calendar: no window says when a campaign should or should not run".to_owned());
        }
        let next = inquiry.as_of.year().checked_add(1)?;
        let is_open = !self.has_official_days(next, inquiry.known_as_of);
        is_open.then(|| format!("calendar {next}: no days are official yet"))
    }

    fn platforms_in_the_dark(&self, inquiry: &Inquiry) -> Vec<String> {
        let named = |is_dark: &dyn Fn(&Platform) -> bool, what: &str| {
            let dark = self.platforms.values().filter(|platform| is_dark(platform));
            let ids: Vec<&str> = dark.map(|platform| platform.id.as_str()).collect();
            (!ids.is_empty()).then(|| format!("platforms {}: {what}", ids.join(", ")))
        };
        if self.platforms.is_empty() {
            return vec!["platforms: none is described".to_owned()];
        }
        let reachable = |platform: &Platform| self.is_reachable(&platform.id, inquiry);
        let unknown = |platform: &Platform| {
            self.access(&platform.id, inquiry).is_none_or(|(_, entry, _)| entry.value.is_unknown())
        };
        let uncounted =
            |platform: &Platform| reachable(platform) && self.audience(&platform.id, inquiry).is_empty();
        let unjudged = |platform: &Platform| {
            reachable(platform) && platform.standing_at(inquiry.as_of, inquiry.known_as_of).is_none()
        };
        [
            named(&unknown, "not known whether people can reach them"),
            named(&unjudged, "reachable, but nobody judged how strong a channel they are"),
            named(&uncounted, "reachable, but nothing says how many people use them"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
