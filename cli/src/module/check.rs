//! `guidance module check`.

use std::path::{Path, PathBuf};

use clap::Args;
use guidance_rulebook::{Coverage, Diagnostic, SelfTest};

use super::{Folder, Folders, Module, listed, shown};
use crate::{
    Error, Result,
    terminal::{complain, say},
};

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

/// What came of one module.
enum Checked {
    /// It holds; what it knows, in one line.
    Holds(String),
    /// Its rulebook does not load.
    Faulty(Vec<Diagnostic>),
    /// It loads, but its own examples and scenarios fail.
    Fails(String),
}

/// Checks every module and reports on all of them before it fails. A fault of a base that several extend is shown once.
pub(super) fn run(arguments: &CheckArguments) -> Result<()> {
    let mut faults = Vec::new();
    let mut at_fault = 0;
    for path in &arguments.folders {
        match check(path, &arguments.bases)? {
            Checked::Holds(summary) => {
                say(&format!("{}: {summary}\n", shown(path)))?;
                continue;
            }
            Checked::Faulty(found) => faults.extend(found),
            Checked::Fails(failures) => complain(&format!("{failures}\n")),
        }
        at_fault += 1;
    }
    complain(&listed(&faults));
    match (at_fault, arguments.folders.len()) {
        (0, _) => Ok(()),
        (_, 1) => Err(Error::Rulebook("the module is at fault".to_owned())),
        (_, all) => Err(Error::Rulebook(format!("{at_fault} of {all} modules are at fault"))),
    }
}

/// Reads a module with its bases; the inner error is the faults of its rulebook.
pub(super) fn load(path: &Path, extra_bases: &[PathBuf]) -> Result<Result<Module, Vec<Diagnostic>>> {
    let folder = Folder::read(path)?;
    let mut parents = extra_bases.to_owned();
    parents.extend(folder.path().parent().map(Path::to_owned));
    let folders = Folders::in_any_of(&parents)?;
    let bases = folders.bases_of(&folder)?;
    Ok(Module::load(&folder, &bases))
}

fn check(path: &Path, extra_bases: &[PathBuf]) -> Result<Checked> {
    let module = match load(path, extra_bases)? {
        Ok(module) => module,
        Err(faults) => return Ok(Checked::Faulty(faults)),
    };
    let SelfTest { cases, skipped, failures } = module.rulebook().self_test();
    if !failures.is_empty() {
        let (place, failed) = (shown(path), failures.len());
        let failures = failures.join("\n").replace('\n', "\n  ");
        return Ok(Checked::Fails(format!(
            "{place}: {failed} of {cases} examples and scenarios fail\n  {failures}"
        )));
    }
    let Coverage { rules, facts, sources, .. } = module.coverage();
    let mut summary =
        format!("ok: {rules} rules, {facts} facts, {sources} sources; {cases} examples and scenarios pass");
    if skipped > 0 {
        summary +=
            &format!(", {skipped} more need its library: its own tests and every module host run them");
    }
    Ok(Checked::Holds(summary))
}
