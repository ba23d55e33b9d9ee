//! Country modules as folders on this machine, and the verbs `guidance module …`.

mod check;
mod folder;
mod header;
mod pack;
mod release;

use std::path::PathBuf;

use clap::Subcommand;
use guidance_rulebook::{Bundle, Coverage, Diagnostic, Rulebook};

pub(crate) use self::folder::shown;
pub use self::{
    check::CheckArguments,
    folder::{Folder, Folders},
    header::Header,
    pack::PackArguments,
    release::{RELEASE_FILE, Release, ReleaseArguments, Standing},
};
use crate::Result;

/// What to do with country modules.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check rulebooks: every fault at once with file, line and column; then their examples and scenarios.
    Check(CheckArguments),
    /// Pack and sign a module for a module host.
    Pack(PackArguments),
    /// Write down which files a version stands for; refused where the files changed and the version did not.
    Release(ReleaseArguments),
}

/// Carries out `guidance module …`.
///
/// # Errors
/// Whatever stood in the way; see [`crate::error::EXIT_CODES`].
pub fn run(command: &Command) -> Result<()> {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Pack(arguments) => pack::run(arguments),
        Command::Release(arguments) => release::run(arguments),
    }
}

/// A module whose rulebook holds.
#[derive(Debug)]
pub struct Module {
    bundle: Bundle,
    rulebook: Rulebook,
}

// === impl Module ===

impl Module {
    /// Loads a folder with the bases it extends.
    ///
    /// # Errors
    /// Every fault of the rulebook; the file of each is a path on this machine.
    pub fn load(folder: &Folder, bases: &[&Folder]) -> Result<Self, Vec<Diagnostic>> {
        let own = folder.files().map(|(path, text)| (path.to_owned(), text.to_owned()));
        let inherited = bases.iter().flat_map(|base| {
            let name = &base.header().module;
            base.files().map(move |(path, text)| (format!("bases/{name}/{path}"), text.to_owned()))
        });
        let bundle = Bundle::from_files(own.chain(inherited));
        match Rulebook::load(&bundle) {
            Ok(rulebook) => Ok(Self { bundle, rulebook }),
            Err(faults) => Err(faults.into_iter().map(|fault| located(fault, folder, bases)).collect()),
        }
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// The rulebook, without its files.
    pub fn into_rulebook(self) -> Rulebook {
        self.rulebook
    }

    /// How much it knows, as of the day its values were recorded.
    pub fn coverage(&self) -> Coverage {
        self.rulebook.coverage(self.rulebook.module().recorded)
    }

    /// The rulebook's files, bases included, as a package carries them.
    pub fn rulebook_tar(&self) -> Vec<u8> {
        self.bundle.to_tar()
    }
}

/// The fault with the path a reader can open, in place of the path within the bundle.
fn located(fault: Diagnostic, folder: &Folder, bases: &[&Folder]) -> Diagnostic {
    let path: PathBuf = bases
        .iter()
        .find_map(|base| {
            let rest = fault.file.strip_prefix("bases/")?.strip_prefix(&base.header().module)?;
            Some(base.path().join(rest.strip_prefix('/')?))
        })
        .unwrap_or_else(|| folder.path().join(&fault.file));
    Diagnostic { file: shown(&path), ..fault }
}

/// Faults one after the other, each once though several modules share a base.
pub(crate) fn listed(faults: &[Diagnostic]) -> String {
    let mut seen: Vec<&Diagnostic> = Vec::new();
    for fault in faults {
        if !seen.contains(&fault) {
            seen.push(fault);
        }
    }
    seen.iter().map(|fault| format!("{}\n", fault.to_string().trim_end())).collect()
}

#[cfg(test)]
mod tests;
