//! Rulebooks for tests: those of this repository, and a small one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bundle::Bundle;
use crate::date::Date;
use crate::rulebook::{Inquiry, Rulebook};

/// Every module of a market in `country-modules/`, by name, loaded without its library.
pub(crate) fn rulebooks() -> Vec<(String, Rulebook)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../country-modules");
    let bases: Vec<PathBuf> = modules(&root.join("shared"));
    let loaded: Vec<_> = modules(&root).iter().map(|folder| load(folder, &bases)).collect();
    assert!(loaded.len() >= 7, "only {} modules are found; has the folder moved?", loaded.len());
    loaded
}

/// One of them.
pub(crate) fn rulebook(name: &str) -> Rulebook {
    let found = rulebooks().into_iter().find(|(module, _)| module == name);
    found.unwrap_or_else(|| panic!("no module is called {name}")).1
}

/// All we know of a day, in a language.
pub(crate) fn on(as_of: &str, language: &str) -> Inquiry {
    let as_of = as_of.parse().expect("a date");
    Inquiry { as_of, known_as_of: Date::MAX, language: language.to_owned() }
}

/// A small module that a region stands behind, with more documents.
pub(crate) fn atlantis(rules: &[(&str, &str)], documents: &str) -> Rulebook {
    let module = |head: &str, publisher: &str| {
        format!(
            "{head}\nversion: 1.0.0\nkind: rulebook\ntime_zone: UTC\npublisher: {publisher}\nrecorded: 2026-01-01\naffiliate: {{role: Local affiliate, reach: Ask}}\n"
        )
    };
    let own = "module: atlantis\nmarket: AT\nname: Atlantis\nextends: [ocean]\nlanguages: [en, ja]";
    let base = "module: ocean\nregion: ocean\nname: Ocean\nlanguages: [en]";
    let sources = "source: talk\ntitle: A talk\nkind: panel\n---\nsource: law\ntitle: The law\nkind: law\n";
    let rules = rules.iter().map(|(id, text)| (format!("rules/{id}.yaml"), (*text).to_owned()));
    let files = [
        ("module.yaml".to_owned(), module(own, "affiliates/at")),
        ("bases/ocean/module.yaml".to_owned(), module(base, "affiliates/ocean")),
        ("sources.yaml".to_owned(), sources.to_owned()),
        ("documents.yaml".to_owned(), documents.to_owned()),
    ];
    let bundle = Bundle::from_files(files.into_iter().chain(rules));
    Rulebook::load(&bundle).unwrap_or_else(|faults| {
        panic!("atlantis must load:\n{}", faults.iter().map(ToString::to_string).collect::<String>())
    })
}

fn load(folder: &Path, bases: &[PathBuf]) -> (String, Rulebook) {
    let name =
        |folder: &Path| folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
    let mut files = Vec::new();
    collect(folder, "", &mut files);
    let extends = |base: &&PathBuf| {
        let module = fs::read_to_string(folder.join("module.yaml")).expect("module.yaml");
        module.lines().any(|line| line.starts_with("extends:") && line.contains(&name(base)))
    };
    for base in bases.iter().filter(extends) {
        collect(base, &format!("bases/{}/", name(base)), &mut files);
    }
    let rulebook = Rulebook::load(&Bundle::from_files(files)).unwrap_or_else(|faults| {
        panic!("{} must load:\n{}", name(folder), faults.iter().map(ToString::to_string).collect::<String>())
    });
    (name(folder), rulebook)
}

/// The folders with a module in them.
fn modules(parent: &Path) -> Vec<PathBuf> {
    entries(parent).into_iter().filter(|path| path.join("module.yaml").is_file()).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for path in entries(folder) {
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".yaml") {
            files.push((format!("{prefix}{name}"), fs::read_to_string(&path).expect("a YAML file is text")));
        }
    }
}
