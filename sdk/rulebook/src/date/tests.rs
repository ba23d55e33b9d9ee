use super::PartialDate;

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
