//! Texts and bytes as they are written: quotes, raw and triple ones, and escapes.

use super::parse::ParseError;
use super::token::Token;

/// How a text begins: its prefix says what it is.
struct Opening {
    bytes: bool,
    raw: bool,
    quote: &'static str,
    length: usize,
}

/// The text or the bytes that `rest` begins with, and their length in the source; `None`: it begins with neither.
pub(crate) fn quoted(rest: &str, at: usize) -> Result<Option<(Token, usize)>, ParseError> {
    let Some(opening) = Opening::of(rest) else { return Ok(None) };
    let mut out = Vec::new();
    let mut next = opening.length;
    while let Some(c) = rest[next..].chars().next() {
        let left = &rest[next..];
        if left.starts_with(opening.quote) {
            return Ok(Some((opening.token(out), next + opening.quote.len())));
        }
        match c {
            '\n' | '\r' if opening.quote.len() == 1 => break,
            '\\' if !opening.raw => {
                let length = escape(&left[1..], opening.bytes, &mut out).ok_or_else(|| {
                    let hint = r#"known are \a \b \f \n \r \t \v \\ \? \" \' \`, \x41, \101, and in texts \u0041 \U00000041"#;
                    ParseError::new(at + next, "an unknown escape", hint)
                })?;
                next += 1 + length;
            }
            c => {
                out.extend_from_slice(&left.as_bytes()[..c.len_utf8()]);
                next += c.len_utf8();
            }
        }
    }
    let hint = format!("add a closing {}; a text over several lines stands in triple quotes", opening.quote);
    Err(ParseError::new(at, "the text has no end", hint))
}

/// Adds what the escape after a backslash stands for; its length, or `None` when there is no such escape.
fn escape(left: &str, bytes: bool, out: &mut Vec<u8>) -> Option<usize> {
    let kind = left.chars().next()?;
    let (code, length) = match kind {
        'a' => (7, 1),
        'b' => (8, 1),
        'f' => (12, 1),
        'n' => (10, 1),
        'r' => (13, 1),
        't' => (9, 1),
        'v' => (11, 1),
        '\\' | '?' | '"' | '\'' | '`' => (kind as u32, 1),
        'x' | 'X' => (digits(left, 1, 2, 16)?, 3),
        'u' if !bytes => (digits(left, 1, 4, 16)?, 5),
        'U' if !bytes => (digits(left, 1, 8, 16)?, 9),
        '0'..='3' => (digits(left, 0, 3, 8)?, 3),
        _ => return None,
    };
    if bytes {
        out.push(u8::try_from(code).ok()?);
    } else {
        out.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut [0; 4]).as_bytes());
    }
    Some(length)
}

/// The number that `count` digits from `first` on make.
fn digits(left: &str, first: usize, count: usize, radix: u32) -> Option<u32> {
    let digits = left.get(first..first + count)?;
    if digits.starts_with('+') { None } else { u32::from_str_radix(digits, radix).ok() }
}

// === impl Opening ===

impl Opening {
    fn of(rest: &str) -> Option<Self> {
        let length = rest.bytes().take(3).position(|byte| matches!(byte, b'"' | b'\''))?;
        let (bytes, raw) = match rest[..length].to_ascii_lowercase().as_str() {
            "" => (false, false),
            "r" => (false, true),
            "b" => (true, false),
            "br" | "rb" => (true, true),
            _ => return None,
        };
        let quotes = ["\"\"\"", "'''", "\"", "'"];
        let quote = quotes.into_iter().find(|quote| rest[length..].starts_with(quote))?;
        Some(Self { bytes, raw, quote, length: length + quote.len() })
    }

    fn token(&self, out: Vec<u8>) -> Token {
        if self.bytes {
            return Token::Bytes(out);
        }
        Token::Text(String::from_utf8(out).expect("whole characters were added only"))
    }
}
