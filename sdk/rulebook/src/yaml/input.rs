//! The text of a file as the parser reads it.

use saphyr_parser::Input;
use saphyr_parser::input::{is_blank_or_breakz, is_flow};

/// The characters of a text. The parser asks several questions about each character, so that it is told from its bytes once; and
/// for every word it makes room for as many characters as its input says it can hold, which for the parser's own is many more than a
/// word has.
#[derive(Debug)]
pub(crate) struct Characters<'a> {
    /// The next character; NUL behind the end, as the parser wants it.
    next: char,
    /// What is left, the next character included.
    left: &'a str,
    /// Most characters that the parser asked to see at once.
    seen: usize,
}

/// Characters that the text says it can hold at once.
const AT_ONCE: usize = 24;

impl<'a> Characters<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { next: first(text), left: text, seen: 0 }
    }
}

fn first(text: &str) -> char {
    text.chars().next().unwrap_or_default()
}

impl Input for Characters<'_> {
    #[inline]
    fn lookahead(&mut self, count: usize) {
        self.seen = self.seen.max(count);
    }

    #[inline]
    fn buflen(&self) -> usize {
        self.seen
    }

    #[inline]
    fn bufmaxlen(&self) -> usize {
        AT_ONCE
    }

    #[inline]
    fn raw_read_ch(&mut self) -> char {
        let c = self.next;
        self.skip();
        c
    }

    #[inline]
    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        let c = self.peek_opt().filter(|c| !matches!(c, '\n' | '\r' | '\0' | '\u{feff}'))?;
        self.skip();
        Some(c)
    }

    #[inline]
    fn skip(&mut self) {
        let mut chars = self.left.chars();
        chars.next();
        self.left = chars.as_str();
        self.next = first(self.left);
    }

    #[inline]
    fn skip_n(&mut self, count: usize) {
        (0..count).for_each(|_| self.skip());
    }

    #[inline]
    fn peek(&self) -> char {
        self.next
    }

    #[inline]
    fn peek_nth(&self, n: usize) -> char {
        self.left.chars().nth(n).unwrap_or_default()
    }

    /// As the parser has it; the character behind the next one is told only where it matters.
    #[inline]
    fn next_can_be_plain_scalar(&self, in_flow: bool) -> bool {
        match self.next {
            ':' => {
                let behind = self.peek_nth(1);
                !(is_blank_or_breakz(behind) || in_flow && is_flow(behind))
            }
            '\u{feff}' => false,
            c => !(in_flow && is_flow(c)),
        }
    }

    #[inline]
    fn peek_opt(&self) -> Option<char> {
        self.left.chars().next()
    }
}
