//! The key packages are signed with.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use p256::{
    ecdsa::{DerSignature, SigningKey, signature::Signer as _},
    elliptic_curve::Generate as _,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding},
};

use crate::{Error, Result};

/// An ECDSA P-256 key pair kept in a file that only its owner may read. `guidance up` makes one for development; a publisher
/// brings their own, which never needs to be on the machine that serves.
pub struct DevelopmentKey {
    key: SigningKey,
    is_new: bool,
}

// === impl DevelopmentKey ===

impl DevelopmentKey {
    /// Reads the key at `path`.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when there is none, [`Error::Key`] when the file holds something else.
    pub fn load(path: &Path) -> Result<Self> {
        let pem = fs::read_to_string(path).map_err(Error::unreadable(path))?;
        let key = SigningKey::from_pkcs8_pem(&pem)
            .map_err(|fault| Error::Key { path: path.to_owned(), reason: fault.to_string() })?;
        Ok(Self { key, is_new: false })
    }

    /// Reads the key at `path`, or makes one there: PKCS#8 PEM, file mode 0600.
    ///
    /// # Errors
    /// As [`Self::load`], and [`Error::Unwritable`] when a new key cannot be kept.
    pub fn load_or_create(path: &Path) -> Result<Self> {
        match Self::load(path) {
            Err(Error::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Self::create(path)
            }
            loaded => loaded,
        }
    }

    /// Whether this call to [`Self::load_or_create`] made it.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The public half: SPKI PEM, as `trust.toml` holds it.
    pub fn public_key_pem(&self) -> String {
        self.key
            .verifying_key()
            .to_public_key_pem(LineEnding::LF)
            .expect("every P-256 public key has an SPKI form")
    }

    /// The DER form of an ECDSA signature over the SHA-256 of `message`; the same message gives the same bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self.key.sign(message);
        signature.as_bytes().to_vec()
    }

    /// Makes a key and keeps it: under another name first, so that a half-written file is never taken for the key.
    fn create(path: &Path) -> Result<Self> {
        let key = SigningKey::try_generate().map_err(|fault| Error::Unwritable {
            path: path.to_owned(),
            source: io::Error::other(format!("the system gives no randomness: {fault}")),
        })?;
        let pem = key.to_pkcs8_pem(LineEnding::LF).expect("every P-256 private key has a PKCS#8 form");
        let partial = path.with_added_extension("partial");
        let keep = || {
            let _ = fs::remove_file(&partial);
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
            file.write_all(pem.as_bytes())?;
            file.sync_all()?;
            fs::rename(&partial, path)
        };
        keep().map_err(Error::unwritable(path))?;
        Ok(Self { key, is_new: true })
    }
}
