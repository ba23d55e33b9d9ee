//! An OCI image layout directory. Nothing in it is trusted: sizes are bounded, digests checked, and only plain files read.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use rustix::fs::{Mode, OFlags};

use super::{
    Digest,
    oci::{Descriptor, Index},
};
use crate::error::{Reason, Refusal};

/// Most bytes of a JSON document: 1 MiB.
const MAX_DOCUMENT_BYTES: u64 = 1 << 20;

/// An OCI image layout directory.
#[derive(Debug)]
pub struct Layout {
    directory: PathBuf,
}

impl Layout {
    /// Whether `directory` looks like one: it has a file `oci-layout`.
    pub fn is_layout(directory: &Path) -> bool {
        directory.join("oci-layout").is_file()
    }

    /// Opens the layout in `directory`.
    ///
    /// # Errors
    /// When it is not a layout of version 1.
    pub fn open(directory: &Path) -> Result<Self, Refusal> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Marker {
            image_layout_version: String,
        }
        let layout = Self { directory: directory.into() };
        let marker = layout.read(Path::new("oci-layout"), MAX_DOCUMENT_BYTES)?;
        match serde_json::from_slice::<Marker>(&marker) {
            Ok(marker) if marker.image_layout_version.starts_with("1.") => Ok(layout),
            _ => Err(Refusal::new(Reason::BadPackage, "oci-layout does not say imageLayoutVersion 1.0.0")),
        }
    }

    /// Opens the blob `digest` for reading; the reader checks it.
    ///
    /// # Errors
    /// When it is missing or not a plain file.
    pub fn blob(&self, digest: Digest) -> io::Result<File> {
        open_plain_file(&self.directory.join(blob_path(digest)))
    }

    pub(super) fn index(&self) -> Result<Index, Refusal> {
        Index::parse(&self.read(Path::new("index.json"), MAX_DOCUMENT_BYTES)?)
    }

    /// A small blob, whole, its size and digest checked.
    pub(super) fn document(&self, descriptor: &Descriptor) -> Result<Vec<u8>, Refusal> {
        descriptor.check_size(MAX_DOCUMENT_BYTES)?;
        let bytes = self.read(&blob_path(descriptor.digest), descriptor.size)?;
        if bytes.len() as u64 == descriptor.size && Digest::of(&bytes) == descriptor.digest {
            return Ok(bytes);
        }
        let message =
            format!("blob {} does not have that content; copy the package again", descriptor.digest);
        Err(Refusal::new(Reason::BadDigest, message))
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let read = open_plain_file(&self.directory.join(path))
            .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) if bytes.len() as u64 <= limit => Ok(bytes),
            Ok(_) => {
                let message = format!("{} has more than {limit} bytes", path.display());
                Err(Refusal::new(Reason::BadPackage, message))
            }
            Err(error) => {
                let message = format!("{} cannot be read: {error}; copy the package again", path.display());
                Err(Refusal::new(Reason::BadPackage, message))
            }
        }
    }
}

fn blob_path(digest: Digest) -> PathBuf {
    Path::new("blobs/sha256").join(digest.hex())
}

/// Opens a plain file; without NONBLOCK, a named pipe in a package would hold the host up for ever.
fn open_plain_file(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"))
    }
}
