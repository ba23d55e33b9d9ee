//! Dates at the precision known.

use std::fmt;
use std::str::FromStr;

use jiff::civil;

use crate::suggest::quoted;

/// A day of the Gregorian calendar.
pub type Date = civil::Date;

/// A day written in full: `2026-12-31` and nothing else.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == "2026-12-31".len())
}

/// Whether more than `every` days have passed since somebody looked.
pub(crate) fn is_past_review(looked: Date, every: u32, as_of: Date) -> bool {
    looked.until(as_of).is_ok_and(|span| i64::from(span.get_days()) > i64::from(every))
}

/// A year, a month or a day, as written: `2010`, `2010-03`, `2010-03-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    first: Date,
    precision: Precision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// First day of the period.
    pub fn first(self) -> Date {
        self.first
    }

    /// Last day of the period.
    pub fn last(self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self { first: day, precision: Precision::Day }
    }
}

impl FromStr for PartialDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{} is not a date; write 2010-03-31, 2010-03 or 2010", quoted(text));
        let shape: Vec<usize> = text.split('-').map(str::len).collect();
        let precision = match shape[..] {
            [4] => Precision::Year,
            [4, 2] => Precision::Month,
            [4, 2, 2] => Precision::Day,
            _ => return Err(wrong()),
        };
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return Err(wrong());
        }
        let mut parts = text.split('-').map(|part| part.parse::<i16>().map_err(|_| wrong()));
        let mut part = |default: i16| parts.next().unwrap_or(Ok(default));
        let (year, month, day) = (part(0)?, part(1)?, part(1)?);
        let first = Date::new(year, month as i8, day as i8).map_err(|_| {
            format!(
                "`{text}` is not a day of the calendar; months run from 01 to 12, days to the month's last"
            )
        })?;
        Ok(Self { first, precision })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(out, "{:04}", self.first.year()),
            Precision::Month => write!(out, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => write!(out, "{}", self.first),
        }
    }
}

#[cfg(test)]
mod tests;
