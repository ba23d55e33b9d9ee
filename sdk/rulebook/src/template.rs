//! Messages with placeholders: `{expression}` within a text, checked when loaded.

use std::collections::BTreeMap;

use crate::decode;
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Scope};
use crate::text::LocalText;
use crate::value::Value;
use crate::yaml::Node;

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

/// What stands where a value is not known.
const UNKNOWN: &str = "?";

impl Template {
    /// Reads a text by language and checks its placeholders.
    pub(crate) fn read(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Self> {
        let text = decode::local_text(node, faults)?;
        let mut by_language = BTreeMap::new();
        for (language, text) in text.iter() {
            by_language.insert(language.to_owned(), pieces(text, node, names, faults)?);
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
        }
        out
    }
}

fn pieces(text: &str, node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        let Some(close) = after.find('}') else {
            faults.note(&node.place, "a placeholder has no end", "close it with `}`");
            return None;
        };
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Placeholder(Expression::compile_text(
            &after[1..close],
            &node.place,
            names,
            faults,
        )?));
        rest = &after[close + 1..];
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Some(pieces)
}
