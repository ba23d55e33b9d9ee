use std::collections::BTreeMap;

use super::{Words, fill};

/// The placeholders of all texts of a language, with how often each occurs.
fn placeholders(words: &Words) -> BTreeMap<String, usize> {
    // `Debug` writes some letters as `\u{…}`.
    let all = format!("{words:?}").replace("\\u{", "");
    let mut found = BTreeMap::new();
    // The first brace is that of the struct.
    for text in all.split('{').skip(2) {
        let name = text.split('}').next().unwrap_or_default();
        *found.entry(name.to_owned()).or_default() += 1;
    }
    found
}

#[test]
fn every_language_fills_in_what_english_fills_in() {
    let english = placeholders(Words::of("en"));
    assert!(english.len() > 10 && english["from"] == 3, "{english:?}");
    for language in ["hi", "id", "ja", "ko", "ms", "zh-Hans"] {
        assert_eq!(placeholders(Words::of(language)), english, "placeholders in {language}");
        assert_ne!(Words::of(language).why, Words::of("en").why, "{language}");
    }
    assert_eq!(Words::of("tlh").why, "Why", "a language without words of its own gets the English ones");
}

#[test]
fn what_is_not_given_is_filled_with_nothing() {
    for (text, expected) in
        [("a {x} b {y}.", "a 1 b ."), ("none", "none"), ("{x}{x}", "11"), ("open {x", "open {x")]
    {
        assert_eq!(fill(text, &[("x", "1")]), expected);
    }
    assert_eq!(fill("{x}", &[("x", "{y}"), ("y", "no")]), "{y}", "a value is not filled in again");
}
