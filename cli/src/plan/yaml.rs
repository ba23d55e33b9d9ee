//! YAML as a tree of nodes that know their place. JSON is read as the part of YAML that it is.
//!
//! Scalars keep their text: what `2027-03-01` or `no` mean is decided by the field they stand in. No anchors, aliases or tags.

use guidance_rulebook::Diagnostic;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput};

/// A node of the tree.
#[derive(Debug)]
pub(super) struct Node {
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
    pub(super) content: Content,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Content {
    /// Nothing: `~`, `null`, or no text.
    Nothing,
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// A plan has four levels; a bound on recursion.
const DEEPEST: usize = 16;

/// Collects what is wrong with a text.
#[derive(Debug)]
pub(super) struct Faults<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
    pub(super) found: Vec<Diagnostic>,
}

// === impl Node ===

impl Node {
    /// What it is, for a fault.
    pub(super) fn description(&self) -> &'static str {
        match self.content {
            Content::Nothing => "nothing",
            Content::Scalar(_) => "a single value",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }
}

// === impl Faults ===

impl Faults<'_> {
    /// Notes a fault at a node.
    pub(super) fn at(&mut self, node: &Node, message: impl Into<String>, hint: impl Into<String>) {
        self.note(node.line, node.column, message, hint);
    }

    /// Notes a fault at a place.
    pub(super) fn note(
        &mut self,
        line: usize,
        column: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let line = line.clamp(1, self.text.lines().count().max(1));
        let excerpt = self.text.lines().nth(line - 1).unwrap_or_default().to_owned();
        self.found.push(Diagnostic {
            file: self.file.to_owned(),
            line,
            column: column.min(excerpt.chars().count() + 1),
            message: message.into(),
            hint: hint.into(),
            excerpt,
        });
    }
}

/// The one document of the text; what is wrong is noted.
pub(super) fn document(faults: &mut Faults<'_>) -> Option<Node> {
    let text = faults.text;
    let mut reader = Reader { parser: Parser::new_from_str(text), faults };
    let mut first = None;
    loop {
        match reader.next()? {
            (Event::DocumentStart(_), marker) if first.is_some() => {
                let hint = "keep one plan a file";
                reader.faults.note(marker.line(), marker.col() + 1, "a second document begins here", hint);
                return None;
            }
            (Event::DocumentStart(_), _) => first = Some(reader.node(0)?),
            (Event::StreamEnd, _) => return first,
            _ => {}
        }
    }
}

struct Reader<'r, 't> {
    parser: Parser<'t, StrInput<'t>>,
    faults: &'r mut Faults<'t>,
}

impl<'t> Reader<'_, 't> {
    /// The next event; a syntax fault is noted and ends the reading.
    fn next(&mut self) -> Option<(Event<'t>, Marker)> {
        match self.parser.next_event()? {
            Ok((event, span)) => Some((event, span.start)),
            Err(error) => {
                let marker = *error.marker();
                let hint = "quote texts that hold `: `, ` #`, or begin with one of `@ { [ ! & * ? | > %`";
                let message = format!("not valid YAML: {}", error.info());
                self.faults.note(marker.line(), marker.col() + 1, message, hint);
                None
            }
        }
    }

    fn node(&mut self, depth: usize) -> Option<Node> {
        let (event, marker) = self.next()?;
        self.finish(event, marker, depth)
    }

    fn finish(&mut self, event: Event<'t>, marker: Marker, depth: usize) -> Option<Node> {
        let (line, column) = (marker.line(), marker.col() + 1);
        if depth > DEEPEST {
            self.faults.note(line, column, format!("nested deeper than {DEEPEST} levels"), "");
            return None;
        }
        let (content, is_extra) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_nothing = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let content = if is_nothing { Content::Nothing } else { Content::Scalar(text.into_owned()) };
                (content, anchor != 0 || tag.is_some())
            }
            Event::SequenceStart(anchor, tag) => {
                (Content::List(self.list(depth)?), anchor != 0 || tag.is_some())
            }
            Event::MappingStart(anchor, tag) => {
                (Content::Map(self.map(depth)?), anchor != 0 || tag.is_some())
            }
            Event::Alias(_) => (Content::Nothing, true),
            _ => return None,
        };
        if is_extra {
            self.faults.note(
                line,
                column,
                "anchors, aliases and tags are not used here",
                "write the value out",
            );
        }
        Some(Node { line, column, content })
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(items),
                (event, marker) => items.push(self.finish(event, marker, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Option<Vec<(Node, Node)>> {
        let mut entries = Vec::new();
        loop {
            match self.next()? {
                (Event::MappingEnd, _) => return Some(entries),
                (event, marker) => {
                    entries.push((self.finish(event, marker, depth + 1)?, self.node(depth + 1)?));
                }
            }
        }
    }
}
