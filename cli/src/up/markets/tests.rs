use std::{fs, path::Path};

use super::{load, pack};
use crate::{
    Error,
    package::DevelopmentKey,
    up::{build::Built, progress::Progress},
    workspace::Workspace,
};

/// A workspace of rulebook modules: folder, and `market: …` or `region: …`.
fn workspace(root: &Path, modules: &[(&str, &str)]) -> Workspace {
    for (name, place) in modules {
        let folder = root.join("country-modules").join(name);
        fs::create_dir_all(&folder).unwrap();
        let text = format!(
            "module: {}\n{place}\nname: {{en: Atlantis}}\nversion: 0.1.0\nkind: rulebook\nlanguages: [en]\n\
             time_zone: Etc/UTC\npublisher: affiliates/test\nrecorded: 2026-11-22\n\
             affiliate: {{role: {{en: Desk}}, languages: [en], reach: {{en: By mail.}}}}\n",
            folder.file_name().unwrap().display()
        );
        fs::write(folder.join("module.yaml"), text).unwrap();
    }
    fs::write(root.join("Cargo.toml"), "").unwrap();
    Workspace::around(root).unwrap()
}

#[test]
fn every_market_is_served_but_bases_and_the_template_are_not() {
    let root = tempfile::tempdir().unwrap();
    let modules = [
        ("south", "market: SS"),
        ("north", "market: NN"),
        ("shared/pole", "region: pole"),
        ("template", "market: ZZ"),
    ];
    let loaded = load(&workspace(root.path(), &modules), &Progress::new(false)).unwrap();
    let markets: Vec<&str> = loaded.iter().map(|module| module.market.as_str()).collect();
    assert_eq!(markets, ["NN", "SS"]);
}

#[test]
fn a_market_has_one_module() {
    let root = tempfile::tempdir().unwrap();
    let workspace = workspace(root.path(), &[("north", "market: NN"), ("nord", "market: NN")]);
    let error = load(&workspace, &Progress::new(false)).unwrap_err();
    assert!(matches!(error, Error::Rulebook(_)), "{error:?}");
    let message = error.to_string();
    for name in ["north", "nord", "NN"] {
        assert!(message.contains(name), "{name} is not in: {message}");
    }
}

#[test]
fn a_module_that_is_gone_is_no_longer_served() {
    let root = tempfile::tempdir().unwrap();
    let key = DevelopmentKey::load_or_create(&root.path().join("key")).unwrap();
    let packages = root.path().join("packages");
    let pack_all = |workspace: &Workspace| {
        let modules = load(workspace, &Progress::new(false)).unwrap();
        pack(&modules, &Built::default(), &key, &packages, &Progress::new(false)).unwrap();
    };
    let two = workspace(root.path(), &[("north", "market: NN"), ("south", "market: SS")]);
    pack_all(&two);
    fs::create_dir(packages.join("notes")).unwrap();
    assert!(packages.join("NN/oci-layout").is_file() && packages.join("SS/oci-layout").is_file());

    fs::remove_dir_all(root.path().join("country-modules/north")).unwrap();
    pack_all(&two);
    assert!(!packages.join("NN").exists(), "its package would be served again");
    assert!(packages.join("SS/oci-layout").is_file());
    assert!(packages.join("notes").is_dir(), "what is no package is not ours to remove");
}
