//! Where the texts of a file are.

use std::sync::Arc;

use super::{Content, Node, SourceFile, Text, documents};
use crate::diagnostic::Faults;

/// The scalars of a file.
fn scalars(yaml: &str) -> Vec<Node> {
    fn collect(node: Node, found: &mut Vec<Node>) {
        match node.content {
            Content::Scalar { .. } => found.push(node),
            Content::List(items) => items.into_iter().for_each(|item| collect(item, found)),
            Content::Map(entries) => entries.into_iter().for_each(|(key, value)| {
                collect(key, found);
                collect(value, found);
            }),
        }
    }
    let file = SourceFile { name: "test".to_owned(), text: yaml.to_owned(), layer: String::new() };
    let mut faults = Faults::default();
    let documents = documents(&Arc::new(file), &mut 10_000, &mut faults);
    faults.into_result(|| ()).unwrap_or_else(|faults| panic!("{yaml:?} must be read: {}", faults[0]));
    let mut found = Vec::new();
    documents.into_iter().for_each(|document| collect(document, &mut found));
    found
}

#[test]
fn a_text_stays_where_it_stands() {
    for (yaml, texts) in [
        ("a: b\nc:\nd: e", &["a", "b", "c", "", "d", "e"][..]),
        (
            "# é\r\n标题: 文本 # 🧨\r\n'a': \"b 🧨\"\r\nc: [d, 'e', \"\"]\r\n",
            &["标题", "文本", "a", "b 🧨", "c", "d", "e", ""],
        ),
        ("- \n- a\n-\n- [b,\n  c d]\n", &["", "a", "", "b", "c d"]),
        ("a: |-\n  b \"c\"\nd: e\n", &["a", "b \"c\"", "d", "e"]),
        ("a: 🧨\n---\n🧨: b\n...\n---\nc: d\n", &["a", "🧨", "🧨", "b", "c", "d"]),
    ] {
        let scalars = scalars(yaml);
        let read: Vec<&str> = scalars.iter().filter_map(Node::text).collect();
        assert_eq!(read, texts, "{yaml:?}");
        for scalar in &scalars {
            let is_written = matches!(scalar.content, Content::Scalar { text: Text::Written(_), .. });
            assert!(is_written, "{yaml:?}: {:?} is a copy", scalar.text());
        }
    }
}

#[test]
fn what_is_unescaped_or_folded_is_made() {
    for (yaml, text) in [
        ("\"a\\tb\"", "a\tb"),
        ("'it''s'", "it's"),
        ("a\n  b", "a b"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">\n  a\n  b\n", "a b\n"),
    ] {
        let scalars = scalars(yaml);
        let [scalar] = &scalars[..] else { panic!("{yaml:?} is one scalar: {scalars:?}") };
        assert_eq!(scalar.text(), Some(text), "{yaml:?}");
        assert!(matches!(scalar.content, Content::Scalar { text: Text::Made(_), .. }), "{yaml:?} is made");
    }
}
