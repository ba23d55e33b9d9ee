//! Signed packages in a folder, as a module host reads them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use guidance_cli::{
    module::{Folder, Folders, Module},
    package::{self, DevelopmentKey, Digest, Kind, ModuleManifest},
};
use guidance_rulebook::Bundle;

use crate::Artifacts;

/// A folder of packages, the key that signed them, and the file that trusts it.
#[derive(Debug)]
pub struct Packages {
    folder: PathBuf,
    trust: PathBuf,
    key: PathBuf,
}

// === impl Packages ===

impl Packages {
    /// An empty folder of packages below `root`, with a key of its own.
    pub fn new(root: &Path) -> Self {
        let packages = Self {
            folder: root.join("packages"),
            trust: root.join("trust.toml"),
            key: root.join("development-key.pem"),
        };
        fs::create_dir(&packages.folder).expect("a fresh folder");
        let trust = format!(
            "[[publisher]]\nname = \"development\"\nkey = \"\"\"\n{}\"\"\"\nmarkets = [\"*\"]\nkinds = [\"rulebook\", \"native\"]\n",
            packages.key().public_key_pem()
        );
        fs::write(&packages.trust, trust).expect("a fresh file");
        packages
    }

    /// The folder, for `--packages`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file, for `--trust`.
    pub fn trust(&self) -> &Path {
        &self.trust
    }

    /// Packs a country module of this workspace by its market, and returns the digest of its rulebook.
    pub fn add_market(&self, market: &str) -> Digest {
        let parent = Artifacts::workspace().join("country-modules");
        let folders = Folders::in_any_of(&[parent]).expect("country modules can be read");
        let loaded = folders.iter().find_map(|folder| load(folder, &folders, market));
        let (name, module) = loaded.unwrap_or_else(|| panic!("no country module serves market {market}"));
        let library = match ModuleManifest::of(&module).expect("it serves a market").kind {
            Kind::Rulebook => None,
            Kind::Native => Some(Artifacts::built().library(&name)),
        };
        package::pack(&module, library.as_deref(), &self.key(), &self.folder.join(market)).expect("it packs");
        Digest::of(&module.rulebook_tar())
    }

    /// Packs a module that misbehaves to serve `market`, and returns the digest of its rulebook.
    pub fn add_fixture(&self, fixture: &str, market: &str) -> Digest {
        let rulebook = fixture_rulebook(fixture, market);
        let manifest = ModuleManifest {
            market: market.to_owned(),
            module: fixture.to_owned(),
            version: "0.1.0".to_owned(),
            kind: Kind::Native,
            abi: package::ABI_VERSION,
            publisher: "tests".to_owned(),
            languages: vec!["en".to_owned()],
            target: Some(ModuleManifest::target_here()),
        };
        let path = Artifacts::built().fixture(fixture);
        let library = fs::read(&path).unwrap_or_else(|error| {
            panic!("{}: {error}; tests/modules has no example {fixture:?}", path.display())
        });
        package::pack_parts(&manifest, &rulebook, Some(&library), &self.key(), &self.folder.join(market))
            .expect("it packs");
        Digest::of(&rulebook)
    }

    fn key(&self) -> DevelopmentKey {
        DevelopmentKey::load_or_create(&self.key).expect("a key in a fresh folder")
    }
}

/// The module in `folder` when it serves `market`, with its name.
fn load(folder: &Folder, folders: &Folders, market: &str) -> Option<(String, Module)> {
    let bases = folders.bases_of(folder).expect("its bases are in country-modules/shared");
    let line = format!("market: {market}");
    let says_so = |text: &str| text.lines().any(|it| it.split('#').next().map(str::trim_end) == Some(&line));
    let serves = folder.files().any(|(path, text)| path == "module.yaml" && says_so(text));
    if !serves {
        return None;
    }
    let module =
        Module::load(folder, &bases).unwrap_or_else(|faults| panic!("{market} has faults: {faults:#?}"));
    Some((folder.header().module.clone(), module))
}

/// The least a rulebook says; also what tells modules of one library apart.
fn fixture_rulebook(fixture: &str, market: &str) -> Vec<u8> {
    let text = format!(
        "module: {fixture}\nmarket: {market}\nname: {fixture}\nversion: 0.1.0\nkind: native\nextends: []\n\
         languages: [en]\ntime_zone: Etc/UTC\npublisher: tests\nrecorded: 2026-11-22\n"
    );
    Bundle::from_files([("module.yaml".to_owned(), text)]).to_tar()
}
