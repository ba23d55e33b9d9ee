//! Tells in which script a text is mostly written. A text said to be Korean that has hardly any Hangul is a placeholder, a machine's
//! transcription, or still in the language of headquarters.

use guidance_country_module::Value;

use crate::hangul::is_hangul;

/// A script we tell apart.
struct Script {
    word: &'static str,
    holds: fn(char) -> bool,
}

/// All of them; of two that are equal, the first counts.
const SCRIPTS: [Script; 4] = [
    Script { word: "hangul", holds: is_hangul },
    Script { word: "latin", holds: |c| c.is_alphabetic() && matches!(c, 'A'..='\u{24f}') },
    Script { word: "han", holds: |c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}') },
    Script { word: "kana", holds: |c| c.is_alphabetic() && matches!(c, '\u{3041}'..='\u{30ff}') },
];
/// Where [`SCRIPTS`] has Latin.
const LATIN: usize = 1;
/// Hangul carries a syllable a character and Latin a sound: so much the more Latin letters make an equal share.
const LATIN_FOR_A_SYLLABLE: usize = 3;

/// `script(text)`: `hangul`, `latin`, `han`, `kana` or `other`, whichever most of the text is written in, and `none` where it has no
/// letters. Addresses of pages and mail do not count.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    crate::word_for(arguments, script)
}

fn script(text: &str) -> &'static str {
    let mut counts = [0_usize; SCRIPTS.len()];
    let mut others = 0;
    let words = text.split_whitespace().filter(|word| !is_address(word));
    for c in words.flat_map(str::chars).filter(|c| c.is_alphabetic()) {
        match SCRIPTS.iter().position(|script| (script.holds)(c)) {
            Some(place) => counts[place] += 1,
            None => others += 1,
        }
    }
    counts[LATIN] = counts[LATIN].div_ceil(LATIN_FOR_A_SYLLABLE);
    let named = SCRIPTS.iter().map(|script| script.word).zip(counts).chain([("other", others)]);
    match named.rev().max_by_key(|(_, count)| *count) {
        Some((word, count)) if count > 0 => word,
        _ => "none",
    }
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.starts_with("www.")
}

#[cfg(test)]
mod tests {
    use super::script;

    #[test]
    fn a_text_is_told_by_what_most_of_it_is_written_in() {
        for (text, expected) in [
            ("새 자료를 안내드립니다.", "hangul"),
            ("Microsoft Azure 기반 서비스를 소개합니다", "hangul"),
            ("ㅋㅋㅋ", "hangul"),
            ("We are pleased to announce our new service.", "latin"),
            ("annyeonghaseyo yeoreobun", "latin"),
            ("Ça va être très bien", "latin"),
            ("안녕하세요. We are pleased to announce our new service in Seoul.", "latin"),
            ("我们提供法律服务", "han"),
            ("よろしくお願いします", "kana"),
            ("Здравствуйте", "other"),
            ("https://example.com/a-long-page-with-a-long-name 안내", "hangul"),
            ("mail@example.com", "none"),
            ("4 + 7 = 11!", "none"),
            ("", "none"),
        ] {
            assert_eq!(script(text), expected, "in `{text}`");
        }
    }
}
