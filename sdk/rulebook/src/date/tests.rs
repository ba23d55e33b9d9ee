use super::{Date, PartialDate, is_past_review};

#[test]
fn a_partial_date_covers_its_period() {
    for (text, first, last) in [
        ("2010", "2010-01-01", "2010-12-31"),
        ("2010-02", "2010-02-01", "2010-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2010-03-31", "2010-03-31", "2010-03-31"),
    ] {
        let date: PartialDate = text.parse().expect(text);
        assert_eq!(
            (date.first().to_string(), date.last().to_string()),
            (first.into(), last.into()),
            "{text}"
        );
        assert_eq!(date.to_string(), text, "a date is shown as it was written");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in
        ["", "10", "2010-3", "2010-13", "2010-02-30", "2010-03-31T00:00", "yesterday", "-201-01", "２０１０"]
    {
        assert!(text.parse::<PartialDate>().is_err(), "`{text}` must not be taken for a date");
    }
}

#[test]
fn a_review_is_due_after_its_days_and_not_on_the_last() {
    let day = |text: &str| text.parse::<Date>().expect("a date");
    let looked = day("2026-01-01");
    for (every, as_of, expected) in [
        (30, "2026-01-31", false),
        (30, "2026-02-01", true),
        (1, "2020-01-01", false),
        (u32::MAX, "9999-12-31", false),
    ] {
        assert_eq!(is_past_review(looked, every, day(as_of)), expected, "{every} days, asked on {as_of}");
    }
}
