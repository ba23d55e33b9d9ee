//! The days of all windows in a year, computed when first asked for and kept.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Basis, Run, Window, YEARS, substitute};
use crate::date::Date;

/// What is kept of each year, from all that is known. Of what was known earlier nothing is kept: few ask.
#[derive(Debug, Default)]
pub(crate) struct Almanac {
    years: Vec<OnceLock<Year>>,
    newest_record: Option<Date>,
}

/// The days of every window in a year, by the number of the window.
#[derive(Debug, Default)]
pub(crate) struct Year {
    runs: Vec<Vec<Run>>,
}

/// A year that is kept, or was made for one question.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    Kept(&'a Year),
    Made(Year),
}

// === impl Almanac ===

impl Almanac {
    pub(crate) fn new(windows: &BTreeMap<String, Window>) -> Self {
        Self {
            years: YEARS.map(|_| OnceLock::new()).collect(),
            newest_record: windows.values().flat_map(Window::records).max(),
        }
    }

    /// The days of a year, as far as they were known at a date.
    pub(super) fn year(&self, windows: &BTreeMap<String, Window>, year: i16, known_as_of: Date) -> Found<'_> {
        let place = usize::try_from(i32::from(year) - i32::from(*YEARS.start())).ok();
        let Some(kept) = place.and_then(|place| self.years.get(place)) else {
            return Found::Made(Year::default());
        };
        if self.newest_record.is_none_or(|newest| newest <= known_as_of) {
            return Found::Kept(kept.get_or_init(|| Year::new(windows, year, known_as_of)));
        }
        Found::Made(Year::new(windows, year, known_as_of))
    }
}

// === impl Year ===

impl Year {
    fn new(windows: &BTreeMap<String, Window>, year: i16, known_as_of: Date) -> Self {
        let windows: Vec<&Window> = windows.values().collect();
        let runs_in = |number: usize, year: i16| windows[number].runs(year, known_as_of);
        let mut runs: Vec<Vec<Run>> = (0..windows.len()).map(|number| runs_in(number, year)).collect();
        for (number, run) in substitute::in_year(year, &windows, known_as_of, runs_in) {
            runs[number].push(run);
        }
        for runs in &mut runs {
            runs.sort();
        }
        Self { runs }
    }
}

// === impl Found ===

impl Found<'_> {
    /// The days of a window by its number, in order.
    pub(super) fn runs(&self, window: usize) -> &[Run] {
        let year = match self {
            Self::Kept(year) => year,
            Self::Made(year) => year,
        };
        year.runs.get(window).map_or(&[], Vec::as_slice)
    }
}

// === impl Window ===

impl Window {
    /// Its days in a year, substitutes aside.
    fn runs(&self, year: i16, known_as_of: Date) -> Vec<Run> {
        match self.in_year(year, known_as_of) {
            Some(Basis::Written(entry)) => entry.runs.clone(),
            Some(Basis::Computed(recurrence)) => recurrence.runs(year),
            None => Vec::new(),
        }
    }
}
