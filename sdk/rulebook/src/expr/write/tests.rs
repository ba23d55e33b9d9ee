//! What is written back parses to the same tree.

use std::fs;
use std::path::Path;

use super::text;
use crate::expr::ast::{Expr, ExprNode};
use crate::expr::{conformance, parse};

/// The tree without the places in the text it came from.
fn shape(expr: &Expr) -> String {
    let debug = format!("{expr:?}");
    debug.split("Expr { at: ").map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit())).collect()
}

/// Why the expression does not come back as it was; `None` where it does, or is none.
fn difference(source: &str) -> Option<String> {
    let first = parse::parse(source).ok()?;
    let mut has_message = false;
    first.walk(&mut |expr| has_message |= matches!(expr.node, ExprNode::Message(..)));
    if has_message {
        return None;
    }
    let written = text(&first);
    match parse::parse(&written) {
        Ok(second) if shape(&first) == shape(&second) => None,
        Ok(_) => Some(format!("{source}\n  is written as another expression:\n  {written}")),
        Err(error) => Some(format!("{source}\n  is written as {written}\n  {}", error.message)),
    }
}

#[test]
fn brackets_and_quotes_stand_where_they_must() {
    for (source, expected) in [
        ("a&&b&&c||d", "a && b && c || d"),
        ("(a && b) && c", "(a && b) && c"),
        ("a && (b && c)", "a && b && c"),
        ("(a || b) && !(c == d)", "(a || b) && !(c == d)"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("-(5)", "-(5)"),
        ("- 5", "-5"),
        ("(-5).abs()", "-5.abs()"),
        ("-(5.abs())", "-(5.abs())"),
        ("-x.y", "-x.y"),
        ("(a ? b : c) ? d : e ? f : g", "(a ? b : c) ? d : e ? f : g"),
        ("'it\\'s \"so\"\\n'", "\"it's \\\"so\\\"\\n\""),
        ("b'\\x00a\\\"'", "b\"\\x00a\\x22\""),
        ("1.0 + 1e300 + 2u", "1.0 + 1e300 + 2u"),
        ("has( a.b )", "has(a.b)"),
        ("a.`content-type`[0]", "a.`content-type`[0]"),
        ("{'a': [1,2]}.map(k, k != 'b', k)", "{\"a\": [1, 2]}.map(k, k != \"b\", k)"),
        ("l.existsOne(i, x, x in [i])", "l.exists_one(i, x, x in [i])"),
        ("native.loud(content.text)", "native.loud(content.text)"),
    ] {
        let tree = parse::parse(source).unwrap_or_else(|error| panic!("{source}: {}", error.message));
        assert_eq!(text(&tree), expected, "{source}");
        assert_eq!(difference(source), None);
    }
}

#[test]
fn every_expression_of_the_specification_comes_back() {
    let expressions = conformance::expressions();
    let differences: Vec<String> = expressions.iter().filter_map(|source| difference(source)).collect();
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn every_line_of_a_country_that_is_an_expression_comes_back() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../country-modules")];
    let (mut found, mut differences) = (0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let file = fs::read_to_string(&path).unwrap();
                let quoted = file.lines().flat_map(|line| line.split('\'').skip(1).step_by(2));
                for source in quoted.filter(|source| parse::parse(source).is_ok()) {
                    found += 1;
                    differences.extend(difference(source));
                }
            }
        }
    }
    assert!(found > 100, "only {found} expressions found; has the way they are quoted changed?");
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}
