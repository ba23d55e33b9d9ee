use std::{env, fs, path::Path};

use guidance_rulebook::{CONTENT, RecordBuilder, Violation};

use super::*;

/// `WRITE_SCHEMA=true cargo test -p guidance-cli schema` writes it anew.
#[test]
fn the_schema_in_the_tree_is_the_one_of_the_protocol() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../proto/plan.schema.json");
    let text = format!("{:#}\n", schema());
    if env::var_os("WRITE_SCHEMA").is_some() {
        fs::write(&file, &text).expect("the schema can be written");
    }
    let kept = fs::read_to_string(&file).expect("proto/plan.schema.json");
    assert!(kept == text, "write it anew: WRITE_SCHEMA=true cargo test -p guidance-cli schema");
}

#[test]
fn every_field_and_every_part_says_what_it_is() {
    let schema = schema();
    let definitions = schema["$defs"].as_object().expect("definitions");
    assert_eq!(definitions.len(), 7, "{:?}", definitions.keys());
    for (name, definition) in definitions {
        assert!(!definition["description"].as_str().expect("text").is_empty(), "{name}");
        for (field, shape) in definition["properties"].as_object().expect("fields") {
            assert!(!shape["description"].as_str().expect("text").is_empty(), "{name}.{field}");
        }
    }
}

#[test]
fn texts_are_as_long_as_the_engine_takes_them() {
    let violations = |name: &str, text: String| {
        let mut found: Vec<Violation> = Vec::new();
        RecordBuilder::new(&CONTENT, "", &mut found).text(name, Some(text));
        found.len()
    };
    let tag = |length: usize| format!("en{}-{}", "-abcdefg".repeat(7), "x".repeat(length - 59));
    let text = |length: usize| "x".repeat(length);
    for (name, most) in [("text", TEXT), ("id", LABEL), ("language", TAG)] {
        let of_length = |length| if name == "language" { tag(length) } else { text(length) };
        assert_eq!(of_length(most).len(), most);
        assert_eq!(
            (violations(name, of_length(most)), violations(name, of_length(most + 1))),
            (0, 1),
            "{name}"
        );
    }
}
