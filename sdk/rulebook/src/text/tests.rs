use super::{LocalText, negotiate};

#[test]
fn the_nearest_offered_language_is_chosen() {
    let offered = ["en", "zh-Hans", "ja"].map(String::from);
    for (wanted, expected) in [
        ("", "en"),
        ("zh-Hans", "zh-Hans"),
        ("ZH-hans", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("ja-JP", "ja"),
        ("fr", "en"),
        ("zh-Hans-CN", "zh-Hans"),
    ] {
        assert_eq!(negotiate(wanted, &offered), expected, "asked for `{wanted}`");
    }
}

#[test]
fn a_text_without_a_translation_is_english() {
    assert_eq!(LocalText::english("hello").pick("ja"), "hello");
}
