//! The calendar: windows of days that a plan should know of, year by year. A year nobody has announced yet is a hole, and never a
//! free day.

mod query;
mod read;

use std::str::FromStr;

use crate::date::Date;
use crate::decode::{Link, Word};
use crate::suggest::{hint, quoted};
use crate::text::LocalText;
use crate::yaml::Place;

pub use query::WindowView;
pub(crate) use read::{read, read_sector};

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
    /// Whether it comes every year, so that a year without an entry is a hole; else such a year has no such days.
    pub every_year: bool,
    /// Its years in order; a correction of a year follows what it corrects.
    pub years: Vec<WindowYear>,
    /// Layer it comes from.
    pub layer: String,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

/// The days of a window in one year, as far as they were known from one day on.
#[derive(Debug, Clone)]
pub struct WindowYear {
    /// The year.
    pub year: i16,
    /// First and last day, both within the year; `None` while the notice is awaited.
    pub days: Option<(Date, Date)>,
    /// How sure the days are.
    pub status: WindowStatus,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// When this became known.
    pub recorded: Date,
    pub(crate) links: Vec<Link>,
    pub(crate) place: Place,
}

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
    /// Its days in a year, as far as they were known at a date.
    pub fn in_year(&self, year: i16, known_as_of: Date) -> Option<&WindowYear> {
        self.known(known_as_of).rev().find(|entry| entry.year == year)
    }

    /// Its years, as far as they were known at a date.
    fn known(&self, known_as_of: Date) -> impl DoubleEndedIterator<Item = &WindowYear> {
        self.years.iter().filter(move |entry| entry.recorded <= known_as_of)
    }

    /// Whether a name means it: its id, or its kind.
    fn answers_to(&self, name: &str) -> bool {
        self.id == name || self.kind.as_str() == name
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
