//! `guidance module check`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Folder, Folders, Module, listed, shown};
use crate::{Error, Result};

/// Which modules to check.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Module folders, each with a module.yaml.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Where to look for regional bases first; beside each module and in the shared/ there in any case.
    #[arg(long, value_name = "DIR")]
    bases: Vec<PathBuf>,
}

/// Checks each module and reports all of them before it fails.
pub(super) fn run(arguments: &CheckArguments) -> Result<()> {
    let mut faulty = 0;
    for path in &arguments.folders {
        match check(path, &arguments.bases)? {
            Ok(summary) => println!("{}: {summary}", shown(path)),
            Err(faults) => {
                faulty += 1;
                eprintln!("{}", faults.trim_end());
            }
        }
    }
    match faulty {
        0 => Ok(()),
        _ => Err(Error::Rulebook(format!(
            "{faulty} of {} modules at fault",
            arguments.folders.len()
        ))),
    }
}

/// Reads a module with its bases; the inner error is its faults, ready to print.
pub(super) fn load(path: &Path, extra_bases: &[PathBuf]) -> Result<Result<Module, String>> {
    let folder = Folder::read(path)?;
    let mut parents = extra_bases.to_owned();
    parents.extend(folder.path().parent().map(Path::to_owned));
    let folders = Folders::in_any_of(&parents)?;
    let bases = folders.bases_of(&folder)?;
    Ok(Module::load(&folder, &bases).map_err(|faults| listed(&faults)))
}

fn check(path: &Path, extra_bases: &[PathBuf]) -> Result<Result<String, String>> {
    let module = match load(path, extra_bases)? {
        Ok(module) => module,
        Err(faults) => return Ok(Err(faults)),
    };
    let knows = module.coverage();
    let test = module.rulebook().self_test();
    if test.failures.is_empty() {
        let mut summary = format!(
            "ok: {} rules, {} facts, {} sources; {} examples and scenarios pass",
            knows.rules, knows.facts, knows.sources, test.cases
        );
        if test.skipped > 0 {
            let more = test.skipped;
            summary +=
                &format!(", {more} more need its library: its own tests and every module host run them");
        }
        return Ok(Ok(summary));
    }
    Ok(Err(format!(
        "{}: {} of {} examples and scenarios fail\n  {}",
        shown(path),
        test.failures.len(),
        test.cases,
        test.failures.join("\n  ")
    )))
}
