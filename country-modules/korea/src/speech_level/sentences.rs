//! Cuts a text into sentences, without what it quotes.

use crate::hangul::is_syllable;

/// A sentence, as far as its ending needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sentence {
    /// The words, of Hangul syllables alone.
    pub(super) words: Vec<String>,
    /// Whether it ends in a question mark.
    pub(super) is_question: bool,
}

/// The sentences of a text. A line is one too: headings and mails often do without full stops.
pub(super) fn of(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut current = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '.' if characters.peek().is_some_and(|next| next.is_alphanumeric()) => current.push(' '),
            '.' | '!' | '?' | '…' | '。' | '！' | '？' | '\n' | '\r' => {
                // Of several marks in a row, 「뭐야?!」, one question mark is enough.
                let mut is_question = matches!(c, '?' | '？');
                while let Some(mark) = characters.next_if(|next| ".!?…。！？~".contains(*next)) {
                    is_question |= matches!(mark, '?' | '？');
                }
                finish(&mut sentences, &mut current, is_question);
            }
            '“' => skip_to(&mut characters, '”', &mut current),
            '‘' => skip_to(&mut characters, '’', &mut current),
            '"' => skip_to(&mut characters, '"', &mut current),
            '「' => skip_to(&mut characters, '」', &mut current),
            '『' => skip_to(&mut characters, '』', &mut current),
            _ => current.push(c),
        }
    }
    finish(&mut sentences, &mut current, false);
    sentences
}

fn finish(sentences: &mut Vec<Sentence>, current: &mut String, is_question: bool) {
    let words = current.split(|c: char| !is_syllable(c)).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_owned).collect();
    // A sentence that ends in a number or a foreign word has no Korean ending: "문의 02-123", "Q&A".
    let ends_abroad =
        current.trim_end().chars().last().is_some_and(|c| c.is_alphanumeric() && !is_syllable(c));
    let ends_in_laughter = current.trim_end().ends_with(['ㅋ', 'ㅎ', 'ㅠ', 'ㅜ']);
    if !words.is_empty() && (!ends_abroad || ends_in_laughter) {
        sentences.push(Sentence { words, is_question });
    }
    current.clear();
}

/// Passes over a quotation; one that never closes is none.
fn skip_to(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, closing: char, current: &mut String) {
    if characters.clone().any(|c| c == closing) {
        characters.by_ref().find(|c| *c == closing);
        // What follows, 라고 or 는, belongs to what stood before.
        current.push(' ');
    }
}
