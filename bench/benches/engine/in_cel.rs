//! The conditions in the interpreter of the `cel` crate, used as well as it allows: programs compiled once, one set of functions, the
//! plan and its parts made into its values once a review and borrowed from then on.

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::common::value::{CowVal, Val};
use cel::context::{Context, VariableResolver};
use cel::{Env, ExecutionError, Program, Value};
use guidance_rulebook::Rulebook;
use serde_json::Value as Json;

use crate::host::{Host, LISTS, labelled, superlatives};
use crate::{Outcome, Outcomes};

/// Rules compiled for the interpreter.
pub(crate) struct InCel {
    root: Context<'static, 'static>,
    rules: Vec<Rule>,
}

struct Rule {
    id: String,
    sectors: Vec<String>,
    /// Variable, and the field of the plan it runs over.
    for_each: Option<(String, String)>,
    applies_if: Option<Program>,
    lets: Vec<(String, Program)>,
    fails_if: Program,
}

/// A plan as the interpreter's values: made once, borrowed by every evaluation.
struct Converted {
    plan: Box<dyn Val>,
    sector: String,
    parts: BTreeMap<String, Vec<Box<dyn Val>>>,
}

/// What one evaluation sees: the plan, and the item a rule runs over.
struct Variables<'p> {
    plan: &'p dyn Val,
    item: Option<(&'p str, &'p dyn Val)>,
}

impl InCel {
    pub(crate) fn new(rulebook: &Rulebook) -> Self {
        Self {
            root: functions(Host::of(rulebook)),
            rules: rulebook.rules().iter().filter_map(rule).collect(),
        }
    }

    /// Reviews a plan and notes each outcome with its rule and item.
    pub(crate) fn review(&self, plan: &Value, mut note: impl FnMut(&str, usize, Outcome)) {
        let plan = Converted::new(plan);
        for rule in &self.rules {
            if !rule.sectors.is_empty() && !rule.sectors.contains(&plan.sector) {
                note(&rule.id, 0, Outcome::NotApplicable);
                continue;
            }
            let Some((name, list)) = &rule.for_each else {
                let variables = Variables { plan: &*plan.plan, item: None };
                note(&rule.id, 0, rule.outcome(&self.root, &variables));
                continue;
            };
            for (place, item) in plan.parts[list].iter().enumerate() {
                let variables = Variables { plan: &*plan.plan, item: Some((name, &**item)) };
                note(&rule.id, place, rule.outcome(&self.root, &variables));
            }
        }
    }

    pub(crate) fn outcomes(&self, plan: &Value) -> Outcomes {
        let mut outcomes = Outcomes::new();
        self.review(plan, |rule, place, outcome| {
            outcomes.insert((rule.to_owned(), place), outcome);
        });
        outcomes
    }
}

impl Rule {
    fn outcome(&self, root: &Context<'_, '_>, variables: &Variables<'_>) -> Outcome {
        let mut scope = root.new_inner_scope();
        scope.set_variable_resolver(variables);
        for (name, program) in &self.lets {
            let value = program.execute(&scope).unwrap_or_else(|error| panic!("{}: {error}", self.id));
            scope.add_variable_from_value(name.as_str(), value);
        }
        let holds = |program: &Program| match program.execute(&scope) {
            Ok(Value::Bool(yes)) => yes,
            other => panic!("{} must come to true or false, not {other:?}", self.id),
        };
        if self.applies_if.as_ref().is_some_and(|condition| !holds(condition)) {
            Outcome::NotApplicable
        } else if holds(&self.fails_if) {
            Outcome::Fail
        } else {
            Outcome::Pass
        }
    }
}

impl Converted {
    fn new(plan: &Value) -> Self {
        let Value::Map(fields) = plan else { panic!("a plan is a map") };
        let sector = match fields.get(&cel::objects::Key::from("sector")) {
            Some(Value::String(sector)) => sector.to_string(),
            _ => String::new(),
        };
        let parts = fields.map.iter().filter_map(|(name, value)| match value {
            Value::List(items) => Some((name.to_string(), items.iter().map(converted).collect())),
            _ => None,
        });
        Self { plan: converted(plan), sector, parts: parts.collect() }
    }
}

impl VariableResolver for Variables<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        match self.item {
            _ if variable == "plan" => Some(CowVal::Borrowed(self.plan)),
            Some((name, item)) if variable == name => Some(CowVal::Borrowed(item)),
            _ => None,
        }
    }
}

/// A plan as the interpreter takes it in.
pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::String(Arc::new(text.clone())),
        Json::Array(items) => Value::List(Arc::new(items.iter().map(value).collect())),
        Json::Object(fields) => {
            let fields: std::collections::HashMap<String, Value> =
                fields.iter().map(|(name, field)| (name.clone(), value(field))).collect();
            Value::Map(fields.into())
        }
    }
}

fn converted(value: &Value) -> Box<dyn Val> {
    value.clone().try_into().expect("plain data")
}

fn rule(rule: &guidance_rulebook::Rule) -> Option<Rule> {
    let texts = rule.conditions()?;
    Some(Rule {
        id: rule.id.clone(),
        sectors: rule.sectors.clone(),
        for_each: texts.for_each.map(|(name, list)| {
            let field = list.strip_prefix("plan.").expect("these rules run over a list of the plan");
            (name.to_owned(), field.to_owned())
        }),
        applies_if: texts.applies_if.map(compiled),
        lets: texts.lets.iter().map(|(name, text)| ((*name).to_owned(), compiled(text))).collect(),
        fails_if: compiled(texts.fails_if),
    })
}

fn compiled(text: &str) -> Program {
    // The host finds terms by the name of their list, prepared; handing over the values would have it search for each.
    let by_name =
        |text: String, list: &str| text.replace(&format!("list(\"{list}\")"), &format!("\"{list}\""));
    let text = match text.split_once("found_terms(") {
        Some(_) => LISTS.into_iter().fold(text.to_owned(), by_name),
        None => text.to_owned(),
    };
    Program::compile(&text).unwrap_or_else(|error| panic!("`{text}` is not for this interpreter: {error}"))
}

/// The functions our rules call beside CEL's own.
fn functions(host: Host) -> Context<'static, 'static> {
    let mut context = Context::with_env(Arc::new(Env::stdlib()));
    let texts = |texts: Vec<String>| Value::List(Arc::new(texts.into_iter().map(Value::from).collect()));
    let lists: BTreeMap<String, Value> =
        host.lists.iter().map(|(name, list)| (name.clone(), texts(list.values.clone()))).collect();
    let facts = host.facts.clone();
    let fact = move |group: Arc<String>, name: Arc<String>| {
        let value = facts.get(&format!("{group}/{name}")).map(|value| Value::from(value.as_str()));
        value.ok_or_else(|| ExecutionError::function_error("fact", "there is no such fact"))
    };
    let list = move |name: Arc<String>| {
        let values = lists.get(name.as_str()).cloned();
        values.ok_or_else(|| ExecutionError::function_error("list", "there is no such list"))
    };
    let found = move |text: Arc<String>, list: Arc<String>| texts(host.found_terms(&text, &list));
    let native = move |text: Arc<String>, language: Arc<String>| texts(superlatives(&text, &language));
    context.add_function("fact", fact).expect("a free name");
    context.add_function("list", list).expect("a free name");
    context.add_function("language_matches", language_matches).expect("a free name");
    context.add_function("labelled", is_label).expect("a free name");
    context.add_function("found_terms", found).expect("a free name");
    context.add_function("native.superlatives", native).expect("a free name");
    context
}

fn is_label(text: Arc<String>, labels: Arc<Vec<Value>>) -> bool {
    let label = |value: &Value| match value {
        Value::String(label) => Some(Arc::clone(label)),
        _ => None,
    };
    let labels: Vec<Arc<String>> = labels.iter().filter_map(label).collect();
    labelled(&text, labels.iter().map(|label| label.as_str()))
}

fn language_matches(tag: Arc<String>, ranges: Arc<Vec<Value>>) -> bool {
    let tag = tag.as_bytes();
    ranges.iter().any(|range| match range {
        Value::String(range) => {
            let (start, rest) = tag.split_at(range.len().min(tag.len()));
            start.eq_ignore_ascii_case(range.as_bytes()) && matches!(rest, [] | [b'-', ..])
        }
        _ => false,
    })
}
