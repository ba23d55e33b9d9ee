//! The OCI image layout a package is.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::{DevelopmentKey, Digest, ModuleManifest};
use crate::{Error, Result};

const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const IMAGE_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const IMAGE_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const MODULE: &str = "application/vnd.marketguidance.module.v1";
const MODULE_CONFIG: &str = "application/vnd.marketguidance.module.config.v1+json";
const RULEBOOK: &str = "application/vnd.marketguidance.rulebook.v1.tar";
const LIBRARY: &str = "application/vnd.marketguidance.library.v1";
const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";

const REF_NAME: &str = "org.opencontainers.image.ref.name";
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// File that makes a folder an image layout. Written last, so that a torn package is none.
const MARKER: &str = "oci-layout";

/// A package in memory.
#[derive(Debug, Default)]
pub(super) struct Layout {
    blobs: BTreeMap<Digest, Vec<u8>>,
    manifests: Vec<Descriptor>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Index<'a> {
    schema_version: u32,
    media_type: &'static str,
    manifests: &'a [Descriptor],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    schema_version: u32,
    media_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact_type: Option<&'static str>,
    config: Descriptor,
    layers: Vec<Descriptor>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    media_type: &'static str,
    digest: Digest,
    size: usize,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'static str, String>,
}

/// What cosign signs: which image, under which name.
#[derive(Debug, Serialize)]
struct Payload<'a> {
    critical: Critical<'a>,
    optional: Option<()>,
}

#[derive(Debug, Serialize)]
struct Critical<'a> {
    identity: Identity,
    image: Image<'a>,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Identity {
    docker_reference: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Image<'a> {
    docker_manifest_digest: &'a Digest,
}

// === impl Layout ===

impl Layout {
    /// Adds the module itself; the digest is the package's.
    pub(super) fn add_image(
        &mut self,
        manifest: &ModuleManifest,
        rulebook_tar: &[u8],
        library: Option<&[u8]>,
    ) -> Digest {
        let config = self.add_blob(MODULE_CONFIG, json(manifest));
        let mut layers = vec![self.add_blob(RULEBOOK, rulebook_tar.to_vec())];
        layers.extend(library.map(|library| self.add_blob(LIBRARY, library.to_vec())));
        self.add_manifest(Some(MODULE), config, layers, manifest.version.clone())
    }

    /// Adds the signature over the image of this digest, in the form `cosign sign --key` leaves in a registry.
    pub(super) fn add_signature(&mut self, manifest: &ModuleManifest, image: &Digest, key: &DevelopmentKey) {
        let payload = json(&Payload {
            critical: Critical {
                identity: Identity { docker_reference: format!("marketguidance/{}", manifest.module) },
                image: Image { docker_manifest_digest: image },
                kind: "cosign container image signature",
            },
            optional: None,
        });
        let signature = STANDARD.encode(key.sign(&payload));
        let config = self.add_blob(IMAGE_CONFIG, signature_config(&Digest::of(&payload)));
        let mut layer = self.add_blob(SIMPLE_SIGNING, payload);
        layer.annotations.insert(SIGNATURE, signature);
        self.add_manifest(None, config, vec![layer], format!("sha256-{}.sig", image.hex()));
    }

    /// Puts the package at `out` in one step. What was there before must be a package, an empty folder, or nothing.
    pub(super) fn write(&self, out: &Path) -> Result<()> {
        let name = out
            .file_name()
            .ok_or_else(|| Error::Usage(format!("--out {}: name a folder for the package", out.display())))?;
        let partial = out.with_file_name(format!(".{}.partial", name.to_string_lossy()));
        replaceable(out)
            .and_then(|()| remove(&partial))
            .and_then(|()| self.write_files(&partial))
            .and_then(|()| remove(out))
            .and_then(|()| fs::rename(&partial, out))
            .map_err(Error::unwritable(out))
    }

    fn write_files(&self, folder: &Path) -> io::Result<()> {
        let blobs = folder.join("blobs/sha256");
        fs::create_dir_all(&blobs)?;
        for (digest, bytes) in &self.blobs {
            write_through(&blobs.join(digest.hex()), bytes)?;
        }
        let index = Index { schema_version: 2, media_type: IMAGE_INDEX, manifests: &self.manifests };
        write_through(&folder.join("index.json"), &json(&index))?;
        write_through(&folder.join(MARKER), br#"{"imageLayoutVersion":"1.0.0"}"#)
    }

    fn add_manifest(
        &mut self,
        artifact_type: Option<&'static str>,
        config: Descriptor,
        layers: Vec<Descriptor>,
        ref_name: String,
    ) -> Digest {
        let manifest =
            Manifest { schema_version: 2, media_type: IMAGE_MANIFEST, artifact_type, config, layers };
        let mut descriptor = self.add_blob(IMAGE_MANIFEST, json(&manifest));
        descriptor.annotations.insert(REF_NAME, ref_name);
        let digest = descriptor.digest.clone();
        self.manifests.push(descriptor);
        digest
    }

    fn add_blob(&mut self, media_type: &'static str, bytes: Vec<u8>) -> Descriptor {
        let (digest, size) = (Digest::of(&bytes), bytes.len());
        self.blobs.insert(digest.clone(), bytes);
        Descriptor { media_type, digest, size, annotations: BTreeMap::new() }
    }
}

/// Whether `folder` is a package, whole enough to be replaced or removed as one.
pub(crate) fn is_package(folder: &Path) -> bool {
    folder.join(MARKER).is_file()
}

/// cosign gives a signature the config of an image whose only layer is the payload.
fn signature_config(payload: &Digest) -> Vec<u8> {
    json(&serde_json::json!({
        "architecture": "",
        "config": {},
        "os": "",
        "rootfs": { "type": "layers", "diff_ids": [payload] },
    }))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data with text keys always has a JSON form")
}

/// Refuses to overwrite what is not ours.
fn replaceable(out: &Path) -> io::Result<()> {
    let empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => true,
        Err(fault) => return Err(fault),
    };
    if empty || is_package(out) {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::DirectoryNotEmpty, "it holds something that is no package"))
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
