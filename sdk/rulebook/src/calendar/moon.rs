//! Days of the calendars of the moon, by way of ICU4X.

use icu_calendar::cal::hijri::{TabularAlgorithmEpoch, TabularAlgorithmLeapYears};
use icu_calendar::cal::{ChineseTraditional, Hijri, Iso, KoreanTraditional};
use icu_calendar::types::Month;
use icu_calendar::{AsCalendar, Date as IcuDate};

use super::YEARS;
use crate::date::Date;
use crate::decode::Word;

/// A calendar of the moon. The names are those of ICU and CLDR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moon {
    /// As computed in Beijing.
    Chinese,
    /// As computed in Seoul.
    Dangi,
    /// As printed in Saudi Arabia.
    UmmAlQura,
    /// By the arithmetic cycle of thirty years, from a Friday.
    Civil,
    /// By the same cycle, from the Thursday before.
    Tabular,
}

impl Word for Moon {
    const WHAT: &'static str = "a calendar";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("chinese", Self::Chinese),
        ("dangi", Self::Dangi),
        ("islamic_umm_al_qura", Self::UmmAlQura),
        ("islamic_civil", Self::Civil),
        ("islamic_tbla", Self::Tabular),
    ];
}

impl Moon {
    /// The years of ours it is computed for: where ICU4X has tables, or arithmetic is all there is to it.
    pub(super) fn reach(self) -> (i16, i16) {
        match self {
            Self::Chinese | Self::Dangi => (1901, 2099),
            Self::UmmAlQura => (*YEARS.start(), 2173),
            Self::Civil | Self::Tabular => (*YEARS.start(), *YEARS.end()),
        }
    }

    /// The days on which a day of a month falls in a year of ours; a year of Islamic months is shorter, so there may be two. A leap
    /// month does not count: feasts keep to the month it repeats.
    pub(super) fn days(self, year: i16, month: u8, day: u8) -> Vec<Date> {
        let days = self.near(year).filter_map(|its_year| self.date(its_year, month, day));
        days.filter(|date| date.year() == year).collect()
    }

    /// Its years that have days in a year of ours.
    fn near(self, year: i16) -> std::ops::RangeInclusive<i32> {
        let year = i32::from(year);
        match self {
            Self::Chinese | Self::Dangi => year - 1..=year,
            Self::UmmAlQura | Self::Civil | Self::Tabular => {
                let hijri = (year - 622) * 33 / 32;
                hijri - 1..=hijri + 2
            }
        }
    }

    fn date(self, year: i32, month: u8, day: u8) -> Option<Date> {
        const LEAP_YEARS: TabularAlgorithmLeapYears = TabularAlgorithmLeapYears::TypeII;
        let tabular = |epoch| Hijri::new_tabular(LEAP_YEARS, epoch);
        match self {
            Self::Chinese => iso(year, month, day, ChineseTraditional::new()),
            Self::Dangi => iso(year, month, day, KoreanTraditional::new()),
            Self::UmmAlQura => iso(year, month, day, Hijri::new_umm_al_qura()),
            Self::Civil => iso(year, month, day, tabular(TabularAlgorithmEpoch::Friday)),
            Self::Tabular => iso(year, month, day, tabular(TabularAlgorithmEpoch::Thursday)),
        }
    }
}

/// The day of ours; `None` where the month has no such day.
fn iso<C: AsCalendar>(year: i32, month: u8, day: u8, calendar: C) -> Option<Date> {
    let date = IcuDate::try_new(year.into(), Month::new(month), day, calendar).ok()?.to_calendar(Iso);
    let year = i16::try_from(date.year().extended_year()).ok()?;
    let (month, day) = (i8::try_from(date.month().ordinal).ok()?, i8::try_from(date.day_of_month().0).ok()?);
    Date::new(year, month, day).ok()
}
