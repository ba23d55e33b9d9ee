//! The rulebook with this library: every example of every rule and every scenario, as a module host runs them.

use std::fs;
use std::path::{Path, PathBuf};

use guidance_rulebook::{Bundle, NativeFunctions, Rulebook};

use crate::NATIVE_FUNCTIONS;

#[test]
fn examples_and_scenarios_hold() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files =
        yaml_files(here, "").into_iter().chain(yaml_files(&here.join("../shared/asia"), "bases/asia/"));
    let bundle = Bundle::from_files(files);
    let rulebook =
        Rulebook::load_with(&bundle, NativeFunctions::new(NATIVE_FUNCTIONS)).unwrap_or_else(|faults| {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            panic!("the rulebook has faults:\n{}", lines.join("\n"))
        });
    let result = rulebook.self_test();
    assert_eq!(result.skipped, 0, "the library is here, so nothing is left out");
    assert!(result.failures.is_empty(), "of {} cases:\n{}", result.cases, result.failures.join("\n"));
}

/// The rulebook's files below a folder: path, which starts with `prefix`, and text.
fn yaml_files(folder: &Path, prefix: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder can be read") {
            let path = entry.expect("its entries can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "yaml") {
                let name = path.strip_prefix(folder).expect("it lies below").display().to_string();
                files.push((
                    format!("{prefix}{name}"),
                    fs::read_to_string(&path).expect("a file can be read"),
                ));
            }
        }
    }
    files
}
