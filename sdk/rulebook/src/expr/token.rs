//! Splits the text of an expression into tokens.

use std::fmt;

use super::literal;
use super::parse::ParseError;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    /// Without its sign, which is an operator.
    Int(u64),
    Uint(u64),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
    Word(String),
    /// A field's name in backticks.
    Quoted(String),
    /// Punctuation and operators.
    Mark(&'static str),
    End,
}

/// Names CEL keeps for itself; a field or a method may have them.
pub(super) const RESERVED: [&str; 18] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Marks, longer ones first.
const MARKS: [&str; 26] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]",
    "{", "}", ",", ".", "=", "|",
];

/// The tokens with where each begins (bytes).
pub(crate) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ParseError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let (token, length) = token(rest, first, at)?;
        tokens.push((at, token));
        at += length;
    }
    tokens.push((text.len(), Token::End));
    Ok(tokens)
}

/// The token `rest` begins with, and its length.
fn token(rest: &str, first: char, at: usize) -> Result<(Token, usize), ParseError> {
    if let Some(found) = literal::quoted(rest, at)? {
        return Ok(found);
    }
    let fraction = first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit());
    if first.is_ascii_digit() || fraction {
        return number(rest, at);
    }
    if first == '`' {
        return selector(rest, at);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        return Ok((Token::Word(rest[..length].to_owned()), length));
    }
    match MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        Some(mark) => Ok((Token::Mark(mark), mark.len())),
        None => {
            let hint = match first {
                '&' => "write `&&`",
                '“' | '”' | '„' | '‘' | '’' | '「' | '」' => "write straight quotes: `'` or `\"`",
                '，' | '（' | '）' | '＝' | '！' | '。' | '：' => {
                    "write it with half-width characters"
                }
                _ => "texts are written in quotes",
            };
            Err(ParseError::new(at, format!("`{first}` has no meaning here"), hint))
        }
    }
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), ParseError> {
    let hex = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X"));
    let (mut length, real) = match hex {
        Some(digits) => (2 + digits.bytes().take_while(u8::is_ascii_hexdigit).count(), false),
        None => decimal(rest),
    };
    let text = &rest[..length];
    let whole = || match hex {
        Some(digits) => u64::from_str_radix(&digits[..length - 2], 16).ok(),
        None => text.parse().ok(),
    };
    let token = if real {
        text.parse().ok().filter(|number: &f64| number.is_finite()).map(Token::Double)
    } else if rest[length..].starts_with(['u', 'U']) {
        whole().map(Token::Uint)
    } else {
        whole().map(Token::Int)
    };
    let message = format!("`{text}` is too large a number");
    let token = token.ok_or_else(|| ParseError::new(at, message, ""))?;
    length += usize::from(matches!(token, Token::Uint(_)));
    Ok((token, length))
}

/// Length of a number, and whether it has a fraction or an exponent.
fn decimal(rest: &str) -> (usize, bool) {
    let whole = digits(rest);
    let fraction = rest[whole..].strip_prefix('.').map_or(0, digits);
    let mut length = if fraction > 0 { whole + 1 + fraction } else { whole };
    let mut real = fraction > 0;
    if let Some(exponent) = rest[length..].strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let count = digits(&exponent[sign..]);
        if count > 0 {
            length += 1 + sign + count;
            real = true;
        }
    }
    (length, real)
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// `content-type` in backticks.
fn selector(rest: &str, at: usize) -> Result<(Token, usize), ParseError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-/ ".contains(c);
    match rest[1..].split_once('`') {
        Some((name, _)) if !name.is_empty() && name.chars().all(plain) => {
            Ok((Token::Quoted(name.to_owned()), name.len() + 2))
        }
        _ => {
            let hint = "letters, digits, `_`, `.`, `-`, `/` and spaces stand between backticks";
            Err(ParseError::new(at, "this is no field name in backticks", hint))
        }
    }
}

// === impl Token ===

impl fmt::Display for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => write!(out, "`{number}`"),
            Self::Uint(number) => write!(out, "`{number}u`"),
            Self::Double(number) => write!(out, "`{number}`"),
            Self::Text(text) => write!(out, "\"{text}\""),
            Self::Bytes(_) => out.write_str("bytes"),
            Self::Word(word) | Self::Quoted(word) => write!(out, "`{word}`"),
            Self::Mark(mark) => write!(out, "`{mark}`"),
            Self::End => out.write_str("the end"),
        }
    }
}
