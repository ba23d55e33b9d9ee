//! Terms in texts.

use super::{Terms, WINDOW};
use crate::value::Value;

#[test]
fn every_term_that_occurs_is_found_once_in_the_order_of_the_list() {
    let terms: Vec<Value> = ["最佳", "best", "the best", "第一"].map(Value::text).to_vec();
    let terms = Terms::new(&terms).expect("few terms");
    for (text, expected) in [
        ("THE BEST of the best", "best, the best"),
        ("第一，最佳", "最佳, 第一"),
        ("a modest claim", ""),
        ("", ""),
    ] {
        assert_eq!(terms.found_in(text).display(), expected, "{text}");
    }
    assert_eq!(Terms::new(&[]).expect("none").found_in("anything"), Value::list(Vec::new()));
}

#[test]
fn a_term_is_found_wherever_it_stands_in_a_long_text() {
    let long = "a".repeat(WINDOW);
    let terms = [
        vec![Value::text("bEst")],
        vec![Value::text("best"), Value::text(&"x".repeat(WINDOW / 2))],
        vec![Value::text("Best"), Value::text(&long)],
        vec![Value::text("最佳"), Value::text("best")],
    ];
    for (place, terms) in terms.iter().enumerate() {
        let terms = Terms::new(terms).expect("few terms");
        for before in (0..3 * WINDOW).rev() {
            let text =
                format!("{}bESt{}", "é".repeat(before / 2) + &"-".repeat(before % 2), "-".repeat(before % 7));
            assert!(terms.occur_in(&text), "list {place}, after {before} bytes");
            assert!(!terms.occur_in(&text.replace("bESt", "bEt")), "list {place}, {before} bytes without it");
        }
    }
}
