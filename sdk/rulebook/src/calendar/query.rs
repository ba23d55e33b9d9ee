//! Which windows a period meets, and what cannot be said of it.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{Window, WindowKind, WindowStatus, WindowYear};
use crate::date::Date;
use crate::rulebook::{Inquiry, Rulebook};

/// A window in one year.
#[derive(Debug, Clone, Copy)]
pub struct WindowView<'r> {
    /// The window.
    pub window: &'r Window,
    /// The year.
    pub year: i16,
    /// What is known of that year; `None` where nobody has entered it yet.
    pub entry: Option<&'r WindowYear>,
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
    /// their year. Only of `kinds`, unless there are none. A window that comes every year has a row in every year of the period
    /// from its first on, so keep the period to some years.
    pub fn windows(
        &self,
        from: Date,
        until: Date,
        kinds: &[WindowKind],
        inquiry: &Inquiry,
    ) -> Vec<WindowView<'_>> {
        let wanted = |window: &&Window| kinds.is_empty() || kinds.contains(&window.kind);
        let mut views: Vec<WindowView<'_>> = self
            .windows
            .values()
            .filter(wanted)
            .flat_map(|window| window.views(from.year()..=until.year(), inquiry.known_as_of))
            .filter(|view| view.days().is_none_or(|days| touch(days, (from, until))))
            .collect();
        let order = |view: &WindowView<'_>| (view.year, view.days().is_none(), view.days());
        views.sort_by(|a, b| (order(a), &a.window.id).cmp(&(order(b), &b.window.id)));
        views
    }

    /// The windows that touch the year which begins on the day of the inquiry.
    pub(crate) fn windows_ahead(&self, inquiry: &Inquiry) -> Vec<WindowView<'_>> {
        let last = inquiry.as_of.checked_add(jiff::Span::new().years(1)).unwrap_or(Date::MAX);
        self.windows(inquiry.as_of, last, &[], inquiry)
    }

    /// Whether the days of some window in a year are official.
    pub(crate) fn has_official_days(&self, year: i16, known_as_of: Date) -> bool {
        let of_year = |window: &Window| window.in_year(year, known_as_of).map(|entry| entry.status);
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
        let mut found = BTreeSet::new();
        let named = |window: &&Window| names.iter().any(|name| window.answers_to(name));
        for window in self.windows.values().filter(named) {
            missing.extend(window.hole(years.clone(), known_as_of));
            let days = window.first_touching(period, known_as_of);
            found.extend(days.map(|days| (days, window.id.as_str())));
        }
        if missing.is_empty() {
            return Ok(found.into_iter().map(|(_, id)| id).collect());
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
    /// What is known of it in each of these years: from its first year on where it comes every year, else where it has an entry.
    fn views(&self, years: RangeInclusive<i16>, known_as_of: Date) -> impl Iterator<Item = WindowView<'_>> {
        let first = self.known(known_as_of).map(|entry| entry.year).next();
        years.filter_map(move |year| {
            let entry = self.in_year(year, known_as_of);
            let hole = self.every_year && first.is_some_and(|first| first <= year);
            (entry.is_some() || hole).then_some(WindowView { window: self, year, entry })
        })
    }

    /// The first of these years in which its days are not known.
    fn hole(&self, years: RangeInclusive<i16>, known_as_of: Date) -> Option<String> {
        let mut years = if self.every_year { years } else { self.written(years) };
        let unknown = |year: &i16| match self.in_year(*year, known_as_of) {
            Some(entry) => entry.days.is_none(),
            None => self.every_year,
        };
        years.find(unknown).map(|year| Gap { name: &self.id, year }.key())
    }

    /// Its first days that touch a period.
    fn first_touching(&self, period: (Date, Date), known_as_of: Date) -> Option<(Date, Date)> {
        let mut years = self.written(period.0.year()..=period.1.year());
        years.find_map(|year| self.in_year(year, known_as_of)?.days.filter(|days| touch(*days, period)))
    }

    /// Of these years, those between its first entry and its last: nobody walks ten thousand years.
    fn written(&self, years: RangeInclusive<i16>) -> RangeInclusive<i16> {
        let (first, last) = match &self.years[..] {
            [] => (1, 0),
            [first, .., last] => (first.year, last.year),
            [only] => (only.year, only.year),
        };
        first.max(*years.start())..=last.min(*years.end())
    }
}

// === impl WindowView ===

impl WindowView<'_> {
    /// First and last day; `None` while they are not known.
    pub fn days(&self) -> Option<(Date, Date)> {
        self.entry.and_then(|entry| entry.days)
    }

    /// How sure the days are.
    pub fn status(&self) -> WindowStatus {
        self.entry.map_or(WindowStatus::AwaitingNotice, |entry| entry.status)
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

fn touch(a: (Date, Date), b: (Date, Date)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}
