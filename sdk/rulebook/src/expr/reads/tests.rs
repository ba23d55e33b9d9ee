use super::Reads;
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Ty};
use crate::fact::FactType;
use crate::schema::PLAN;
use crate::yaml::{Place, SourceFile};

fn reads(text: &str) -> Reads {
    let facts = [("access/x", FactType::AccessState), ("norm/space", FactType::Count)];
    let facts = facts.map(|(key, ty)| (key.to_owned(), ty));
    let lists = ["words".to_owned()];
    let names = Names {
        variables: vec![("plan".to_owned(), Ty::Record(&PLAN))],
        lets: Vec::new(),
        facts: &facts,
        lists: &lists,
        windows: &[],
        natives: None,
    };
    let file = SourceFile { name: String::new(), text: String::new(), layer: String::new() };
    let place = Place { file: std::sync::Arc::new(file), line: 1, column: 1 };
    let mut faults = Faults::default();
    let expression = Expression::compile_text(text, &place, &names, &mut faults);
    let faults = faults.into_result(|| ()).err().unwrap_or_default();
    let mut reads = Reads::default();
    reads.add(&expression.unwrap_or_else(|| panic!("{text} must compile: {faults:?}")));
    reads
}

#[test]
fn what_an_expression_can_read_is_found_without_running_it() {
    for (text, facts, lists, natives, places) in [
        ("fact(\"norm/space\") == 1", "norm/space", "", "", ""),
        ("fact(\"norm\", \"space\") == 1", "norm/space", "", "", ""),
        ("fact(\"access\", plan.name) == \"open\"", "access/*", "", "", "plan.name"),
        ("fact(plan.name) == 1", "*", "", "", "plan.name"),
        ("fact(plan.name, \"space\") == 1", "*", "", "", "plan.name"),
        ("plan.tone in list(\"words\")", "", "words", "", "plan.tone"),
        ("size(found_terms(plan.name, list(\"words\"))) > 0", "", "words", "", "plan.name"),
        ("native.b(1) || native.a(plan.name)", "", "", "a b", "plan.name"),
        ("plan.contents.exists(c, native.a(c.text))", "", "", "a", "c.text plan.contents"),
        ("has(plan.audience.kind)", "", "", "", "plan.audience.kind"),
        ("\"x\" in substitutes(plan.name, \"brand\")", "access/* audience/*", "", "", "plan.name"),
        ("true ? 1 < 2 : [1, 2] == []", "", "", "", ""),
    ] {
        let reads = reads(text);
        let said = [&reads.facts, &reads.lists, &reads.natives, &reads.places]
            .map(|names| names.iter().cloned().collect::<Vec<_>>().join(" "));
        assert_eq!(said, [facts, lists, natives, places], "{text}");
        assert_eq!(reads.substitutes, text.contains("substitutes"), "{text}");
    }
}
