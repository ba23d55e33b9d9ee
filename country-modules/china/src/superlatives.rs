//! Finds absolute terms in Chinese texts: 国家级, 最佳, 第一 … Chinese has no spaces and 最 begins harmless words too (最近,
//! "recently"), so a list of terms to look for is not enough; and who would slip by writes 最 佳, 國家級, 第壹 or Ｎｏ．１.

mod words;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};
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
    let mut words = words_of_the_lists(text);
    if has_one(text) {
        words.extend(
            text.match_indices('1').filter_map(|(start, one)| first_place(text, start, start + one.len())),
        );
    }
    if words.is_empty() {
        return Vec::new();
    }
    let last_second = SECONDS.iter().filter_map(|second| text.rfind(second)).max();
    words.retain(|word| !last_second.is_some_and(|second| second >= word.until && counts(text, *word)));
    words.sort_unstable_by_key(|word| word.from);
    let mut found = Vec::new();
    for word in words {
        let term = &text[word.from..word.until];
        if !found.contains(&term) {
            found.push(term);
        }
        if found.len() == MOST_TERMS {
            break;
        }
    }
    found
}

/// Whether there is a 1, a row of bytes at a time: most texts have none.
fn has_one(text: &str) -> bool {
    let in_row = |row: &[u8]| row.iter().fold(false, |any, byte| any | (*byte == b'1'));
    let (rows, rest) = text.as_bytes().as_chunks::<32>();
    rows.iter().any(|row| in_row(row)) || in_row(rest)
}

/// Most terms that are told: nobody reads more, and each is compared with all before it.
const MOST_TERMS: usize = 100;

const FIRST: &str = "第一";
/// What goes on with an enumeration that began with 第一.
const SECONDS: [&str; 3] = ["第二", "第2", "其次"];
/// What a clause may come after.
const CLAUSE_ENDS: &str = "。！？；：，、（!?;:,(\n\r";
/// What may stand behind the 第一 of an enumeration.
const PAUSES: &str = "，、：,:";

/// A 1 in full width, found with the characters that begin words; the plain one is quicker found by itself.
const WIDE_ONE: char = '１';

/// Where the text spells an absolute term.
#[derive(Debug, Clone, Copy)]
struct Word {
    from: usize,
    until: usize,
}

fn words_of_the_lists(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(hit) = STARTS.searcher.find(Input::new(text).range(at..)) {
        let group = &STARTS.groups[STARTS.of[hit.pattern().as_usize()]];
        let word = longest(text, hit.start(), &group.words).or_else(|| match group.head {
            MOST => superlative(text, hit.start()).map(|word| (word, true)),
            WIDE_ONE => first_place(text, hit.start(), hit.end()).map(|word| (word, true)),
            _ => None,
        });
        at = word.map_or(hit.end(), |(word, _)| word.until);
        words.extend(word.filter(|(_, is_absolute)| *is_absolute).map(|(word, _)| word));
    }
    words
}

/// Characters that begin a word, in every spelling, and the words by their first character. Most texts hold few of them, so that
/// looking for these alone passes over the rest quickly.
struct Starts {
    searcher: AhoCorasick,
    /// The group of each pattern of the searcher.
    of: Vec<usize>,
    groups: Vec<Group>,
}

/// Words that begin with the same character.
struct Group {
    head: char,
    words: Vec<Known>,
}

/// A word of the lists.
struct Known {
    word: &'static str,
    /// Its second character, which passes over most of the group.
    second: char,
    is_absolute: bool,
}

static STARTS: LazyLock<Starts> = LazyLock::new(|| {
    let mut groups: Vec<Group> = [MOST, WIDE_ONE].map(|head| Group { head, words: Vec::new() }).into();
    let words = ABSOLUTE.iter().map(|word| (*word, true)).chain(HARMLESS.iter().map(|word| (*word, false)));
    for (word, is_absolute) in words {
        let mut characters = word.chars();
        let (Some(head), Some(second)) = (characters.next(), characters.next()) else { continue };
        let known = Known { word, second, is_absolute };
        match groups.iter_mut().find(|group| group.head == head) {
            Some(group) => group.words.push(known),
            None => groups.push(Group { head, words: vec![known] }),
        }
    }
    let mut patterns = Vec::new();
    let mut of = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        for spelling in traditional(group.head).chain([group.head]) {
            patterns.push(spelling.to_string());
            of.push(place);
        }
    }
    // Leftmost, because only that searches many bytes at a time.
    let searcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(patterns);
    Starts { searcher: searcher.expect("few and short patterns"), of, groups }
});

/// The longest of the words that stand at this place, and whether it is absolute.
fn longest(text: &str, from: usize, words: &[Known]) -> Option<(Word, bool)> {
    let second = plain(text[from..].chars().skip(1).find(|c| !is_filler(*c))?);
    let second = if second == '1' { '一' } else { second };
    let standing = words.iter().filter(|known| known.second == second).filter_map(|known| {
        let until = from + begins(&text[from..], known.word)?;
        Some((known.word.len(), (Word { from, until }, known.is_absolute)))
    });
    standing.max_by_key(|(length, _)| *length).map(|(_, word)| word)
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
    praises.then(|| Word { from, until: from + at + next.len_utf8() })
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
        (!is_inside).then_some(Word { from, until })
    })
}

/// Whether it is the 第一 that begins an enumeration: first in its clause, and followed by a pause.
fn counts(text: &str, word: Word) -> bool {
    let (before, after) = (&text[..word.from], &text[word.until..]);
    let is_first = before.chars().rev().find(|c| !is_filler(*c)).is_none_or(|c| CLAUSE_ENDS.contains(c));
    let pauses = after.chars().find(|c| !is_filler(*c)).is_some_and(|c| PAUSES.contains(c));
    is_first && pauses && begins(&text[word.from..], FIRST) == Some(word.until - word.from)
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
        ' ' | '\t' | '\u{a0}' | '\u{ad}' | '\u{2002}'..='\u{200d}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    ) || matches!(c, '.' | '．' | '·' | '•' | '・' | '_' | '-' | '*' | '＊' | '~' | '|' | '/')
}

#[cfg(test)]
mod tests;
