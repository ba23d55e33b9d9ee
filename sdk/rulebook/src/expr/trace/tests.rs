//! Which parts of an expression decide.

use std::sync::Arc;

use super::{Budget, Trace};
use crate::diagnostic::Faults;
use crate::expr::conformance::Empty;
use crate::expr::{Expression, Names, Scope, Ty};
use crate::value::Value;
use crate::yaml::{Place, SourceFile};

/// The trace of an expression over t (true), f (false) and l (1, 2, 3).
fn traced(text: &str, traces: usize) -> Trace {
    let variables =
        vec![("t".to_owned(), Ty::Bool), ("f".to_owned(), Ty::Bool), ("l".to_owned(), Ty::list(Ty::Int))];
    let names = Names { variables, ..Names::default() };
    let file = SourceFile { name: "test".to_owned(), text: text.to_owned(), layer: String::new() };
    let place = Place { file: Arc::new(file), line: 1, column: 1 };
    let expression = Expression::compile_text(text, &place, &names, &mut Faults::default());
    let numbers = Value::list(vec![Value::Int(1), Value::Int(2), Value::Int(3)]);
    let (yes, no) = (Value::Bool(true), Value::Bool(false));
    let mut budget = Budget { traces, steps: 100_000 };
    let variables = [&yes, &no, &numbers];
    expression.expect("a valid expression").trace(&Scope::new(&variables, &[], &Empty), &mut budget)
}

/// The parts that decide, as they are written.
fn deciding(trace: &Trace) -> String {
    let parts = trace.parts.iter().filter(|part| part.decisive).map(|part| part.text.as_str());
    parts.collect::<Vec<_>>().join("; ")
}

#[test]
fn a_part_decides_where_another_value_of_it_alone_would_change_the_whole() {
    for (text, parts) in [
        ("t && f", "f"),
        ("t && t && t", "t; t; t"),
        ("f && f", ""),
        ("t || f", "t"),
        ("f || f || t", "t"),
        ("!(t && f)", "t && f"),
        ("t ? f : l == [1]", "f"),
        ("t ? t : f", "t; t"),
        ("l == [1] ? 1 / 0 == 1 : f", "l == [1]; f"),
        ("1 in l", "l"),
        ("l.exists(x, x == 2)", "l; x == 2"),
        ("l.exists(x, x > 1)", "l"),
        ("l.all(x, x < 3)", "l; x < 3"),
        ("l.all(x, x > 0)", "l; x > 0; x > 0; x > 0"),
        ("size(l) > 2", "size(l)"),
    ] {
        assert_eq!(deciding(&traced(text, 100)), parts, "{text}");
    }
}

#[test]
fn what_decides_nothing_has_no_part_that_does() {
    let trace = traced("t && (f || t) && f", 100);
    let inner: Vec<(&str, bool)> =
        trace.parts.iter().map(|part| (part.text.as_str(), part.decisive)).collect();
    assert_eq!(inner, [("t", false), ("f || t", false), ("f", true)]);
    assert!(trace.parts[1].parts.iter().all(|part| !part.decisive), "{trace:?}");
}

#[test]
fn parts_are_left_out_where_the_budget_ends() {
    let mut count = 0;
    traced("l.all(x, l.all(y, l.all(z, x * y * z > 0)))", 10).walk(&mut |_| count += 1);
    assert!((5..=11).contains(&count), "{count} traces of 10");
}
