//! The documents of an OCI image layout, as far as we read them. Unknown keys are ignored, as OCI asks.

use std::collections::HashMap;

use serde::{Deserialize, de::DeserializeOwned};

use super::Digest;
use crate::error::{Reason, Refusal};

/// Artifact type of a module's image manifest.
pub(super) const MODULE: &str = "application/vnd.marketguidance.module.v1";
/// Media type of the module manifest.
pub(super) const CONFIG: &str = "application/vnd.marketguidance.module.config.v1+json";
/// Media type of the rulebook layer.
pub(super) const RULEBOOK: &str = "application/vnd.marketguidance.rulebook.v1.tar";
/// Media type of the library layer.
pub(super) const LIBRARY: &str = "application/vnd.marketguidance.library.v1";

/// Annotation that names a manifest within a layout.
const REFERENCE: &str = "org.opencontainers.image.ref.name";

/// A blob, named by its content.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What it is.
    pub media_type: String,
    /// Its digest.
    pub digest: Digest,
    /// Its size, bytes.
    pub size: u64,
    /// What is said about it.
    #[serde(default)]
    pub annotations: HashMap<String, String>,
}

/// `index.json`: the manifests of a layout.
#[derive(Debug, Deserialize)]
pub(super) struct Index {
    manifests: Vec<Descriptor>,
}

/// A manifest: a config and layers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImageManifest {
    #[serde(default)]
    artifact_type: Option<String>,
    pub(super) config: Descriptor,
    #[serde(default)]
    pub(super) layers: Vec<Descriptor>,
}

// === impl Descriptor ===

impl Descriptor {
    /// Refuses a blob of more than `limit` bytes.
    pub(super) fn check_size(&self, limit: u64) -> Result<(), Refusal> {
        if self.size <= limit {
            return Ok(());
        }
        let message = format!("blob {} has {} bytes; at most {limit} are taken", self.digest, self.size);
        Err(Refusal::new(Reason::BadPackage, message))
    }

    fn reference(&self) -> &str {
        self.annotations.get(REFERENCE).map_or("", String::as_str)
    }
}

// === impl Index ===

impl Index {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        parse("index.json", bytes)
    }

    /// The one manifest that is not a signature.
    pub(super) fn image(&self) -> Result<&Descriptor, Refusal> {
        let mut images = self.manifests.iter().filter(|manifest| !manifest.reference().ends_with(".sig"));
        match (images.next(), images.next()) {
            (Some(image), None) => Ok(image),
            (None, _) => Err(Refusal::new(Reason::BadPackage, "index.json names no image manifest")),
            (Some(_), Some(_)) => Err(Refusal::new(
                Reason::BadPackage,
                "index.json names more than one image manifest; put each module into a layout of its own",
            )),
        }
    }

    /// Signature manifests of `image`.
    pub(super) fn signatures(&self, image: Digest) -> impl Iterator<Item = &Descriptor> {
        let name = format!("sha256-{}.sig", image.hex());
        self.manifests.iter().filter(move |manifest| manifest.reference() == name)
    }
}

// === impl ImageManifest ===

impl ImageManifest {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        parse("a manifest", bytes)
    }

    /// Reads the manifest of a module, and of nothing else.
    pub(super) fn module(bytes: &[u8]) -> Result<Self, Refusal> {
        let manifest = Self::parse(bytes)?;
        if manifest.artifact_type.as_deref() == Some(MODULE) && manifest.config.media_type == CONFIG {
            return Ok(manifest);
        }
        let message = format!(
            "the image manifest has artifactType {:?} and a config of {:?}; a module has {MODULE:?} and {CONFIG:?}",
            manifest.artifact_type.unwrap_or_default(),
            manifest.config.media_type,
        );
        Err(Refusal::new(Reason::BadPackage, message))
    }
}

fn parse<T: DeserializeOwned>(what: &str, bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::new(Reason::BadPackage, format!("{what} cannot be read: {error}")))
}
