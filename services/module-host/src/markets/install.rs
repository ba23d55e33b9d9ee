//! What happens at start: every package is verified, stored, probed and put into service, or refused with its reason.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use guidance_proto::v1::{Market as Description, MarketState};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{Markets, Owners, probe::probe};
use crate::{
    Config, Error, MarketCode,
    error::Refusal,
    package::{Digest, Layout, ModuleManifest, Package, Rejected},
    runner::{CallContexts, ChildProcess, Launcher, Runner},
    store::Store,
    trust::Trust,
};

/// The packages of one market: those that were let in, newest first, and why the last other one was not.
#[derive(Debug, Default)]
struct Packages {
    verified: Vec<Package>,
    refused: Option<(ModuleManifest, Refusal)>,
}

/// What probing the packages of one market came to.
type Outcome = Result<(Description, Launcher, Runner<ChildProcess>), (ModuleManifest, Refusal)>;

/// Verifies and probes every package, and puts the newest good one of each market into service.
///
/// # Errors
/// Only what keeps the host as a whole from working. A package that is refused never stops the others.
pub async fn start(config: &Config) -> Result<(Markets, Owners), Error> {
    let (data, stock, folder, trust) =
        (config.data.clone(), config.stock_library.clone(), config.packages.clone(), config.trust.clone());
    let (store, stock, packages) = tokio::task::spawn_blocking(move || {
        let store = Store::open(&data)?;
        let stock = store.add_own(&stock).map_err(|error| {
            Error::Unusable(format!("stock library {} cannot be copied: {error}", stock.display()))
        })?;
        let packages = verify_all(&folder, &trust, &store)?;
        Ok((Arc::new(store), stock, packages))
    })
    .await
    .map_err(|error| Error::Unusable(format!("verification was ended: {error}")))??;

    let outcomes = probe_all(config, &store, stock, packages).await;
    let (mut markets, mut owners) = (Markets::new(), JoinSet::new());
    for (market, outcome) in outcomes {
        match outcome {
            Ok((description, launcher, runner)) => {
                tracing::info!(%market, version = description.module_version, digest = description.digest, "serving");
                markets.serve(&mut owners, description, launcher, runner, config.call_timeout);
            }
            Err((manifest, refusal)) => markets.refuse(market, claimed(&manifest), refusal),
        }
    }
    Ok((markets, owners))
}

/// Verifies every package of the folder and copies its blobs into the store. Refusals are logged here.
fn verify_all(folder: &Path, trust: &Trust, store: &Store) -> Result<HashMap<MarketCode, Packages>, Error> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let mut markets: HashMap<MarketCode, Packages> = HashMap::new();
    for directory in layouts(folder)? {
        match verify(&directory, trust, today, store) {
            Ok(package) => markets.entry(package.market()).or_default().verified.push(package),
            Err(Rejected { claims, refusal }) => {
                tracing::error!(package = %directory.display(), reason = refusal.reason.as_str(), "refused: {refusal}");
                if let Some(manifest) = claims {
                    let market = markets.entry(manifest.market).or_default();
                    market.refused = Some((*manifest, refusal));
                }
            }
        }
    }
    for packages in markets.values_mut() {
        packages.verified.sort_by(|a, b| b.manifest.version.cmp(&a.manifest.version));
    }
    Ok(markets)
}

fn verify(directory: &Path, trust: &Trust, today: Date, store: &Store) -> Result<Package, Rejected> {
    let package = Package::open(directory, trust, today)?;
    for blob in [Some(&package.rulebook), package.library.as_ref()].into_iter().flatten() {
        let added = store.add(&package.layout, blob);
        added.map_err(|refusal| Rejected { claims: Some(Box::new(package.manifest.clone())), refusal })?;
    }
    Ok(package)
}

/// The sub-folders that are OCI layouts, by name.
fn layouts(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unusable =
        |error| Error::Unusable(format!("packages folder {} cannot be read: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unusable)? {
        let path = entry.map_err(unusable)?.path();
        if Layout::is_layout(&path) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Probes the packages of every market, as many markets at once as there are processors.
async fn probe_all(
    config: &Config,
    store: &Arc<Store>,
    stock: Digest,
    packages: HashMap<MarketCode, Packages>,
) -> BTreeMap<MarketCode, Outcome> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let turns = Arc::new(Semaphore::new(processors));
    let mut probes = JoinSet::new();
    for (market, packages) in packages {
        let (runner, store, turns) = (config.runner.clone(), store.clone(), turns.clone());
        probes.spawn(async move {
            let _turn = turns.acquire().await;
            (market, probe_newest(runner, store, stock, packages).await)
        });
    }
    let mut outcomes = BTreeMap::new();
    while let Some(probed) = probes.join_next().await {
        if let Ok((market, Some(outcome))) = probed {
            outcomes.insert(market, outcome);
        }
    }
    outcomes
}

/// Probes the packages of one market, newest first, until one is good.
async fn probe_newest(
    runner: PathBuf,
    store: Arc<Store>,
    stock: Digest,
    packages: Packages,
) -> Option<Outcome> {
    let mut refused = packages.refused;
    for package in packages.verified {
        let mut launcher = launcher(runner.clone(), store.clone(), stock, &package);
        match probe(&mut launcher).await {
            Ok(runner) => return Some(Ok((described(&package, &runner), launcher, runner))),
            Err(refusal) => {
                let market = package.market();
                let (version, reason) = (&package.manifest.version, refusal.reason.as_str());
                tracing::error!(%market, %version, reason, "refused: {refusal}");
                refused = Some((package.manifest, refusal));
            }
        }
    }
    refused.map(Err)
}

fn launcher(runner: PathBuf, store: Arc<Store>, stock: Digest, package: &Package) -> Launcher {
    Launcher {
        runner,
        store,
        library: package.library.as_ref().map_or(stock, |library| library.digest),
        rulebook: package.rulebook.digest,
        manifest: package.manifest.clone(),
        contexts: CallContexts::new(package.digest.to_string(), package.publisher.clone()),
    }
}

/// What a live module says about itself, and what was verified of its package.
fn described(package: &Package, runner: &Runner<ChildProcess>) -> Description {
    Description {
        digest: package.digest.to_string(),
        publisher: package.publisher.clone(),
        kind: package.manifest.kind.as_str().into(),
        state: MarketState::Serving.into(),
        ..runner.module.clone()
    }
}

/// What a refused package claims to be. Its publisher is left out: nothing vouches for it.
fn claimed(manifest: &ModuleManifest) -> Description {
    Description {
        market: manifest.market.to_string(),
        module: manifest.module.clone(),
        module_version: manifest.version.to_string(),
        kind: manifest.kind.as_str().into(),
        languages: manifest.languages.clone(),
        ..Description::default()
    }
}
