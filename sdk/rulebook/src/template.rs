//! Messages with placeholders: `{expression}` within a text, checked when loaded.

use std::collections::{BTreeMap, BTreeSet};

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
        for (language, text) in &texts {
            by_language.insert((*language).to_owned(), pieces(text, names, faults)?);
        }
        let template = Self { by_language };
        for (language, text) in texts.iter().filter(|(language, _)| *language != "en") {
            template.check_against_english(language, text, faults);
        }
        Some(template)
    }

    /// A translation says what the English text says of this plan: no less, no more.
    fn check_against_english(&self, language: &str, node: &Node, faults: &mut Faults) {
        let (english, own) = (self.placeholders("en"), self.placeholders(language));
        let shown = |names: Vec<&&str>| {
            let names: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
            names.join(", ")
        };
        let missing = shown(english.difference(&own).collect());
        let extra = shown(own.difference(&english).collect());
        if !missing.is_empty() {
            let message = format!("the text in {language} lacks {missing} of the English text");
            faults.note(&node.place, message, "say the same in each language, or take it out of the English");
        }
        if !extra.is_empty() {
            let message = format!("the text in {language} has {extra}, which the English text has not");
            faults.note(&node.place, message, "say the same in each language, or put it into the English");
        }
    }

    /// The expressions of the text in a language.
    fn placeholders(&self, language: &str) -> BTreeSet<&str> {
        let pieces = self.by_language.get(language).into_iter().flatten();
        pieces
            .filter_map(|piece| match piece {
                Piece::Placeholder(expression) => Some(expression.text.trim()),
                Piece::Text(_) => None,
            })
            .collect()
    }

    /// A text without placeholders.
    pub(crate) fn plain(text: &LocalText) -> Self {
        let plain =
            |(language, text): (&str, &str)| (language.to_owned(), vec![Piece::Text(text.to_owned())]);
        Self { by_language: text.iter().map(plain).collect() }
    }

    /// The expressions of its placeholders.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.by_language.values().flatten().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Placeholder(expression) => Some(expression),
        })
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

/// What a template is made of, in one language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Part<'t> {
    /// Text as it stands.
    Text(&'t str),
    /// A placeholder: its expression, as it is written.
    Placeholder(&'t str),
}

impl Template {
    /// Whether it is there in `language` itself.
    pub(crate) fn has(&self, language: &str) -> bool {
        self.by_language.contains_key(language)
    }

    /// What it is made of in a language, or in English where it has no translation.
    pub(crate) fn parts(&self, language: &str) -> impl Iterator<Item = Part<'_>> {
        let pieces = self.by_language.get(language).or_else(|| self.by_language.get("en"));
        pieces.into_iter().flatten().map(|piece| match piece {
            Piece::Text(text) => Part::Text(text),
            Piece::Placeholder(expression) => Part::Placeholder(&expression.text),
        })
    }

    /// Whether it says what a text says, and nothing else.
    pub(crate) fn repeats(&self, text: &LocalText) -> bool {
        self.parts("en").all(|part| part == Part::Text(text.pick("en")))
    }
}

fn pieces(node: &Node, names: &Names<'_>, faults: &mut Faults) -> Option<Vec<Piece>> {
    let text = node.text()?.trim_end();
    let mut at = text.len() - text.trim_start().len();
    let mut pieces = Vec::new();
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let inside = open + 1;
        let Some(close) = end_of_placeholder(&text[inside..]).map(|end| inside + end) else {
            faults.note(&node.place_of(open), "a placeholder has no end", "close it with `}`");
            return None;
        };
        pieces.push(Piece::Text(text[at..open].to_owned()));
        let expression = Expression::compile_part(node, inside..close, names, faults)?;
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
