//! The layers of a rulebook: a module, and the regional bases it extends.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::documents::Documents;
use super::merge::{Layered, merge};
use crate::date::Date;
use crate::diagnostic::Faults;
use crate::module::{self, Module};
use crate::yaml::{Node, Place, SourceFile};

/// The modules by the name of their layer; the module's own is empty.
pub(super) struct Layers {
    pub(super) own: Module,
    all: Vec<(String, Module)>,
}

impl Layers {
    /// `None` where the module itself is not there or cannot be read.
    pub(super) fn read(documents: &Documents, faults: &mut Faults) -> Option<Self> {
        let layer = |node: &Node| node.place.file.layer.clone();
        let all: Vec<(String, Module)> = documents
            .of("module")
            .filter_map(|node| Some((layer(node), module::read(node, faults)?)))
            .collect();
        let own = own_module(documents, &all, faults)?;
        check_bases(&own, documents, &all, faults);
        Some(Self { own, all })
    }

    /// The module of the layer a document belongs to.
    pub(super) fn of(&self, node: &Node) -> &Module {
        let layer = &node.place.file.layer;
        self.all.iter().find(|(name, _)| name == layer).map_or(&self.own, |(_, module)| module)
    }

    /// All of them, by layer.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Module)> {
        self.all.iter().map(|(layer, module)| (layer.as_str(), module))
    }

    /// Who publishes each layer.
    pub(super) fn publishers(&self) -> BTreeMap<String, String> {
        self.iter().map(|(layer, module)| (layer.to_owned(), module.publisher.clone())).collect()
    }

    /// The documents of a kind whose values have a day they became known.
    pub(super) fn dated<T: Send>(
        &self,
        documents: &Documents,
        kind: &str,
        faults: &mut Faults,
        read: fn(&Node, Date, &mut Faults) -> Option<T>,
    ) -> Vec<T> {
        documents.all(kind, faults, |node, faults| read(node, self.of(node).recorded, faults))
    }

    /// The same, one of each id.
    pub(super) fn merged<T: Layered + Send>(
        &self,
        documents: &Documents,
        kind: &str,
        faults: &mut Faults,
        read: fn(&Node, Date, &mut Faults) -> Option<T>,
    ) -> BTreeMap<String, T> {
        merge(self.dated(documents, kind, faults, read), kind, faults)
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
