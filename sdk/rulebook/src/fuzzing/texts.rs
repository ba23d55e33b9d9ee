//! What must hold of a file, whatever is in it.

use std::sync::Arc;

use saphyr_parser::{BufferedInput, Event, Input, Parser, ScanError, Span};

use crate::diagnostic::Faults;
use crate::yaml::{Characters, Content, MOST_NODES, Node, SourceFile, documents};

type Read<'t> = Vec<Result<(Event<'t>, Span), ScanError>>;

/// The parser comes to the same by our characters as by its own, and what is read has the texts that it tells.
///
/// # Panics
/// When it does not.
pub fn check_reading(text: &str) {
    // Its input for a whole text counts the bytes of a directive where this one counts characters.
    let told = events(BufferedInput::new(text.chars()));
    assert_eq!(events(Characters::new(text)), told, "our characters are not those of the text");
    let file = SourceFile { name: "file".to_owned(), text: text.to_owned(), layer: String::new() };
    for node in documents(&Arc::new(file), &mut MOST_NODES.clone(), &mut Faults::default()) {
        check_texts(&node, &told);
    }
}

/// All events of a text, to its end or to what is wrong with it.
fn events<'t>(input: impl Input + 't) -> Read<'t> {
    let mut parser = Parser::new(input);
    let mut read = Vec::new();
    while let Some(event) = parser.next_event() {
        let is_last = !matches!(&event, Ok((event, _)) if *event != Event::StreamEnd);
        read.push(event);
        if is_last {
            break;
        }
    }
    read
}

fn check_texts(node: &Node, told: &Read<'_>) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| check_texts(item, told)),
        Content::Map(entries) => entries.iter().for_each(|(key, value)| {
            check_texts(key, told);
            check_texts(value, told);
        }),
        Content::Scalar { .. } => {
            let here = |span: &Span| {
                (span.start.line(), span.start.col() + 1) == (node.place.line, node.place.column)
            };
            let is_told = told.iter().flatten().any(|(event, span)| match event {
                Event::Scalar(text, ..) => here(span) && Some(&**text) == node.text(),
                Event::Alias(_) => here(span) && node.is(""),
                _ => false,
            });
            assert!(is_told, "no scalar of this text stands here: {node:?}");
        }
    }
}
