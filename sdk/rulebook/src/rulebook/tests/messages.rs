//! Texts that people read, in every language.

use super::{RULE, refusal};

#[test]
fn a_translation_says_what_the_english_text_says() {
    for (from, to, wrong) in [
        (
            "は{state}。",
            "は使えない。",
            "AT-RCH-001.yaml:9:53: the text in ja lacks `{state}` of the English text",
        ),
        (
            "は{state}。",
            "は{state}、{channel.id}。",
            "9:53: the text in ja has `{channel.id}`, which the English text has not",
        ),
        ("is {state}.", "is closed.", "the text in ja has `{state}`, which the English text has not"),
        ("text: 'Use {to}.'", "text: {en: 'Use {to}.', ja: '別の場所へ。'}", "the text in ja lacks `{to}`"),
    ] {
        let shown = refusal(&[("rules/AT-RCH-001.yaml", &RULE.replace(from, to))]);
        assert!(shown.contains(wrong), "must say `{wrong}`; it says:\n{shown}");
    }
}

#[test]
fn what_is_written_otherwise_is_the_same_and_a_language_may_wait() {
    for (from, to) in
        [("は{state}。", "は{ state }、{state}。"), (", ja: \"{channel.platform}は{state}。\"", "")]
    {
        let shown = refusal(&[("rules/AT-RCH-001.yaml", &RULE.replace(from, to))]);
        assert_eq!(shown, "nothing: it loads", "{to}");
    }
}
