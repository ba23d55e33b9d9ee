//! Splits the text of an expression into tokens.

use super::parse::ParseError;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Int(i64),
    Double(f64),
    Text(String),
    Word(String),
    /// Punctuation and operators.
    Mark(&'static str),
    End,
}

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
        let (token, length) = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if first.is_ascii_digit() {
            number(rest, at)?
        } else if first == '"' || first == '\'' {
            quoted(rest, at)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            (Token::Word(rest[..length].to_owned()), length)
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            (Token::Mark(mark), mark.len())
        } else {
            return Err(ParseError::new(
                at,
                format!("`{first}` has no meaning here"),
                "texts are written in quotes",
            ));
        };
        tokens.push((at, token));
        at += length;
    }
    tokens.push((text.len(), Token::End));
    Ok(tokens)
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), ParseError> {
    let whole = digits(rest);
    let fraction = rest[whole..].strip_prefix('.').map_or(0, |after| digits(after) + 1);
    let length = if fraction > 1 { whole + fraction } else { whole };
    let text = &rest[..length];
    let token =
        if fraction > 1 { text.parse().ok().map(Token::Double) } else { text.parse().ok().map(Token::Int) };
    let token = token.ok_or_else(|| ParseError::new(at, format!("`{text}` is too large a number"), ""))?;
    Ok((token, length))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn quoted(rest: &str, at: usize) -> Result<(Token, usize), ParseError> {
    let mut characters = rest.char_indices();
    let (_, quote) = characters.next().expect("the caller saw a quote");
    let mut text = String::new();
    while let Some((index, c)) = characters.next() {
        match c {
            c if c == quote => return Ok((Token::Text(text), index + c.len_utf8())),
            '\\' => match characters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, c @ ('\\' | '"' | '\''))) => text.push(c),
                _ => {
                    let hint = "known are \\n \\t \\\\ \\\" \\'";
                    return Err(ParseError::new(at + index, "an unknown escape", hint));
                }
            },
            c => text.push(c),
        }
    }
    Err(ParseError::new(at, "the text has no end", format!("add a closing {quote}")))
}
