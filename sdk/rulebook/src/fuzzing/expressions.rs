//! Expressions over a plan, through the same door as those of a rule.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Faults};
use crate::expr::{Expression, MOST_ROWS, Marks, Names, Scope, Ty};
use crate::fact::FactType;
use crate::plan::{Plan, RecordBuilder};
use crate::review::DatedRulebook;
use crate::rulebook::{Inquiry, Rulebook};
use crate::schema::{CONTENT, PLAN};
use crate::value::Value;
use crate::yaml::{Place, SourceFile};

/// Compiles expressions over `plan`, `content` (its first one, else one of which nothing is known) and the named value `texts`, and evaluates those that hold.
#[derive(Debug)]
pub struct Expressions<'r> {
    rulebook: &'r Rulebook,
    inquiry: Inquiry,
    facts: Vec<(String, FactType)>,
    lists: Vec<String>,
    lets: Vec<(String, Expression)>,
}

impl<'r> Expressions<'r> {
    /// Over what a rulebook knows at the dates of an inquiry.
    ///
    /// # Panics
    /// When the named value does not compile.
    pub fn new(rulebook: &'r Rulebook, inquiry: Inquiry) -> Self {
        let facts = rulebook.facts.values().map(|fact| (fact.key.clone(), fact.value_type)).collect();
        let lists = rulebook.lists.keys().cloned().collect();
        let mut new = Self { rulebook, inquiry, facts, lists, lets: Vec::new() };
        let texts = new.compile("plan.contents.map(x, x.text)").expect("a valid expression");
        new.lets.push(("texts".to_owned(), texts));
        new
    }

    /// The values of an expression over each of some plans: what it comes to, as text that is the same for the same values.
    ///
    /// # Errors
    /// What is wrong with it.
    ///
    /// # Panics
    /// When the place of a fault is not within the text, or a value is not of the type that the check promised.
    pub fn run(&self, text: &str, plans: &[Plan]) -> Result<Vec<String>, Vec<Diagnostic>> {
        let expression = self.compile(text).inspect_err(|faults| {
            super::check_faults([("expression", text)], faults);
        })?;
        Ok(plans.iter().map(|plan| self.value(&expression, plan)).collect())
    }

    fn compile(&self, text: &str) -> Result<Expression, Vec<Diagnostic>> {
        let file = SourceFile { name: "expression".to_owned(), text: text.to_owned(), layer: String::new() };
        let place = Place { file: Arc::new(file), line: 1, column: 1 };
        let natives = self.rulebook.natives.as_ref().map(|natives| natives.names());
        let variables =
            vec![("plan".to_owned(), Ty::Record(&PLAN)), ("content".to_owned(), Ty::Record(&CONTENT))];
        let mut names = Names {
            variables,
            lets: Vec::new(),
            facts: &self.facts,
            lists: &self.lists,
            windows: &[],
            natives: natives.as_deref(),
        };
        self.lets.iter().for_each(|(name, expression)| names.add_let(name, expression));
        let mut faults = Faults::default();
        let expression = Expression::compile_text(text, &place, &names, &mut faults);
        faults.into_result(|| expression.expect("what has no fault compiles"))
    }

    fn value(&self, expression: &Expression, plan: &Plan) -> String {
        let plan = self.rulebook.resolved(plan);
        let contents = plan.field("contents").and_then(Value::as_list).unwrap_or_default();
        let nothing = || RecordBuilder::new(&CONTENT, "contents[0]", &mut Vec::new()).build();
        let content = contents.first().cloned().unwrap_or_else(|| Value::Record(Arc::new(nothing())));
        let whole = Value::Record(Arc::clone(&plan));
        let world = DatedRulebook::new(self.rulebook, &self.inquiry);
        self.check_marks(expression, &whole, contents, &world);
        let variables = [&whole, &content];
        let scope = Scope::new(&variables, &self.lets, &world);
        let place = expression.location(&scope).map(|location| location.path());
        match expression.evaluate(&scope) {
            Ok(value) => {
                let is_promised = expression.ty.takes(&value);
                assert!(is_promised, "`{}` is no {:?}: {value:?}", expression.text, expression.ty);
                format!("{} {} {place:?}", value.display(), value.to_json())
            }
            Err(stop) => format!("{stop:?} {place:?}"),
        }
    }

    /// The short way never says what evaluation would not.
    fn check_marks(
        &self,
        expression: &Expression,
        plan: &Value,
        contents: &[Value],
        world: &DatedRulebook<'_, '_>,
    ) {
        let contents = &contents[..contents.len().min(MOST_ROWS)];
        let of_plan = [plan];
        let scope = Scope::new(&of_plan, &self.lets, world);
        let marks = expression.marks(&scope, contents, Marks::all(contents.len()));
        for (place, content) in contents.iter().enumerate() {
            let (yes, no) = (marks.yes >> place & 1 == 1, marks.no >> place & 1 == 1);
            let variables = [plan, content];
            let expected = expression.holds(&Scope::new(&variables, &self.lets, world));
            let agrees = match &expected {
                Ok(expected) => !(if *expected { no } else { yes }),
                Err(_) => !yes && !no,
            };
            assert!(
                agrees,
                "`{}` is {expected:?} of contents[{place}], by the short way {yes}",
                expression.text
            );
        }
    }
}
