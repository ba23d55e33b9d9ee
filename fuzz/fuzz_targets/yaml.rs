//! The loader, on any text as a file beside a small module that holds. What loads is run on its own examples too.
#![no_main]

use guidance_rulebook::fuzzing::{check_faults, check_reading};
use guidance_rulebook::{Bundle, Rulebook};
use libfuzzer_sys::fuzz_target;

/// Where the text stands; a rule of it must be named so.
const FILE: &str = "rules/FZ-CUS-001.yaml";

/// The file beside it: a module and a source, and as little as they can be.
const MODULE: &str = include_str!("module.yaml");

fuzz_target!(|text: &str| {
    check_reading(text);
    let files = [("module.yaml", MODULE), (FILE, text)];
    let bundle = Bundle::from_files(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    match Rulebook::load(&bundle) {
        Ok(rulebook) => drop(rulebook.self_test()),
        Err(faults) => check_faults(files, &faults),
    }
});
