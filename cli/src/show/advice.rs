//! Advice: channels first, then what binds, custom, people, days and steps.

use guidance_proto::v1 as pb;
use unicode_width::UnicodeWidthStr as _;

use pb::{AdviseMarketResponse, CalendarStatus, ChannelAdvice, Rule};

use super::{
    provenance,
    review::Extent,
    sources::Sources,
    words::{confidence, listed, weight},
};
use crate::{
    page::{Ink, Page, clean},
    table::{Align, Table},
};

/// Channels that a short answer shows.
const FEW: usize = 5;

/// Lays advice out.
pub(crate) fn advice(page: &mut Page, market: &str, answer: &AdviseMarketResponse, extent: Extent) {
    let mut sources = Sources::default();
    let few = if extent == Extent::Short { FEW } else { usize::MAX };
    page.heading(&format!("{market}: channels, best first"));
    page.lines(&channel_table(&answer.channels, few));
    for channel in answer.channels.iter().take(few) {
        page.gap();
        self::channel(page, channel, extent, &mut sources);
    }
    rules(page, "Rules that bind", &answer.binding_rules, extent, &mut sources);
    if extent == Extent::Whole {
        rules(page, "Custom and advice", &answer.cultural_rules, extent, &mut sources);
        facts(page, "How people get online", &answer.access_profile, &mut sources);
        influence(page, &answer.influence, &mut sources);
        opportunities(page, &answer.opportunities, &mut sources);
        calendar(page, &answer.calendar, &mut sources);
        playbook(page, &answer.playbook, &mut sources);
    }
    provenance::affiliate(page, answer.affiliate.as_ref());
    sources.show(page);
    provenance::provenance(page, answer.provenance.as_ref());
}

fn channel(page: &mut Page, channel: &ChannelAdvice, extent: Extent, sources: &mut Sources) {
    // In short: the first reason each way.
    let most = if extent == Extent::Short { 1 } else { usize::MAX };
    page.item(1, &format!("{:>2} ", channel.rank), Ink::Strong, &channel.display_name);
    for reason in channel.reasons_for.iter().take(most) {
        page.item(4, "+ ", Ink::Good, reason);
    }
    for reason in channel.reasons_against.iter().take(most) {
        page.item(4, "- ", Ink::Doubtful, reason);
    }
    if extent == Extent::Whole {
        page.labelled(4, "account", &channel.account);
        for fact in &channel.evidence {
            page.labelled(4, "fact", &sources.fact(fact));
        }
    }
}

fn channel_table(channels: &[ChannelAdvice], few: usize) -> String {
    if channels.is_empty() {
        return " none is known\n".to_owned();
    }
    let mut table = Table::new([
        (" #", Align::Right),
        ("CHANNEL", Align::Left),
        ("PLATFORM", Align::Left),
        ("STANDING", Align::Left),
        ("", Align::Left),
    ]);
    for channel in channels.iter().take(few) {
        table.push([
            channel.rank.to_string(),
            clean(&channel.display_name),
            clean(&channel.platform),
            clean(&channel.standing),
            if channel.forbidden { "FORBIDDEN".to_owned() } else { String::new() },
        ]);
    }
    let left_out = channels.len().saturating_sub(few);
    let more = if left_out > 0 { format!("    and {left_out} more\n") } else { String::new() };
    format!("{table}{more}")
}

fn rules(page: &mut Page, heading: &str, rules: &[Rule], extent: Extent, sources: &mut Sources) {
    if rules.is_empty() {
        return;
    }
    page.heading(heading);
    for rule in rules {
        let stale = if rule.stale { ", STALE" } else { "" };
        let numbers = sources.numbers(&rule.sources);
        let weight = weight(rule.authority(), rule.severity());
        let text = format!("{} ({weight}{stale}): {}{numbers}", rule.id, rule.title);
        page.item(1, "• ", Ink::Faint, &text);
        if extent == Extent::Whole {
            page.labelled(3, "do", &rule.r#do);
            page.labelled(3, "do not", &rule.dont);
        }
    }
}

fn facts(page: &mut Page, heading: &str, facts: &[pb::Evidence], sources: &mut Sources) {
    if facts.is_empty() {
        return;
    }
    page.heading(heading);
    for fact in facts {
        page.item(1, "• ", Ink::Faint, &sources.fact(fact));
    }
}

fn influence(page: &mut Page, influences: &[pb::ChannelInfluence], sources: &mut Sources) {
    if influences.is_empty() {
        return;
    }
    page.heading("Who moves a purchase");
    for one in influences {
        let about = listed([&*one.level, &one.trend, confidence(one.confidence())]);
        let note = if one.note.is_empty() { String::new() } else { format!(". {}", one.note) };
        let numbers = sources.numbers(&one.sources);
        page.item(1, "• ", Ink::Faint, &format!("{} ({about}){note}{numbers}", one.who));
    }
}

fn opportunities(page: &mut Page, opportunities: &[pb::Opportunity], sources: &mut Sources) {
    if opportunities.is_empty() {
        return;
    }
    page.heading("Openings");
    for one in opportunities {
        let span = match (one.open_from.as_str(), one.open_until.as_str()) {
            ("", "") => String::new(),
            (from, "") => format!(" (since {from})"),
            (from, until) => format!(" ({from} to {until})"),
        };
        let numbers = sources.numbers(&one.sources);
        page.item(1, "• ", Ink::Faint, &format!("{}{span}: {}{numbers}", one.title, one.need));
    }
}

fn calendar(page: &mut Page, windows: &[pb::CalendarWindow], sources: &mut Sources) {
    if windows.is_empty() {
        return;
    }
    page.heading("Days ahead");
    for window in windows {
        let days = match (window.starts_on.as_str(), window.ends_on.as_str()) {
            ("", _) => format!("{}, awaiting notice", window.year),
            (from, until) if from == until => from.to_owned(),
            (from, until) => format!("{from} to {until}"),
        };
        let status = if window.status() == CalendarStatus::Estimated { "estimated" } else { "" };
        let kind = window.kind.replace('_', " ");
        let about = listed([&*kind, &window.advice, status]);
        let numbers = sources.numbers(&window.sources);
        let title = match window.in_lieu_of.as_str() {
            "" => window.title.clone(),
            day => format!("{}, in lieu of {day}", window.title),
        };
        page.item(1, "• ", Ink::Faint, &format!("{days}: {title} ({about}){numbers}"));
    }
}

fn playbook(page: &mut Page, stages: &[pb::PlaybookStage], sources: &mut Sources) {
    if stages.is_empty() {
        return;
    }
    page.heading("Playbook");
    for stage in stages {
        let weeks = match stage.usual_weeks {
            0 => "never ends".to_owned(),
            1 => "1 week".to_owned(),
            weeks => format!("{weeks} weeks"),
        };
        let numbers = sources.numbers(&stage.sources);
        page.item(
            1,
            &format!("{}. ", stage.order),
            Ink::Strong,
            &format!("{} ({weeks}){numbers}", stage.title),
        );
        page.paragraph(4, Ink::Plain, &stage.r#do);
        page.labelled(4, "begin", &stage.enter_when);
        page.labelled(4, "end", &stage.leave_when);
    }
}

/// Names of the best channels that a reader could use, in one line.
pub(super) fn best(channels: &[ChannelAdvice], width: usize) -> String {
    let mut line = String::new();
    for channel in channels.iter().filter(|channel| !channel.forbidden) {
        let separator = if line.is_empty() { "" } else { ", " };
        let longer = format!("{line}{separator}{}", channel.display_name);
        if longer.width() > width {
            break;
        }
        line = longer;
    }
    line
}
