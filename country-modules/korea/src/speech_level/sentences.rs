//! Cuts a text into sentences, without what it quotes and what stands in brackets.

use std::{iter::Peekable, str::Chars};

use crate::hangul::is_syllable;

/// A sentence, as far as its ending needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sentence {
    /// The words, of Hangul syllables alone.
    pub(super) words: Vec<String>,
    /// Whether it ends in a question mark.
    pub(super) is_question: bool,
}

/// What is passed over, by what it opens and closes with.
const ASIDES: [(char, char); 7] =
    [('“', '”'), ('‘', '’'), ('"', '"'), ('「', '」'), ('『', '』'), ('(', ')'), ('[', ']')];

/// The sentences of a text. A line is one too, and so is a hashtag: headings and posts often do without full stops.
pub(super) fn of(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut current = String::new();
    let mut asides = Asides::default();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '.' if characters.peek().is_some_and(|next| next.is_alphanumeric()) => current.push(' '),
            '.' | '!' | '?' | '…' | '。' | '！' | '？' | '#' | '|' | '\n' | '\r' => {
                // Of several marks in a row, 「뭐야?!」, one question mark is enough.
                let mut is_question = matches!(c, '?' | '？');
                while let Some(mark) = characters.next_if(|next| ".!?…。！？~".contains(*next)) {
                    is_question |= matches!(mark, '?' | '？');
                }
                finish(&mut sentences, &mut current, is_question);
            }
            // What follows a quotation, 라고 or 는, belongs to what stood before it.
            _ if asides.pass_over(c, &mut characters) => current.push(' '),
            _ => current.push(c),
        }
    }
    finish(&mut sentences, &mut current, false);
    sentences
}

fn finish(sentences: &mut Vec<Sentence>, current: &mut String, is_question: bool) {
    let words = current.split(|c: char| !is_syllable(c)).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    // A sentence that ends in a number or a foreign word has no Korean ending: "문의 02-123", "Q&A". Laughter, ㅋㅋ, is no word.
    let last = current.trim_end().chars().last();
    let ends_abroad = last.is_some_and(|c| c.is_alphanumeric() && !crate::hangul::is_hangul(c));
    if !words.is_empty() && !ends_abroad {
        sentences.push(Sentence { words, is_question });
    }
    current.clear();
}

/// Which of [`ASIDES`] can still close; so that a text of opening marks alone is not searched to its end for each of them.
#[derive(Debug, Default)]
struct Asides {
    never_closed: [bool; ASIDES.len()],
}

impl Asides {
    /// Passes over what `opening` opens; whether it did. What never closes is no aside.
    fn pass_over(&mut self, opening: char, characters: &mut Peekable<Chars<'_>>) -> bool {
        let Some(place) = ASIDES.iter().position(|(open, _)| *open == opening) else { return false };
        let closing = ASIDES[place].1;
        if self.never_closed[place] {
            return false;
        }
        if characters.clone().any(|c| c == closing) {
            return characters.any(|c| c == closing);
        }
        self.never_closed[place] = true;
        false
    }
}
