//! The calendars of the markets: what lies ahead, and what nobody has announced yet.

use guidance_e2e::{Stack, within};
use guidance_proto::v1 as pb;

const MARKETS: [&str; 6] = ["CN", "ID", "IN", "JP", "KR", "MY"];

async fn windows(stack: &Stack, request: pb::ListCalendarWindowsRequest) -> Vec<pb::CalendarWindow> {
    let answer = within("an answer", stack.catalog().list_calendar_windows(request)).await;
    answer.unwrap_or_else(|status| panic!("must be answered: {status}")).into_inner().windows
}

#[tokio::test(flavor = "multi_thread")]
async fn every_market_has_a_calendar_with_its_sources() {
    let stack =
        MARKETS[1..].iter().fold(Stack::with_market(MARKETS[0]), |stack, market| stack.and_market(market));
    let stack = stack.start().await;
    for (market, (from, until)) in MARKETS
        .into_iter()
        .flat_map(|market| [("2010", "2010"), ("2024", "2028")].map(|years| (market, years)))
    {
        let request = pb::ListCalendarWindowsRequest {
            market: market.to_owned(),
            from: from.to_owned(),
            until: until.to_owned(),
            kinds: vec!["public_holiday".to_owned()],
            page_size: 1000,
            ..Default::default()
        };
        let windows = windows(&stack, request).await;
        let year = |text: &str| text.parse::<i32>().expect("a year");
        for year in year(from)..=year(until) {
            let of_year = |window: &&pb::CalendarWindow| window.year == year && !window.starts_on.is_empty();
            let count = windows.iter().filter(of_year).count();
            // Mainland China has seven by law, the others more.
            assert!(
                count >= 7,
                "{market} has {count} public holidays in {year}; is a file of its calendar left out?"
            );
        }
        for window in &windows {
            let awaited = window.status() == pb::CalendarStatus::AwaitingNotice;
            assert_eq!(window.starts_on.is_empty(), awaited, "{market}: {window:?}");
            assert!(awaited || !window.sources.is_empty(), "{market}: {} has no source", window.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn substitute_holidays_are_rows_of_their_own() {
    let stack = Stack::with_market("JP").and_market("KR").and_market("MY").start().await;
    for (market, year, expected) in [
        ("JP", "2026", &["jp-constitution-day 2026-05-06 for 2026-05-03"][..]),
        ("JP", "2027", &["jp-vernal-equinox 2027-03-22 for 2027-03-21"]),
        (
            "KR",
            "2025",
            &[
                "kr-independence-movement 2025-03-03 for 2025-03-01",
                "kr-buddha-birthday 2025-05-06 for 2025-05-05",
                "kr-chuseok 2025-10-08 for 2025-10-05",
            ],
        ),
        (
            "MY",
            "2026",
            &["my-hari-raya-puasa 2026-03-23 for 2026-03-22", "my-wesak 2026-06-02 for 2026-05-31"],
        ),
    ] {
        let request = pb::ListCalendarWindowsRequest {
            market: market.to_owned(),
            from: year.to_owned(),
            until: year.to_owned(),
            ..Default::default()
        };
        let windows = windows(&stack, request).await;
        let substitutes: Vec<String> = windows
            .iter()
            .filter(|window| !window.in_lieu_of.is_empty())
            .map(|window| format!("{} {} for {}", window.id, window.starts_on, window.in_lieu_of))
            .collect();
        assert_eq!(substitutes, expected, "{market} {year}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_awaits_its_notice_is_a_row_and_advice_looks_a_year_ahead() {
    let stack = Stack::with_market("CN").start().await;
    let request = pb::ListCalendarWindowsRequest {
        market: "CN".to_owned(),
        as_of: "2026-11-23".to_owned(),
        kinds: vec!["make_up_workday".to_owned()],
        ..Default::default()
    };
    let awaited = windows(&stack, request).await;
    assert!(!awaited.is_empty(), "the make-up workdays of 2027 are rows");
    for window in &awaited {
        assert_eq!(
            (window.status(), window.year),
            (pb::CalendarStatus::AwaitingNotice, 2027),
            "{}",
            window.id
        );
    }
    let request =
        pb::AdviseMarketRequest { market: "CN".into(), as_of: "2026-11-23".into(), ..Default::default() };
    let advice =
        within("advice", stack.guidance().advise_market(request)).await.expect("an answer").into_inner();
    let festival = advice.calendar.iter().find(|window| window.id == "cn-spring-festival");
    let festival = festival.expect("Spring Festival 2027 lies within a year");
    assert_eq!((festival.starts_on.as_str(), festival.advice.as_str()), ("2027-02-05", "avoid"));
    assert!(advice.calendar.len() <= 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn openings_and_influence_are_those_of_the_date() {
    let stack = Stack::with_market("CN").and_market("IN").start().await;
    let ask = async |market: &str, as_of: &str, sector: &str| {
        let brief = pb::Brief { sector: Some(sector.to_owned()), ..Default::default() };
        let request = pb::AdviseMarketRequest {
            market: market.to_owned(),
            as_of: as_of.to_owned(),
            brief: Some(brief),
            ..Default::default()
        };
        within("advice", stack.guidance().advise_market(request)).await.expect("an answer").into_inner()
    };
    let advice = ask("IN", "2010-03", "technology").await;
    let first = advice.opportunities.first().expect("the openings of March 2010");
    assert_eq!(first.id, "in-mobile-development");
    assert_eq!(first.evidence[0].fact, "opportunity/mobile_apps");
    let customers = |advice: &pb::AdviseMarketResponse| {
        advice.influence.iter().any(|one| one.id == "cn-customers" && one.level == "high")
    };
    assert!(customers(&ask("CN", "2010-03", "legal").await), "customers come first in March 2010");
    assert!(!customers(&ask("CN", "2026-11", "legal").await), "that forecast ended in March 2011");
}
