//! Which windows a period meets, and what cannot be said of it.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::almanac::Found;
use super::{Basis, Run, Window, WindowKind, WindowStatus, YEARS};
use crate::date::Date;
use crate::rulebook::{Inquiry, Rulebook};

/// Days in a row of a window, or that those of a year are not known.
#[derive(Debug, Clone, Copy)]
pub struct WindowView<'r> {
    /// The window.
    pub window: &'r Window,
    /// The year.
    pub year: i16,
    /// The days; `None` where they are not known.
    pub run: Option<Run>,
    /// What speaks of that year; `None` where nothing does.
    basis: Option<Basis<'r>>,
}

/// Days of the calendar that are not known: of a window or of a whole kind, in a year. Travels through an evaluation as the key
/// `calendar/<name>/<year>`.
#[derive(Debug)]
pub(crate) struct Gap<'a> {
    name: &'a str,
    year: i16,
}

impl Rulebook {
    /// The windows that touch a period (both days included), by first day; those whose days are not known yet after the others of
    /// their year. Only of `kinds`, unless there are none. A window has a row for each run of its days, a substitute holiday's too, and
    /// one that comes every year a row in every year of the period from its first on, so keep the period to some years.
    pub fn windows(
        &self,
        from: Date,
        until: Date,
        kinds: &[WindowKind],
        inquiry: &Inquiry,
    ) -> Vec<WindowView<'_>> {
        let known_as_of = inquiry.known_as_of;
        let wanted = |window: &Window| kinds.is_empty() || kinds.contains(&window.kind);
        let mut views: Vec<WindowView<'_>> = Vec::new();
        for year in from.year()..=until.year() {
            let found = self.days_of(year, known_as_of);
            let windows = self.windows.values().enumerate().filter(|(_, window)| wanted(window));
            views.extend(
                windows.flat_map(|(number, window)| window.views(year, known_as_of, found.runs(number))),
            );
        }
        views.retain(|view| view.run.is_none_or(|run| run.touches((from, until))));
        let order = |view: &WindowView<'_>| (view.year, view.run.is_none(), view.run);
        views.sort_by(|a, b| (order(a), &a.window.id).cmp(&(order(b), &b.window.id)));
        views
    }

    /// The days of every window in a year.
    fn days_of(&self, year: i16, known_as_of: Date) -> Found<'_> {
        self.almanac.year(&self.windows, year, known_as_of)
    }

    /// The windows that touch the year which begins on the day of the inquiry.
    pub(crate) fn windows_ahead(&self, inquiry: &Inquiry) -> Vec<WindowView<'_>> {
        let last = inquiry.as_of.checked_add(jiff::Span::new().years(1)).unwrap_or(Date::MAX);
        self.windows(inquiry.as_of, last, &[], inquiry)
    }

    /// Whether the days of some window in a year are official.
    pub(crate) fn has_official_days(&self, year: i16, known_as_of: Date) -> bool {
        let of_year = |window: &Window| window.in_year(year, known_as_of).map(Basis::status);
        self.windows.values().any(|window| of_year(window) == Some(WindowStatus::Official))
    }

    /// Whether a name is the id of a window, or a kind of window.
    pub(crate) fn knows_window(&self, name: &str) -> bool {
        self.windows.contains_key(name) || WindowKind::words().any(|word| word == name)
    }

    /// The ids of the windows with these names (ids or kinds) that touch a period, by first day.
    ///
    /// # Errors
    /// Some of their days are not known: a key for each window, at the first such year.
    pub(crate) fn windows_named(
        &self,
        names: &[&str],
        period: (Date, Date),
        known_as_of: Date,
    ) -> Result<Vec<&str>, Vec<String>> {
        let years = period.0.year()..=period.1.year();
        let mut missing: Vec<String> =
            names.iter().filter_map(|name| self.empty_kind(name, years.clone(), known_as_of)).collect();
        let named = |window: &Window| names.iter().any(|name| window.answers_to(name));
        let windows: Vec<(usize, &Window)> =
            self.windows.values().enumerate().filter(|(_, window)| named(window)).collect();
        missing.extend(windows.iter().filter_map(|(_, window)| window.hole(years.clone(), known_as_of)));
        let mut found = BTreeSet::new();
        if missing.is_empty() {
            for year in spoken_of(years) {
                let days = self.days_of(year, known_as_of);
                for (number, window) in &windows {
                    let touching = days.runs(*number).iter().find(|run| run.touches(period));
                    found.extend(touching.map(|run| (run.first, window.id.as_str())));
                }
            }
        }
        if missing.is_empty() {
            let mut ids: Vec<&str> = Vec::new();
            for (_, id) in found {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            return Ok(ids);
        }
        missing.sort();
        missing.dedup();
        Err(missing)
    }

    /// The first year in which nothing is known of a whole kind. Windows that come every year speak for themselves.
    fn empty_kind(&self, kind: &str, mut years: RangeInclusive<i16>, known_as_of: Date) -> Option<String> {
        WindowKind::words().find(|word| *word == kind)?;
        let windows: Vec<&Window> =
            self.windows.values().filter(|window| window.kind.as_str() == kind).collect();
        if windows.iter().any(|window| window.every_year) {
            return None;
        }
        let empty = |year: &i16| windows.iter().all(|window| window.in_year(*year, known_as_of).is_none());
        years.find(empty).map(|year| Gap { name: kind, year }.key())
    }

    /// What a key says is not known of the calendar; `None` for the key of a fact.
    pub(crate) fn calendar_gap<'a>(&self, key: &'a str) -> Option<Gap<'a>> {
        let (name, year) = key.strip_prefix("calendar/")?.rsplit_once('/')?;
        let year = year.parse().ok()?;
        self.knows_window(name).then_some(Gap { name, year })
    }
}

// === impl Window ===

impl Window {
    /// A row for each run of its days in a year, and one where they are not known: from its first year on where it comes every year,
    /// else where its notice is awaited. A substitute holiday goes by the year of its holiday, which may be the one before.
    fn views(&self, year: i16, known_as_of: Date, runs: &[Run]) -> Vec<WindowView<'_>> {
        let basis = self.in_year(year, known_as_of);
        let begun = || self.first_year(known_as_of).is_some_and(|first| first <= year);
        let is_hole = match basis {
            Some(basis) => basis.status() == WindowStatus::AwaitingNotice,
            None => self.every_year && begun(),
        };
        let known = runs.iter().map(|run| {
            let of = run.in_lieu_of.map_or(year, Date::year);
            WindowView { window: self, year, run: Some(*run), basis: self.in_year(of, known_as_of) }
        });
        let hole = is_hole.then_some(WindowView { window: self, year, run: None, basis });
        known.chain(hole).collect()
    }

    /// The first of these years in which its days are not known.
    fn hole(&self, years: RangeInclusive<i16>, known_as_of: Date) -> Option<String> {
        let unknown = |year: &i16| match self.in_year(*year, known_as_of) {
            Some(basis) => basis.status() == WindowStatus::AwaitingNotice,
            None => self.every_year,
        };
        let mut years = if self.every_year { years } else { spoken_of(years) };
        years.find(unknown).map(|year| Gap { name: &self.id, year }.key())
    }
}

// === impl WindowView ===

impl<'r> WindowView<'r> {
    /// How sure the days are. A substitute holiday is as sure as the holiday it makes up for.
    pub fn status(&self) -> WindowStatus {
        self.basis.map_or(WindowStatus::AwaitingNotice, Basis::status)
    }

    /// What says so, by id.
    pub fn sources(&self) -> &'r [String] {
        self.basis.map_or(&[], Basis::sources)
    }
}

// === impl Gap ===

impl Gap<'_> {
    fn key(&self) -> String {
        format!("calendar/{}/{}", self.name, self.year)
    }

    /// What is not known, in words.
    pub(crate) fn message(&self, rulebook: &Rulebook, known_as_of: Date) -> String {
        let Self { name, year } = self;
        match rulebook.windows.get(*name) {
            Some(window) if window.in_year(*year, known_as_of).is_some() => {
                format!("the days of `{name}` in {year} await their official notice")
            }
            Some(_) => format!(
                "the calendar has no days of `{name}` for {year}, from what was recorded by {known_as_of}"
            ),
            None => format!("the calendar has no {name} for {year}, from what was recorded by {known_as_of}"),
        }
    }

    /// What to ask about it.
    pub(crate) fn question(&self, rulebook: &Rulebook) -> String {
        match rulebook.windows.get(self.name) {
            Some(window) => {
                format!("which days of {} are {} ({})?", self.year, window.title.pick("en"), self.name)
            }
            None => format!("which days of {} are {}?", self.year, self.name.replace('_', " ")),
        }
    }
}

/// Of these years, those the calendar can speak of: nobody walks ten thousand.
fn spoken_of(years: RangeInclusive<i16>) -> RangeInclusive<i16> {
    *years.start().max(YEARS.start())..=*years.end().min(YEARS.end())
}
