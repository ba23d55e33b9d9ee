//! `guidance_module.h` and the Rust types say the same.
#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::mem::{offset_of, size_of};
use std::path::Path;
use std::process::Command;

use guidance_abi::{HostCallbacks, HostSlice, ModuleBuffer, ModuleTable};

#[test]
fn the_header_has_the_layout_of_the_rust_types() {
    let from_c = run_header_c();
    let from_rust = rust_layout();
    assert_eq!(
        from_c, from_rust,
        "guidance_module.h (left) and src/lib.rs (right) differ: change both, and the version if a released layout changed"
    );
}

/// What `header.c` prints, compiled against the header.
fn run_header_c() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guidance_abi_header");
    let compiled = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"])
        .arg(root)
        .arg(root.join("tests/header.c"))
        .arg("-o")
        .arg(&program)
        .output()
        .expect("a C compiler named `cc` is needed to test the header");
    assert!(compiled.status.success(), "header.c: {}", String::from_utf8_lossy(&compiled.stderr));
    let printed = Command::new(program).output().expect("header.c was just compiled");
    String::from_utf8(printed.stdout).expect("header.c prints ASCII")
}

/// The same lines from the Rust types.
fn rust_layout() -> String {
    let mut lines = format!("symbol {}\n", guidance_abi::ENTRY_SYMBOL.to_str().expect("the symbol is ASCII"));
    for (name, value) in [
        ("GUIDANCE_ABI_VERSION", guidance_abi::ABI_VERSION as usize),
        ("GUIDANCE_MAX_CONCURRENT_CALLS", guidance_abi::MAX_CONCURRENT_CALLS),
        ("GUIDANCE_MAX_LOG_BYTES", guidance_abi::MAX_LOG_BYTES),
        ("GUIDANCE_OK", guidance_abi::OK as usize),
        ("GUIDANCE_INVALID_ARGUMENT", guidance_abi::INVALID_ARGUMENT as usize),
        ("GUIDANCE_INTERNAL", guidance_abi::INTERNAL as usize),
        ("guidance_host_slice", size_of::<HostSlice>()),
        ("guidance_host_slice.data", offset_of!(HostSlice, data)),
        ("guidance_host_slice.length", offset_of!(HostSlice, length)),
        ("guidance_module_buffer", size_of::<ModuleBuffer>()),
        ("guidance_module_buffer.data", offset_of!(ModuleBuffer, data)),
        ("guidance_module_buffer.length", offset_of!(ModuleBuffer, length)),
        ("guidance_module_buffer.capacity", offset_of!(ModuleBuffer, capacity)),
        ("guidance_host_callbacks", size_of::<HostCallbacks>()),
        ("guidance_host_callbacks.size", offset_of!(HostCallbacks, size)),
        ("guidance_host_callbacks.user", offset_of!(HostCallbacks, user)),
        ("guidance_host_callbacks.log", offset_of!(HostCallbacks, log)),
        ("guidance_module_table", size_of::<ModuleTable>()),
        ("guidance_module_table.abi_version", offset_of!(ModuleTable, abi_version)),
        ("guidance_module_table.size", offset_of!(ModuleTable, size)),
        ("guidance_module_table.create", offset_of!(ModuleTable, create)),
        ("guidance_module_table.call", offset_of!(ModuleTable, call)),
        ("guidance_module_table.free", offset_of!(ModuleTable, free)),
        ("guidance_module_table.destroy", offset_of!(ModuleTable, destroy)),
    ] {
        writeln!(lines, "{name} {value}").expect("a string takes what is written to it");
    }
    lines
}
