//! How the days of a window are computed, and how that is written.

use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::Weekday;

use super::moon::Moon;
use super::pattern::{Equinox, MonthDay, Pattern};
use super::read::{read_sources, read_year_number};
use super::substitute::{self, SubstituteFor};
use super::{Run, WindowStatus, YEARS};
use crate::date::{Date, PartialDate};
use crate::decode::{self, Link, Map, Word};
use crate::diagnostic::Faults;
use crate::suggest::hint;
use crate::yaml::{Node, Place};

const KEYS: &[&str] = &[
    "calendar",
    "month",
    "day",
    "weekday",
    "nth",
    "easter",
    "equinox",
    "days_before",
    "days_after",
    "from",
    "until",
    "substitute",
    "status",
    "sources",
    "recorded",
];

/// Most days a run takes in before and after its day.
const MOST_DAYS: i64 = 60;

/// How far a feast may lie from Easter, days: from before Lent to after Pentecost.
const EASTER_REACH: i64 = 100;

/// So many years are looked at for the first that has such a day: a 29 February comes within eight, a 30th of a moon sooner.
const YEARS_LOOKED_AT: usize = 40;

/// How the days of a window are computed, for the years it speaks of.
#[derive(Debug, Clone)]
pub struct Recurrence {
    pub(super) pattern: Pattern,
    /// Days before it, and after it, that belong to the run.
    pub(super) around: (i32, i32),
    /// The years it speaks of.
    pub(crate) years: RangeInclusive<i16>,
    pub(super) substitute: SubstituteFor,
    /// How sure the days are: official or estimated.
    pub status: WindowStatus,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// When this became known.
    pub recorded: Date,
    pub(crate) links: Vec<Link>,
    pub(crate) place: Place,
}

// === impl Recurrence ===

impl Recurrence {
    /// The days of a year, in order. What begins in one year and ends in the next has days in both.
    pub(super) fn runs(&self, year: i16) -> Vec<Run> {
        let Ok(first_day) = Date::new(year, 1, 1) else { return Vec::new() };
        let (before, after) = self.around;
        let around = |(first, last): (Date, Date)| {
            Some((first.checked_sub(before.days()).ok()?, last.checked_add(after.days()).ok()?))
        };
        let years = [year.saturating_sub(1), year, year.saturating_add(1)];
        let runs = years.into_iter().flat_map(|year| self.pattern.in_year(year)).filter_map(around);
        let clipped = |(first, last): (Date, Date)| {
            let (first, last) = (first.max(first_day), last.min(first_day.last_of_year()));
            (first <= last).then(|| Run::of(first, last))
        };
        runs.filter_map(clipped).collect()
    }
}

/// Reads a recurrence; `recorded` is when its module's values became known.
pub(super) fn read(node: &Node, recorded: Date, faults: &mut Faults) -> Option<Recurrence> {
    let map = Map::read(node, KEYS, faults)?;
    let pattern = read_pattern(&map, faults);
    let before = map.optional("days_before", faults, |node, faults| within(node, 0, MOST_DAYS, faults));
    let after = map.optional("days_after", faults, |node, faults| within(node, 0, MOST_DAYS, faults));
    let substitute = substitute::read(&map, faults);
    let status = map.required("status", faults, decode::word::<WindowStatus>);
    let links = read_sources(&map, faults);
    let known = map.optional("recorded", faults, decode::date);
    if status == Some(WindowStatus::AwaitingNotice) {
        let hint = "say `status: estimated`, or leave these years out: a year nobody speaks of is a hole";
        faults.note(map.place, "days that are computed await no notice", hint);
        return None;
    }
    let pattern = pattern?;
    let years = read_years(&map, &pattern, faults)?;
    let found = Recurrence {
        pattern,
        around: (before.unwrap_or(0) as i32, after.unwrap_or(0) as i32),
        years,
        substitute: substitute.unwrap_or_default(),
        status: status?,
        sources: decode::names_of(&links),
        recorded: known.map_or(recorded, PartialDate::last),
        links,
        place: node.place.clone(),
    };
    let looked_at = found.years.clone().take(YEARS_LOOKED_AT);
    if looked_at.clone().all(|year| found.pattern.in_year(year).is_empty()) {
        faults.note(map.place, "no year has such a day", "mend the month or the day");
        return None;
    }
    Some(found)
}

/// The years it speaks of: those asked for, which must be within its reach.
fn read_years(map: &Map<'_>, pattern: &Pattern, faults: &mut Faults) -> Option<RangeInclusive<i16>> {
    let (first, last) = pattern.reach();
    let mut year = |key: &str, default: i16| {
        let Some(node) = map.get(key) else { return Some(default) };
        let year = read_year_number(node, faults)?;
        if !(first..=last).contains(&year) {
            let message = format!("`{}` is computed for {first} to {last}, not for {year}", pattern.name());
            faults.note(&node.place, message, "mend the year, or write the days of that year down");
            return None;
        }
        Some(year)
    };
    let (from, until) = (year("from", first)?, year("until", last)?);
    if until < from {
        let message = format!("ends in {until}, before it begins in {from}");
        faults.note(map.place, message, "swap or mend the years");
        return None;
    }
    Some(from..=until)
}

fn read_pattern(map: &Map<'_>, faults: &mut Faults) -> Option<Pattern> {
    let shapes = ["day", "weekday", "easter", "equinox"];
    let found: Vec<&str> = shapes.into_iter().filter(|key| map.get(key).is_some()).collect();
    let [shape] = found[..] else {
        let message = if found.is_empty() {
            "what the days are computed from is missing".to_owned()
        } else {
            format!("the days are computed from {} at once", found.join(" and "))
        };
        let hint = "write one of `month: 5, day: 3`; `month: 1, weekday: monday, nth: 2`; `easter: -2`; `equinox: vernal`";
        faults.note(map.place, message, hint);
        return None;
    };
    let taken: &[&str] = match shape {
        "day" => &["calendar", "month"],
        "weekday" => &["month", "nth"],
        _ => &[],
    };
    for key in ["calendar", "month", "nth"] {
        if let Some(node) = map.get(key)
            && !taken.contains(&key)
        {
            faults.note(&node.place, format!("`{key}` has no effect beside `{shape}`"), "drop it");
        }
    }
    match shape {
        "day" => read_day(map, faults),
        "weekday" => read_weekday(map, faults),
        "easter" => {
            let node = map.get("easter")?;
            let offset = within(node, -EASTER_REACH, EASTER_REACH, faults)?;
            Some(Pattern::Easter { offset: offset as i16 })
        }
        _ => map.optional("equinox", faults, decode::word::<Equinox>).map(Pattern::Equinox),
    }
}

fn read_day(map: &Map<'_>, faults: &mut Faults) -> Option<Pattern> {
    let moon = match map.get("calendar") {
        Some(node) => read_calendar(node, faults)?,
        None => None,
    };
    let month = map.required("month", faults, read_month)?;
    let most = match (moon, month) {
        (Some(_), _) => 30,
        (None, 2) => 29,
        (None, 4 | 6 | 9 | 11) => 30,
        (None, _) => 31,
    };
    let day = map.required("day", faults, |node, faults| match node.text() {
        Some("all") => Some(MonthDay::All),
        _ => within(node, 1, most, faults).map(|day| MonthDay::Day(day as u8)),
    })?;
    Some(moon.map_or(Pattern::Month { month, day }, |moon| Pattern::Moon { moon, month, day }))
}

/// The calendar a month is of; `None` is ours.
fn read_calendar(node: &Node, faults: &mut Faults) -> Option<Option<Moon>> {
    let text = decode::string(node, faults)?;
    if text == "gregorian" {
        return Some(None);
    }
    let found = Moon::WORDS.iter().find(|(word, _)| *word == text).map(|(_, moon)| Some(*moon));
    if found.is_none() {
        let words: Vec<&str> =
            std::iter::once("gregorian").chain(Moon::WORDS.iter().map(|(word, _)| *word)).collect();
        faults.note(&node.place, format!("`{text}` is not {}", Moon::WHAT), hint(&text, &words));
    }
    found
}

fn read_weekday(map: &Map<'_>, faults: &mut Faults) -> Option<Pattern> {
    let month = map.required("month", faults, read_month);
    let weekday = map.required("weekday", faults, decode::word::<Weekday>);
    let nth = map.required("nth", faults, |node, faults| within(node, -1, 5, faults));
    if nth == Some(0) {
        let hint = "count from 1 to 5; -1 is the last of the month";
        faults.note(map.place, "no month has a weekday number 0", hint);
        return None;
    }
    Some(Pattern::Weekday { month: month?, weekday: weekday?, nth: nth? as i8 })
}

fn read_month(node: &Node, faults: &mut Faults) -> Option<u8> {
    let number = decode::integer(node, faults)?;
    let month = u8::try_from(number).ok().filter(|month| (1..=12).contains(month));
    if month.is_none() {
        let hint = "months run from 1 to 12, those of the moon too: a leap month has the number of the month it repeats, and no feasts";
        faults.note(&node.place, format!("there is no month {number}"), hint);
    }
    month
}

/// A whole number from `least` to `most`, both small.
fn within(node: &Node, least: i64, most: i64, faults: &mut Faults) -> Option<i64> {
    let number = decode::integer(node, faults)?;
    if (least..=most).contains(&number) {
        return Some(number);
    }
    let hint = format!("write a number from {least} to {most}");
    faults.note(&node.place, format!("{number} is outside {least} to {most}"), hint);
    None
}

/// Recurrences speak of years of their own; the same year again only as a correction that became known later.
pub(super) fn check_order(recurs: &[Recurrence], faults: &mut Faults) {
    for (number, second) in recurs.iter().enumerate() {
        let both = |first: &Recurrence| *first.years.start().max(second.years.start());
        let meets = |first: &&Recurrence| {
            both(first) <= *first.years.end().min(second.years.end()) && second.recorded <= first.recorded
        };
        if let Some(first) = recurs[..number].iter().find(meets) {
            let hint = "give each `from` and `until`; a correction says when it became known, `recorded: …`, after what it corrects";
            faults.note(&second.place, format!("the year {} is computed twice", both(first)), hint);
        }
    }
}

impl Word for Weekday {
    const WHAT: &'static str = "a day of the week";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("monday", Self::Monday),
        ("tuesday", Self::Tuesday),
        ("wednesday", Self::Wednesday),
        ("thursday", Self::Thursday),
        ("friday", Self::Friday),
        ("saturday", Self::Saturday),
        ("sunday", Self::Sunday),
    ];
}

const _: () = assert!(*YEARS.start() > 622, "years before the Hijra have no Islamic months");
