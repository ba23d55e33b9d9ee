use std::{fs, path::Path};

use serde_json::json;

use super::Built;

#[test]
fn programs_and_libraries_are_taken_from_where_cargo_says() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join("Cargo.toml");
    fs::write(&manifest, "[package]\nname = \"my-module\"\n").unwrap();
    let artifact = |name: &str, crate_type: &str, files: &[&str], executable: Option<&str>| {
        json!({
            "reason": "compiler-artifact", "manifest_path": manifest,
            "target": { "name": name, "crate_types": [crate_type] },
            "filenames": files, "executable": executable,
        })
        .to_string()
    };
    let mut built = Built::default();
    for line in [
        artifact("gateway", "bin", &["/t/gateway"], Some("/t/gateway")),
        artifact("my_lib", "cdylib", &["/t/libmy_lib.so", "/t/libmy_lib.rlib"], None),
        artifact("helper", "lib", &["/t/libhelper.rlib"], None),
        json!({"reason": "build-script-executed"}).to_string(),
        "a line a build script let slip".to_owned(),
    ] {
        built.note(&line).unwrap();
    }
    assert_eq!(built.program("gateway").unwrap(), Path::new("/t/gateway"));
    assert_eq!(built.library("my-module").unwrap(), Path::new("/t/libmy_lib.so"));
    let missing = built.library("helper").unwrap_err().to_string();
    assert!(missing.contains("crate-type"), "say how to mend it: {missing}");
}
