//! Finds absolute terms in Chinese texts: 国家级, 最佳, 第一 … Chinese has no spaces and 最 begins harmless words too (最近,
//! "recently"), so a list of terms to look for is not enough; and who would slip by writes 最 佳, 國家級, 第壹 or Ｎｏ．１.

mod words;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use guidance_country_module::Value;

use crate::characters::{is_han, simplified, traditional};
use words::{ABSOLUTE, AFTER_MOST, BEFORE_ONE, HARMLESS, MOST};

/// `superlatives(text, language)`: the absolute terms in a text as they are written there, each once, in the order they stand. A
/// text in another language than Chinese has none.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    let (text, language) = (crate::text(arguments, 0)?, crate::text(arguments, 1)?);
    if !language.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh")) {
        return Ok(Value::list(Vec::new()));
    }
    Ok(Value::list(find(text).into_iter().map(Value::text).collect()))
}

/// The absolute terms of a Chinese text.
fn find(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(hit) = STARTS.searcher.find(&text[at..]) {
        let (start, end) = (at + hit.start(), at + hit.end());
        let word = match STARTS.of[hit.pattern().as_usize()] {
            Start::Words(group) => longest(text, start, &STARTS.groups[group]),
            Start::Most(group) => {
                longest(text, start, &STARTS.groups[group]).or_else(|| superlative(text, start))
            }
            Start::One => first_place(text, start, end),
        };
        at = word.map_or(end, |word| word.until);
        if let Some(term) = word.and_then(|word| word.is_absolute.then(|| &text[word.from..word.until]))
            && !found.contains(&term)
        {
            found.push(term);
        }
    }
    found
}

/// A word and where the text spells it.
#[derive(Debug, Clone, Copy)]
struct Word {
    from: usize,
    until: usize,
    is_absolute: bool,
}

/// What a character may begin.
#[derive(Debug, Clone, Copy)]
enum Start {
    /// Words of a group.
    Words(usize),
    /// The same, and superlatives beside.
    Most(usize),
    /// A 1 may end a claim to the first place.
    One,
}

/// Characters that begin a word, in every spelling, and the words by their first character. Most texts hold few of them, so that
/// looking for these alone passes over the rest quickly.
struct Starts {
    searcher: AhoCorasick,
    /// What each pattern of the searcher may begin.
    of: Vec<Start>,
    groups: Vec<Vec<(&'static str, bool)>>,
}

static STARTS: LazyLock<Starts> = LazyLock::new(|| {
    let words = ABSOLUTE.iter().map(|word| (*word, true)).chain(HARMLESS.iter().map(|word| (*word, false)));
    let mut heads: Vec<char> = Vec::new();
    let mut groups: Vec<Vec<(&str, bool)>> = Vec::new();
    for (word, is_absolute) in words {
        let head = word.chars().next().unwrap_or_default();
        let group = heads.iter().position(|known| *known == head).unwrap_or_else(|| {
            heads.push(head);
            groups.push(Vec::new());
            heads.len() - 1
        });
        groups[group].push((word, is_absolute));
    }
    let mut patterns: Vec<(char, Start)> = vec![('1', Start::One), ('１', Start::One)];
    for (group, head) in heads.into_iter().enumerate() {
        let start = if head == MOST { Start::Most(group) } else { Start::Words(group) };
        patterns.extend(traditional(head).chain([head]).map(|spelling| (spelling, start)));
    }
    // Leftmost, because only that searches many bytes at a time.
    let searcher = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(patterns.iter().map(|(head, _)| head.to_string()));
    Starts {
        searcher: searcher.expect("few and short patterns"),
        of: patterns.into_iter().map(|(_, start)| start).collect(),
        groups,
    }
});

/// The longest word of a group that stands at this place.
fn longest(text: &str, from: usize, group: &[(&str, bool)]) -> Option<Word> {
    let words = group.iter().filter_map(|(word, is_absolute)| {
        let until = from + begins(&text[from..], word)?;
        Some((word.len(), Word { from, until, is_absolute: *is_absolute }))
    });
    words.max_by_key(|(plain, _)| *plain).map(|(_, word)| word)
}

/// How many bytes of the text spell the word, if it begins with it.
fn begins(text: &str, word: &str) -> Option<usize> {
    let mut characters = text.char_indices().filter(|(_, c)| !is_filler(*c));
    let mut end = 0;
    for wanted in word.chars() {
        let (at, c) = characters.next()?;
        end = at + c.len_utf8();
        // 第10 is no 第一.
        let is_one = wanted == '一' && plain(c) == '1' && !text[end..].starts_with(is_digit);
        if plain(c) != wanted && !is_one {
            return None;
        }
    }
    Some(end)
}

/// 最 with the character it praises.
fn superlative(text: &str, from: usize) -> Option<Word> {
    let (at, next) = text[from..].char_indices().skip(1).find(|(_, c)| !is_filler(*c))?;
    let praises = is_han(next) && !AFTER_MOST.contains(&plain(next));
    praises.then(|| Word { from, until: from + at + next.len_utf8(), is_absolute: true })
}

/// No. 1 or TOP 1, if its 1 stands between these places.
fn first_place(text: &str, start: usize, until: usize) -> Option<Word> {
    if text[until..].starts_with(is_digit) {
        return None;
    }
    BEFORE_ONE.iter().find_map(|word| {
        let mut before = text[..start].char_indices().rev().filter(|(_, c)| !is_filler(*c));
        let mut from = start;
        for wanted in word.chars().rev() {
            let (place, c) = before.next()?;
            if plain(c) != wanted {
                return None;
            }
            from = place;
        }
        // The last letters of another word are none: piano 1.
        let is_inside = text[..from].ends_with(|c: char| plain(c).is_ascii_alphanumeric());
        (!is_inside).then_some(Word { from, until, is_absolute: true })
    })
}

/// A character in plain spelling: simplified, ASCII in place of full-width forms, lower case, 一 for 壹.
fn plain(c: char) -> char {
    match c {
        '壹' => '一',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_lowercase(),
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => simplified(c),
    }
}

fn is_digit(c: char) -> bool {
    plain(c).is_ascii_digit()
}

/// What is put between the characters of a word without ending it. A new line ends it.
fn is_filler(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '\u{ad}' | '\u{2002}'
            ..='\u{200d}'
                | '\u{2060}'
                | '\u{3000}'
                | '\u{feff}'
                | '.'
                | '．'
                | '·'
                | '•'
                | '・'
                | '_'
                | '-'
                | '*'
                | '＊'
                | '~'
                | '|'
                | '/'
    )
}

#[cfg(test)]
mod tests;
