use std::fs;

use super::{Workspace, cargo_package};
use crate::Error;

#[test]
fn a_workspace_is_found_from_any_folder_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let deep = root.join("country-modules/china/src");
    fs::create_dir_all(&deep).unwrap();
    fs::write(root.join("Cargo.toml"), "[workspace]\n").unwrap();
    fs::write(root.join("country-modules/china/Cargo.toml"), "[package]\nname = \"china\"\n").unwrap();
    for start in [root.to_owned(), root.join("country-modules"), deep] {
        let found =
            Workspace::around(&start).unwrap_or_else(|error| panic!("from {}: {error}", start.display()));
        assert_eq!(found.root(), root, "from {}", start.display());
    }
}

#[test]
fn a_folder_outside_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let error = Workspace::around(folder.path()).unwrap_err();
    assert!(matches!(error, Error::NoWorkspace(_)), "{error:?}");
    assert!(error.to_string().contains("change to a checkout"), "{error}");
}

#[test]
fn a_native_module_is_a_folder_with_a_cargo_package() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(cargo_package(folder.path()).unwrap(), None, "a folder without Cargo.toml is a rulebook");
    fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"china\"\n").unwrap();
    assert_eq!(cargo_package(folder.path()).unwrap().as_deref(), Some("china"));
    fs::write(folder.path().join("Cargo.toml"), "[package]\n").unwrap();
    assert!(matches!(cargo_package(folder.path()), Err(Error::Build(_))));
}
