//! Texts that people read, by language.

/// A text in one or more languages; English is always there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalText {
    /// In the order of the tags. A rulebook holds thousands of texts in two or three languages each; a node of a map has room for eleven.
    by_language: Vec<(Box<str>, Box<str>)>,
}

impl LocalText {
    /// A text by BCP 47 tag, each once. The caller has seen to it that `en` is there.
    pub(crate) fn new(mut by_language: Vec<(Box<str>, Box<str>)>) -> Self {
        by_language.sort_by(|(one, _), (other, _)| one.cmp(other));
        by_language.shrink_to_fit();
        Self { by_language }
    }

    /// A text that is English only.
    pub fn english(text: impl Into<String>) -> Self {
        Self { by_language: vec![("en".into(), text.into().into())] }
    }

    /// The text in `language`, or in English where it has no translation.
    pub fn pick(&self, language: &str) -> &str {
        self.find(language).or_else(|| self.find("en")).unwrap_or_default()
    }

    /// Whether it is there in `language` itself.
    pub fn has(&self, language: &str) -> bool {
        self.find(language).is_some()
    }

    /// Whether nothing is said, in no language.
    pub fn is_empty(&self) -> bool {
        self.by_language.is_empty()
    }

    /// All languages of the text, with their texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_language.iter().map(|(language, text)| (&**language, &**text))
    }

    fn find(&self, language: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == language).map(|(_, text)| text)
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
