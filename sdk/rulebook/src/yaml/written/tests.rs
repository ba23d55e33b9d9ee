use std::sync::Arc;

use crate::diagnostic::Faults;
use crate::yaml::{Content, Node, SourceFile, Text, documents};

/// The scalar behind the one key of a document.
fn scalar(yaml: &str) -> Node {
    let file = SourceFile { name: "test".to_owned(), text: yaml.to_owned(), layer: String::new() };
    let mut faults = Faults::default();
    let mut documents = documents(&Arc::new(file), &mut 10_000, &mut faults);
    faults.into_result(|| ()).expect("it is YAML");
    match documents.remove(0).content {
        Content::Map(mut entries) => entries.remove(0).1,
        _ => panic!("a map is needed"),
    }
}

#[test]
fn a_word_is_found_however_it_is_written() {
    for yaml in [
        "a: x + WORD",
        "a:   x + WORD # and a comment",
        "a: x +\n  y +\n\n   WORD",
        "a: 'x + WORD'",
        "a: 'it''s ''quoted'' + WORD'",
        "a: 'x +\n   WORD'",
        "a: \"x + \\\"y\\\" + WORD\"",
        "a: \"\\x41\\u0042\\U00000043\\t WORD\"",
        "a: \"x + \\\n   y + WORD\"",
        "a: \"x +\n   WORD\"",
        "a: |\n  x +\n  WORD\n",
        "a: |-  # a comment\n    x +\n\n      y +\n    WORD",
        "a: >\n  x +\n  y\n\n  WORD\n",
        "a: >-\n  x +\n    y\n  WORD",
        "a: |\n  \"x\" + WORD",
        "a: |\n\n  ''x' + WORD",
        "a: |2\n    x\n  WORD\n",
        "a: 最佳 + \"雪\" + WORD",
        "a: '最佳 + ''雪'' + WORD'",
        "a: |\r\n  x\r\n  WORD\r\n",
    ] {
        let mut node = scalar(yaml);
        let text = node.text().expect("a scalar").to_owned();
        let place = node.place_of(text.find("WORD").expect("the text holds the word"));
        let line = yaml.lines().nth(place.line - 1).unwrap_or_default();
        let found: String = line.chars().skip(place.column - 1).take(4).collect();
        assert_eq!(found, "WORD", "{yaml:?} leads to line {}, column {}", place.line, place.column);
        node.content = Content::Scalar { text: Text::Made(format!("other {text}").into()), quoted: false };
        assert_eq!(
            node.place_of(text.len()),
            node.place,
            "{yaml:?}: a text that is not there is at its start"
        );
    }
}
