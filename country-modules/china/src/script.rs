//! Tells how a Chinese text is written. The mainland writes simplified characters; a text said to be Chinese may come from Taiwan or
//! Hong Kong, or be no Chinese at all.

use std::sync::LazyLock;

use guidance_country_module::Value;

use crate::characters::{Form, forms, is_han, place};

/// Out of so many characters that tell the scripts apart one may be of the other: a name, a logo, a quotation.
const STRAY: usize = 10;
/// More Latin letters than this for each Chinese character, and the text is no Chinese one. Names do not make it so.
const LATIN_FOR_A_CHARACTER: usize = 10;
/// Fewer Chinese characters than this for each letter of another script (kana, Hangul), and the text is not Chinese.
const CHINESE_FOR_A_LETTER: usize = 3;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Simplified,
    Traditional,
    /// Both, too often for a name or a quotation.
    Mixed,
    /// Chinese, in characters that both scripts have.
    Shared,
    Latin,
    /// Kana, Hangul and all others.
    Other,
    /// No letters.
    None,
}

/// What rules call them.
const SCRIPTS: [(Script, &str); 7] = [
    (Script::Simplified, "simplified"),
    (Script::Traditional, "traditional"),
    (Script::Mixed, "mixed"),
    (Script::Shared, "shared"),
    (Script::Latin, "latin"),
    (Script::Other, "other"),
    (Script::None, "none"),
];

/// Letters of a text, counted.
#[derive(Debug, Default)]
struct Letters {
    simplified: usize,
    traditional: usize,
    /// Chinese characters, the two above among them.
    han: usize,
    latin: usize,
    other: usize,
}

/// `script(text)`: `simplified`, `traditional`, `mixed`, `shared` (Chinese characters that both scripts have), `latin`, `other`, or
/// `none` where the text has no letters.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    /// Made once: an answer should not cost an allocation.
    static WORDS: LazyLock<Vec<(Script, Value)>> =
        LazyLock::new(|| SCRIPTS.iter().map(|(script, word)| (*script, Value::text(word))).collect());
    let script = Letters::of(crate::text(arguments, 0)?).script();
    let word = WORDS.iter().find(|(named, _)| *named == script);
    Ok(word.expect("every script has a word").1.clone())
}

// === impl Letters ===

impl Letters {
    fn of(text: &str) -> Self {
        let forms = forms();
        let mut letters = Self::default();
        for c in text.chars() {
            if let Some(form) = forms.get(place(c)) {
                letters.han += 1;
                letters.simplified += usize::from(*form == Form::Simplified);
                letters.traditional += usize::from(*form == Form::Traditional);
                continue;
            }
            match c {
                _ if c.is_ascii() => letters.latin += usize::from(c.is_ascii_alphabetic()),
                // Punctuation, which takes long to be told from letters.
                '\u{2000}'..='\u{206f}'
                | '\u{3000}'..='\u{3004}'
                | '\u{3008}'..='\u{3020}'
                | '\u{ff01}'..='\u{ff20}' => {}
                '\u{c0}'..='\u{24f}' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => letters.latin += 1,
                _ if is_han(c) => letters.han += 1,
                _ if c.is_alphabetic() => letters.other += 1,
                _ => {}
            }
        }
        if letters.latin > 0 {
            letters.latin -=
                text.split_whitespace().filter(|word| is_address(word)).map(ascii_letters).sum::<usize>();
        }
        letters
    }

    fn script(&self) -> Script {
        let Self { simplified, traditional, han, latin, other } = *self;
        if other > 0 && other * CHINESE_FOR_A_LETTER > han && other >= latin {
            return Script::Other;
        }
        if latin > han * LATIN_FOR_A_CHARACTER {
            return Script::Latin;
        }
        match (simplified, traditional) {
            _ if han == 0 => Script::None,
            (0, 0) => Script::Shared,
            _ if traditional * STRAY <= simplified => Script::Simplified,
            _ if simplified * STRAY <= traditional => Script::Traditional,
            _ => Script::Mixed,
        }
    }
}

/// The letters of an address say nothing of the text around it.
fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains("www.") || word.contains('@')
}

fn ascii_letters(word: &str) -> usize {
    word.bytes().filter(u8::is_ascii_alphabetic).count()
}

#[cfg(test)]
mod tests;
