//! Texts that people read, by language.

use std::collections::BTreeMap;

/// A text in one or more languages; English is always there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalText {
    by_language: BTreeMap<String, String>,
}

impl LocalText {
    /// A text by BCP 47 tag. The caller has seen to it that `en` is there.
    pub(crate) fn new(by_language: BTreeMap<String, String>) -> Self {
        Self { by_language }
    }

    /// A text that is English only.
    pub fn english(text: impl Into<String>) -> Self {
        Self { by_language: BTreeMap::from([("en".to_owned(), text.into())]) }
    }

    /// The text in `language`, or in English where it has no translation.
    pub fn pick(&self, language: &str) -> &str {
        self.by_language.get(language).or_else(|| self.by_language.get("en")).map_or("", String::as_str)
    }

    /// Whether it is there in `language` itself.
    pub fn has(&self, language: &str) -> bool {
        self.by_language.contains_key(language)
    }

    /// Whether nothing is said, in no language.
    pub fn is_empty(&self) -> bool {
        self.by_language.is_empty()
    }

    /// All languages of the text, with their texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_language.iter().map(|(language, text)| (language.as_str(), text.as_str()))
    }
}

/// The language of `offered` that serves a caller who asked for `wanted` (BCP 47): exactly that, or a shorter form of it
/// (`ja-JP` → `ja`), or the script that a region writes (`zh-CN` → `zh-Hans`); else the first offered.
pub(crate) fn negotiate<'a>(wanted: &str, offered: &'a [String]) -> &'a str {
    let find = |tag: &str| offered.iter().find(|language| language.eq_ignore_ascii_case(tag));
    let script = match wanted.to_ascii_lowercase().as_str() {
        "zh" | "zh-cn" | "zh-sg" | "zh-my" => "zh-Hans",
        "zh-tw" | "zh-hk" | "zh-mo" => "zh-Hant",
        "in" => "id",
        _ => wanted,
    };
    let mut tag = script;
    loop {
        if let Some(language) = find(tag) {
            return language;
        }
        match tag.rfind('-') {
            Some(end) => tag = &tag[..end],
            None => return offered.first().map_or("en", String::as_str),
        }
    }
}

#[cfg(test)]
mod tests;
