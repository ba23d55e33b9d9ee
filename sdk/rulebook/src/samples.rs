//! Rulebooks for tests: those of this repository, and a small one.

use crate::bundle::Bundle;
use crate::date::Date;
use crate::fuzzing::real_modules;
use crate::rulebook::{Inquiry, Rulebook};

/// What a rule must show, where no test runs it: a plan for each outcome, all of them different.
pub(crate) const EXAMPLES: &str = "examples:
  - {name: a, expect: fail, plan: {name: a}}
  - {name: b, expect: pass, plan: {name: b}}
  - {name: c, expect: not_applicable, plan: {name: c}}
  - {name: d, expect: cannot_tell, plan: {name: d}}
";

/// Every module of a market in `country-modules/`, by name, loaded without its library.
pub(crate) fn rulebooks() -> Vec<(String, Rulebook)> {
    let modules = real_modules();
    assert!(modules.len() >= 7, "only {} modules are found; has the folder moved?", modules.len());
    modules.into_iter().map(|module| (module.name, loaded(&Bundle::from_files(module.files)))).collect()
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
    loaded(&Bundle::from_files(files.into_iter().chain(rules)))
}

/// The rulebook of a bundle without faults.
pub(crate) fn loaded(bundle: &Bundle) -> Rulebook {
    Rulebook::load(bundle).unwrap_or_else(|faults| {
        panic!("must load:\n{}", faults.iter().map(ToString::to_string).collect::<String>())
    })
}
