//! Substitute holidays: the day off that makes up for a holiday on a day that is free anyway.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Weekday;

use super::{Basis, Run, Window, WindowKind};
use crate::date::Date;
use crate::decode::{self, Map, Word};
use crate::diagnostic::Faults;
use crate::suggest::hint;
use crate::yaml::Node;

/// Days on which nobody works anyway, so that no substitute falls on them.
const WEEKEND: [Weekday; 2] = [Weekday::Saturday, Weekday::Sunday];

/// How far a substitute may lie from the day it makes up for, days.
const MOST_DAYS: usize = 31;

/// Beside the days of the week: a day that is another public holiday too.
const HOLIDAY: &str = "holiday";

/// Which days of a holiday are made up for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SubstituteFor {
    weekdays: Vec<Weekday>,
    /// Days that another public holiday has too.
    holiday: bool,
}

impl SubstituteFor {
    fn is_nothing(&self) -> bool {
        self.weekdays.is_empty() && !self.holiday
    }
}

/// Reads `substitute: [sunday, holiday]`; `None` where it is not there.
pub(super) fn read(map: &Map<'_>, faults: &mut Faults) -> Option<SubstituteFor> {
    map.get("substitute")?;
    let words = map.list("substitute", faults, read_word);
    let weekdays = words.iter().filter_map(|word| *word).collect();
    Some(SubstituteFor { weekdays, holiday: words.contains(&None) })
}

/// A day of the week; `None` for [`HOLIDAY`].
fn read_word(node: &Node, faults: &mut Faults) -> Option<Option<Weekday>> {
    let text = decode::string(node, faults)?;
    if text == HOLIDAY {
        return Some(None);
    }
    let found = Weekday::WORDS.iter().find(|(word, _)| *word == text).map(|(_, day)| Some(*day));
    if found.is_none() {
        let words: Vec<&str> =
            Weekday::WORDS.iter().map(|(word, _)| *word).chain(std::iter::once(HOLIDAY)).collect();
        let message = format!("`{text}` is no day that can be made up for");
        faults.note(&node.place, message, hint(&text, &words));
    }
    found
}

/// A public holiday in a year: its window by number, and one of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Holiday {
    day: Date,
    window: usize,
}

/// The substitute holidays of a year, each with the number of its window. `runs_in` gives the days of a window in a year: those of the
/// year before count too, as what lies at its end may be made up for in this one.
pub(super) fn in_year(
    year: i16,
    windows: &[&Window],
    known_as_of: Date,
    runs_in: impl Fn(usize, i16) -> Vec<Run>,
) -> Vec<(usize, Run)> {
    let years = [year.saturating_sub(1), year];
    let public = |window: &Window| window.kind == WindowKind::PublicHoliday;
    let numbers = || (0..windows.len()).filter(|number| public(windows[*number]));
    let makes_up = |number: usize, year: i16| windows[number].substitute(year, known_as_of);
    if !numbers().any(|number| years.iter().any(|year| makes_up(number, *year).is_some())) {
        return Vec::new();
    }
    let mut holidays = Vec::new();
    for (number, year) in numbers().flat_map(|number| years.map(|year| (number, year))) {
        let days = runs_in(number, year).into_iter().flat_map(Run::days);
        holidays.extend(days.map(|day| Holiday { day, window: number }));
    }
    holidays.sort();
    let mut holidays_on: BTreeMap<Date, usize> = BTreeMap::new();
    for holiday in &holidays {
        *holidays_on.entry(holiday.day).or_default() += 1;
    }
    let mut taken: BTreeSet<Date> = holidays_on.keys().copied().collect();
    let mut made_up_for = BTreeSet::new();
    let mut found = Vec::new();
    for Holiday { day, window } in &holidays {
        let Some(substitute) = makes_up(*window, day.year()) else { continue };
        let shared = holidays_on.get(day).is_some_and(|count| *count > 1);
        let falls_out = substitute.weekdays.contains(&day.weekday()) || substitute.holiday && shared;
        // Two holidays on one Sunday are made up for once.
        if !falls_out || !made_up_for.insert(*day) {
            continue;
        }
        if let Some(free) = next_working_day(*day, &taken) {
            taken.insert(free);
            if free.year() == year {
                found.push((*window, Run::in_lieu(free, *day)));
            }
        }
    }
    found
}

/// The next day that is neither of the weekend nor a public holiday.
fn next_working_day(day: Date, taken: &BTreeSet<Date>) -> Option<Date> {
    let next = day.tomorrow().ok()?.series(jiff::Span::new().days(1)).take(MOST_DAYS);
    next.into_iter().find(|day| !WEEKEND.contains(&day.weekday()) && !taken.contains(day))
}

// === impl Window ===

impl Window {
    /// Which of its days in a year are made up for: as what is written down for the year says, else as its recurrence does.
    fn substitute(&self, year: i16, known_as_of: Date) -> Option<&SubstituteFor> {
        let computed = || self.recurrence(year, known_as_of).map(|recurrence| &recurrence.substitute);
        let found = match self.in_year(year, known_as_of)? {
            Basis::Written(entry) => entry.substitute.as_ref().or_else(computed),
            Basis::Computed(recurrence) => Some(&recurrence.substitute),
        };
        found.filter(|substitute| !substitute.is_nothing())
    }
}
