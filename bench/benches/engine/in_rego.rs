//! The conditions in Rego, interpreted by `regorus`: policy and data prepared once, one query a plan that gives every outcome.

use std::collections::BTreeMap;

use guidance_rulebook::Rulebook;
use regorus::{Engine, Value};
use serde_json::{Value as Json, json};

use crate::host::{Host, labelled, superlatives};
use crate::{Outcome, Outcomes};

/// Rules prepared for the interpreter.
pub(crate) struct InRego {
    engine: Engine,
}

const QUERY: &str = "data.guidance.answer";
/// What the sections of the policy follow.
const HEAD: &str = "package guidance\n\nimport rego.v1\n\nanswer := outcomes\n";

impl InRego {
    pub(crate) fn new(rulebook: &Rulebook) -> Self {
        let mut engine = Engine::new();
        let host = Host::of(rulebook);
        let access: BTreeMap<_, _> = host
            .facts
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix("access/")?, value)))
            .collect();
        let lists: BTreeMap<_, _> = host.lists.iter().map(|(name, list)| (name, &list.values)).collect();
        let data = json!({"access": access, "lists": lists}).to_string();
        engine.add_data_json(&data).expect("an object");
        engine.add_policy("conditions.rego".to_owned(), policy(rulebook)).expect("the policy is Rego");
        let labels: BTreeMap<String, Vec<String>> =
            host.lists.iter().map(|(name, list)| (name.clone(), list.values.clone())).collect();
        let is_label = move |arguments: Vec<Value>| {
            let labels = labels.get(&**arguments[1].as_string()?).map(Vec::as_slice).unwrap_or_default();
            Ok(Value::Bool(labelled(arguments[0].as_string()?, labels.iter().map(String::as_str))))
        };
        let found = move |arguments: Vec<Value>| {
            Ok(texts(host.found_terms(arguments[0].as_string()?, arguments[1].as_string()?)))
        };
        let absolute = |arguments: Vec<Value>| {
            Ok(texts(superlatives(arguments[0].as_string()?, arguments[1].as_string()?)))
        };
        engine.add_extension("found_terms".to_owned(), 2, Box::new(found)).expect("a free name");
        engine.add_extension("labelled".to_owned(), 2, Box::new(is_label)).expect("a free name");
        engine.add_extension("superlatives".to_owned(), 2, Box::new(absolute)).expect("a free name");
        Self { engine }
    }

    /// Reviews a plan: an object of lists of outcomes, by rule.
    pub(crate) fn review(&mut self, plan: &Value) -> Value {
        self.engine.set_input(plan.clone());
        self.engine.eval_rule(QUERY.to_owned()).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn outcomes(&mut self, plan: &Value) -> Outcomes {
        let json: Json = serde_json::from_str(&self.review(plan).to_string()).expect("an answer is JSON");
        let rules = json.as_object().expect("outcomes by rule");
        let of_rule = |(rule, outcomes): (&String, &Json)| {
            let rule = rule.clone();
            let outcomes = outcomes.as_array().cloned().unwrap_or_default().into_iter().enumerate();
            outcomes.map(move |(place, outcome)| ((rule.clone(), place), read(&outcome))).collect::<Vec<_>>()
        };
        rules.iter().flat_map(of_rule).collect()
    }
}

/// A plan as the interpreter takes it in.
pub(crate) fn value(json: &Json) -> Value {
    Value::from_json_str(&json.to_string()).expect("JSON")
}

fn read(outcome: &Json) -> Outcome {
    match outcome.as_str() {
        Some("pass") => Outcome::Pass,
        Some("fail") => Outcome::Fail,
        Some("not_applicable") => Outcome::NotApplicable,
        other => panic!("{other:?} is not an outcome"),
    }
}

fn texts(texts: Vec<String>) -> Value {
    Value::from(texts.into_iter().map(Value::from).collect::<Vec<_>>())
}

/// The policy with a section for each rule; a copy of a rule gets a copy of its section.
fn policy(rulebook: &Rulebook) -> String {
    let text = include_str!("conditions.rego");
    let (_, sections) = text.split_once(HEAD).expect("conditions.rego has this head");
    let mut policy = HEAD.to_owned();
    let sections = sections.split("\n# ").filter_map(|section| section.split_once('\n'));
    let sections: BTreeMap<&str, &str> = sections.collect();
    for rule in rulebook.rules().iter().filter(|rule| rule.is_checkable()) {
        let mut original = rule.id.as_str();
        if !sections.contains_key(original) {
            original = original.rsplit_once('-').map_or(original, |(original, _)| original);
        }
        let section = sections.get(original);
        let section = section.unwrap_or_else(|| panic!("conditions.rego needs a section for {original}"));
        policy.push_str(&section.replace(original, &rule.id).replace(&snake(original), &snake(&rule.id)));
        policy.push('\n');
    }
    policy
}

fn snake(id: &str) -> String {
    id.to_lowercase().replace('-', "_")
}
