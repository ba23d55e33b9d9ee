//! Windows of the calendar.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Rulebook, WindowStatus, WindowView};

use super::sources;

pub(crate) fn window(rulebook: &Rulebook, view: &WindowView<'_>, language: &str) -> pb::CalendarWindow {
    let window = view.window;
    let (starts_on, ends_on) = view
        .days()
        .map_or((String::new(), String::new()), |(first, last)| (first.to_string(), last.to_string()));
    pb::CalendarWindow {
        id: window.id.clone(),
        title: window.title.pick(language).to_owned(),
        kind: window.kind.as_str().to_owned(),
        starts_on,
        ends_on,
        status: status(view.status()).into(),
        advice: window.advice.map_or("", |advice| advice.as_str()).to_owned(),
        sectors: window.sectors.clone(),
        note: window.note.as_ref().map_or(String::new(), |note| note.pick(language).to_owned()),
        sources: view.entry.map_or_else(Vec::new, |entry| sources(rulebook, &entry.sources)),
        year: view.year.into(),
    }
}

fn status(status: WindowStatus) -> pb::CalendarStatus {
    match status {
        WindowStatus::Official => pb::CalendarStatus::Official,
        WindowStatus::Estimated => pb::CalendarStatus::Estimated,
        WindowStatus::AwaitingNotice => pb::CalendarStatus::AwaitingNotice,
    }
}
