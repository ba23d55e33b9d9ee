//! `guidance module pack`.

use std::path::PathBuf;

use clap::Args;

use super::{check, listed, shown};
use crate::{
    Error, Result,
    package::{DevelopmentKey, pack},
    terminal::{complain, say},
};

/// What to pack, and with which key.
#[derive(Debug, Args)]
pub struct PackArguments {
    /// Module folder, with a module.yaml.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Built library of a native module.
    #[arg(long, value_name = "PATH")]
    library: Option<PathBuf>,
    /// Private key to sign with: P-256, PKCS#8 PEM.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Package folder to write; an older package there is replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where to look for regional bases first; beside the module and in the shared/ there in any case.
    #[arg(long, value_name = "DIR")]
    bases: Vec<PathBuf>,
}

pub(super) fn run(arguments: &PackArguments) -> Result<()> {
    let key = DevelopmentKey::load(&arguments.key)?;
    let module = check::load(&arguments.folder, &arguments.bases)?.map_err(|faults| {
        complain(&listed(&faults));
        Error::Rulebook(format!("{}: the rulebook is at fault, nothing was packed", shown(&arguments.folder)))
    })?;
    // What fails its own cases is refused by every host: better said before it is signed.
    let failures = module.rulebook().self_test().failures;
    if !failures.is_empty() {
        failures.iter().for_each(|failure| complain(&format!("{failure}\n")));
        let folder = shown(&arguments.folder);
        let message = format!("{folder}: {} of its own cases fail, nothing was packed", failures.len());
        return Err(Error::Rulebook(message));
    }
    let digest = pack(&module, arguments.library.as_deref(), &key, &arguments.out)?;
    let packed = module.rulebook().module();
    say(&format!("{} {} {digest} {}\n", packed.name, packed.version, shown(&arguments.out)))
}
