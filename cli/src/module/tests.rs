use std::{fs, path::Path};

use super::{Folder, Folders, Module, listed};
use crate::Error;

/// Writes files below `root`, folders included.
fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

const ASIA: &str = "module: asia\nregion: asia\n";
const CHINA: &str = "module: china\nmarket: CN\nextends: [asia]\n";

#[test]
fn a_folder_is_its_yaml_files_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            ("module.yaml", CHINA),
            ("rules/CN-RCH-001.yaml", "rule: CN-RCH-001\n"),
            ("facts/access.yaml", "fact: access/facebook\n"),
            ("facts/.access.yaml.swp", "not ours"),
            (".hidden/facts.yaml", "not ours"),
            ("src/lib.rs", "not ours"),
            ("CHANGELOG.md", "not ours"),
        ],
    );
    let folder = Folder::read(root.path()).unwrap();
    let paths: Vec<&str> = folder.files().map(|(path, _)| path).collect();
    assert_eq!(paths, ["facts/access.yaml", "module.yaml", "rules/CN-RCH-001.yaml"]);
}

#[test]
fn bases_are_found_by_name_beside_a_module_and_in_shared() {
    for place in ["asia", "shared/asia", "shared/under-another-name"] {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), &[("china/module.yaml", CHINA), (&format!("{place}/module.yaml"), ASIA)]);
        let folders = Folders::in_any_of(&[root.path().to_owned()]).unwrap();
        let china = Folder::read(&root.path().join("china")).unwrap();
        let bases = folders.bases_of(&china).unwrap_or_else(|error| panic!("asia in {place}: {error}"));
        assert_eq!(bases.len(), 1, "asia in {place}");
        assert_eq!(bases[0].header().module, "asia");
    }
}

#[test]
fn bases_of_bases_come_along_once_even_in_a_circle() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            ("china/module.yaml", "module: china\nmarket: CN\nextends: [asia, world]\n"),
            ("shared/asia/module.yaml", "module: asia\nregion: asia\nextends: [world]\n"),
            ("shared/world/module.yaml", "module: world\nregion: world\nextends: [asia]\n"),
        ],
    );
    let folders = Folders::in_any_of(&[root.path().to_owned()]).unwrap();
    let china = Folder::read(&root.path().join("china")).unwrap();
    let mut names: Vec<&str> =
        folders.bases_of(&china).unwrap().iter().map(|base| base.header().module.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["asia", "world"]);
}

#[test]
fn a_missing_base_says_where_it_was_looked_for() {
    let root = tempfile::tempdir().unwrap();
    // A country module of that name is no base.
    write(root.path(), &[("china/module.yaml", CHINA), ("asia/module.yaml", "module: asia\nmarket: AS\n")]);
    let folders = Folders::in_any_of(&[root.path().to_owned()]).unwrap();
    let china = Folder::read(&root.path().join("china")).unwrap();
    let error = folders.bases_of(&china).unwrap_err();
    assert!(matches!(&error, Error::NoBase { base, .. } if base == "asia"), "{error:?}");
    assert!(error.to_string().contains("--bases"), "say what to do: {error}");
}

#[test]
fn a_folder_without_module_yaml_is_no_module() {
    let root = tempfile::tempdir().unwrap();
    assert!(matches!(Folder::read(root.path()), Err(Error::NoModule(_))));
    assert!(matches!(Folder::read(&root.path().join("nowhere")), Err(Error::Unreadable { .. })));
}

#[test]
fn faults_name_files_a_reader_can_open_each_once() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            ("china/module.yaml", CHINA),
            ("china/facts/access.yaml", "fatc: access/facebook\n"),
            ("shared/asia/module.yaml", ASIA),
            ("shared/asia/facts/scale.yaml", "fatc: scale/people\n"),
        ],
    );
    let folders = Folders::in_any_of(&[root.path().to_owned()]).unwrap();
    let china = Folder::read(&root.path().join("china")).unwrap();
    let faults = Module::load(&china, &folders.bases_of(&china).unwrap()).unwrap_err();
    let own = root.path().canonicalize().unwrap().join("china/facts/access.yaml");
    let inherited = root.path().canonicalize().unwrap().join("shared/asia/facts/scale.yaml");
    for file in [own, inherited] {
        let named = faults.iter().any(|fault| Path::new(&fault.file) == file);
        assert!(named, "no fault names {} in {faults:#?}", file.display());
    }
    let twice: Vec<_> = faults.iter().chain(&faults).cloned().collect();
    assert_eq!(
        listed(&twice),
        listed(&faults),
        "a base's fault is shown once, however many modules extend it"
    );
}
