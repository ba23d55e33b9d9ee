//! Looks for the mark (광고) at the very beginning of a message. Filters look for exactly these four characters, so that a mark
//! written in another way, 〔광 고〕 for instance, is none.

use guidance_country_module::Value;

/// The mark.
const MARK: &str = "(광고)";
/// What the mark says.
const WORD: &str = "광고";
/// What brackets begin with.
const OPENING: &[char] = &['(', '[', '{', '<', '（', '［', '【', '〔', '〈', '《', '「'];
/// How far a bracket may reach, in characters, to be taken for a mark.
const FARTHEST: usize = 20;

/// Where a message says that it is advertising.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// As demanded: it begins the text.
    First,
    /// The text begins with something like it.
    Altered,
    /// It comes later.
    Late,
    /// Nowhere.
    Missing,
}

/// `ad_mark(text)`: `first`, `altered`, `late` or `missing`.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    crate::word_for(arguments, |text| match mark(text) {
        Mark::First => "first",
        Mark::Altered => "altered",
        Mark::Late => "late",
        Mark::Missing => "missing",
    })
}

fn mark(text: &str) -> Mark {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if text.starts_with(MARK) {
        Mark::First
    } else if is_altered(text) {
        Mark::Altered
    } else if text.contains(MARK) {
        Mark::Late
    } else {
        Mark::Missing
    }
}

/// Whether a text begins with 광고 in other brackets, in none, or with something between the characters.
fn is_altered(text: &str) -> bool {
    let is_bracketed = text.starts_with(OPENING);
    let start = text.trim_start_matches(OPENING);
    let mut letters = start.chars().take(FARTHEST);
    let said: String = if is_bracketed {
        // Up to where the bracket closes, whatever it closes with.
        letters.take_while(|c| !")]}>）］】〕〉》」".contains(*c)).filter(|c| c.is_alphanumeric()).collect()
    } else {
        letters.by_ref().take_while(|c| !c.is_whitespace()).filter(|c| c.is_alphanumeric()).collect()
    };
    let is_english = said.eq_ignore_ascii_case("ad") || said.eq_ignore_ascii_case("advertisement");
    said == WORD || is_bracketed && (said.contains(WORD) || is_english)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
