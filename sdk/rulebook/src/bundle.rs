//! The files of a rulebook as one value, and as the bytes that a package carries.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

/// The YAML files of a module and of the regional bases it extends.
///
/// The module's own files stand at `<path>`, those of a base at `bases/<name>/<path>`. As bytes it is an uncompressed tar with
/// files in order and all other headers fixed, so that the same files give the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    files: BTreeMap<String, String>,
}

/// Why bytes are not a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The tar cannot be read.
    #[error("the rulebook is not a readable tar archive: {0}")]
    Unreadable(#[from] std::io::Error),
    /// A file is too large, or there are too many.
    #[error("the rulebook is too large: {0}; the limits are {MOST_FILES} files and {MOST_BYTES} bytes")]
    TooLarge(String),
    /// A file is not text.
    #[error("{0} is not UTF-8 text; save it as UTF-8")]
    NotText(String),
}

/// Most files of a bundle.
pub(crate) const MOST_FILES: usize = 10_000;
/// Most bytes of a bundle, all files together.
pub(crate) const MOST_BYTES: usize = 32 << 20;

impl Bundle {
    /// A bundle of files: path and text. A path given twice keeps its last text.
    pub fn from_files(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// The files by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The bundle as bytes.
    pub fn to_tar(&self) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, text) in &self.files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o444);
            header.set_mtime(0);
            archive.append_data(&mut header, path, text.as_bytes()).expect("writing to memory cannot fail");
        }
        archive.into_inner().expect("writing to memory cannot fail")
    }

    /// Reads the bytes back. Refuses what is too large before it reads it.
    pub fn from_tar(bytes: &[u8]) -> Result<Self, BundleError> {
        let mut files = BTreeMap::new();
        let mut total = 0;
        for entry in tar::Archive::new(Cursor::new(bytes)).entries_with_seek()? {
            let entry = entry?;
            let data = data_of(&entry, bytes)?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let path = entry.path()?.to_string_lossy().into_owned();
            total += data.len();
            if total > MOST_BYTES || files.len() >= MOST_FILES {
                return Err(BundleError::TooLarge(path));
            }
            let text = str::from_utf8(data).map_err(|_| BundleError::NotText(path.clone()))?;
            files.insert(path, text.to_owned());
        }
        Ok(Self { files })
    }
}

/// What an entry holds, if the archive holds all of it.
fn data_of<'b>(entry: &tar::Entry<'_, impl Read>, bytes: &'b [u8]) -> io::Result<&'b [u8]> {
    let from = usize::try_from(entry.raw_file_position()).ok();
    let rest = from.and_then(|from| bytes.get(from..)).unwrap_or_default();
    let data = usize::try_from(entry.size()).ok().and_then(|size| rest.get(..size));
    data.ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "it ends within a file"))
}

#[cfg(test)]
mod tests;
