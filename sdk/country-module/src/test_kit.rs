//! What the tests of a native module are written with. `guidance module check` leaves out what calls the library; here it runs.

use std::{
    fs,
    path::{Path, PathBuf},
};

use guidance_rulebook::{Bundle, NativeFunction, NativeFunctions, Rulebook};

/// Runs every example and every scenario of a module, with its library at hand, as a module host does before it serves it.
///
/// `module` is the module's folder, `bases` are the folders of the regional bases it extends, by name:
/// ```no_run
/// # const NATIVE_FUNCTIONS: [guidance_country_module::NativeFunction; 0] = [];
/// guidance_country_module::test_kit::check(env!("CARGO_MANIFEST_DIR"), &[("asia", "../shared/asia")], NATIVE_FUNCTIONS);
/// ```
///
/// # Panics
/// With every fault of the rulebook, or every case that fails.
pub fn check(module: &str, bases: &[(&str, &str)], natives: impl IntoIterator<Item = NativeFunction>) {
    let module = Path::new(module);
    let of_bases =
        bases.iter().flat_map(|(name, path)| yaml_files(&module.join(path), &format!("bases/{name}/")));
    let bundle = Bundle::from_files(yaml_files(module, "").into_iter().chain(of_bases));
    let rulebook = Rulebook::load_with(&bundle, NativeFunctions::new(natives)).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("the rulebook has faults:\n{}", faults.join("\n"))
    });
    let result = rulebook.self_test();
    assert_eq!(result.skipped, 0, "the library is here, so nothing is left out");
    assert!(result.failures.is_empty(), "of {} cases fail:\n{}", result.cases, result.failures.join("\n"));
}

/// The rulebook's files below a folder: path, which starts with `prefix`, and text.
fn yaml_files(folder: &Path, prefix: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for path in entries.map(|entry| entry.expect("an entry can be read").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "yaml") {
                let name = path.strip_prefix(folder).expect("it lies below").display().to_string();
                let text =
                    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                files.push((format!("{prefix}{name}"), text));
            }
        }
    }
    files
}
