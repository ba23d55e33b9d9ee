//! Days that are computed: what falls when, what is made up for, and where a rule ends.

use super::{bundle, loaded, on};
use crate::calendar::{WindowKind, WindowStatus};
use crate::date::Date;
use crate::rulebook::{Inquiry, Rulebook};

/// A rulebook whose calendar has these windows: id, kind, and what follows.
fn with(windows: &[(&str, &str, &str)]) -> Rulebook {
    let document =
        |(id, kind, rest): &(&str, &str, &str)| format!("window: {id}\ntitle: {id}\nkind: {kind}\n{rest}\n");
    let text: Vec<String> = windows.iter().map(document).collect();
    loaded(&bundle(&[("calendar.yaml", &text.join("---\n"))]))
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// `<id> <days>` of each row of a year, without the year; substitutes say what they make up for, holes `?`.
fn rows(rulebook: &Rulebook, year: i16, known_as_of: &str) -> Vec<String> {
    let inquiry = Inquiry { known_as_of: day(known_as_of), ..on("2026-06-01") };
    let first = Date::new(year, 1, 1).expect("a year");
    let views = rulebook.windows(first, first.last_of_year(), &[], &inquiry);
    let short = |day: Date| day.strftime("%m-%d").to_string();
    let row = |view: &crate::WindowView<'_>| {
        let days = match view.run {
            None => "?".to_owned(),
            Some(run) => match run.in_lieu_of {
                Some(of) => format!("{} for {}", short(run.first), short(of)),
                None if run.first == run.last => short(run.first),
                None => format!("{}..{}", short(run.first), short(run.last)),
            },
        };
        format!("{} {days}", view.window.id)
    };
    views.iter().map(row).collect()
}

#[test]
fn a_rule_gives_the_days_that_are_known() {
    for (rule, days) in [
        // Spring Festival, Dragon Boat, Mid-Autumn, and the Vesak of Malaysia.
        (
            "calendar: chinese, month: 1, day: 1",
            &["2010-02-14", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26"][..],
        ),
        (
            "calendar: chinese, month: 5, day: 5",
            &["2010-06-16", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28"],
        ),
        ("calendar: chinese, month: 8, day: 15", &["2010-09-22", "2024-09-17", "2025-10-06", "2026-09-25"]),
        (
            "calendar: chinese, month: 4, day: 15",
            &["2010-05-28", "2024-05-22", "2025-05-12", "2026-05-31", "2027-05-20"],
        ),
        // Seollal, a day after Spring Festival in 2027 and 2028; Buddha's Birthday; Chuseok.
        (
            "calendar: dangi, month: 1, day: 1",
            &["2010-02-14", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-07", "2028-01-27"],
        ),
        (
            "calendar: dangi, month: 4, day: 8",
            &["2010-05-21", "2024-05-15", "2025-05-05", "2026-05-24", "2027-05-13", "2028-05-02"],
        ),
        (
            "calendar: dangi, month: 8, day: 15",
            &["2010-09-22", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03"],
        ),
        // A leap month does not count: 2025 had a second sixth month.
        ("calendar: chinese, month: 6, day: 1", &["2025-06-25"]),
        // Eid al-Fitr as printed in Saudi Arabia; twice in the year 2000.
        (
            "calendar: islamic_umm_al_qura, month: 10, day: 1",
            &["2000-01-08", "2000-12-27", "2023-04-21", "2024-04-10", "2025-03-30", "2026-03-20"],
        ),
        // Weekdays of a month: Coming of Age Day, a last Thursday, a fifth Monday.
        (
            "month: 1, weekday: monday, nth: 2",
            &["2010-01-11", "2024-01-08", "2025-01-13", "2026-01-12", "2027-01-11", "2028-01-10"],
        ),
        ("month: 11, weekday: thursday, nth: -1", &["2026-11-26", "2027-11-25"]),
        ("month: 3, weekday: monday, nth: 5", &["2026-03-30", "2027-03-29"]),
        // Good Friday and Ascension Day.
        ("easter: -2", &["2010-04-02", "2024-03-29", "2025-04-18", "2026-04-03", "2027-03-26", "2028-04-14"]),
        ("easter: 39", &["2010-05-13", "2024-05-09", "2025-05-29", "2026-05-14", "2027-05-06", "2028-05-25"]),
        // Equinoxes as Japan announced them.
        (
            "equinox: vernal",
            &["2010-03-21", "2024-03-20", "2025-03-20", "2026-03-20", "2027-03-21", "2028-03-20"],
        ),
        (
            "equinox: autumnal",
            &["2010-09-23", "2012-09-22", "2024-09-22", "2025-09-23", "2026-09-23", "2027-09-23"],
        ),
        ("month: 2, day: 29", &["2024-02-29", "2028-02-29"]),
    ] {
        let recurs = format!("recurs: {{{rule}, status: estimated, sources: [talk]}}");
        let rulebook = with(&[("feast", "festival", &recurs)]);
        let mut years: Vec<i16> = days.iter().map(|text| day(text).year()).collect();
        years.dedup();
        let computed: Vec<String> = years
            .iter()
            .flat_map(|year| rows(&rulebook, *year, "2026-12-31").into_iter().map(move |row| (*year, row)))
            .map(|(year, row)| row.replace("feast ", &format!("{year}-")))
            .collect();
        assert_eq!(computed, days, "{rule}");
    }
}

#[test]
fn a_run_takes_in_the_days_around_and_is_cut_at_the_new_year() {
    for (rule, year, expected) in [
        ("calendar: chinese, month: 1, day: 1, days_before: 1, days_after: 2", 2027, &["02-05..02-08"][..]),
        ("month: 12, day: 29, days_after: 5", 2026, &["01-01..01-03", "12-29..12-31"]),
        ("month: 1, day: 1, days_before: 2", 2026, &["01-01", "12-30..12-31"]),
        ("month: 7, day: all", 2026, &["07-01..07-31"]),
        ("month: 2, day: all", 2028, &["02-01..02-29"]),
        // Ramadan: 29 days in 2025, 30 in 2026, and across the new year of 2031.
        ("calendar: islamic_umm_al_qura, month: 9, day: all", 2025, &["03-01..03-29"]),
        ("calendar: islamic_umm_al_qura, month: 9, day: all", 2026, &["02-18..03-19"]),
        ("calendar: islamic_umm_al_qura, month: 9, day: all", 2031, &["01-01..01-23", "12-16..12-31"]),
    ] {
        let recurs = format!("recurs: {{{rule}, status: estimated, sources: [talk]}}");
        let found = rows(&with(&[("feast", "festival", &recurs)]), year, "2026-12-31");
        let expected: Vec<String> = expected.iter().map(|days| format!("feast {days}")).collect();
        assert_eq!(found, expected, "{rule} in {year}");
    }
}

/// Holidays of Japan around which a substitute has to find its place.
const JAPAN: &[(&str, &str, &str)] = &[
    (
        "children",
        "public_holiday",
        "recurs: {month: 5, day: 5, substitute: [sunday], status: official, sources: [law]}",
    ),
    (
        "constitution",
        "public_holiday",
        "recurs: {month: 5, day: 3, substitute: [sunday], status: official, sources: [law]}",
    ),
    (
        "greenery",
        "public_holiday",
        "recurs: {month: 5, day: 4, substitute: [sunday], status: official, sources: [law]}",
    ),
    (
        "vernal",
        "public_holiday",
        "recurs: {equinox: vernal, substitute: [sunday], status: estimated, sources: [law]}",
    ),
];

/// Holidays of Korea: the days of Chuseok make up for a Sunday and for another holiday, the others for any free day.
const KOREA: &[(&str, &str, &str)] = &[
    (
        "buddha",
        "public_holiday",
        "recurs: {calendar: dangi, month: 4, day: 8, from: 2023, substitute: [saturday, sunday, holiday], status: official, sources: [law]}",
    ),
    (
        "children",
        "public_holiday",
        "recurs: {month: 5, day: 5, from: 2014, substitute: [saturday, sunday, holiday], status: official, sources: [law]}",
    ),
    (
        "chuseok",
        "public_holiday",
        "recurs: {calendar: dangi, month: 8, day: 15, days_before: 1, days_after: 1, from: 2014, substitute: [sunday, holiday], status: official, sources: [law]}",
    ),
    (
        "foundation",
        "public_holiday",
        "recurs:\n  - {month: 10, day: 3, until: 2020, status: official, sources: [law]}\n  - {month: 10, day: 3, from: 2021, substitute: [saturday, sunday, holiday], status: official, sources: [law]}",
    ),
    (
        "hangul",
        "public_holiday",
        "recurs: {month: 10, day: 9, from: 2021, substitute: [saturday, sunday, holiday], status: official, sources: [law]}",
    ),
];

/// Holidays of Malaysia: a day that is announced, and one that stands in the way.
const MALAYSIA: &[(&str, &str, &str)] = &[
    (
        "agong",
        "public_holiday",
        "recurs: {month: 6, weekday: monday, nth: 1, substitute: [sunday], status: official, sources: [law]}",
    ),
    (
        "wesak",
        "public_holiday",
        "recurs: {calendar: chinese, month: 4, day: 15, substitute: [sunday], status: estimated, sources: [law]}\ndays: [{year: 2026, from: 2026-05-31, until: 2026-05-31, status: official, sources: [law]}]",
    ),
];

/// What is left over from a holiday on the last day of a year.
const YEAR_END: &[(&str, &str, &str)] = &[
    (
        "eve",
        "public_holiday",
        "recurs: {month: 12, day: 31, substitute: [sunday], status: official, sources: [law]}",
    ),
    (
        "new-year",
        "public_holiday",
        "recurs: {month: 1, day: 1, substitute: [sunday], status: official, sources: [law]}",
    ),
];

#[test]
fn what_falls_on_a_free_day_is_made_up_for() {
    for (windows, year, expected) in [
        (
            JAPAN,
            2024,
            "vernal 03-20, constitution 05-03, greenery 05-04, children 05-05, children 05-06 for 05-05",
        ),
        (
            JAPAN,
            2025,
            "vernal 03-20, constitution 05-03, greenery 05-04, children 05-05, greenery 05-06 for 05-04",
        ),
        (
            JAPAN,
            2026,
            "vernal 03-20, constitution 05-03, greenery 05-04, children 05-05, constitution 05-06 for 05-03",
        ),
        (
            JAPAN,
            2027,
            "vernal 03-21, vernal 03-22 for 03-21, constitution 05-03, greenery 05-04, children 05-05",
        ),
        // Two holidays on one day are made up for once; Chuseok from a Sunday on; Foundation Day within Chuseok.
        (
            KOREA,
            2025,
            "buddha 05-05, children 05-05, buddha 05-06 for 05-05, foundation 10-03, chuseok 10-05..10-07, chuseok 10-08 for 10-05, hangul 10-09",
        ),
        (
            KOREA,
            2028,
            "buddha 05-02, children 05-05, chuseok 10-02..10-04, foundation 10-03, chuseok 10-05 for 10-03, hangul 10-09",
        ),
        (KOREA, 2017, "children 05-05, foundation 10-03, chuseok 10-03..10-05, chuseok 10-06 for 10-03"),
        (MALAYSIA, 2026, "wesak 05-31, agong 06-01, wesak 06-02 for 05-31"),
        (YEAR_END, 2028, "new-year 01-01, eve 12-31"),
        (YEAR_END, 2029, "new-year 01-01, eve 01-02 for 12-31, eve 12-31"),
    ] {
        let found = rows(&with(windows), year, "2026-12-31").join(", ");
        assert_eq!(found, expected, "{year}");
    }
}

#[test]
fn a_substitute_beyond_the_new_year_goes_by_the_year_of_its_holiday() {
    let days = "every_year: false\ndays: [{year: 2028, from: 2028-12-31, until: 2028-12-31, substitute: [sunday], status: official, sources: [law]}]";
    let rulebook = with(&[("eve", "public_holiday", days)]);
    assert_eq!(rows(&rulebook, 2029, "2026-12-31"), ["eve 01-01 for 12-31"]);
    let views = rulebook.windows(day("2029-01-01"), day("2029-12-31"), &[], &on("2026-06-01"));
    assert_eq!((views[0].status(), views[0].sources()), (WindowStatus::Official, &["law".to_owned()][..]));
}

const FEAST: &str = "recurs:
  - {month: 3, day: 1, from: 2020, until: 2029, substitute: [saturday], status: official, sources: [law]}
  - {month: 3, day: 2, from: 2028, status: estimated, sources: [talk], recorded: 2026-11-01}
days:
  - {year: 2021, status: awaiting_notice}
  - {year: 2025, from: 2025-03-01, until: 2025-03-01, also: [2025-03-04, {from: 2025-03-06, until: 2025-03-07}], substitute: [], status: official, sources: [law]}
  - {year: 2026, from: 2026-02-28, until: 2026-02-28, status: official, sources: [law]}";

#[test]
fn what_is_written_down_comes_before_what_is_computed() {
    let rulebook = with(&[("feast", "public_holiday", FEAST)]);
    for (year, known_as_of, expected) in [
        (2019, "2026-12-31", ""),
        (2020, "2026-12-31", "feast 03-01"),
        (2021, "2026-12-31", "feast ?"),
        (2022, "2026-12-31", "feast 03-01"),
        // Written down, and not made up for; written down, and made up for as the rule says.
        (2025, "2026-12-31", "feast 03-01, feast 03-04, feast 03-06..03-07"),
        (2026, "2026-12-31", "feast 02-28, feast 03-02 for 02-28"),
        // A correction counts from the day it became known.
        (2028, "2026-10-31", "feast 03-01"),
        (2028, "2026-11-01", "feast 03-02"),
        (2030, "2026-10-31", "feast ?"),
        (2030, "2026-12-31", "feast 03-02"),
        (2022, "2025-12-31", ""),
    ] {
        let found = rows(&rulebook, year, known_as_of).join(", ");
        assert_eq!(found, expected, "{year}, known {known_as_of}");
    }
    let inquiry = on("2026-06-01");
    let views =
        rulebook.windows(day("2028-01-01"), day("2028-12-31"), &[WindowKind::PublicHoliday], &inquiry);
    assert_eq!(views[0].status(), WindowStatus::Estimated, "the status is that of the rule");
    assert_eq!(views[0].sources(), ["talk"]);
}

#[test]
fn a_rule_asks_about_computed_days_as_about_any() {
    let once = "every_year: false\nrecurs: {month: 8, day: 11, from: 2016, status: official, sources: [law]}";
    let moon = "recurs: {calendar: dangi, month: 1, day: 1, days_before: 1, days_after: 1, from: 2014, until: 2030, substitute: [sunday], status: official, sources: [law]}";
    let rulebook = with(&[("mountain", "festival", once), ("seollal", "public_holiday", moon)]);
    let all_known = day("2026-12-31");
    for (from, until, names, expected) in [
        ("2026-08-01", "2026-08-31", &["mountain"][..], Ok(&["mountain"][..])),
        // A day that did not exist yet is no hole.
        ("2010-08-01", "2010-08-31", &["mountain"], Ok(&[])),
        // A substitute answers to the name of its window, and no name comes twice.
        ("2027-02-09", "2027-02-09", &["seollal"], Ok(&["seollal"])),
        ("2027-02-10", "2027-02-10", &["seollal"], Ok(&[])),
        ("2025-12-01", "2027-02-28", &["public_holiday"], Ok(&["seollal"])),
        // Beyond what a rule speaks of is a hole.
        ("2030-12-01", "2031-01-15", &["seollal"], Err("calendar/seollal/2031")),
        ("2013-02-01", "2013-02-28", &["seollal"], Err("calendar/seollal/2013")),
        ("0001-01-01", "9999-12-31", &["mountain"], Ok(&["mountain"])),
        ("2201-01-01", "2201-01-02", &["seollal"], Err("calendar/seollal/2201")),
    ] {
        let found = rulebook.windows_named(names, (day(from), day(until)), all_known);
        match expected {
            Ok(ids) => assert_eq!(found.as_deref().ok(), Some(ids), "{names:?} from {from} to {until}"),
            Err(key) => {
                assert_eq!(found.err(), Some(vec![key.to_owned()]), "{names:?} from {from} to {until}")
            }
        }
    }
}

#[test]
fn no_year_is_too_much_for_a_rule() {
    let rules = [
        "month: 2, day: 29",
        "month: 12, day: all, days_before: 60, days_after: 60",
        "calendar: chinese, month: 12, day: 30, days_after: 60",
        "calendar: dangi, month: 1, day: all",
        "calendar: islamic_umm_al_qura, month: 12, day: 30",
        "calendar: islamic_civil, month: 9, day: all, days_before: 60",
        "calendar: islamic_tbla, month: 1, day: 1",
        "month: 3, weekday: sunday, nth: 5",
        "month: 10, weekday: monday, nth: -1",
        "easter: -100",
        "easter: 100, days_after: 60",
        "equinox: vernal",
        "equinox: autumnal",
    ];
    let recurs = rules.map(|rule| {
        format!("recurs: {{{rule}, substitute: [monday, holiday], status: estimated, sources: [talk]}}")
    });
    let ids: Vec<String> = (0..rules.len()).map(|number| format!("feast-{number}")).collect();
    let windows: Vec<(&str, &str, &str)> = ids
        .iter()
        .zip(&recurs)
        .map(|(id, recurs)| (id.as_str(), "public_holiday", recurs.as_str()))
        .collect();
    let rulebook = with(&windows);
    let once_more = with(&windows);
    let [mut known, mut holes] = [0, 0];
    for year in [1, 1582].into_iter().chain(1890..=2210).chain([9999]) {
        let inquiry = on("2026-06-01");
        let first = Date::new(year, 1, 1).expect("a year");
        let whole_year = (first, first.last_of_year());
        for view in rulebook.windows(whole_year.0, whole_year.1, &[], &inquiry) {
            match view.run {
                Some(run) => {
                    known += 1;
                    assert!(run.first <= run.last && whole_year.0 <= run.first && run.last <= whole_year.1);
                }
                None => holes += 1,
            }
        }
        if year % 10 == 0 {
            assert_eq!(rows(&rulebook, year, "2026-12-31"), rows(&once_more, year, "2026-12-31"), "{year}");
            assert_eq!(rows(&rulebook, year, "2025-12-31"), [""; 0], "{year}: nothing was known yet");
        }
    }
    assert!(known > 3_000 && holes > 100, "{known} runs and {holes} holes");
}
