use std::{fs, path::Path};

use guidance_rulebook::{Bundle, NativeFunctions, Rulebook};

use crate::NATIVE_FUNCTIONS;

/// The files of this module and of the base it extends, by their path in a package.
fn files() -> Vec<(String, String)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(here, "", &mut files);
    collect(&here.join("../shared/asia"), "bases/asia/", &mut files);
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry can be read").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push((format!("{prefix}{name}"), fs::read_to_string(&path).expect("a text")));
        }
    }
}

/// `module check` leaves out what calls the library; here it runs.
#[test]
fn every_example_and_scenario_holds_with_the_library_at_hand() {
    let bundle = Bundle::from_files(files());
    let rulebook = Rulebook::load_with(&bundle, NativeFunctions::new(NATIVE_FUNCTIONS))
        .unwrap_or_else(|faults| panic!("{}", faults.iter().map(ToString::to_string).collect::<String>()));
    let result = rulebook.self_test();
    assert_eq!((result.skipped, result.failures.join("\n").as_str()), (0, ""));
    assert!(result.cases > 250, "only {} examples and scenarios ran", result.cases);
}
