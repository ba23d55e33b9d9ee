//! YAML as a tree of nodes that know their place in the file.
//!
//! Only the plain part of YAML 1.2: no anchors, aliases or tags, no duplicate keys. Scalars keep their text and whether
//! they were quoted; what they mean is decided where they are read.

mod input;
mod written;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use crate::diagnostic::Faults;
use crate::suggest::quoted;
pub(crate) use input::Characters;

/// A file of a rulebook.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    pub(crate) name: String,
    pub(crate) text: String,
    /// Name of the layer it belongs to: the module's own is empty.
    pub(crate) layer: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: Arc<SourceFile>,
    /// From 1.
    pub(crate) line: usize,
    /// In characters, from 1.
    pub(crate) column: usize,
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) content: Content,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Scalar { text: Text, quoted: bool },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// The text of a scalar.
#[derive(Debug, Clone)]
pub(crate) enum Text {
    /// As it stands between two bytes of the file. Nearly every text does, and a copy is made, and freed, for nothing.
    Written(Range<usize>),
    /// Unescaped, or folded.
    Made(Box<str>),
}

/// Deeper than this no rulebook goes; a bound on recursion.
const DEEPEST: usize = 32;

/// Most values of a rulebook, keys among them; a bound on memory, and on the time it takes to check them against each other.
pub(crate) const MOST_NODES: usize = 1_000_000;

impl SourceFile {
    /// A line of the file, from 1; empty beyond its end.
    pub(crate) fn line(&self, number: usize) -> &str {
        self.text.lines().nth(number.saturating_sub(1)).unwrap_or("")
    }
}

impl Node {
    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text: Text::Written(range), .. } => self.place.file.text.get(range.clone()),
            Content::Scalar { text: Text::Made(text), .. } => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar that is not quoted, and so may be something else than a text.
    pub(crate) fn plain_text(&self) -> Option<&str> {
        self.text().filter(|_| matches!(self.content, Content::Scalar { quoted: false, .. }))
    }

    /// Whether the node is a scalar of this text: asked of every key of a map for every key that is looked for, so by length first.
    pub(crate) fn is(&self, text: &str) -> bool {
        match &self.content {
            Content::Scalar { text: Text::Written(range), .. } if range.len() != text.len() => false,
            _ => self.text() == Some(text),
        }
    }

    /// The entries of a map.
    pub(crate) fn entries(&self) -> Option<&[(Self, Self)]> {
        match &self.content {
            Content::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a map's first key.
    pub(crate) fn first_value(&self) -> Option<&Self> {
        match &self.content {
            Content::Map(entries) => entries.first().map(|(_, value)| value),
            _ => None,
        }
    }

    /// What the node is, for a fault.
    pub(crate) fn description(&self) -> &'static str {
        match &self.content {
            Content::Scalar { .. } if matches!(self.plain_text(), Some("" | "~" | "null")) => "nothing",
            Content::Scalar { .. } => "a single value",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }
}

/// The documents of a file. What cannot be read is noted and left out; each node takes one of `room`.
pub(crate) fn documents(file: &Arc<SourceFile>, room: &mut usize, faults: &mut Faults) -> Vec<Node> {
    let mut reader =
        Reader { file, parser: Parser::new(Characters::new(&file.text)), read: (0, 0), room, faults };
    let mut documents = Vec::new();
    loop {
        match reader.next() {
            Some((Event::DocumentStart(_), _)) => match reader.node(0) {
                Some(node) if node.description() == "nothing" => {}
                Some(node) => documents.push(node),
                None => return documents,
            },
            Some((Event::StreamEnd, _)) | None => return documents,
            Some(_) => {}
        }
    }
}

/// Notes the keys of a map that it has already.
fn note_twice(entries: &[(Node, Node)], faults: &mut Faults) {
    let mut keys: Vec<(&str, &Place)> =
        entries.iter().filter_map(|(key, _)| Some((key.text()?, &key.place))).collect();
    // Stable: of equal keys the first stays first.
    keys.sort_by_key(|(text, _)| *text);
    for pair in keys.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        let (text, place) = pair[1];
        faults.note(place, format!("the key {} stands twice", quoted(text)), "keep one of them");
    }
}

/// Notes that there are more values than a rulebook may have.
pub(crate) fn note_too_many(place: &Place, faults: &mut Faults) {
    let message = format!("the rulebook has more than {MOST_NODES} values");
    faults.note(place, message, "leave out what no rule and no answer needs");
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    parser: Parser<'a, Characters<'a>>,
    /// Characters and bytes of the file before the last scalar.
    read: (usize, usize),
    room: &'a mut usize,
    faults: &'a mut Faults,
}

impl<'a> Reader<'a> {
    /// The next event; a syntax fault is noted and ends the file.
    fn next(&mut self) -> Option<(Event<'a>, Marker)> {
        match self.parser.next_event()? {
            Ok((event, span)) => Some((event, span.start)),
            Err(error) => {
                let place = self.place(*error.marker());
                let hint = "quote texts that hold `: `, ` #`, or begin with one of `@ { [ ! & * ? | > %`";
                self.faults.note(&place, format!("not valid YAML: {}", error.info()), hint);
                None
            }
        }
    }

    fn node(&mut self, depth: usize) -> Option<Node> {
        let (event, marker) = self.next()?;
        self.finish(event, marker, depth)
    }

    fn finish(&mut self, event: Event<'a>, marker: Marker, depth: usize) -> Option<Node> {
        let place = self.place(marker);
        if depth > DEEPEST {
            self.faults.note(&place, format!("nested deeper than {DEEPEST} levels"), "");
            return None;
        }
        match self.room.checked_sub(1) {
            Some(room) => *self.room = room,
            None => {
                note_too_many(&place, self.faults);
                return None;
            }
        }
        let content = match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_extras(&place, anchor != 0 || tag.is_some());
                let quoted = style != ScalarStyle::Plain;
                Content::Scalar { text: self.text(text, marker, style), quoted }
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_extras(&place, anchor != 0 || tag.is_some());
                Content::List(self.list(depth)?)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_extras(&place, anchor != 0 || tag.is_some());
                Content::Map(self.map(depth)?)
            }
            Event::Alias(_) => {
                self.refuse_extras(&place, true);
                Content::Scalar { text: Text::Made("".into()), quoted: false }
            }
            _ => return None,
        };
        Some(Node { place, content })
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
        let mut entries: Vec<(Node, Node)> = Vec::new();
        loop {
            match self.next()? {
                (Event::MappingEnd, _) => {
                    note_twice(&entries, self.faults);
                    return Some(entries);
                }
                (event, marker) => {
                    let key = self.finish(event, marker, depth + 1)?;
                    let value = self.node(depth + 1)?;
                    entries.push((key, value));
                }
            }
        }
    }

    /// The text of a scalar that begins at a place. That of a block begins with its first character.
    fn text(&mut self, text: Cow<'_, str>, start: Marker, style: ScalarStyle) -> Text {
        let quote = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let from = self.byte_of(start) + usize::from(quote);
        match self.file.text.get(from..) {
            Some(rest) if rest.starts_with(&*text) => Text::Written(from..from + text.len()),
            _ => Text::Made(text.into()),
        }
    }

    /// The byte of the file where a scalar begins, which is behind the last one. The parser counts characters.
    fn byte_of(&mut self, start: Marker) -> usize {
        let (characters, bytes) = self.read;
        let mut left = self.file.text[bytes..].chars();
        if let Some(between) = start.index().checked_sub(characters + 1) {
            left.nth(between);
        }
        self.read = (start.index(), self.file.text.len() - left.as_str().len());
        self.read.1
    }

    fn refuse_extras(&mut self, place: &Place, present: bool) {
        if present {
            self.faults.note(place, "anchors, aliases and tags are not used here", "write the value out");
        }
    }

    fn place(&self, marker: Marker) -> Place {
        Place { file: Arc::clone(self.file), line: marker.line(), column: marker.col() + 1 }
    }
}

#[cfg(test)]
mod tests;
