//! Libraries and rulebooks on disk, one file each per name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// `module.c` compiled with `flags`.
pub(crate) fn library(name: &str, flags: &[&str]) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = fresh(&format!("{name}.so"));
    let compiled = Command::new("cc")
        .args(["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Werror", "-shared", "-fPIC", "-I"])
        .arg(root.join("../../sdk/abi"))
        .args(flags)
        .arg(root.join("tests/process/module.c"))
        .arg("-o")
        .arg(&library)
        .output()
        .expect("a C compiler named `cc` is needed to test the ABI");
    assert!(compiled.status.success(), "module.c: {}", String::from_utf8_lossy(&compiled.stderr));
    library
}

/// A rulebook of these bytes.
pub(crate) fn rulebook(name: &str, bytes: &[u8]) -> PathBuf {
    let path = fresh(&format!("{name}.tar"));
    fs::write(&path, bytes).expect("cargo's temporary folder can be written");
    path
}

/// A path that no other test of this run uses.
fn fresh(name: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{number}_{name}"))
}
