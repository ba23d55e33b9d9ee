//! One finding: what is wrong, where in the plan, why, what to do, and what it rests on.

use guidance_proto::v1::{Finding, Fix, Outcome};

use super::{
    sources::Sources,
    words::{applicability, listed, outcome, weight},
};
use crate::{page::Page, plan::Places};

/// The finding at length.
pub(super) fn at_length(page: &mut Page, finding: &Finding, places: Option<&Places>, sources: &mut Sources) {
    heading(page, finding);
    page.labelled(3, "where", &place(finding, places));
    page.labelled(3, "what", &finding.message);
    page.labelled(3, "why", &finding.why);
    page.labelled(3, "answer", &finding.question);
    for one in &finding.fixes {
        page.labelled(3, "fix", &fix(one));
    }
    if let Some(waiver) = &finding.waiver {
        let until = waiver.ends_on.as_deref().map(|day| format!("until {day}")).unwrap_or_default();
        let by = waiver.approver.as_deref().map(|approver| format!("by {approver}")).unwrap_or_default();
        page.labelled(3, "waived", &listed([&*by, &until, waiver.reason.as_deref().unwrap_or_default()]));
    }
    for fact in &finding.evidence {
        page.labelled(3, "fact", &sources.fact(fact));
    }
    let since = match finding.in_force_from.as_str() {
        "" => String::new(),
        day => format!("in force since {day}"),
    };
    let points =
        if finding.points > 0.0 { format!("costs {:.1} points", finding.points) } else { String::new() };
    let stale = if finding.stale { "STALE: past its review date" } else { "" };
    let owner = if finding.owner.is_empty() { String::new() } else { format!("owned by {}", finding.owner) };
    let rule = listed([stale, &since, &owner, &points]);
    page.labelled(3, "rule", format!("{rule}{}", sources.numbers(&finding.sources)).trim());
}

/// The finding in a line or two.
pub(super) fn in_short(page: &mut Page, finding: &Finding, places: Option<&Places>) {
    heading(page, finding);
    let is_open = matches!(finding.outcome(), Outcome::CannotTell | Outcome::Error);
    if is_open {
        let place = place(finding, places);
        let place = if place.is_empty() { place } else { format!(" ({place})") };
        page.paragraph(3, crate::page::Ink::Plain, &format!("{}{place}", finding.message));
    }
}

fn heading(page: &mut Page, finding: &Finding) {
    let (mark, ink) = outcome(finding.outcome());
    let weight = weight(finding.authority(), finding.severity());
    page.item(1, &format!("{mark} "), ink, &format!("{} ({weight}): {}", finding.rule_id, finding.title));
}

/// Where it is: line and column in the plan's file where they are known, the path, and the caller's own name for the item.
fn place(finding: &Finding, places: Option<&Places>) -> String {
    if finding.path.is_empty() {
        return String::new();
    }
    let item = if finding.item.is_empty() { String::new() } else { format!(" ({})", finding.item) };
    match places.and_then(|places| places.of(&finding.path)) {
        Some(place) => format!("{place}: {}{item}", finding.path),
        None => format!("{}{item}", finding.path),
    }
}

/// What to do, who may do it, and the values there are to choose from.
fn fix(fix: &Fix) -> String {
    let who = applicability(fix.applicability());
    let values: Vec<&str> = fix.values.iter().map(|value| value.trim_matches('"')).collect();
    let change = match (fix.action.as_str(), values.as_slice()) {
        ("set", [_, ..]) => format!(" [{} = {}]", fix.path, values.join(" or ")),
        ("remove", _) => format!(" [remove {}]", fix.path),
        _ => String::new(),
    };
    format!("({who}) {}{change}", fix.text)
}
