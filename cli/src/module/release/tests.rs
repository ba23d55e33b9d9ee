use std::{fs, path::Path};

use super::{Release, Standing};
use crate::module::Folder;

fn now(folder: &Path) -> Release {
    Release::of(&Folder::read(folder).unwrap()).unwrap()
}

/// Writes a file of a module, its folder included.
fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn what_answers_differently_takes_another_version() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "module.yaml", "module: atlantis\nversion: 0.9.0\n");
    write(folder, "facts/a.yaml", "fact: a/b\n");
    write(folder, "src/lib.rs", "// one\n");
    let first = now(folder);
    assert_eq!(first.standing(None), Standing::Unreleased);
    first.write(folder).unwrap();
    let last = Release::last(folder).unwrap().expect("it was just written");
    assert_eq!(last, first, "what is written is what is read");
    assert_eq!(now(folder).standing(Some(&last)), Standing::Released);
    for (path, text, standing) in [
        ("changelog.yaml", "release: 0.9.0\n", Standing::Released),
        ("OWNERS", "affiliates/at\n", Standing::Released),
        ("src/lib/tests.rs", "// any\n", Standing::Released),
        ("facts/a.yaml", "fact: a/c\n", Standing::Changed),
        ("facts/a.yaml", "fact: a/b\n", Standing::Released),
        ("facts/a.yaml", "fact: a/b\r\n", Standing::Released),
        ("src/lib.rs", "// two\n", Standing::Changed),
        ("module.yaml", "module: atlantis\nversion: 0.10.0\n", Standing::Unreleased),
        ("module.yaml", "module: atlantis\nversion: 0.8.9\n", Standing::Behind("0.9.0".to_owned())),
    ] {
        write(folder, path, text);
        assert_eq!(now(folder).standing(Some(&last)), standing, "{path} holds {text}");
    }
}

#[test]
fn a_file_that_moves_is_a_change() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (folder, path) in [(&one, "a.yaml"), (&two, "b.yaml")] {
        write(folder.path(), "module.yaml", "module: atlantis\nversion: 1.0.0\n");
        write(folder.path(), path, "fact: a/b\n");
    }
    assert_ne!(now(one.path()).digest, now(two.path()).digest);
}
