//! What a recurrence is reckoned by: a day of a month, a weekday, Easter, an equinox.

use jiff::ToSpan;
use jiff::civil::Weekday;

use super::YEARS;
use super::moon::Moon;
use crate::date::Date;
use crate::decode::Word;

/// Days of a year by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// A day of a month of our calendar, or the whole month.
    Month { month: u8, day: MonthDay },
    /// A day of a month of the moon, or the whole month.
    Moon { moon: Moon, month: u8, day: MonthDay },
    /// The first Monday of a month, the last Thursday (`nth` is then -1).
    Weekday { month: u8, weekday: Weekday, nth: i8 },
    /// So many days after the Sunday of Easter, as the churches of the West reckon it.
    Easter { offset: i16 },
    /// The day of an equinox in Japan.
    Equinox(Equinox),
}

/// A day of a month, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MonthDay {
    Day(u8),
    All,
}

/// When day and night are of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Equinox {
    Vernal,
    Autumnal,
}

impl Word for Equinox {
    const WHAT: &'static str = "an equinox";
    const WORDS: &'static [(&'static str, Self)] = &[("vernal", Self::Vernal), ("autumnal", Self::Autumnal)];
}

impl Pattern {
    /// The first and the last year it is computed for.
    pub(super) fn reach(&self) -> (i16, i16) {
        match self {
            Self::Moon { moon, .. } => moon.reach(),
            Self::Equinox(_) => (1980, 2099),
            Self::Month { .. } | Self::Weekday { .. } | Self::Easter { .. } => (*YEARS.start(), *YEARS.end()),
        }
    }

    /// What of it has a reach, as a fault names it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Moon { moon, .. } => moon.word(),
            Self::Equinox(_) => "equinox",
            Self::Month { .. } | Self::Weekday { .. } | Self::Easter { .. } => "gregorian",
        }
    }

    /// The days that begin in a year, in order: first and last of each run.
    pub(super) fn in_year(&self, year: i16) -> Vec<(Date, Date)> {
        match *self {
            Self::Month { month, day: MonthDay::Day(day) } => {
                single(Date::new(year, month as i8, day as i8).ok())
            }
            Self::Month { month, day: MonthDay::All } => {
                let first = Date::new(year, month as i8, 1).ok();
                first.map(|first| (first, first.last_of_month())).into_iter().collect()
            }
            Self::Moon { moon, month, day: MonthDay::Day(day) } => {
                moon.days(year, month, day).into_iter().map(|day| (day, day)).collect()
            }
            Self::Moon { moon, month, day: MonthDay::All } => months_of(moon, year, month),
            Self::Weekday { month, weekday, nth } => {
                let first = Date::new(year, month as i8, 1);
                single(first.and_then(|first| first.nth_weekday_of_month(nth, weekday)).ok())
            }
            Self::Easter { offset } => {
                single(easter(year).and_then(|easter| easter.checked_add(i32::from(offset).days()).ok()))
            }
            Self::Equinox(equinox) => single(equinox.day(year)),
        }
    }
}

fn single(day: Option<Date>) -> Vec<(Date, Date)> {
    day.map(|day| (day, day)).into_iter().collect()
}

/// Months of the moon that begin in a year, of 29 or 30 days.
fn months_of(moon: Moon, year: i16, month: u8) -> Vec<(Date, Date)> {
    let thirtieths: Vec<Date> =
        [year, year.saturating_add(1)].into_iter().flat_map(|year| moon.days(year, month, 30)).collect();
    let run = |first: Date| {
        let (short, long) = (first.checked_add(28.days()).ok()?, first.checked_add(29.days()).ok()?);
        Some((first, if thirtieths.contains(&long) { long } else { short }))
    };
    moon.days(year, month, 1).into_iter().filter_map(run).collect()
}

/// The Sunday of Easter by the Gregorian computus, in the form of Meeus, Jones and Butcher: whole numbers alone, for any year.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(i16::try_from(year).ok()?, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

impl Equinox {
    /// The day in Japan, by the approximation of the Japan Coast Guard's hydrographers for the years 1980 to 2099, in millionths of a
    /// day. The day itself is announced in February of the year before.
    fn day(self, year: i16) -> Option<Date> {
        let years = i64::from(year) - 1980;
        let (month, at) = match self {
            Self::Vernal => (3, 20_843_100),
            Self::Autumnal => (9, 23_248_800),
        };
        let day = (at + 242_194 * years).div_euclid(1_000_000) - years.div_euclid(4);
        Date::new(year, month, i8::try_from(day).ok()?).ok()
    }
}
