//! Calendar, opportunities, influence and whom to call, as the API answers them.

use guidance_proto::v1 as pb;
use guidance_rulebook::Bundle;
use prost::Message;

use super::{MODULE, context};
use crate::{CountryModule as _, RulebookModule, Status};

const DOCUMENTS: &str = "window: tide
title: {en: Spring tide, ja: 大潮}
kind: quiet_days
advice: avoid
sectors: [travel]
note: Boats stay in.
days:
  - {year: 2026, from: 2026-08-01, until: 2026-08-03, status: official, sources: [talk]}
  - {year: 2027, status: awaiting_notice}
---
window: harvest
title: Harvest
kind: public_holiday
days:
  - {year: 2026, from: 2026-07-01, until: 2026-07-02, status: official, sources: [talk]}
  - {year: 2027, from: 2027-06-30, until: 2027-07-02, status: estimated, sources: [talk]}
---
window: new-year
title: New Year
kind: public_holiday
recurs: {month: 1, day: 1, from: 2028, until: 2029, substitute: [saturday, sunday], status: official, sources: [talk]}
---
fact: opportunity/boats
title: Boats
type: text
before_first: unknown
review_every: 30d
history: [{from: 2010, value: Boats are wanted., confidence: medium, sources: [talk]}]
---
opportunity: at-boats
title: Boats for hire
need: There are more visitors than boats.
sectors: [travel]
open: {from: 2010, until: 2030-06}
facts: [opportunity/boats]
sources: [talk]
---
influence: at-divers
who: {en: Divers, ja: ダイバー}
level: high
trend: rising
from: 2010-03
note: They talk.
sources: [talk]
confidence: medium
";

fn atlantis() -> RulebookModule {
    let module = MODULE.replace("reach: Ask}", "reach: Ask, review_duty: The tides each spring}");
    let files = [("module.yaml".to_owned(), module), ("documents.yaml".to_owned(), DOCUMENTS.to_owned())];
    RulebookModule::load(&Bundle::from_files(files).to_tar(), []).expect("the rulebook of Atlantis loads")
}

fn ask<Response: Message + Default>(method: &str, request: &impl Message) -> Result<Response, Status> {
    let bytes = atlantis().call(&context(), method, &request.encode_to_vec())?;
    Ok(Response::decode(&bytes[..]).expect("the answer is a message"))
}

fn windows(request: &pb::ListCalendarWindowsRequest) -> Result<pb::ListCalendarWindowsResponse, Status> {
    ask("/marketguidance.v1.CatalogService/ListCalendarWindows", request)
}

/// `<id> <year> <first>..<last>` of each.
fn shown(windows: &[pb::CalendarWindow]) -> Vec<String> {
    let row =
        |one: &pb::CalendarWindow| format!("{} {} {}..{}", one.id, one.year, one.starts_on, one.ends_on);
    windows.iter().map(row).collect()
}

#[test]
fn windows_are_listed_for_a_period() {
    // Today is 2026-07-01 in Auckland.
    let (tide, harvest) = ("tide 2026 2026-08-01..2026-08-03", "harvest 2026 2026-07-01..2026-07-02");
    let (next, hole) = ("harvest 2027 2027-06-30..2027-07-02", "tide 2027 ..");
    for (as_of, from, until, kinds, expected) in [
        ("", "", "", &[][..], &[harvest, tide, next, hole][..]),
        ("2026-07-03", "", "", &[], &[tide, next, hole]),
        ("", "2026-08", "2026-08", &[], &[tide]),
        ("", "2027", "2027", &["quiet_days"], &[hole]),
        ("", "2026", "2027-12-31", &["public_holiday"], &[harvest, next]),
    ] {
        let request = pb::ListCalendarWindowsRequest {
            as_of: as_of.to_owned(),
            from: from.to_owned(),
            until: until.to_owned(),
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            ..Default::default()
        };
        let answer = windows(&request).expect("an answer");
        assert_eq!(
            shown(&answer.windows),
            expected,
            "as of `{as_of}`, from `{from}` until `{until}`, {kinds:?}"
        );
    }
}

#[test]
fn a_window_says_all_that_is_known_of_it() {
    let request = pb::ListCalendarWindowsRequest {
        language: "ja".to_owned(),
        kinds: vec!["quiet_days".to_owned()],
        page_size: 1,
        ..Default::default()
    };
    let first = windows(&request).expect("the first page");
    let tide = &first.windows[0];
    assert_eq!(
        (tide.title.as_str(), tide.kind.as_str(), tide.note.as_str()),
        ("大潮", "quiet_days", "Boats stay in.")
    );
    assert_eq!((tide.advice.as_str(), &tide.sectors[..]), ("avoid", &["travel".to_owned()][..]));
    assert_eq!((tide.status(), tide.sources.len()), (pb::CalendarStatus::Official, 1));
    let next = pb::ListCalendarWindowsRequest { page_token: first.next_page_token, ..request.clone() };
    let second = windows(&next).expect("the second page");
    assert_eq!(second.windows[0].status(), pb::CalendarStatus::AwaitingNotice);
    assert_eq!(
        (shown(&second.windows), second.next_page_token),
        (vec!["tide 2027 ..".to_owned()], String::new())
    );
    let foreign = pb::ListCalendarWindowsRequest { kinds: Vec::new(), ..next };
    assert!(windows(&foreign).is_err(), "a token of another list must be refused");
}

#[test]
fn a_substitute_holiday_is_a_row_that_names_its_holiday() {
    // The new year of 2028 falls on a Saturday; computed days reach as far as their rule.
    let request = pb::ListCalendarWindowsRequest {
        from: "2028".to_owned(),
        until: "2030".to_owned(),
        kinds: vec!["public_holiday".to_owned()],
        ..Default::default()
    };
    let windows = windows(&request).expect("an answer").windows;
    let rows: Vec<String> = windows
        .iter()
        .filter(|one| one.id == "new-year")
        .map(|one| format!("{}..{} for {}", one.starts_on, one.ends_on, one.in_lieu_of))
        .collect();
    assert_eq!(
        rows,
        [
            "2028-01-01..2028-01-01 for ",
            "2028-01-03..2028-01-03 for 2028-01-01",
            "2029-01-01..2029-01-01 for ",
            ".. for "
        ]
    );
    assert_eq!(windows[0].status(), pb::CalendarStatus::Official);
    assert_eq!(windows[0].sources.len(), 1);
}

#[test]
fn every_violation_of_a_period_is_told_at_once() {
    let request = |from: &str, until: &str, kinds: &[&str]| pb::ListCalendarWindowsRequest {
        from: from.to_owned(),
        until: until.to_owned(),
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        ..Default::default()
    };
    for (request, fields, says) in [
        (
            request("soon", "2026-13", &["public_holidays"]),
            &["from", "until", "kinds[0]"][..],
            "did you mean `public_holiday`?",
        ),
        (request("2027", "2026", &[]), &["until"], "swap them"),
        (request("0001", "9999", &["festival"]), &["until"], "ask in several calls"),
        (request("", "", &["festival"; 21]), &["kinds"], "at most 20"),
        (request("9999-12-31", "", &["x"]), &["kinds[0]"], "valid here"),
    ] {
        let status = windows(&request).expect_err(says);
        let found: Vec<&str> = status.violations().iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(found, fields, "{status}");
        assert!(status.message().contains(says), "must say `{says}`: {status}");
    }
}

#[test]
fn advice_carries_the_year_ahead_openings_influence_and_whom_to_call() {
    let request = pb::AdviseMarketRequest { language: "ja".to_owned(), ..Default::default() };
    let advice: pb::AdviseMarketResponse =
        ask("/marketguidance.v1.GuidanceService/AdviseMarket", &request).expect("an answer");
    assert_eq!(
        shown(&advice.calendar),
        [
            "harvest 2026 2026-07-01..2026-07-02",
            "tide 2026 2026-08-01..2026-08-03",
            "harvest 2027 2027-06-30..2027-07-02",
            "tide 2027 .."
        ]
    );
    let [boats] = &advice.opportunities[..] else { panic!("one opening: {:?}", advice.opportunities) };
    assert_eq!((boats.id.as_str(), boats.need.as_str()), ("at-boats", "There are more visitors than boats."));
    assert_eq!((boats.open_from.as_str(), boats.open_until.as_str()), ("2010", "2030-06"));
    assert_eq!((boats.evidence[0].fact.as_str(), boats.sources.len()), ("opportunity/boats", 1));
    let [divers] = &advice.influence[..] else { panic!("one influence: {:?}", advice.influence) };
    assert_eq!(
        (divers.who.as_str(), divers.level.as_str(), divers.trend.as_str()),
        ("ダイバー", "high", "rising")
    );
    assert_eq!((divers.valid_from.as_str(), divers.confidence()), ("2010-03", pb::Confidence::Medium));
    assert_eq!(advice.affiliate.expect("whom to call").review_duty, "The tides each spring");
    let stale = advice.provenance.expect("who made this").stale_facts;
    assert_eq!(stale, ["opportunity/boats"], "the evidence of an opening counts as read");
}
