//! Compiles the .proto files with protox, so that nobody needs protoc.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

const FILES: [&str; 4] = [
    "marketguidance/v1/guidance_service.proto",
    "marketguidance/v1/catalog_service.proto",
    "marketguidance/v1/rulebook_service.proto",
    "marketguidance/module/v1/module.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=marketguidance");
    let descriptors = protox::Compiler::new(["."])?
        .include_imports(true)
        .include_source_info(true)
        .open_files(FILES)?
        .file_descriptor_set();

    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;

    let feature = |name: &str| env::var_os(format!("CARGO_FEATURE_{name}")).is_some();
    tonic_prost_build::configure()
        .bytes(".marketguidance.module.v1")
        // In order of their keys: the same answer must have the same bytes.
        .btree_map(".")
        .build_client(feature("CLIENT"))
        .build_server(feature("SERVER"))
        .emit_rerun_if_changed(false)
        .compile_fds(descriptors)?;
    Ok(())
}
