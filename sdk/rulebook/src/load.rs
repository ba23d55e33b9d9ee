//! Loads a rulebook: reads every document, merges the layers, checks that everything leads somewhere.

mod documents;
mod layers;
mod merge;

use documents::Documents;
use layers::Layers;
use merge::{ids, merge};

use crate::bundle::Bundle;
use crate::calendar::{self, Almanac};
use crate::decode::{self, Link, Map};
use crate::diagnostic::{Diagnostic, Faults};
use crate::expr::Names;
use crate::fact::{self, Fact, FactType};
use crate::influence;
use crate::link;
use crate::module::Module;
use crate::native::NativeFunctions;
use crate::opportunity;
use crate::parallel;
use crate::platform;
use crate::readers::Readers;
use crate::release::{self, Release};
use crate::review;
use crate::rule::{self, Rule, SwitchedOff};
use crate::rulebook::Rulebook;
use crate::scenario::{self, Scenario};
use crate::source;
use crate::stage;
use crate::terms::Terms;
use crate::value::Value;
use crate::yaml::{Node, Place};

/// A named list of values.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub(crate) name: String,
    pub(crate) values: Value,
    pub(crate) terms: Terms,
    pub(crate) links: Vec<Link>,
    pub(crate) place: Place,
}

/// Loads a rulebook. `natives` are the functions of its library; `None` while the library is not at hand.
pub(crate) fn load(bundle: &Bundle, natives: Option<NativeFunctions>) -> Result<Rulebook, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let documents = Documents::read(bundle, &mut faults)?;
    let Some(layers) = Layers::read(&documents, &mut faults) else {
        return Err(faults.into_result(|| ()).err().unwrap_or_default());
    };
    let rulebook = read(&documents, &layers, natives, &mut faults);
    parallel::drop_beside(documents.into_all(), || link::check(&rulebook, &mut faults));
    faults.into_result(|| rulebook)
}

/// The rulebook that the documents make, as far as they can be read.
fn read(
    documents: &Documents,
    layers: &Layers,
    natives: Option<NativeFunctions>,
    faults: &mut Faults,
) -> Rulebook {
    let facts = layers.dated(documents, "fact", faults, fact::read);
    let lists = documents.all("list", faults, read_list);
    let windows = layers.dated(documents, "window", faults, calendar::read);
    let fact_types: Vec<(String, FactType)> =
        facts.iter().map(|fact: &Fact| (fact.key.clone(), fact.value_type)).collect();
    let native_names = natives.as_ref().map(NativeFunctions::names);
    let names = Names {
        variables: Vec::new(),
        lets: Vec::new(),
        facts: &fact_types,
        lists: &ids(&lists),
        windows: &ids(&windows),
        natives: native_names.as_deref(),
    };
    let (rules, switched_off) = read_rules(documents, layers, &names, faults);
    let windows = merge(windows, "window", faults);
    let mut rulebook = Rulebook {
        module: layers.own.clone(),
        sources: merge(documents.all("source", faults, source::read), "source", faults),
        facts: merge(facts, "fact", faults).into_iter().collect(),
        lists: merge(lists, "list", faults).into_iter().collect(),
        platforms: layers.merged(documents, "platform", faults, platform::read).into_iter().collect(),
        almanac: Almanac::new(&windows),
        windows,
        opportunities: layers.merged(documents, "opportunity", faults, opportunity::read),
        influences: layers.merged(documents, "influence", faults, influence::read),
        releases: read_releases(documents, layers, faults),
        rules,
        switched_off,
        stages: merge(documents.all("stage", faults, stage::read), "stage", faults).into_values().collect(),
        scenarios: read_scenarios(documents, faults),
        natives,
        publishers: layers.publishers(),
        readers: Readers::default(),
    };
    set_in_order(&mut rulebook);
    rulebook
}

/// The rules that are left, and those that a module switched off.
fn read_rules(
    documents: &Documents,
    layers: &Layers,
    names: &Names<'_>,
    faults: &mut Faults,
) -> (Vec<Rule>, Vec<SwitchedOff>) {
    let rules = documents.all("rule", faults, |node, faults| {
        let Module { publisher, recorded, .. } = layers.of(node);
        rule::read(node, names, publisher, *recorded, faults)
    });
    check_rule_files(documents, faults);
    let withouts = documents.all("without", faults, rule::read_without);
    let mut rules: Vec<Rule> = merge(rules, "rule", faults).into_values().collect();
    let switched_off = rule::switch_off(withouts, &mut rules, &documents.written("rule"), faults);
    (rules, switched_off)
}

/// The module's own scenarios: those of a base are about another module.
fn read_scenarios(documents: &Documents, faults: &mut Faults) -> Vec<Scenario> {
    let own = documents.of("scenario").filter(|node| node.place.file.layer.is_empty());
    let scenarios: Vec<Scenario> = own.filter_map(|node| scenario::read(node, faults)).collect();
    link::check_scenarios(&scenarios, &documents.written("rule"), faults);
    scenarios
}

/// The module's own releases. Each layer keeps its own, for its own version.
fn read_releases(documents: &Documents, layers: &Layers, faults: &mut Faults) -> Vec<Release> {
    let releases = documents.all("release", faults, release::read);
    let (rules, facts) = (documents.written("rule"), documents.written("fact"));
    for (layer, module) in layers.iter() {
        let own: Vec<&Release> =
            releases.iter().filter(|release| release.place.file.layer == layer).collect();
        release::check(&own, &module.version, faults);
        link::check_releases(&own, &rules, &facts, faults);
    }
    releases.into_iter().filter(|release| release.place.file.layer.is_empty()).collect()
}

/// Puts rules and stages in the order of answers, and notes where each is found.
fn set_in_order(rulebook: &mut Rulebook) {
    rulebook.rules.sort_by(|a, b| (a.authority, a.severity, &a.id).cmp(&(b.authority, b.severity, &b.id)));
    rulebook.stages.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    for rule in &mut rulebook.rules {
        let place = |id: &String| rulebook.stages.iter().position(|stage| stage.id == *id);
        let stage = rule.stage.as_ref().and_then(place).unwrap_or(rulebook.stages.len());
        rule.row = review::row(stage, rule.severity);
    }
    rulebook.readers = Readers::new(&rulebook.rules, rulebook.facts.keys());
}

/// One rule a file, named after it: so that a name in an answer leads to a file.
fn check_rule_files(documents: &Documents, faults: &mut Faults) {
    for node in documents.of("rule") {
        let id = Map::of_any(node, faults)
            .and_then(|map| map.get("rule"))
            .and_then(Node::text)
            .unwrap_or_default();
        let wanted = format!("rules/{id}.yaml");
        if !node.place.file.name.ends_with(&wanted) {
            faults.note(
                &node.place,
                format!("the rule `{id}` stands in another file"),
                format!("move it to {wanted}"),
            );
        }
    }
}

fn read_list(node: &Node, faults: &mut Faults) -> Option<List> {
    let map = Map::read(node, &["list", "title", "values", "sources"], faults)?;
    let name = map.required("list", faults, decode::name);
    map.optional("title", faults, decode::local_text);
    map.need("values", faults)?;
    let values = map.list("values", faults, decode::string);
    let links = map.list("sources", faults, decode::link);
    let values: Vec<Value> = values.iter().map(|value| Value::text(value)).collect();
    let terms = Terms::new(&values);
    if let Err(error) = &terms {
        faults.note(
            map.place,
            format!("the list cannot be searched: {error}"),
            "make it shorter, or two lists of it",
        );
    }
    Some(List {
        name: name?,
        values: Value::list(values),
        terms: terms.ok()?,
        links,
        place: node.place.clone(),
    })
}
