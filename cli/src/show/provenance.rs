//! Who made an answer, for when, and whom to call: the end of every answer.

use guidance_proto::v1::{Affiliate, Change, Provenance};

use super::words::listed;
use crate::page::{Ink, Page};

/// Hexadecimal digits of a digest that are shown; enough to tell one package from another.
const DIGITS: usize = 12;

/// Whom to call.
pub(super) fn affiliate(page: &mut Page, affiliate: Option<&Affiliate>) {
    let Some(affiliate) = affiliate else { return };
    page.heading("Whom to call");
    page.paragraph(1, Ink::Plain, &affiliate.role);
    page.labelled(1, "reach", &affiliate.reach);
    page.labelled(1, "hours", &affiliate.hours);
    page.labelled(1, "speaks", &affiliate.languages.join(", "));
}

/// When the answer may be another.
pub(super) fn next_change(page: &mut Page, change: Option<&Change>) {
    let Some(change) = change else { return };
    page.heading("Next change");
    let becomes = match (change.before.as_str(), change.after.as_str()) {
        ("", "") => String::new(),
        ("", after) => format!(": {after}"),
        (before, "") => format!(": no longer {before}"),
        (before, after) => format!(": {before} becomes {after}"),
    };
    let kind = change.kind.replace('_', " ");
    page.paragraph(
        1,
        Ink::Plain,
        &format!("{}: {kind}, {} {}{becomes}", change.date, change.id, change.title),
    );
}

/// Module, digest and dates.
pub(super) fn provenance(page: &mut Page, provenance: Option<&Provenance>) {
    let Some(from) = provenance else { return };
    page.gap();
    let dates = format!("As of {}, known as of {}, in {}.", from.as_of, from.known_as_of, from.language);
    page.paragraph(0, Ink::Faint, &dates);
    let publisher = if from.publisher.is_empty() { "an unnamed publisher" } else { &from.publisher };
    let module = format!("{} {} of {publisher}, {}", from.module, from.module_version, short(&from.digest));
    page.paragraph(0, Ink::Faint, &format!("Made by {module}."));
    if from.translation_awaits_review {
        let warning = "The texts are a translation that the local team has not read yet.";
        page.paragraph(0, Ink::Doubtful, warning);
    }
    for (what, facts) in [("past their review date", &from.stale_facts), ("disputed", &from.disputed_facts)] {
        if !facts.is_empty() {
            let facts = listed(facts.iter().map(String::as_str));
            page.paragraph(0, Ink::Doubtful, &format!("Facts {what}: {facts}."));
        }
    }
}

/// `sha256:0123456789ab…`
fn short(digest: &str) -> String {
    match digest.split_once(':') {
        Some((algorithm, digits)) if digits.len() > DIGITS && digits.is_ascii() => {
            format!("{algorithm}:{}…", &digits[..DIGITS])
        }
        _ => digest.to_owned(),
    }
}
