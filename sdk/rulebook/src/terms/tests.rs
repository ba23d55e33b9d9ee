//! Terms in texts.

use super::Terms;
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
