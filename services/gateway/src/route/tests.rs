use super::*;
use crate::routes::tests::{market, table_of};

#[test]
fn a_market_is_found_in_any_case_and_only_exactly() {
    let table = table_of(vec![market("CN", "China (mainland)", "china")]);
    for code in ["CN", "cn", "Cn", "cN"] {
        assert!(find(&table, code).is_ok(), "{code}");
    }
    for code in [" CN", "CN ", "C", "CNN", "china"] {
        assert!(matches!(find(&table, code), Err(Error::UnknownMarket { .. })), "{code:?}");
    }
    assert!(matches!(find(&table, ""), Err(Error::MissingMarket)));
}

#[test]
fn the_nearest_market_is_by_code_name_or_module() {
    let table = table_of(vec![
        market("CN", "China (mainland)", "china"),
        market("IN", "India", "india"),
        market("JP", "Japan", "japan"),
        market("MY", "Malaysia", "malaysia"),
    ]);
    let cases = [
        ("CNN", Some("CN")),
        ("CM", Some("CN")),
        ("China", Some("CN")),
        ("japn", Some("JP")),
        ("JPN", Some("JP")),
        ("Malaisia", Some("MY")),
        ("indian", Some("IN")),
        ("??", None),
        ("XQ", None),
    ];
    for (word, expected) in cases {
        assert_eq!(nearest(&table, word).as_deref(), expected, "{word:?}");
    }
}

#[test]
fn an_error_repeats_only_the_start_of_a_long_market() {
    let table = table_of(vec![]);
    let Err(Error::UnknownMarket { market, .. }) = find(&table, &"值".repeat(10_000)) else {
        panic!("an empty table has no market");
    };
    assert_eq!(market.chars().count(), MOST_REPEATED);
}

#[test]
fn the_key_is_read_past_fields_of_any_kind() {
    let mut bytes = Vec::new();
    prost::encoding::uint64::encode(900, &u64::MAX, &mut bytes);
    prost::encoding::double::encode(901, &0.5, &mut bytes);
    prost::encoding::string::encode(1, &"CN".to_owned(), &mut bytes);
    prost::encoding::bytes::encode(902, &vec![0xff_u8; 9], &mut bytes);
    assert_eq!(market_of("/a/b", &bytes).expect("a message"), "CN");
}
