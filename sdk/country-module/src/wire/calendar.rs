//! Windows of the calendar.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Date, Rulebook, WindowStatus, WindowView};

use super::sources;

pub(crate) fn window(rulebook: &Rulebook, view: &WindowView<'_>, language: &str) -> pb::CalendarWindow {
    let window = view.window;
    let text = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
    let in_lieu_of = view.run.and_then(|run| run.in_lieu_of);
    pb::CalendarWindow {
        id: window.id.clone(),
        title: window.title.pick(language).to_owned(),
        kind: window.kind.as_str().to_owned(),
        starts_on: text(view.run.map(|run| run.first)),
        ends_on: text(view.run.map(|run| run.last)),
        status: status(view.status()).into(),
        advice: window.advice.map_or("", |advice| advice.as_str()).to_owned(),
        sectors: window.sectors.clone(),
        note: window.note.as_ref().map_or(String::new(), |note| note.pick(language).to_owned()),
        sources: sources(rulebook, view.sources()),
        year: view.year.into(),
        in_lieu_of: text(in_lieu_of),
    }
}

fn status(status: WindowStatus) -> pb::CalendarStatus {
    match status {
        WindowStatus::Official => pb::CalendarStatus::Official,
        WindowStatus::Estimated => pb::CalendarStatus::Estimated,
        WindowStatus::AwaitingNotice => pb::CalendarStatus::AwaitingNotice,
    }
}
