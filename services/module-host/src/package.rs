//! A module package on disk: an OCI image layout with one signed image manifest.
//!
//! [`Package::open`] decides whether a package may come in. It reads the small documents only; the layers are named by
//! digest, and hashed while [`crate::store`] copies them.

mod digest;
#[cfg(test)]
pub(crate) mod fixture;
mod layout;
mod manifest;
mod oci;
mod signature;

use std::path::Path;

use jiff::civil::Date;

pub use digest::Digest;
pub use layout::Layout;
pub use manifest::{Kind, ModuleManifest, Version};
pub use oci::Descriptor;

use crate::{
    MarketCode,
    error::{Reason, Refusal},
    trust::Trust,
};

/// Most bytes of a library or a rulebook: 256 MiB.
const MAX_LAYER_BYTES: u64 = 256 << 20;

/// A package whose documents and signature were verified. Its layers are verified when they are copied.
#[derive(Debug)]
pub struct Package {
    /// Where it lies.
    pub layout: Layout,
    /// What it says it is.
    pub manifest: ModuleManifest,
    /// Digest of its image manifest: what names the package everywhere.
    pub digest: Digest,
    /// Name of the publisher whose key signed it, as the trust file has it.
    pub publisher: String,
    /// The rulebook layer.
    pub rulebook: Descriptor,
    /// The library layer; a rulebook package has none.
    pub library: Option<Descriptor>,
}

/// A package that may not come in.
#[derive(Debug)]
pub struct Rejected {
    /// What it says it is, where that could be read. Nothing vouches for it.
    pub claims: Option<Box<ModuleManifest>>,
    /// Why it may not come in.
    pub refusal: Refusal,
}

// === impl Package ===

impl Package {
    /// Reads and verifies the package in `directory`, with `today` (UTC) to judge keys by.
    ///
    /// # Errors
    /// Why it may not come in: form, digests, signature, trust, ABI or target.
    pub fn open(directory: &Path, trust: &Trust, today: Date) -> Result<Self, Rejected> {
        let unread = |refusal| Rejected { claims: None, refusal };
        let layout = Layout::open(directory).map_err(unread)?;
        let index = layout.index().map_err(unread)?;
        let image = index.image().map_err(unread)?;
        let image_bytes = layout.document(image).map_err(unread)?;
        let contents = oci::ImageManifest::module(&image_bytes).map_err(unread)?;
        let config = layout.document(&contents.config).map_err(unread)?;
        let manifest = ModuleManifest::parse(&config).map_err(unread)?;

        let verify = || {
            let layers = layers(&contents, manifest.kind)?;
            let publisher = publisher(&layout, &index, image.digest, &manifest, trust, today)?;
            manifest.runs_here()?;
            Ok((layers, publisher))
        };
        match verify() {
            Ok(((rulebook, library), publisher)) => {
                Ok(Self { digest: image.digest, layout, manifest, publisher, rulebook, library })
            }
            Err(refusal) => Err(Rejected { claims: Some(Box::new(manifest)), refusal }),
        }
    }

    /// The market it serves.
    pub fn market(&self) -> MarketCode {
        self.manifest.market
    }
}

/// The one rulebook layer, and the one library layer of a native module.
fn layers(contents: &oci::ImageManifest, kind: Kind) -> Result<(Descriptor, Option<Descriptor>), Refusal> {
    let of_type =
        |media_type: &'static str| contents.layers.iter().filter(move |layer| layer.media_type == media_type);
    let mut rulebooks = of_type(oci::RULEBOOK);
    let mut libraries = of_type(oci::LIBRARY);
    let (rulebook, library) = (rulebooks.next(), libraries.next());
    let complete = rulebook.is_some() && library.is_some() == (kind == Kind::Native);
    let extra = contents.layers.len() > 1 + usize::from(kind == Kind::Native);
    match rulebook {
        Some(rulebook) if complete && !extra => {
            for layer in [Some(rulebook), library].into_iter().flatten() {
                layer.check_size(MAX_LAYER_BYTES)?;
            }
            Ok((rulebook.clone(), library.cloned()))
        }
        _ => {
            let wanted = match kind {
                Kind::Rulebook => "one rulebook layer and nothing else",
                Kind::Native => "one rulebook layer and one library layer",
            };
            let message =
                format!("a {} package has {wanted}; build it again with guidance module pack", kind.as_str());
            Err(Refusal::new(Reason::BadPackage, message))
        }
    }
}

/// The trusted publisher among those who signed. Any one signature that is trusted lets the package in.
fn publisher(
    layout: &Layout,
    index: &oci::Index,
    image: Digest,
    manifest: &ModuleManifest,
    trust: &Trust,
    today: Date,
) -> Result<String, Refusal> {
    let mut miss = Refusal::new(
        Reason::NotSigned,
        "it is not signed; sign it with guidance module pack, or cosign sign --key",
    );
    for signed in signature::signatures(layout, index, image)? {
        let trusted = trust
            .publisher(&signed, manifest.market, manifest.kind, today)
            .and_then(|name| signature::check_payload(&signed.payload, image).map(|()| name));
        match trusted {
            Ok(name) => return Ok(name.to_owned()),
            Err(refusal) => miss = refusal,
        }
    }
    Err(miss)
}

#[cfg(test)]
mod tests;
