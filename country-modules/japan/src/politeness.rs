//! Tells how politely a Japanese text speaks to its reader: plain (だ, する), polite (です, ます) or honorific (keigo: いたします,
//! ご覧くださいませ). The end of a sentence decides between the first two, forms within it show the third.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use guidance_country_module::Value;

use crate::{is_han, is_hiragana, is_kana, text};

mod forms;

use forms::{COUNTED, HONORIFIC, NO_VERB, PARTICLES, PLAIN, POLITE};

/// How a text speaks to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Plain,
    Polite,
    Honorific,
}

/// `politeness(text)`: `plain`, `polite`, `honorific`, or `none` where nothing shows it (a heading, another language). One plain
/// sentence makes a text plain; keigo in one makes a polite text honorific, as nobody puts every verb into it. What stands in
/// quotation marks is somebody else's voice and does not count.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    text(arguments, 0).map(|text| Value::text(of(text).map_or("none", Level::name)))
}

/// The level of a text, if it shows one.
fn of(text: &str) -> Option<Level> {
    let own = without_quotations(text);
    let levels: Vec<Level> = own.split_inclusive(is_end_of_sentence).filter_map(sentence).collect();
    [Level::Plain, Level::Honorific, Level::Polite].into_iter().find(|level| levels.contains(level))
}

/// The level a sentence shows, if it shows one. Headings end in a noun and show none, nor does a line that ends in a bare verb
/// without a full stop: 続きを読む is what a button says.
fn sentence(sentence: &str) -> Option<Level> {
    static KEIGO: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(HONORIFIC).expect("few forms")
    });
    let end = sentence.trim_end_matches(|c: char| !is_kana(c) && !is_han(c) && !c.is_alphanumeric());
    if is_plain_verb(end) && !sentence.ends_with(is_full_stop) {
        return None;
    }
    let bare = PARTICLES.iter().find_map(|particle| end.strip_suffix(particle)).unwrap_or(end);
    let level = [end, bare].into_iter().find_map(ending)?;
    Some(if level == Level::Polite && KEIGO.is_match(end) { Level::Honorific } else { level })
}

fn ending(end: &str) -> Option<Level> {
    if POLITE.iter().any(|form| end.ends_with(form)) {
        Some(Level::Polite)
    } else if !NO_VERB.iter().any(|form| end.ends_with(form))
        && (is_plain_verb(end) || PLAIN.iter().any(|form| end.ends_with(form)))
    {
        Some(Level::Plain)
    } else {
        None
    }
}

/// Whether the last word is a verb in its dictionary form: 届く, 始まる, 選ぶ. After katakana a る is part of a name.
fn is_plain_verb(end: &str) -> bool {
    let mut back = end.chars().rev();
    let (Some(last), Some(before)) = (back.next(), back.next()) else { return false };
    let is_stem = (is_han(before) && !COUNTED.contains(before)) || (is_hiragana(before) && last == 'る');
    is_stem && "うくぐすつぬぶむる".contains(last)
}

fn is_end_of_sentence(c: char) -> bool {
    is_full_stop(c) || matches!(c, '\n' | '\r')
}

fn is_full_stop(c: char) -> bool {
    matches!(c, '。' | '．' | '｡' | '！' | '!' | '？' | '?')
}

/// The text without what stands between 「 and 」 or 『 and 』; a mark without its partner counts as text.
fn without_quotations(text: &str) -> String {
    let mut own = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, close, after)) = quotation(rest) {
        own.push_str(before);
        rest = after.split_once(close).map_or(after, |(_, after)| after);
    }
    own + rest
}

/// What comes before the next quotation, the mark that ends it, and what comes after its opening mark.
fn quotation(text: &str) -> Option<(&str, char, &str)> {
    let at = text.find(['「', '『'])?;
    let (before, marked) = text.split_at(at);
    let close = if marked.starts_with('「') { '」' } else { '』' };
    Some((before, close, marked.trim_start_matches(['「', '『'])))
}

// === impl Level ===

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Polite => "polite",
            Self::Honorific => "honorific",
        }
    }
}

#[cfg(test)]
mod tests;
