//! Tells by its sentence endings how politely a Korean text speaks to its reader.
//!
//! This is no parser. An ending counts only where it can hardly be anything else: nouns that end alike (바다, 필요, 한국어, 분야) are
//! listed, what ends in a noun or in neither of them says nothing, and quoted speech is somebody else's.

mod endings;
mod sentences;

use guidance_country_module::Value;

use self::endings::Ending;

/// How a whole text speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SpeechLevel {
    /// 하십시오체, throughout.
    Formal,
    /// 해요체, or both respectful styles side by side.
    Polite,
    /// 해라체, the style of books and newspapers; also 반말, as among friends.
    Plain,
    /// Respectful here, plain there.
    Mixed,
    /// No sentence ends in a way that says anything.
    Unclear,
}

/// `speech_level(text)`: `formal`, `polite`, `plain`, `mixed`, or `unclear`.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    crate::word_for(arguments, |text| match speech_level(text) {
        SpeechLevel::Formal => "formal",
        SpeechLevel::Polite => "polite",
        SpeechLevel::Plain => "plain",
        SpeechLevel::Mixed => "mixed",
        SpeechLevel::Unclear => "unclear",
    })
}

fn speech_level(text: &str) -> SpeechLevel {
    let (mut formal, mut polite, mut plain) = (false, false, false);
    for sentence in sentences::of(text) {
        match endings::of(&sentence) {
            Some(Ending::Formal) => formal = true,
            Some(Ending::Polite) => polite = true,
            Some(Ending::Plain) => plain = true,
            None => {}
        }
    }
    match (formal, polite, plain) {
        (true, false, false) => SpeechLevel::Formal,
        (_, true, false) => SpeechLevel::Polite,
        (false, false, true) => SpeechLevel::Plain,
        (_, _, true) => SpeechLevel::Mixed,
        (false, false, false) => SpeechLevel::Unclear,
    }
}

#[cfg(test)]
mod tests;
