use guidance_country_module::Value;

use super::{Mark, mark, native};

#[test]
fn only_the_mark_itself_at_the_very_beginning_counts() {
    for (text, expected) in [
        ("(광고) 새 세미나를 안내드립니다.", Mark::First),
        ("(광고)새 세미나", Mark::First),
        ("  \n(광고) 새 세미나", Mark::First),
        ("\u{feff}(광고) 새 세미나", Mark::First),
        ("(광고)", Mark::First),
        ("[광고] 새 세미나", Mark::Altered),
        ("（광고） 새 세미나", Mark::Altered),
        ("( 광 고 ) 새 세미나", Mark::Altered),
        ("(광.고) 새 세미나", Mark::Altered),
        ("(법률광고) 새 세미나", Mark::Altered),
        ("(AD) New seminar", Mark::Altered),
        ("[Advertisement] New seminar", Mark::Altered),
        ("광고 새 세미나", Mark::Altered),
        ("광고: 새 세미나", Mark::Altered),
        ("[법무법인] (광고) 새 세미나", Mark::Late),
        ("새 세미나를 안내드립니다. (광고)", Mark::Late),
        ("새 세미나를 안내드립니다.", Mark::Missing),
        ("광고주를 위한 세미나", Mark::Missing),
        ("(안내) 새 세미나", Mark::Missing),
        ("(adventure) New seminar", Mark::Missing),
        ("", Mark::Missing),
    ] {
        assert_eq!(mark(text), expected, "in `{text}`");
    }
}

#[test]
fn every_answer_has_its_word() {
    for (text, word) in
        [("(광고) 가", "first"), ("[광고] 가", "altered"), ("가 (광고)", "late"), ("가", "missing")]
    {
        assert_eq!(native(&[Value::text(text)]), Ok(Value::text(word)), "in `{text}`");
    }
}

#[test]
fn a_number_is_no_text() {
    assert!(native(&[Value::Int(4)]).is_err());
}
