//! Module packages: an OCI image layout with a rulebook, maybe a library, and a cosign-compatible signature.
//!
//! ```text
//! index.json ─▶ image manifest ─▶ config: the module manifest
//!            │                 ├▶ layer: rulebook, a tar of YAML files
//!            │                 └▶ layer: library (native modules only)
//!            └▶ signature manifest ─▶ layer: simple signing payload, which names the image manifest's digest
//! ```
//! The same rulebook, library and key give the same bytes: signatures are deterministic (RFC 6979) and nothing holds a date.

mod digest;
mod key;
mod layout;
mod manifest;

use std::{fs, path::Path};

pub(crate) use self::layout::is_package;
pub use self::{
    digest::Digest,
    key::DevelopmentKey,
    manifest::{ABI_VERSION, Kind, ModuleManifest},
};
use crate::{Error, Result, module::Module};

/// Packs a checked module into `out`, a package folder, and returns the package's digest. An older package there is replaced.
///
/// # Errors
/// [`Error::Usage`] when a native module comes without `library`, or a rulebook with one; [`Error::Unreadable`] when the library
/// cannot be read; [`Error::Unwritable`] when `out` cannot be written or holds something that is no package.
pub fn pack(module: &Module, library: Option<&Path>, key: &DevelopmentKey, out: &Path) -> Result<Digest> {
    let manifest = ModuleManifest::of(module)?;
    let library = match (manifest.kind, library) {
        (Kind::Rulebook, None) => None,
        (Kind::Native, Some(path)) => Some(fs::read(path).map_err(Error::unreadable(path))?),
        (Kind::Native, None) => {
            return Err(Error::Usage(format!(
                "{} is a native module: build it and name its library with --library PATH",
                manifest.module
            )));
        }
        (Kind::Rulebook, Some(_)) => {
            return Err(Error::Usage(format!(
                "{} is a rulebook module and carries no library: leave out --library, or say `kind: native` in module.yaml",
                manifest.module
            )));
        }
    };
    pack_parts(&manifest, &module.rulebook_tar(), library.as_deref(), key, out)
}

/// Packs and signs exactly these parts, unchecked: what a module host must refuse can be made with it too.
///
/// # Errors
/// [`Error::Unwritable`] when `out` cannot be written or holds something that is no package.
pub fn pack_parts(
    manifest: &ModuleManifest,
    rulebook_tar: &[u8],
    library: Option<&[u8]>,
    key: &DevelopmentKey,
    out: &Path,
) -> Result<Digest> {
    let mut layout = layout::Layout::default();
    let digest = layout.add_image(manifest, rulebook_tar, library);
    layout.add_signature(manifest, &digest, key);
    layout.write(out)?;
    Ok(digest)
}

#[cfg(test)]
mod tests;
