//! The checkout that `guidance up` builds and serves.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Error, Result};

/// Folder of the country modules, beside the workspace's `Cargo.toml`.
const COUNTRY_MODULES: &str = "country-modules";

/// A checkout of Market Guidance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

// === impl Workspace ===

impl Workspace {
    /// The nearest workspace at or above `start`.
    ///
    /// # Errors
    /// [`Error::NoWorkspace`] where there is none.
    pub fn around(start: &Path) -> Result<Self> {
        start
            .ancestors()
            .find(|folder| folder.join("Cargo.toml").is_file() && folder.join(COUNTRY_MODULES).is_dir())
            .map(|root| Self { root: root.to_owned() })
            .ok_or_else(|| Error::NoWorkspace(start.to_owned()))
    }

    /// Its top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where its country modules are.
    pub fn country_modules(&self) -> PathBuf {
        self.root.join(COUNTRY_MODULES)
    }
}

/// Name of the cargo package in `folder`; `None` where it has no `Cargo.toml`.
///
/// # Errors
/// [`Error::Build`] where its `Cargo.toml` gives no name.
pub fn cargo_package(folder: &Path) -> Result<Option<String>> {
    let path = folder.join("Cargo.toml");
    if !path.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).map_err(Error::unreadable(&path))?;
    let name = text
        .parse::<toml::Table>()
        .ok()
        .and_then(|table| Some(table.get("package")?.get("name")?.as_str()?.to_owned()))
        .ok_or_else(|| Error::Build(format!("{} gives its package no name", path.display())))?;
    Ok(Some(name))
}

#[cfg(test)]
mod tests;
