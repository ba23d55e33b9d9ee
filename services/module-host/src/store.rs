//! The host's own copy of every verified blob: `store/blobs/sha256/<hex>`, read-only.
//!
//! A file appears under its final name only when it is whole, synced and of that digest, so a crash at any instruction
//! leaves either the blob or nothing. It is hashed again before every load.

use std::{
    fs::{self, File, Permissions},
    io::{self, Read, Write},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use rustix::fs::FlockOperation;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::{
    Error,
    error::{Reason, Refusal},
    package::{Descriptor, Digest, Layout},
};

/// A content-addressed folder of verified blobs, owned by one process.
#[derive(Debug)]
pub struct Store {
    blobs: PathBuf,
    /// Unfinished copies. On the same file system as `blobs`, so that a rename is atomic; emptied at every start.
    incoming: PathBuf,
    /// Holds the lock on the data folder.
    _lock: File,
}

// === impl Store ===

impl Store {
    /// Opens the store below `data`, making it where needed, and takes hold of it.
    ///
    /// # Errors
    /// [`Error::Unusable`] when the folder cannot be written, or another host holds it.
    pub fn open(data: &Path) -> Result<Self, Error> {
        let unusable = |error: io::Error| {
            Error::Unusable(format!("data folder {} cannot be used: {error}", data.display()))
        };
        let store = data.join("store");
        let (blobs, incoming) = (store.join("blobs/sha256"), store.join("incoming"));
        fs::create_dir_all(&blobs).map_err(unusable)?;
        let lock = File::create(store.join("lock")).map_err(unusable)?;
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|_| {
            let message = "another module host uses it; give this one its own --data";
            unusable(io::Error::new(io::ErrorKind::ResourceBusy, message))
        })?;
        match fs::remove_dir_all(&incoming) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unusable(error)),
            _ => fs::create_dir(&incoming).map_err(unusable)?,
        }
        Ok(Self { blobs, incoming, _lock: lock })
    }

    /// Copies a blob of a package in, unless it is there already.
    ///
    /// # Errors
    /// A refusal when its size or digest is not as listed, or it cannot be read or kept.
    pub fn add(&self, layout: &Layout, blob: &Descriptor) -> Result<(), Refusal> {
        if self.verify(blob.digest).is_ok() {
            return Ok(());
        }
        let source = layout.blob(blob.digest).map_err(|error| {
            let message = format!("blob {} cannot be read: {error}; copy the package again", blob.digest);
            Refusal::new(Reason::BadPackage, message)
        })?;
        // One byte more than listed is enough to see that there are too many.
        let (copy, digest, size) = self.copy(source.take(blob.size.saturating_add(1))).map_err(not_kept)?;
        if digest != blob.digest || size != blob.size {
            let message = format!("blob {} does not have that content; copy the package again", blob.digest);
            return Err(Refusal::new(Reason::BadDigest, message));
        }
        self.keep(copy, digest).map_err(not_kept)
    }

    /// Copies a file of the host's own in, such as the stock library.
    ///
    /// # Errors
    /// When it cannot be read or kept.
    pub fn add_own(&self, path: &Path) -> io::Result<Digest> {
        let (copy, digest, _) = self.copy(File::open(path)?)?;
        if self.verify(digest).is_err() {
            self.keep(copy, digest)?;
        }
        Ok(digest)
    }

    /// Path of a blob, which is hashed on the way: what is given to a runner was verified just before.
    ///
    /// # Errors
    /// A refusal when the blob is not there, or no longer what it was.
    pub fn verify(&self, digest: Digest) -> Result<PathBuf, Refusal> {
        let path = self.path(digest);
        let actual = File::open(&path).and_then(|file| copy_hashed(file, io::sink()));
        match actual {
            Ok((actual, _)) if actual == digest => Ok(path),
            Ok(_) => {
                let message = format!("stored blob {digest} was changed; restart the host to copy it again");
                Err(Refusal::new(Reason::BadDigest, message))
            }
            Err(error) => {
                let message = format!(
                    "stored blob {digest} cannot be read: {error}; restart the host to copy it again"
                );
                Err(Refusal::new(Reason::NotStored, message))
            }
        }
    }

    fn path(&self, digest: Digest) -> PathBuf {
        self.blobs.join(digest.hex())
    }

    fn copy(&self, source: impl Read) -> io::Result<(NamedTempFile, Digest, u64)> {
        let mut copy = NamedTempFile::new_in(&self.incoming)?;
        let (digest, size) = copy_hashed(source, &mut copy)?;
        Ok((copy, digest, size))
    }

    fn keep(&self, copy: NamedTempFile, digest: Digest) -> io::Result<()> {
        copy.as_file().set_permissions(Permissions::from_mode(0o444))?;
        copy.as_file().sync_all()?;
        copy.persist(self.path(digest))?;
        File::open(&self.blobs)?.sync_all()
    }
}

fn copy_hashed(mut source: impl Read, mut target: impl Write) -> io::Result<(Digest, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    let mut size = 0;
    loop {
        let count = match source.read(&mut buffer) {
            Ok(0) => return Ok((Digest::finish(hasher), size)),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..count]);
        target.write_all(&buffer[..count])?;
        size += count as u64;
    }
}

fn not_kept(error: io::Error) -> Refusal {
    Refusal::new(
        Reason::NotStored,
        format!("it cannot be copied into the data folder: {error}; make room there"),
    )
}

#[cfg(test)]
mod tests;
