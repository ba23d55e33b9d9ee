//! Signatures of a package, in cosign's form for key pairs.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::{
    Digest, Layout,
    oci::{ImageManifest, Index},
};
use crate::{
    error::{Reason, Refusal},
    trust::Signed,
};

const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
const PAYLOAD_TYPE: &str = "cosign container image signature";
/// Most signatures that are tried.
const MAX_SIGNATURES: usize = 16;

/// What is signed: the image's digest. `optional` may hold anything.
#[derive(Deserialize)]
struct Payload {
    critical: Critical,
}

#[derive(Deserialize)]
struct Critical {
    image: Image,
    r#type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Image {
    docker_manifest_digest: Digest,
}

/// Every signature of `image` in the layout, none of them trusted yet; none at all when it is not signed.
pub(super) fn signatures(layout: &Layout, index: &Index, image: Digest) -> Result<Vec<Signed>, Refusal> {
    let mut found = Vec::new();
    for descriptor in index.signatures(image) {
        let manifest = ImageManifest::parse(&layout.document(descriptor)?)?;
        for layer in manifest.layers.iter().filter(|layer| layer.media_type == SIMPLE_SIGNING) {
            let Some(text) = layer.annotations.get(SIGNATURE) else {
                continue;
            };
            if found.len() == MAX_SIGNATURES {
                let message = format!("it has more than {MAX_SIGNATURES} signatures; keep those that matter");
                return Err(Refusal::new(Reason::BadPackage, message));
            }
            // What is not base64 is no signature of anybody; it fails the check of every key.
            let signature = STANDARD.decode(text).unwrap_or_default();
            found.push(Signed { payload: layout.document(layer)?, signature });
        }
    }
    Ok(found)
}

/// Refuses a payload, whose signature is good, that is about another image: a signature copied from elsewhere.
pub(super) fn check_payload(payload: &[u8], image: Digest) -> Result<(), Refusal> {
    match serde_json::from_slice::<Payload>(payload) {
        Ok(Payload { critical })
            if critical.r#type == PAYLOAD_TYPE && critical.image.docker_manifest_digest == image =>
        {
            Ok(())
        }
        _ => {
            let message =
                format!("its signature is not about {image}; sign this package with guidance module pack");
            Err(Refusal::new(Reason::NotSigned, message))
        }
    }
}
