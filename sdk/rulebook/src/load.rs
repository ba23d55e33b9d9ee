//! Loads a rulebook: reads every document, merges the layers, checks that everything leads somewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::Bundle;
use crate::calendar::{self, Almanac, Window};
use crate::date::Date;
use crate::decode::{self, Link, Map};
use crate::diagnostic::{Diagnostic, Faults};
use crate::expr::Names;
use crate::fact::{self, Fact, FactType};
use crate::influence::{self, Influence};
use crate::link;
use crate::module::{self, Module};
use crate::native::NativeFunctions;
use crate::opportunity::{self, Opportunity};
use crate::platform::{self, Platform};
use crate::readers::Readers;
use crate::release::{self, Release};
use crate::rule::{self, Rule};
use crate::rulebook::Rulebook;
use crate::scenario::{self, Scenario};
use crate::source::{self, Source};
use crate::stage::{self, Stage};
use crate::suggest::hint;
use crate::terms::Terms;
use crate::value::Value;
use crate::yaml::{self, Content, Node, Place, SourceFile};

/// A named list of values.
#[derive(Debug, Clone)]
pub(crate) struct List {
    pub(crate) name: String,
    pub(crate) values: Value,
    pub(crate) terms: Terms,
    pub(crate) links: Vec<Link>,
    pub(crate) place: Place,
}

/// What a document can be, by its first key.
const DOCUMENTS: &[&str] = &[
    "module",
    "source",
    "fact",
    "list",
    "platform",
    "rule",
    "stage",
    "scenario",
    "window",
    "opportunity",
    "influence",
    "release",
    "without",
];

/// Something that a country may take from a regional base, or replace.
trait Layered {
    fn id(&self) -> &str;
    fn place(&self) -> &Place;
    fn overrides(&self) -> bool;
}

/// Loads a rulebook. `natives` are the functions of its library; `None` while the library is not at hand.
pub(crate) fn load(bundle: &Bundle, natives: Option<NativeFunctions>) -> Result<Rulebook, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let documents = documents(bundle, &mut faults);
    let modules: Vec<(String, Module)> = of(&documents, "module")
        .filter_map(|node| Some((node.place.file.layer.clone(), module::read(node, &mut faults)?)))
        .collect();
    let Some(own) = own_module(&documents, &modules, &mut faults) else {
        return Err(faults.into_result(|| ()).err().unwrap_or_default());
    };
    check_bases(&own, &documents, &modules, &mut faults);
    let of_layer =
        |layer: &str| modules.iter().find(|(name, _)| name == layer).map_or(&own, |(_, module)| module);
    let recorded = |layer: &str| of_layer(layer).recorded;

    let sources = all(&documents, "source", &mut faults, source::read);
    let facts = dated(&documents, "fact", &recorded, &mut faults, fact::read);
    let lists = all(&documents, "list", &mut faults, read_list);
    let platforms = dated(&documents, "platform", &recorded, &mut faults, platform::read);
    let stages = all(&documents, "stage", &mut faults, stage::read);
    let windows = dated(&documents, "window", &recorded, &mut faults, calendar::read);
    let opportunities = dated(&documents, "opportunity", &recorded, &mut faults, opportunity::read);
    let influences = dated(&documents, "influence", &recorded, &mut faults, influence::read);
    let releases = all(&documents, "release", &mut faults, release::read);
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
    let rules = all(&documents, "rule", &mut faults, |node, faults| {
        let Module { publisher, recorded, .. } = of_layer(&node.place.file.layer);
        rule::read(node, &names, publisher, *recorded, faults)
    });
    check_rule_files(&documents, &mut faults);
    let scenarios: Vec<Scenario> = of(&documents, "scenario")
        .filter(|node| node.place.file.layer.is_empty())
        .filter_map(|node| scenario::read(node, &mut faults))
        .collect();

    link::check_scenarios(&scenarios, &written(&documents, "rule"), &mut faults);
    check_releases(&releases, &modules, &documents, &mut faults);

    let withouts = all(&documents, "without", &mut faults, rule::read_without);
    let mut merged: Vec<Rule> = merge(rules, "rule", &mut faults).into_values().collect();
    let switched_off = rule::switch_off(withouts, &mut merged, &written(&documents, "rule"), &mut faults);

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

/// Every document of the bundle.
fn documents(bundle: &Bundle, faults: &mut Faults) -> Vec<Node> {
    let mut documents = Vec::new();
    let mut room = yaml::MOST_NODES;
    for (path, text) in bundle.files() {
        let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
        if !is_yaml {
            continue;
        }
        let layer = path.strip_prefix("bases/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let file = SourceFile { name: path.to_owned(), text: text.to_owned(), layer: layer.to_owned() };
        for node in yaml::documents(&Arc::new(file), &mut room, faults) {
            if is_known(&node, faults) {
                documents.push(node);
            }
        }
    }
    documents
}

fn is_known(node: &Node, faults: &mut Faults) -> bool {
    let first = match &node.content {
        Content::Map(entries) => entries.first().map(|(key, _)| key),
        _ => None,
    };
    let Some(first) = first else {
        faults.note(&node.place, "a document begins with a key that says what it is", hint("", DOCUMENTS));
        return false;
    };
    let word = first.text().unwrap_or_default();
    if !DOCUMENTS.contains(&word) {
        let message = format!("no document begins with `{word}`");
        faults.note(&first.place, message, hint(word, DOCUMENTS));
        return false;
    }
    true
}

/// The documents that begin with `word`.
fn of<'n>(documents: &'n [Node], word: &str) -> impl Iterator<Item = &'n Node> {
    documents.iter().filter(move |node| match &node.content {
        Content::Map(entries) => entries.first().is_some_and(|(key, _)| key.text() == Some(word)),
        _ => false,
    })
}

fn all<'n, T>(
    documents: &'n [Node],
    word: &str,
    faults: &mut Faults,
    mut read: impl FnMut(&'n Node, &mut Faults) -> Option<T>,
) -> Vec<T> {
    of(documents, word).filter_map(|node| read(node, faults)).collect()
}

/// The ids of all documents of a kind, of those with faults too.
fn written<'n>(documents: &'n [Node], word: &str) -> Vec<&'n str> {
    of(documents, word).filter_map(|node| node.first_value()?.text()).collect()
}

/// Each layer keeps its own releases, for its own version.
fn check_releases(
    releases: &[Release],
    modules: &[(String, Module)],
    documents: &[Node],
    faults: &mut Faults,
) {
    let (rules, facts) = (written(documents, "rule"), written(documents, "fact"));
    for (layer, module) in modules {
        let own: Vec<&Release> =
            releases.iter().filter(|release| release.place.file.layer == *layer).collect();
        release::check(&own, &module.version, faults);
        link::check_releases(&own, &rules, &facts, faults);
    }
}

fn ids<T: Layered>(items: &[T]) -> Vec<String> {
    items.iter().map(|item| item.id().to_owned()).collect()
}

/// The documents of a kind whose values became known with their module, unless they say another day.
fn dated<T>(
    documents: &[Node],
    word: &str,
    recorded: &impl Fn(&str) -> Date,
    faults: &mut Faults,
    read: fn(&Node, Date, &mut Faults) -> Option<T>,
) -> Vec<T> {
    all(documents, word, faults, |node, faults| read(node, recorded(&node.place.file.layer), faults))
}

fn own_module(documents: &[Node], modules: &[(String, Module)], faults: &mut Faults) -> Option<Module> {
    let mut own = of(documents, "module").filter(|node| node.place.file.layer.is_empty());
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

fn check_bases(own: &Module, documents: &[Node], modules: &[(String, Module)], faults: &mut Faults) {
    let Some(place) =
        of(documents, "module").find(|node| node.place.file.layer.is_empty()).map(|node| &node.place)
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
fn check_rule_files(documents: &[Node], faults: &mut Faults) {
    for node in of(documents, "rule") {
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

/// One of each id: the module's own wins over a base's when it says that it overrides it.
fn merge<T: Layered>(items: Vec<T>, what: &str, faults: &mut Faults) -> BTreeMap<String, T> {
    let mut merged: BTreeMap<String, T> = BTreeMap::new();
    // The module's own documents come last, so that they meet what they replace.
    let (own, bases): (Vec<T>, Vec<T>) =
        items.into_iter().partition(|item| item.place().file.layer.is_empty());
    for item in bases.into_iter().chain(own) {
        if let Some(other) = merged.get(item.id()) {
            let from_base = item.place().file.layer != other.place().file.layer;
            if !(from_base && item.overrides()) {
                let first = format!("{}:{}", other.place().file.name, other.place().line);
                let hint = if from_base {
                    format!("the base has it ({first}); say why with `overrides: …`, or choose another name")
                } else {
                    format!("the first stands at {first}")
                };
                faults.note(item.place(), format!("a second {what} `{}`", item.id()), hint);
                continue;
            }
        }
        merged.insert(item.id().to_owned(), item);
    }
    merged
}

macro_rules! layered {
    ($($type:ty, $id:ident, $overrides:expr;)*) => {$(
        impl Layered for $type {
            fn id(&self) -> &str {
                &self.$id
            }
            fn place(&self) -> &Place {
                &self.place
            }
            fn overrides(&self) -> bool {
                let overrides: fn(&Self) -> bool = $overrides;
                overrides(self)
            }
        }
    )*};
}

layered! {
    Fact, key, |fact| fact.overrides;
    Platform, id, |platform| platform.overrides;
    Rule, id, |rule| rule.overrides;
    Stage, id, |stage| stage.overrides;
    Window, id, |window| window.overrides;
    Opportunity, id, |opportunity| opportunity.overrides;
    Influence, id, |influence| influence.overrides;
    Source, id, |_| false;
    List, name, |_| false;
}
