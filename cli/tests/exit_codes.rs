//! The program as a script sees it: exit codes, and one clear line on standard error.

use std::{
    fs, io,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn guidance(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_guidance"))
        .current_dir(folder)
        .args(words)
        .output()
        .expect("the program starts")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("cli/ is in the workspace").to_owned()
}

/// A copy of the template and the regional base, to be damaged.
fn copied_modules() -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    for module in ["template", "shared/asia"] {
        let from = workspace().join("country-modules").join(module);
        copy_folder(&from, &copy.path().join(module)).expect("modules can be copied");
    }
    copy
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A port that was free a moment ago.
fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound").port()
}

#[test]
fn each_code_means_one_thing_and_comes_with_the_remedy() {
    let modules = copied_modules();
    let here = modules.path();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let data = here.join("data").display().to_string();
    let root = workspace();
    fs::write(here.join("file"), "").unwrap();
    let file = here.join("file").display().to_string();
    fs::write(here.join("plan.yaml"), "sektor: legal\n").unwrap();
    let nobody = format!("127.0.0.1:{}", closed_port());
    let cases: [(&Path, &[&str], i32, &str); 16] = [
        (here, &["--help"], 0, ""),
        (here, &["module", "check", "template", "shared/asia"], 0, ""),
        (&root, &["up", "--data", &data, "--gateway", &taken], 1, "--gateway ADDR"),
        (&root, &["up", "--data", &data, "--gateway", "127.0.0.1:0", "--host", &taken], 1, "--host ADDR"),
        (&root, &["up", "--data", &file], 1, "--data DIR"),
        (here, &["up", "--gateway", "here"], 64, "--gateway"),
        (here, &["up"], 66, "change to a checkout"),
        (here, &["module", "check", "shared"], 66, "no module.yaml"),
        (here, &["module", "pack", "template", "--key", "none", "--out", "out"], 66, "none"),
        (here, &["module"], 64, "Usage"),
        (here, &["ask", "CN", "--gateway", &nobody], 69, "cargo up"),
        (here, &["ask", "CN", "--gateway", "here"], 64, "host:port"),
        (here, &["ask", "CN", "--sector", "legl"], 64, "legal"),
        (here, &["compare", "CN", "--gateway", &nobody], 69, "--gateway ADDR"),
        (
            here,
            &["review", "plan.yaml", "--market", "CN", "--gateway", &nobody],
            65,
            "plan.yaml:1:1: unknown field",
        ),
        (here, &["review", "none.yaml", "--market", "CN"], 66, "none.yaml"),
    ];
    for (folder, words, code, remedy) in cases {
        let output = guidance(folder, words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "guidance {}: {said}", words.join(" "));
        assert!(said.contains(remedy), "guidance {} should speak of {remedy}: {said}", words.join(" "));
    }
}

#[test]
fn a_faulty_rulebook_is_65_and_every_fault_is_shown_once() {
    let modules = copied_modules();
    let base = modules.path().join("shared/asia/module.yaml");
    let damaged = fs::read_to_string(&base).unwrap().replacen("version:", "verison:", 1);
    fs::write(&base, damaged).unwrap();
    copy_folder(&modules.path().join("template"), &modules.path().join("twin")).unwrap();

    let output = guidance(modules.path(), &["module", "check", "template", "twin"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(65), "{said}");
    assert_eq!(said.matches("unknown key `verison`").count(), 1, "{said}");
    assert!(said.contains("shared/asia/module.yaml:"), "the file of the base is named: {said}");
    assert!(said.contains("did you mean `version`?"), "{said}");
    assert!(said.trim_end().ends_with("error: 2 of 2 modules are at fault"), "{said}");
}
