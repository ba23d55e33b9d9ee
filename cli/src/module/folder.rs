//! Module folders, and finding the ones that belong together.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::Header;
use crate::{Error, Result};

/// File that makes a folder a module.
const MODULE_FILE: &str = "module.yaml";

/// A module's folder: its YAML files, read but not checked.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    header: Header,
    /// Path within the folder, with `/`, and text; in order of path.
    files: Vec<(String, String)>,
}

/// The module folders around a place, among which bases are found by name.
#[derive(Debug)]
pub struct Folders {
    folders: Vec<Folder>,
    searched: Vec<PathBuf>,
}

// === impl Folder ===

impl Folder {
    /// Reads the module in `path`.
    ///
    /// # Errors
    /// [`Error::NoModule`] where there is no `module.yaml`, [`Error::Unreadable`] where a file cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let path = path.canonicalize().map_err(Error::unreadable(path))?;
        if !is_module(&path) {
            return Err(Error::NoModule(path));
        }
        let mut files = Vec::new();
        collect(&path, "", "yaml", &mut files)?;
        files.sort();
        let header = files
            .iter()
            .find(|(name, _)| name == MODULE_FILE)
            .map_or_else(|| Header::parse(""), |(_, text)| Header::parse(text));
        Ok(Self { path, header, files })
    }

    /// Where it is, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it calls itself and builds on.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The sources of its library, without their tests: path within the folder, and text. None for a module that is all YAML.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where one cannot be read.
    pub fn sources(&self) -> Result<Vec<(String, String)>> {
        let mut files = Vec::new();
        let sources = self.path.join("src");
        if sources.is_dir() {
            collect(&sources, "src/", "rs", &mut files)?;
        }
        files.retain(|(path, _)| !path.ends_with("/tests.rs") && !path.contains("/tests/"));
        Ok(files)
    }

    /// Its YAML files: path within the folder, and text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

// === impl Folders ===

impl Folders {
    /// The modules in these folders and in their `shared/`, and those folders themselves where they are modules.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where a folder or a file cannot be read.
    pub fn in_any_of(parents: &[PathBuf]) -> Result<Self> {
        let mut folders = Vec::new();
        for parent in parents {
            let shared = parent.join("shared");
            let mut candidates = vec![parent.clone()];
            candidates.extend(entries(parent)?);
            if shared.is_dir() {
                candidates.extend(entries(&shared)?);
            }
            for candidate in candidates.iter().filter(|candidate| is_module(candidate)) {
                folders.push(Folder::read(candidate)?);
            }
        }
        Ok(Self { folders, searched: parents.to_owned() })
    }

    /// All of them, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = &Folder> {
        self.folders.iter()
    }

    /// The regional bases that `folder` extends, directly or through another base, each once.
    ///
    /// # Errors
    /// [`Error::NoBase`] where one is not among these.
    pub fn bases_of(&self, folder: &Folder) -> Result<Vec<&Folder>> {
        let mut bases: Vec<&Folder> = Vec::new();
        let mut wanted: Vec<&str> = folder.header.extends.iter().map(String::as_str).collect();
        while let Some(name) = wanted.pop() {
            if bases.iter().any(|base| base.header.module == name) {
                continue;
            }
            let base = self.base(name).ok_or_else(|| Error::NoBase {
                module: folder.path.clone(),
                base: name.to_owned(),
                searched: self.searched.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", "),
            })?;
            bases.push(base);
            wanted.extend(base.header.extends.iter().map(String::as_str));
        }
        Ok(bases)
    }

    fn base(&self, name: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.header.region.is_some() && folder.header.module == name)
    }
}

/// A path as a reader would type it: relative to the current folder where it is below it.
pub(crate) fn shown(path: &Path) -> String {
    let here = env::current_dir().unwrap_or_default();
    match path.strip_prefix(&here) {
        Ok(below) if !below.as_os_str().is_empty() => below.display().to_string(),
        _ => path.display().to_string(),
    }
}

fn is_module(folder: &Path) -> bool {
    folder.join(MODULE_FILE).is_file()
}

/// What a folder holds, in order of name, hidden names left out.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::unreadable(folder))? {
        let entry = entry.map_err(Error::unreadable(folder))?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads the files of a kind at and below `folder`. Links to folders are not followed, so that this ends.
fn collect(folder: &Path, prefix: &str, kind: &str, files: &mut Vec<(String, String)>) -> Result<()> {
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            collect(&path, &format!("{prefix}{name}/"), kind, files)?;
        } else if path.extension().is_some_and(|extension| extension == kind) {
            let text = fs::read_to_string(&path).map_err(Error::unreadable(&path))?;
            files.push((format!("{prefix}{name}"), text));
        }
    }
    Ok(())
}
