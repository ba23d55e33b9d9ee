//! The calendar: windows of days that a plan should know of, year by year, written down or computed. A year nobody can speak of yet
//! is a hole, and never a free day.

mod almanac;
mod moon;
mod pattern;
mod query;
mod read;
mod recurrence;
mod substitute;

use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::date::Date;
use crate::decode::{Link, Word};
use crate::suggest::{hint, quoted};
use crate::text::LocalText;
use crate::yaml::Place;
use substitute::SubstituteFor;

pub(crate) use almanac::Almanac;
pub use query::WindowView;
pub(crate) use read::{read, read_sector};
pub use recurrence::Recurrence;

/// Days that come back each year, or came once: a holiday, a festival, a season.
#[derive(Debug, Clone)]
pub struct Window {
    /// Identifier, for example `cn-spring-festival`.
    pub id: String,
    /// What it is.
    pub title: LocalText,
    /// What kind of days they are.
    pub kind: WindowKind,
    /// What they mean for a campaign; `None` for nothing either way.
    pub advice: Option<WindowAdvice>,
    /// Lines of business the advice is for; empty for all.
    pub sectors: Vec<String>,
    /// What a reader should know beside it.
    pub note: Option<LocalText>,
    /// Whether it comes every year, so that a year nobody speaks of is a hole; else such a year has no such days.
    pub every_year: bool,
    /// Years whose days are written down, in order; a correction of a year follows what it corrects.
    pub years: Vec<WindowYear>,
    /// How its days are computed in other years; a correction follows what it corrects.
    pub recurs: Vec<Recurrence>,
    /// Layer it comes from.
    pub layer: String,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

/// The days of a window in one year as they are written down, as far as they were known from one day on.
#[derive(Debug, Clone)]
pub struct WindowYear {
    /// The year.
    pub year: i16,
    /// Its days in order, all within the year; none while the notice is awaited.
    pub runs: Vec<Run>,
    /// How sure the days are.
    pub status: WindowStatus,
    /// What of its days is made up for; `None` for what its recurrence says.
    pub(crate) substitute: Option<SubstituteFor>,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// When this became known.
    pub recorded: Date,
    pub(crate) links: Vec<Link>,
    pub(crate) place: Place,
}

/// Days in a row, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// First day.
    pub first: Date,
    /// Last day; in the same year.
    pub last: Date,
    /// The day it stands in for, where it is a substitute holiday.
    pub in_lieu_of: Option<Date>,
}

/// What speaks of a window in a year.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Basis<'r> {
    Written(&'r WindowYear),
    Computed(&'r Recurrence),
}

/// The years the calendar speaks of.
pub(crate) const YEARS: RangeInclusive<i16> = 1900..=2200;

/// What kind of days a window has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowKind {
    /// Offices are closed by law.
    PublicHoliday,
    /// A day of the weekend that is worked, to make up for a holiday.
    MakeUpWorkday,
    /// People celebrate; offices may be open.
    Festival,
    /// People buy more than at other times.
    SalesSeason,
    /// Little happens: people travel, fast, rest or sit examinations.
    QuietDays,
    /// Days of memory, where a campaign can give offence.
    SensitiveDays,
}

/// What a window means for a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowAdvice {
    /// A good time.
    Prefer,
    /// A bad time.
    Avoid,
    /// No campaign then.
    Forbidden,
}

/// How sure the days of a year are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowStatus {
    /// Announced by whoever decides.
    Official,
    /// Computed or foreseen; the notice may say otherwise.
    Estimated,
    /// Nobody can say yet.
    AwaitingNotice,
}

impl Word for WindowKind {
    const WHAT: &'static str = "a kind of window";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("public_holiday", Self::PublicHoliday),
        ("make_up_workday", Self::MakeUpWorkday),
        ("festival", Self::Festival),
        ("sales_season", Self::SalesSeason),
        ("quiet_days", Self::QuietDays),
        ("sensitive_days", Self::SensitiveDays),
    ];
}

impl Word for WindowAdvice {
    const WHAT: &'static str = "an advice";
    const WORDS: &'static [(&'static str, Self)] =
        &[("prefer", Self::Prefer), ("avoid", Self::Avoid), ("forbidden", Self::Forbidden)];
}

impl Word for WindowStatus {
    const WHAT: &'static str = "a status of days";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("official", Self::Official),
        ("estimated", Self::Estimated),
        ("awaiting_notice", Self::AwaitingNotice),
    ];
}

// === impl Window ===

impl Window {
    /// What speaks of it in a year, as far as that was known at a date: what is written down comes before what is computed.
    pub(crate) fn in_year(&self, year: i16, known_as_of: Date) -> Option<Basis<'_>> {
        let mut written = self.years.iter().rev();
        let written = written.find(|entry| entry.year == year && entry.recorded <= known_as_of);
        written.map(Basis::Written).or_else(|| self.recurrence(year, known_as_of).map(Basis::Computed))
    }

    /// How its days of a year are computed, as far as that was known at a date.
    fn recurrence(&self, year: i16, known_as_of: Date) -> Option<&Recurrence> {
        let mut newest_first = self.recurs.iter().rev();
        newest_first.find(|one| one.years.contains(&year) && one.recorded <= known_as_of)
    }

    /// The first year anything speaks of it, as far as that was known at a date.
    fn first_year(&self, known_as_of: Date) -> Option<i16> {
        let written = self.years.iter().filter(|entry| entry.recorded <= known_as_of).map(|entry| entry.year);
        let computed = self.recurs.iter().filter(|one| one.recorded <= known_as_of);
        written.chain(computed.map(|one| *one.years.start())).min()
    }

    /// When each of its years and recurrences became known.
    pub(crate) fn records(&self) -> impl Iterator<Item = Date> {
        let years = self.years.iter().map(|entry| entry.recorded);
        years.chain(self.recurs.iter().map(|one| one.recorded))
    }

    /// The sources of all its years and recurrences.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Link> {
        self.years.iter().flat_map(|entry| &entry.links).chain(self.recurs.iter().flat_map(|one| &one.links))
    }

    /// Whether a name means it: its id, or its kind.
    fn answers_to(&self, name: &str) -> bool {
        self.id == name || self.kind.as_str() == name
    }
}

// === impl Run ===

impl Run {
    /// Days that stand for themselves.
    pub(crate) fn of(first: Date, last: Date) -> Self {
        Self { first, last, in_lieu_of: None }
    }

    /// The day in lieu of another.
    pub(crate) fn in_lieu(day: Date, of: Date) -> Self {
        Self { first: day, last: day, in_lieu_of: Some(of) }
    }

    /// Whether it has a day in common with a period.
    fn touches(&self, (from, until): (Date, Date)) -> bool {
        self.first <= until && from <= self.last
    }

    /// Its days, one by one.
    fn days(self) -> impl Iterator<Item = Date> {
        self.first.series(jiff::Span::new().days(1)).take_while(move |day| *day <= self.last)
    }
}

// === impl Basis ===

impl<'r> Basis<'r> {
    pub(crate) fn status(self) -> WindowStatus {
        match self {
            Self::Written(entry) => entry.status,
            Self::Computed(recurrence) => recurrence.status,
        }
    }

    pub(crate) fn sources(self) -> &'r [String] {
        match self {
            Self::Written(entry) => &entry.sources,
            Self::Computed(recurrence) => &recurrence.sources,
        }
    }
}

// === impl WindowKind ===

impl WindowKind {
    /// The kind as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }

    /// The words of all kinds.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        Self::WORDS.iter().map(|(word, _)| *word)
    }
}

impl FromStr for WindowKind {
    type Err = String;

    /// The kind of a word; the error names the nearest.
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::WORDS.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind);
        found.ok_or_else(|| {
            let valid: Vec<&str> = Self::words().collect();
            format!("{} is not {}; {}", quoted(text), Self::WHAT, hint(text, &valid))
        })
    }
}

impl WindowAdvice {
    /// The advice as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}
