//! Building services and native modules with cargo.

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

use super::{markets::MarketModule, progress::Progress};
use crate::{
    Error, Result,
    workspace::{Workspace, cargo_package},
};

/// Package whose library serves modules that bring none.
pub(super) const STOCK_MODULE: &str = "guidance-stock-module";
const SERVICES: [&str; 3] = ["gateway", "module-host", "module-runner"];

/// What cargo made, wherever it keeps its target folder.
#[derive(Debug, Default)]
pub(super) struct Built {
    programs: BTreeMap<String, PathBuf>,
    /// By package.
    libraries: BTreeMap<String, PathBuf>,
}

/// The part we need of a line of `cargo build --message-format=json`.
#[derive(Debug, Deserialize)]
struct Message {
    target: Option<Target>,
    manifest_path: Option<PathBuf>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    executable: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    crate_types: Vec<String>,
}

/// Builds, in the profile this program was built in. cargo's own progress and faults go to standard error as they come.
pub(super) fn build(workspace: &Workspace, modules: &[MarketModule], progress: &Progress) -> Result<Built> {
    let release = !cfg!(debug_assertions);
    let packages: Vec<&str> = SERVICES
        .into_iter()
        .chain([STOCK_MODULE])
        .chain(modules.iter().filter_map(|module| module.cargo_package.as_deref()))
        .collect();
    let profile = if release { "release" } else { "dev" };
    progress.step("Building", &format!("{} ({profile})", packages.join(", ")));

    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace.root()).args(["build", "--message-format=json-render-diagnostics"]);
    cargo.args(release.then_some("--release"));
    cargo.args(packages.iter().flat_map(|package| ["--package", package]));
    let cannot = |fault: std::io::Error| Error::Build(format!("cannot run cargo: {fault}; is it in PATH?"));
    let mut child = cargo.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(cannot)?;
    let lines = BufReader::new(child.stdout.take().expect("stdout was piped above")).lines();
    let mut built = Built::default();
    for line in lines {
        built.note(&line.map_err(cannot)?)?;
    }
    if child.wait().map_err(cannot)?.success() {
        Ok(built)
    } else {
        Err(Error::Build("the build failed; cargo says why above".to_owned()))
    }
}

// === impl Built ===

impl Built {
    /// Path of a program.
    pub(super) fn program(&self, name: &str) -> Result<PathBuf> {
        self.programs.get(name).cloned().ok_or_else(|| {
            Error::Build(format!("cargo built no program `{name}`: is it still a package's binary?"))
        })
    }

    /// Path of a package's shared library.
    pub(super) fn library(&self, package: &str) -> Result<PathBuf> {
        self.libraries.get(package).cloned().ok_or_else(|| {
            Error::Build(format!(
                "cargo built no shared library of `{package}`: its Cargo.toml needs `crate-type = [\"cdylib\"]` in [lib]"
            ))
        })
    }

    /// Takes in a line of cargo's messages; those about other things pass.
    fn note(&mut self, line: &str) -> Result<()> {
        let Ok(Message { target: Some(target), manifest_path: Some(manifest), filenames, executable }) =
            serde_json::from_str(line)
        else {
            return Ok(());
        };
        if let Some(program) = executable {
            self.programs.insert(target.name, program);
        } else if target.crate_types.iter().any(|kind| kind == "cdylib") {
            let package = cargo_package(manifest.parent().unwrap_or(Path::new(".")))?;
            let library =
                filenames.into_iter().find(|file| file.extension().is_some_and(|kind| kind == "so"));
            if let (Some(package), Some(library)) = (package, library) {
                self.libraries.insert(package, library);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
