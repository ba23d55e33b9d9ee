//! Loads a rulebook: reads every document, merges the layers, checks that everything leads somewhere.

mod documents;
mod merge;

use std::sync::Arc;

use documents::Documents;
use merge::{ids, merge};

use crate::bundle::Bundle;
use crate::calendar::{self, Almanac};
use crate::decode::{self, Link, Map};
use crate::diagnostic::{Diagnostic, Faults};
use crate::expr::Names;
use crate::fact::{self, Fact, FactType};
use crate::influence;
use crate::link;
use crate::module::{self, Module};
use crate::native::NativeFunctions;
use crate::opportunity;
use crate::platform;
use crate::readers::Readers;
use crate::release::{self, Release};
use crate::rule::{self, Rule};
use crate::rulebook::Rulebook;
use crate::scenario::{self, Scenario};
use crate::source;
use crate::stage;
use crate::terms::Terms;
use crate::value::Value;
use crate::yaml::{Node, Place, SourceFile};

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
    let modules: Vec<(String, Module)> = documents
        .of("module")
        .filter_map(|node| Some((node.place.file.layer.clone(), module::read(node, &mut faults)?)))
        .collect();
    let Some(own) = own_module(&documents, &modules, &mut faults) else {
        return Err(faults.into_result(|| ()).err().unwrap_or_default());
    };
    check_bases(&own, &documents, &modules, &mut faults);
    let of_layer =
        |layer: &str| modules.iter().find(|(name, _)| name == layer).map_or(&own, |(_, module)| module);
    // What a layer says became known with its module, unless it says another day.
    let recorded = |node: &Node| of_layer(&node.place.file.layer).recorded;

    let sources = documents.all("source", &mut faults, source::read);
    let facts = documents.all("fact", &mut faults, |node, faults| fact::read(node, recorded(node), faults));
    let lists = documents.all("list", &mut faults, read_list);
    let platforms =
        documents.all("platform", &mut faults, |node, faults| platform::read(node, recorded(node), faults));
    let stages = documents.all("stage", &mut faults, stage::read);
    let windows =
        documents.all("window", &mut faults, |node, faults| calendar::read(node, recorded(node), faults));
    let opportunities = documents
        .all("opportunity", &mut faults, |node, faults| opportunity::read(node, recorded(node), faults));
    let influences =
        documents.all("influence", &mut faults, |node, faults| influence::read(node, recorded(node), faults));
    let releases = documents.all("release", &mut faults, release::read);
    let fact_types: Vec<(String, FactType)> =
        facts.iter().map(|fact: &Fact| (fact.key.clone(), fact.value_type)).collect();
    let (list_names, window_ids) = (ids(&lists), ids(&windows));
    let native_names = natives.as_ref().map(NativeFunctions::names);
    let names = Names {
        variables: Vec::new(),
        lets: Vec::new(),
        facts: &fact_types,
        lists: &list_names,
        windows: &window_ids,
        natives: native_names.as_deref(),
    };
    let rules = documents.all("rule", &mut faults, |node, faults| {
        let Module { publisher, recorded, .. } = of_layer(&node.place.file.layer);
        rule::read(node, &names, publisher, *recorded, faults)
    });
    check_rule_files(&documents, &mut faults);
    let scenarios: Vec<Scenario> = documents
        .of("scenario")
        .filter(|node| node.place.file.layer.is_empty())
        .filter_map(|node| scenario::read(node, &mut faults))
        .collect();

    link::check_scenarios(&scenarios, &documents.written("rule"), &mut faults);
    check_releases(&releases, &modules, &documents, &mut faults);

    let withouts = documents.all("without", &mut faults, rule::read_without);
    let mut merged: Vec<Rule> = merge(rules, "rule", &mut faults).into_values().collect();
    let switched_off = rule::switch_off(withouts, &mut merged, &documents.written("rule"), &mut faults);

    let publisher = |(layer, module): &(String, Module)| (layer.clone(), module.publisher.clone());
    let windows = merge(windows, "window", &mut faults);
    let mut rulebook = Rulebook {
        module: own,
        sources: merge(sources, "source", &mut faults),
        facts: merge(facts, "fact", &mut faults).into_iter().collect(),
        lists: merge(lists, "list", &mut faults),
        platforms: merge(platforms, "platform", &mut faults),
        almanac: Almanac::new(&windows),
        windows,
        opportunities: merge(opportunities, "opportunity", &mut faults),
        influences: merge(influences, "influence", &mut faults),
        releases: releases.into_iter().filter(|release| release.place.file.layer.is_empty()).collect(),
        rules: merged,
        switched_off,
        stages: merge(stages, "stage", &mut faults).into_values().collect(),
        scenarios,
        natives,
        publishers: modules.iter().map(publisher).collect(),
        readers: Readers::default(),
    };
    rulebook.rules.sort_by(|a, b| (a.authority, a.severity, &a.id).cmp(&(b.authority, b.severity, &b.id)));
    rulebook.stages.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    for rule in &mut rulebook.rules {
        let place = |id: &String| rulebook.stages.iter().position(|stage| stage.id == *id);
        rule.stage_place = rule.stage.as_ref().and_then(place);
    }
    rulebook.readers = Readers::new(&rulebook.rules, rulebook.facts.keys());
    link::check(&rulebook, &mut faults);
    faults.into_result(|| rulebook)
}

/// Each layer keeps its own releases, for its own version.
fn check_releases(
    releases: &[Release],
    modules: &[(String, Module)],
    documents: &Documents,
    faults: &mut Faults,
) {
    let (rules, facts) = (documents.written("rule"), documents.written("fact"));
    for (layer, module) in modules {
        let own: Vec<&Release> =
            releases.iter().filter(|release| release.place.file.layer == *layer).collect();
        release::check(&own, &module.version, faults);
        link::check_releases(&own, &rules, &facts, faults);
    }
}

fn own_module(documents: &Documents, modules: &[(String, Module)], faults: &mut Faults) -> Option<Module> {
    let mut own = documents.of("module").filter(|node| node.place.file.layer.is_empty());
    match (own.next(), own.next()) {
        (None, _) => {
            let file =
                SourceFile { name: "module.yaml".to_owned(), text: String::new(), layer: String::new() };
            let place = Place { file: Arc::new(file), line: 1, column: 1 };
            faults.note(
                &place,
                "the rulebook has no module",
                "add module.yaml, beginning with `module: <name>`",
            );
        }
        (Some(_), Some(second)) => faults.note(&second.place, "a second `module`", "a rulebook has one"),
        (Some(_), None) => {}
    }
    modules.iter().find(|(layer, _)| layer.is_empty()).map(|(_, module)| module.clone())
}

fn check_bases(own: &Module, documents: &Documents, modules: &[(String, Module)], faults: &mut Faults) {
    let Some(place) =
        documents.of("module").find(|node| node.place.file.layer.is_empty()).map(|node| &node.place)
    else {
        return;
    };
    for base in &own.extends {
        if !modules.iter().any(|(layer, module)| layer == base && module.region.is_some()) {
            let hint = "a base is a folder with a module.yaml that has `region:`";
            faults.note(place, format!("`extends` names `{base}`, which is not there"), hint);
        }
    }
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
