//! The markets of a workspace: which there are, whether their rulebooks hold, and their packages.

use std::{collections::BTreeMap, fs, path::Path};

use super::{build::Built, progress::Progress};
use crate::{
    Error, Result,
    module::{Folder, Folders, Module, listed, shown},
    package::{self, DevelopmentKey},
    workspace::{Workspace, cargo_package},
};

/// The market of the template for new modules. No country has this code; it is checked by tests and never served here.
const TEMPLATE_MARKET: &str = "ZZ";

/// A country module that holds, ready to be packed.
#[derive(Debug)]
pub(super) struct MarketModule {
    pub(super) market: String,
    module: Module,
    /// Cargo package of a native module.
    pub(super) cargo_package: Option<String>,
}

/// Loads every country module of the workspace. All faults of all modules are printed before it fails.
pub(super) fn load(workspace: &Workspace, progress: &Progress) -> Result<Vec<MarketModule>> {
    let folders = Folders::in_any_of(&[workspace.country_modules()])?;
    let mut modules = Vec::new();
    let mut faults = Vec::new();
    let mut at_fault = Vec::new();
    for (market, folder) in served(&folders)? {
        match Module::load(folder, &folders.bases_of(folder)?) {
            Ok(module) => {
                let cargo_package = cargo_package(folder.path())?;
                modules.push(MarketModule { market, module, cargo_package });
            }
            Err(found) => {
                at_fault.push(shown(folder.path()));
                faults.extend(found);
            }
        }
    }
    if at_fault.is_empty() {
        report(&modules, progress);
        return Ok(modules);
    }
    crate::terminal::complain(&listed(&faults));
    Err(Error::Rulebook(format!("rulebooks at fault: {}", at_fault.join(", "))))
}

/// The modules to serve, by market; no two may claim the same.
fn served(folders: &Folders) -> Result<BTreeMap<String, &Folder>> {
    let mut served: BTreeMap<String, &Folder> = BTreeMap::new();
    for folder in folders.iter() {
        let header = folder.header();
        let Some(market) = header.market.as_ref().filter(|_| header.region.is_none()) else { continue };
        if market == TEMPLATE_MARKET {
            continue;
        }
        if let Some(other) = served.insert(market.clone(), folder) {
            let (one, other) = (shown(folder.path()), shown(other.path()));
            return Err(Error::Rulebook(format!(
                "both {other} and {one} claim market {market}: a market has one module"
            )));
        }
    }
    Ok(served)
}

/// Packs and signs each module into `<packages>/<market>`, and removes packages of markets that are no longer there.
pub(super) fn pack(
    modules: &[MarketModule],
    built: &Built,
    key: &DevelopmentKey,
    packages: &Path,
    progress: &Progress,
) -> Result<()> {
    fs::create_dir_all(packages).map_err(Error::unwritable(packages))?;
    remove_others(modules, packages).map_err(Error::unwritable(packages))?;
    for MarketModule { market, module, cargo_package } in modules {
        let library = cargo_package.as_deref().map(|package| built.library(package)).transpose()?;
        package::pack(module, library.as_deref(), key, &packages.join(market))?;
    }
    progress.step("Signing", &format!("{} packages in {}", modules.len(), shown(packages)));
    Ok(())
}

fn report(modules: &[MarketModule], progress: &Progress) {
    let (rules, facts) = modules
        .iter()
        .map(|module| module.module.coverage())
        .fold((0, 0), |(rules, facts), counts| (rules + counts.rules, facts + counts.facts));
    progress.step("Checked", &format!("{} rulebooks: {rules} rules, {facts} facts", modules.len()));
}

fn remove_others(modules: &[MarketModule], packages: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(packages)? {
        let path = entry?.path();
        let wanted = modules.iter().any(|module| path.ends_with(&module.market));
        if !wanted && package::is_package(&path) {
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
