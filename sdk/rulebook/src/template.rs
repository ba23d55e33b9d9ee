//! Messages with placeholders: `{expression}` within a text, checked when loaded.

use std::collections::BTreeMap;

use crate::decode;
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Scope};
use crate::text::LocalText;
use crate::value::Value;
use crate::yaml::{Content, Node};

/// A text by language, with placeholders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Template {
    by_language: BTreeMap<String, Vec<Piece>>,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Placeholder(Expression),
}

/// Longest message, bytes; what would make it longer is left out.
const LONGEST: usize = 1 << 16;

/// What stands where a value is not known.
const UNKNOWN: &str = "?";

impl Template {
    /// Reads a text by language and checks its placeholders.
    pub(crate) fn read(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Self> {
        decode::local_text(node, faults)?;
        let texts: Vec<(&str, &Node)> = match &node.content {
            Content::Map(entries) => {
                entries.iter().filter_map(|(language, text)| Some((language.text()?, text))).collect()
            }
            _ => vec![("en", node)],
        };
        let mut by_language = BTreeMap::new();
        for (language, text) in texts {
            by_language.insert(language.to_owned(), pieces(text, names, faults)?);
        }
        Some(Self { by_language })
    }

    /// A text without placeholders.
    pub(crate) fn plain(text: &LocalText) -> Self {
        let plain =
            |(language, text): (&str, &str)| (language.to_owned(), vec![Piece::Text(text.to_owned())]);
        Self { by_language: text.iter().map(plain).collect() }
    }

    /// The text in a language; `show` decides how a value is written, for example a platform by its name.
    pub(crate) fn render(
        &self,
        language: &str,
        scope: &Scope<'_>,
        show: impl Fn(&Value) -> String,
    ) -> String {
        let pieces = self.by_language.get(language).or_else(|| self.by_language.get("en"));
        let mut out = String::new();
        for piece in pieces.into_iter().flatten() {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Placeholder(expression) => match expression.evaluate(scope) {
                    Ok(value) => out.push_str(&show(&value)),
                    Err(_) => out.push_str(UNKNOWN),
                },
            }
            if out.len() > LONGEST {
                out.truncate(out.floor_char_boundary(LONGEST));
                out.push('…');
                break;
            }
        }
        out
    }
}

fn pieces(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Vec<Piece>> {
    let text = node.text()?.trim_end();
    let (start, mut at) = (node.text_place(), text.len() - text.trim_start().len());
    let place = |offset: usize| start.shifted(text[..offset].chars().count());
    let mut pieces = Vec::new();
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let inside = open + 1;
        let Some(close) = end_of_placeholder(&text[inside..]).map(|end| inside + end) else {
            faults.note(&place(open), "a placeholder has no end", "close it with `}`");
            return None;
        };
        pieces.push(Piece::Text(text[at..open].to_owned()));
        let expression = Expression::compile_text(&text[inside..close], &place(inside), names, faults)?;
        pieces.push(Piece::Placeholder(expression));
        at = close + 1;
    }
    pieces.push(Piece::Text(text[at..].to_owned()));
    Some(pieces)
}

/// The first `}` that stands in no quotes.
fn end_of_placeholder(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match (c, quote) {
            ('}', None) => return Some(at),
            ('"' | '\'', None) => quote = Some(c),
            ('\\', Some(_)) => drop(characters.next()),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    None
}
