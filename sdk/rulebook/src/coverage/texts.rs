//! The texts of a rulebook that people read, wherever they stand.

use crate::calendar::Window;
use crate::fact::{Fact, FactValue};
use crate::influence::Influence;
use crate::opportunity::Opportunity;
use crate::platform::Platform;
use crate::release::Release;
use crate::rule::Rule;
use crate::rulebook::Rulebook;
use crate::stage::Stage;
use crate::template::Template;
use crate::text::LocalText;

/// A text, plain or with placeholders.
#[derive(Clone, Copy)]
pub(super) enum Text<'r> {
    Plain(&'r LocalText),
    Template(&'r Template),
}

// === impl Text ===

impl Text<'_> {
    /// Whether it is there in a language itself, not only in English.
    pub(super) fn is_in(self, language: &str) -> bool {
        match self {
            Self::Plain(text) => text.has(language),
            Self::Template(template) => template.has(language),
        }
    }
}

// === impl Rulebook ===

impl Rulebook {
    /// Every text of every kind of document; what is left unsaid is none.
    pub(super) fn texts(&self) -> Vec<Text<'_>> {
        let facts = self.facts.values().flat_map(of_fact);
        let platforms = self.platforms.values().flat_map(of_platform);
        let stages = self.stages.iter().flat_map(of_stage);
        let windows = self.windows.values().flat_map(of_window);
        let opportunities = self.opportunities.values().flat_map(of_opportunity);
        let influences = self.influences.values().flat_map(of_influence);
        let releases = self.releases.iter().flat_map(of_release);
        let switched_off = self.switched_off.iter().map(|off| &off.reason);
        let rules = self.rules.iter().flat_map(of_rule).chain(switched_off);
        let dated = windows.chain(opportunities).chain(influences).chain(releases);
        let plain = facts.chain(platforms).chain(stages).chain(rules).chain(dated);
        let plain = plain.filter(|text| !text.is_empty()).map(Text::Plain);
        plain.chain(self.rules.iter().flat_map(templates_of).map(Text::Template)).collect()
    }
}

fn of_fact(fact: &Fact) -> impl Iterator<Item = &LocalText> {
    let values = fact.history.iter().filter_map(|entry| match &entry.value {
        FactValue::Text(text) => Some(text),
        _ => None,
    });
    let notes = fact.history.iter().filter_map(|entry| entry.note.as_ref());
    let claims = fact.disputes.iter().map(|dispute| &dispute.claim);
    std::iter::once(&fact.title).chain(values).chain(notes).chain(claims)
}

fn of_platform(platform: &Platform) -> impl Iterator<Item = &LocalText> {
    let standing = platform.standing.iter();
    platform.account.iter().chain(standing.flat_map(|one| one.in_favour.iter().chain(&one.against)))
}

fn of_stage(stage: &Stage) -> impl Iterator<Item = &LocalText> {
    [&stage.title, &stage.action].into_iter().chain(&stage.enter_when).chain(&stage.leave_when)
}

fn of_window(window: &Window) -> impl Iterator<Item = &LocalText> {
    std::iter::once(&window.title).chain(&window.note)
}

fn of_opportunity(opportunity: &Opportunity) -> impl Iterator<Item = &LocalText> {
    [&opportunity.title, &opportunity.need].into_iter()
}

fn of_influence(influence: &Influence) -> impl Iterator<Item = &LocalText> {
    std::iter::once(&influence.who).chain(&influence.note)
}

fn of_release(release: &Release) -> impl Iterator<Item = &LocalText> {
    release.changes.iter().map(|change| &change.text)
}

fn of_rule(rule: &Rule) -> impl Iterator<Item = &LocalText> {
    [&rule.title, &rule.why, &rule.action, &rule.dont].into_iter()
}

/// Its message, unless that is only its title, and the texts of its fixes.
fn templates_of(rule: &Rule) -> impl Iterator<Item = &Template> {
    rule.check.iter().flat_map(|check| {
        let own = Some(&check.message).filter(|message| !message.repeats(&rule.title));
        own.into_iter().chain(check.fixes.iter().map(|fix| &fix.text))
    })
}
