//! `guidance module release`: which files a version stands for, kept beside the module, so that none changes under a version that is
//! out already.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::{Folder, check, listed, shown};
use crate::{
    Error, Result,
    package::Digest,
    terminal::{complain, say},
};

/// Which modules to release.
#[derive(Debug, Args)]
pub struct ReleaseArguments {
    /// Module folders, each with a module.yaml.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Where to look for regional bases first; beside each module and in the shared/ there in any case.
    #[arg(long, value_name = "DIR")]
    bases: Vec<PathBuf>,
}

/// A version, and the files it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The version of the module.
    pub version: String,
    /// Digest of its files; see [`Release::of`].
    pub digest: String,
}

/// How a module stands to its last release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is that release.
    Released,
    /// It has a version of its own, which is not released yet.
    Unreleased,
    /// It has the version of the release and other files.
    Changed,
    /// Its version is below that of the release.
    Behind(String),
}

/// The file with the last release, in the module's folder.
pub const RELEASE_FILE: &str = "release.lock";

/// What a version changed is said in words there: saying it better is no change.
const WORDS_ONLY: &str = "changelog.yaml";

// === impl Release ===

impl Release {
    /// What a module is now: its version, and the digest of its YAML files but the changelog, and of the sources of its library but
    /// their tests.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where a source of the library cannot be read.
    pub fn of(folder: &Folder) -> Result<Self> {
        let yaml = folder.files().map(|(path, text)| (path.to_owned(), text.to_owned()));
        let mut files: Vec<(String, String)> = yaml.filter(|(path, _)| path != WORDS_ONLY).collect();
        files.extend(folder.sources()?);
        files.sort();
        let mut bytes = Vec::new();
        for (path, text) in &mut files {
            // A checkout may have given lines other ends.
            *text = text.replace("\r\n", "\n");
            // The length keeps a file's end from passing for the next one's start.
            bytes.extend(format!("{path}\0{}\0{text}", text.len()).into_bytes());
        }
        Ok(Self { version: folder.header().version.clone(), digest: Digest::of(&bytes).to_string() })
    }

    /// The last release of the module in a folder; `None` before the first.
    ///
    /// # Errors
    /// [`Error::Unreadable`], [`Error::Rulebook`] where the file is not one that this verb wrote.
    pub fn last(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(RELEASE_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).map_err(Error::unreadable(&path))?;
        let release = toml::from_str(&text).map_err(|error| {
            let what = error.message();
            Error::Rulebook(format!("{}: {what}; take it from the last commit again", shown(&path)))
        })?;
        Ok(Some(release))
    }

    /// How what a module is now stands to its last release.
    pub fn standing(&self, last: Option<&Self>) -> Standing {
        let numbers =
            |version: &str| -> Vec<u64> { version.split('.').filter_map(|part| part.parse().ok()).collect() };
        match last {
            None => Standing::Unreleased,
            Some(last) if last == self => Standing::Released,
            Some(last) if last.version == self.version => Standing::Changed,
            Some(last) if numbers(&self.version) < numbers(&last.version) => {
                Standing::Behind(last.version.clone())
            }
            Some(_) => Standing::Unreleased,
        }
    }

    fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(RELEASE_FILE);
        let Self { version, digest } = self;
        let text = format!(
            "# Written by `guidance module release`: the files that this version stands for. Other files take another version.\n\
             version = \"{version}\"\ndigest = \"{digest}\"\n"
        );
        fs::write(&path, text).map_err(Error::unwritable(&path))
    }
}

/// Releases every module that is ready, and says of the others what keeps them.
pub(super) fn run(arguments: &ReleaseArguments) -> Result<()> {
    let mut kept = 0;
    for path in &arguments.folders {
        match release(path, &arguments.bases) {
            Ok(told) => say(&format!("{}: {told}\n", shown(path)))?,
            Err(Error::Rulebook(why)) => {
                complain(&format!("{}: {why}\n", shown(path)));
                kept += 1;
            }
            Err(error) => return Err(error),
        }
    }
    match kept {
        0 => Ok(()),
        1 => Err(Error::Rulebook("a module was not released".to_owned())),
        many => Err(Error::Rulebook(format!("{many} modules were not released"))),
    }
}

fn release(path: &Path, bases: &[PathBuf]) -> Result<String> {
    if let Err(faults) = check::load(path, bases)? {
        return Err(Error::Rulebook(format!("the rulebook is at fault\n{}", listed(&faults).trim_end())));
    }
    let now = Release::of(&Folder::read(path)?)?;
    let version = &now.version;
    match now.standing(Release::last(path)?.as_ref()) {
        Standing::Released => Ok(format!("{version} was released as it is")),
        Standing::Unreleased => {
            now.write(path)?;
            Ok(format!("{version} released: {}", now.digest))
        }
        Standing::Changed => Err(Error::Rulebook(format!(
            "its files are not those that {version} stands for; raise `version` in module.yaml and begin changelog.yaml with what changed"
        ))),
        Standing::Behind(last) => Err(Error::Rulebook(format!(
            "{version} is below {last}, which is released; raise `version` in module.yaml above it"
        ))),
    }
}

#[cfg(test)]
mod tests;
