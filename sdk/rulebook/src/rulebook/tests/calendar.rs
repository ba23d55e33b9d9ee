//! The calendar: what a period meets, and that a hole in it is never a free day.

use super::{bundle, loaded, on};
use crate::calendar::{WindowKind, WindowStatus};
use crate::date::Date;
use crate::plan::{Plan, RecordBuilder};
use crate::review::{Depth, Outcome};
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::PLAN;

const CALENDAR: &str = "window: new-year
title: New Year
kind: public_holiday
days:
  - {year: 2026, from: 2026-01-01, until: 2026-01-03, status: official, sources: [law]}
  - {year: 2027, from: 2027-01-01, until: 2027-01-02, status: estimated, sources: [talk]}
  - {year: 2027, from: 2027-01-01, until: 2027-01-04, status: official, sources: [law], recorded: 2026-11-01}
---
window: harvest
title: Harvest
kind: public_holiday
days:
  - {year: 2026, from: 2026-09-10, until: 2026-09-12, status: official, sources: [law]}
  - {year: 2027, status: awaiting_notice}
---
window: tide
title: Spring tide
kind: quiet_days
advice: avoid
sectors: [travel]
days: [{year: 2026, from: 2026-03-01, until: 2026-03-31, status: estimated, sources: [talk]}]
---
window: election
title: Election day
kind: sensitive_days
every_year: false
days: [{year: 2026, from: 2026-05-03, until: 2026-05-03, status: official, sources: [law]}]
";
const RULE: &str = "rule: AT-CUS-009
title: A plan runs over a holiday
status: active
authority: custom
severity: warning
let: {met: 'calendar_windows(plan.starts_on, plan.ends_on, [\"public_holiday\"])'}
fails_if: 'size(met) > 0'
message: 'The plan meets {met}.'
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {starts_on: 2026-09-01, ends_on: 2026-09-10}}
  - {name: b, expect: pass, plan: {starts_on: 2026-09-01, ends_on: 2026-09-09}}
  - {name: c, expect: not_applicable, plan: {audience: {region_codes: [FR]}}}
  - {name: d, expect: cannot_tell, plan: {starts_on: 2026-09-01}}
";

fn atlantis() -> Rulebook {
    loaded(&bundle(&[("calendar.yaml", CALENDAR), ("rules/AT-CUS-009.yaml", RULE)]))
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn a_period_meets_windows_or_it_is_not_known() {
    let atlantis = atlantis();
    let now = "2026-12-31";
    for (from, until, names, known_as_of, expected) in [
        ("2026-01-03", "2026-01-10", &["public_holiday"][..], now, Ok(&["new-year"][..])),
        ("2026-01-04", "2026-09-09", &["public_holiday"], now, Ok(&[])),
        (
            "2026-01-01",
            "2026-12-31",
            &["public_holiday", "quiet_days"],
            now,
            Ok(&["new-year", "tide", "harvest"]),
        ),
        ("2026-09-12", "2026-09-12", &["harvest"], now, Ok(&["harvest"])),
        ("2026-12-01", "2027-01-31", &["new-year"], now, Ok(&["new-year"])),
        // A correction counts from the day it became known.
        ("2027-01-03", "2027-01-03", &["new-year"], "2026-10-31", Ok(&[])),
        ("2027-01-03", "2027-01-03", &["new-year"], "2026-11-01", Ok(&["new-year"])),
        // What came once has no days in other years.
        ("2026-05-01", "2026-05-31", &["sensitive_days"], now, Ok(&["election"])),
        ("2027-05-01", "2027-05-31", &["election"], now, Ok(&[])),
        // Holes: a notice awaited, a year nobody entered, a kind without windows, nothing known yet.
        ("2026-12-01", "2027-01-31", &["public_holiday"], now, Err(&["calendar/harvest/2027"])),
        ("2027-03-01", "2027-03-02", &["quiet_days"], now, Err(&["calendar/tide/2027"])),
        ("2025-03-01", "2025-03-02", &["tide"], now, Err(&["calendar/tide/2025"])),
        ("2027-05-01", "2027-05-31", &["sensitive_days"], now, Err(&["calendar/sensitive_days/2027"])),
        ("2026-06-18", "2026-06-18", &["sales_season"], now, Err(&["calendar/sales_season/2026"])),
        ("2026-01-01", "2026-01-01", &["new-year"], "2025-12-31", Err(&["calendar/new-year/2026"])),
        ("0001-01-01", "9999-12-31", &["election"], now, Ok(&["election"])),
        ("0001-01-01", "9999-12-31", &["tide"], now, Err(&["calendar/tide/1"])),
    ] {
        let found = atlantis.windows_named(names, (day(from), day(until)), day(known_as_of));
        let found = found.as_deref().map_err(Vec::as_slice);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{names:?} from {from} to {until}"),
            (Err(found), Err(expected)) => assert_eq!(found, *expected, "{names:?} from {from} to {until}"),
            _ => {
                panic!("{names:?} from {from} to {until}, known {known_as_of}: {found:?} is not {expected:?}")
            }
        }
    }
}

#[test]
fn a_year_without_days_is_a_row() {
    let atlantis = atlantis();
    let rows = |from: &str, until: &str, kinds: &[WindowKind], known_as_of: &str| -> Vec<String> {
        let inquiry = Inquiry { known_as_of: day(known_as_of), ..on("2026-06-01") };
        let views = atlantis.windows(day(from), day(until), kinds, &inquiry);
        let row = |view: &crate::WindowView<'_>| match view.status() {
            WindowStatus::AwaitingNotice => format!("{} {} ?", view.window.id, view.year),
            _ => format!("{} {}", view.window.id, view.year),
        };
        views.iter().map(row).collect()
    };
    assert_eq!(
        rows("2026-12-01", "2028-02-01", &[], "2026-12-31"),
        [
            "new-year 2027",
            "harvest 2027 ?",
            "tide 2027 ?",
            "harvest 2028 ?",
            "new-year 2028 ?",
            "tide 2028 ?"
        ]
    );
    assert_eq!(rows("2026-01-01", "2026-12-31", &[WindowKind::QuietDays], "2026-12-31"), ["tide 2026"]);
    assert_eq!(
        rows("2020-01-01", "2025-12-31", &[], "2026-12-31"),
        [""; 0],
        "before its first year nobody looked"
    );
    assert_eq!(rows("2026-01-01", "2026-12-31", &[], "2025-12-31"), [""; 0], "nothing was known yet");
}

#[test]
fn a_hole_in_the_calendar_is_a_question_and_never_a_pass() {
    let atlantis = atlantis();
    assert_eq!(atlantis.self_test().failures, Vec::<String>::new());
    for (from, until, outcome, message, question) in [
        ("2026-09-01", "2026-09-20", Outcome::Fail, "The plan meets harvest.", ""),
        ("2026-10-01", "2026-12-20", Outcome::Pass, "", ""),
        (
            "2026-12-20",
            "2027-01-10",
            Outcome::CannotTell,
            "the days of `harvest` in 2027 await their official notice",
            "which days of 2027 are Harvest (harvest)?",
        ),
        (
            "2028-03-01",
            "2028-03-10",
            Outcome::CannotTell,
            "the calendar has no days of `new-year` for 2028, from what was recorded by 2026-12-31",
            "which days of 2028 are New Year (new-year)?",
        ),
        ("2026-09-20", "2026-09-01", Outcome::Error, "ends on 2026-09-01, before it begins", ""),
    ] {
        let mut violations = Vec::new();
        let root = RecordBuilder::new(&PLAN, "", &mut violations)
            .text("starts_on", Some(from.to_owned()))
            .text("ends_on", Some(until.to_owned()))
            .build();
        let review = atlantis.review(&Plan::new(root), &on("2026-06-01"), Depth::Everything);
        let finding =
            review.findings.iter().find(|finding| finding.rule.id == "AT-CUS-009").expect("the rule ran");
        assert_eq!(finding.outcome, outcome, "{from} to {until}: {}", finding.message());
        assert!(finding.message().contains(message), "{from} to {until}: {}", finding.message());
        let asked = finding.questions().join("\n");
        assert!(asked.contains(question), "{from} to {until} asks: {asked}");
    }
}

#[test]
fn a_kind_without_windows_is_asked_for_in_words() {
    let atlantis = atlantis();
    let gap = atlantis.calendar_gap("calendar/sales_season/2027").expect("it is a kind");
    assert_eq!(gap.question(&atlantis), "which days of 2027 are sales season?");
    let message = gap.message(&atlantis, day("2026-12-31"));
    assert_eq!(message, "the calendar has no sales_season for 2027, from what was recorded by 2026-12-31");
    for key in ["access/facebook", "calendar/unknown/2027", "calendar/tide", "calendar/tide/soon"] {
        assert!(atlantis.calendar_gap(key).is_none(), "`{key}` is no key of a hole in the calendar");
    }
}

#[test]
fn faults_of_a_window_say_where_and_what_to_do() {
    for (from, to, wrong, hint) in [
        (
            "kind: quiet_days",
            "kind: quiet_day",
            "calendar.yaml:18:7: `quiet_day` is not a kind of window",
            "did you mean `quiet_days`?",
        ),
        ("advice: avoid", "advice: avoyd", "`avoyd` is not an advice", "did you mean `avoid`?"),
        ("sectors: [travel]", "sectors: [travels]", "`travels` is not a sector", "did you mean `travel`?"),
        ("advice: avoid\n", "", "`sectors` without an advice", "advice: avoid"),
        (
            "status: awaiting_notice",
            "status: awaiting",
            "`awaiting` is not a status of days",
            "did you mean `awaiting_notice`?",
        ),
        (
            "2027, status: awaiting_notice",
            "2027, status: awaiting_notice, from: 2027-09-01",
            "days that await their notice are not known",
            "estimated",
        ),
        (
            "2027, status: awaiting_notice",
            "2026, status: awaiting_notice",
            "calendar.yaml:14:5: the year 2026 stands twice",
            "recorded",
        ),
        (
            "2027, status: awaiting_notice",
            "2025, status: awaiting_notice",
            "2025 does not come after 2026",
            "in order",
        ),
        (
            "{year: 2027, status: awaiting_notice}",
            "{year: 27, status: awaiting_notice}",
            "27 is no year",
            "2027",
        ),
        ("until: 2026-09-12, ", "", "the days of 2026 are not all there", "awaiting_notice"),
        (
            "until: 2026-09-12",
            "until: 2026-09-09",
            "ends on 2026-09-09, before it begins on 2026-09-10",
            "mend the dates",
        ),
        ("until: 2026-03-31", "until: 2027-03-31", "2026-03-01 to 2027-03-31 is not in 2026", "two windows"),
        ("until: 2026-03-31", "until: 2026-03", "2026-03 is not a day", "2027-02-06"),
        (
            "status: estimated, sources: [talk]}]",
            "status: estimated}]",
            "days without a source",
            "add `sources:",
        ),
        (
            "status: estimated, sources: [talk]}]",
            "status: estimated, sources: [tolk]}]",
            "there is no source `tolk`",
            "did you mean `talk`?",
        ),
        (
            "official, sources: [law]}]",
            "official, sources: [rumour]}]",
            "official days of 2026 that rest on unverified sources alone",
            "cite the notice",
        ),
        ("window: harvest", "window: festival", "`festival` is a kind of window", "a name of its own"),
        (
            "window: harvest",
            "window: new-year",
            "a second window `new-year`",
            "the first stands at calendar.yaml:1",
        ),
        ("title: Harvest", "titel: Harvest", "unknown key `titel`", "did you mean `title`?"),
        (
            "days: [{year: 2026, from: 2026-05-03, until: 2026-05-03, status: official, sources: [law]}]",
            "days: []",
            "a window without a year",
            "awaiting_notice",
        ),
    ] {
        assert!(CALENDAR.contains(from), "the case replaces `{from}`, which is not there");
        let calendar = CALENDAR.replacen(from, to, 1);
        let rumour = "source: rumour\ntitle: A rumour\nkind: unverified\n";
        let files = [("calendar.yaml", calendar.as_str()), ("rumour.yaml", rumour)];
        let faults = Rulebook::load(&bundle(&files)).expect_err(wrong);
        let shown: String = faults.iter().map(ToString::to_string).collect();
        assert!(
            shown.contains(wrong) && shown.contains(hint),
            "must say `{wrong}` and `{hint}`; it says:\n{shown}"
        );
    }
}
