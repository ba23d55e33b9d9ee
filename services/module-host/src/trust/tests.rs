use jiff::civil::date;

use super::{Signed, Trust};
use crate::{
    MarketCode,
    error::Reason,
    package::{
        Kind,
        fixture::{public_pem, sign, signing_key},
    },
};

fn entry(key: u8, name: &str, rest: &str) -> String {
    format!("[[publisher]]\nname = {name:?}\nkey = \"\"\"\n{}\"\"\"\n{rest}\n", public_pem(&signing_key(key)))
}

fn signed_by(key: u8) -> Signed {
    Signed { payload: b"payload".to_vec(), signature: sign(&signing_key(key), b"payload") }
}

#[test]
fn binds_keys_to_markets_kinds_and_days() {
    let trust = Trust::parse(
        &[
            entry(1, "affiliates/cn", "markets = [\"CN\"]\nkinds = [\"rulebook\"]\nexpires = \"2026-11-24\""),
            entry(2, "affiliates/cn", "markets = [\"CN\"]\nkinds = [\"rulebook\"]"),
            entry(3, "development", "markets = [\"*\"]\nkinds = [\"rulebook\", \"native\"]"),
        ]
        .concat(),
    )
    .expect("a good trust file");
    let (today, tomorrow) = (date(2026, 11, 23), date(2026, 11, 24));

    for (key, market, kind, day, expected) in [
        (1, "CN", Kind::Rulebook, today, Ok("affiliates/cn")),
        (1, "CN", Kind::Rulebook, tomorrow, Err(Reason::KeyExpired)),
        (2, "CN", Kind::Rulebook, tomorrow, Ok("affiliates/cn")),
        (2, "JP", Kind::Rulebook, today, Err(Reason::WrongMarket)),
        (2, "CN", Kind::Native, today, Err(Reason::WrongKind)),
        (3, "JP", Kind::Native, today, Ok("development")),
        (4, "CN", Kind::Rulebook, today, Err(Reason::UntrustedKey)),
    ] {
        let market = MarketCode::parse(market).expect("a code");
        let outcome = trust.publisher(&signed_by(key), market, kind, day).map_err(|refusal| refusal.reason);
        assert_eq!(outcome, expected, "key {key}, {market}, {kind:?}, {day}");
    }
}

#[test]
fn a_signature_of_something_else_is_no_signature() {
    let trust = Trust::parse(&entry(1, "p", "markets = [\"*\"]\nkinds = [\"native\"]")).expect("good");
    let market = MarketCode::parse("CN").expect("a code");
    for signature in [sign(&signing_key(1), b"other"), b"rubbish".to_vec(), Vec::new()] {
        let signed = Signed { payload: b"payload".to_vec(), signature };
        let refusal =
            trust.publisher(&signed, market, Kind::Native, date(2026, 11, 23)).expect_err("not signed");
        assert_eq!(refusal.reason, Reason::UntrustedKey);
    }
}

#[test]
fn names_the_wrong_entry() {
    for (text, expected) in [
        ("[[publisher]]\nname = \"a\"\nkey = \"x\"\nmarkets = []\nkinds = []".to_owned(), "publisher a: key"),
        (entry(1, "b", "markets = [\"China\"]\nkinds = []"), "publisher b: \"China\" is not a market"),
        (entry(1, "c", "markets = [\"*\", \"CN\"]\nkinds = []"), "publisher c: \"*\" is not a market"),
        (entry(1, "d", "markets = []\nkinds = [\"wasm\"]"), "wasm"),
        (entry(1, "e", "markets = []\nkinds = []\nexpires = \"soon\""), "publisher e: expires = \"soon\""),
        (entry(1, "", "markets = []\nkinds = []"), "publisher without a name"),
        (entry(1, "f", "markets = []\nkinds = []\nthreshold = 2"), "threshold"),
    ] {
        let message = Trust::parse(&text).expect_err(expected);
        assert!(message.contains(expected), "{message:?} does not say {expected:?}");
    }
}
