//! Makes packages for tests, good ones and bad ones.

use std::{fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use p256::{
    ecdsa::{DerSignature, SigningKey, signature::Signer as _},
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use serde_json::{Value, json};

use super::Digest;

/// A package to be written, with everything that a test may want to spoil.
pub(crate) struct Fixture {
    /// The module manifest.
    pub(crate) config: Value,
    /// The rulebook layer.
    pub(crate) rulebook: Vec<u8>,
    /// The library layer.
    pub(crate) library: Option<Vec<u8>>,
    /// Number of the key that signs it; see [`signing_key`].
    pub(crate) key: Option<u8>,
    /// The digest that is signed, instead of the image's.
    pub(crate) signed_digest: Option<String>,
    /// Artifact type of the image manifest.
    pub(crate) artifact_type: &'static str,
}

/// The same key for the same number.
pub(crate) fn signing_key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).expect("a scalar below the order of the curve, and not zero")
}

/// The public key of `key`, as it stands in a trust file.
pub(crate) fn public_pem(key: &SigningKey) -> String {
    key.verifying_key().to_public_key_pem(LineEnding::LF).expect("every key has a PEM form")
}

/// A signature of `payload`, DER.
pub(crate) fn sign(key: &SigningKey, payload: &[u8]) -> Vec<u8> {
    let signature: DerSignature = key.sign(payload);
    signature.as_bytes().to_vec()
}

/// A trust file that trusts key 1 for everything.
pub(crate) fn trust_in_key_1() -> String {
    format!(
        "[[publisher]]\nname = \"development\"\nkey = \"\"\"\n{}\"\"\"\nmarkets = [\"*\"]\nkinds = [\"rulebook\", \"native\"]\n",
        public_pem(&signing_key(1))
    )
}

impl Fixture {
    /// A good native package for CN.
    pub(crate) fn native() -> Self {
        let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        let mut fixture = Self::rulebook();
        fixture.config["kind"] = json!("native");
        fixture.config["target"] = json!(target);
        fixture.library = Some(b"library".to_vec());
        fixture
    }

    /// A good rulebook package for CN.
    pub(crate) fn rulebook() -> Self {
        Self {
            config: json!({
                "market": "CN", "module": "china", "version": "0.1.0", "kind": "rulebook", "abi": 1,
                "publisher": "affiliates/cn", "languages": ["en", "zh-Hans"],
            }),
            rulebook: b"rulebook".to_vec(),
            library: None,
            key: Some(1),
            signed_digest: None,
            artifact_type: super::oci::MODULE,
        }
    }

    /// Changes one key of the module manifest.
    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.config[key] = value;
        self
    }

    /// Writes it as an OCI image layout. Returns the digest of its image manifest.
    pub(crate) fn write(&self, directory: &Path) -> Digest {
        fs::create_dir_all(directory.join("blobs/sha256")).expect("writable");
        let config = blob(directory, super::oci::CONFIG, self.config.to_string().as_bytes());
        let mut layers = vec![blob(directory, super::oci::RULEBOOK, &self.rulebook)];
        layers.extend(self.library.as_ref().map(|library| blob(directory, super::oci::LIBRARY, library)));
        let image = manifest(directory, Some(self.artifact_type), &config, &layers);
        let digest: Digest = image["digest"].as_str().expect("a string").parse().expect("a digest");
        let mut manifests = vec![named(image, "0.1.0")];
        manifests.extend(self.key.map(|key| self.signature(directory, key, digest)));
        let index = json!({ "schemaVersion": 2, "manifests": manifests });
        fs::write(directory.join("index.json"), index.to_string()).expect("writable");
        fs::write(directory.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).expect("writable");
        digest
    }

    fn signature(&self, directory: &Path, key: u8, image: Digest) -> Value {
        let signed = self.signed_digest.clone().unwrap_or_else(|| image.to_string());
        let payload = json!({
            "critical": {
                "identity": { "docker-reference": "marketguidance/china" },
                "image": { "docker-manifest-digest": signed },
                "type": "cosign container image signature",
            },
            "optional": null,
        })
        .to_string();
        let mut layer =
            blob(directory, "application/vnd.dev.cosign.simplesigning.v1+json", payload.as_bytes());
        let signature = STANDARD.encode(sign(&signing_key(key), payload.as_bytes()));
        layer["annotations"] = json!({ "dev.cosignproject.cosign/signature": signature });
        let config = blob(directory, "application/vnd.oci.image.config.v1+json", b"{}");
        named(manifest(directory, None, &config, &[layer]), &format!("sha256-{}.sig", image.hex()))
    }
}

fn named(mut descriptor: Value, reference: &str) -> Value {
    descriptor["annotations"] = json!({ "org.opencontainers.image.ref.name": reference });
    descriptor
}

fn manifest(directory: &Path, artifact_type: Option<&str>, config: &Value, layers: &[Value]) -> Value {
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let mut manifest =
        json!({ "schemaVersion": 2, "mediaType": media_type, "config": config, "layers": layers });
    if let Some(artifact_type) = artifact_type {
        manifest["artifactType"] = json!(artifact_type);
    }
    blob(directory, media_type, manifest.to_string().as_bytes())
}

fn blob(directory: &Path, media_type: &str, bytes: &[u8]) -> Value {
    let digest = Digest::of(bytes);
    fs::write(directory.join("blobs/sha256").join(digest.hex()), bytes).expect("writable");
    json!({ "mediaType": media_type, "digest": digest.to_string(), "size": bytes.len() })
}
