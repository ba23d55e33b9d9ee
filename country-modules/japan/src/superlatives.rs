//! Finds claims to be the first or the best: No.1, 日本一, 業界初, 最高級 … Japanese has no spaces, and 最 and 一番 begin harmless
//! words too (最近, "recently"; 最高裁, "Supreme Court"), so a list of terms to look for is not enough.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use guidance_country_module::Value;

use crate::text;

mod words;

use words::{CLAIMS_EN, CLAIMS_JA, HARMLESS_EN, HARMLESS_JA, UP_TO};

/// A text in the form it is searched in: full-width letters and digits as ASCII, all in lower case.
struct Folded {
    text: String,
    /// For each byte of the folded text, and for its end, the byte of the original it stands for.
    origin: Vec<usize>,
}

/// The claims of a language and the words that only look like one. Of several that begin at one place the longest counts.
struct Words {
    searcher: AhoCorasick,
    claims: usize,
}

/// `superlatives(text, language)`: the claims in a text, each once, in the order they stand. Japanese and English texts are
/// read; one in another language has none.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    static JAPANESE: LazyLock<Words> = LazyLock::new(|| Words::of(CLAIMS_JA, HARMLESS_JA));
    static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::of(CLAIMS_EN, HARMLESS_EN));
    let (text, language) = (text(arguments, 0)?, text(arguments, 1)?);
    let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let found = match primary.as_str() {
        "ja" => JAPANESE.find(text),
        "en" => ENGLISH.find(text),
        _ => Vec::new(),
    };
    Ok(Value::list(found.into_iter().map(Value::text).collect()))
}

// === impl Words ===

impl Words {
    fn of(claims: &[&str], harmless: &[&str]) -> Self {
        let searcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(claims.iter().chain(harmless))
            .expect("few and short words");
        Self { searcher, claims: claims.len() }
    }

    fn find<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let folded = Folded::of(text);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(hit) = self.searcher.find(Input::new(&folded.text).range(at..)) {
            at = hit.end();
            if hit.pattern().as_usize() < self.claims && folded.is_claim(hit.start(), hit.end()) {
                let claim = &text[folded.origin[hit.start()]..folded.origin[hit.end()]];
                if !found.contains(&claim) {
                    found.push(claim);
                }
            }
        }
        found
    }
}

// === impl Folded ===

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(text.len()), origin: Vec::with_capacity(text.len() + 1) };
        for (at, c) in text.char_indices() {
            let narrow = match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
                '\u{3000}' => ' ',
                '№' => {
                    folded.push("no.", at);
                    continue;
                }
                '’' => '\'',
                other => other,
            };
            folded.push(narrow.to_ascii_lowercase().encode_utf8(&mut [0; 4]), at);
        }
        folded.origin.push(text.len());
        folded
    }

    fn push(&mut self, text: &str, origin: usize) {
        self.text.push_str(text);
        self.origin.resize(self.text.len(), origin);
    }

    /// Whether words that claim do so here: not within a longer number or word (No.10, 11位, `the bestseller`), and not as the upper
    /// bound of a figure (最大50%).
    fn is_claim(&self, start: usize, end: usize) -> bool {
        let (before, word, after) = (&self.text[..start], &self.text[start..end], &self.text[end..]);
        let is_digit = |c: char| c.is_ascii_digit();
        let starts_within = (word.starts_with(is_digit) && before.ends_with(is_digit))
            || (word.starts_with(is_letter) && before.ends_with(is_letter));
        let rest = after.strip_prefix(',').filter(|rest| rest.starts_with(is_digit)).unwrap_or(after);
        let goes_on = word.ends_with(is_letter_or_digit) && rest.starts_with(is_letter_or_digit);
        let bound = after.strip_prefix('で').unwrap_or(after).trim_start_matches(' ');
        let is_figure = |c: char| c.is_ascii_digit() || "¥一二三四五六七八九十百千万約".contains(c);
        let is_bound = UP_TO.contains(&word) && bound.starts_with(is_figure);
        !(starts_within || goes_on || is_bound)
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
}

fn is_letter_or_digit(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests;
