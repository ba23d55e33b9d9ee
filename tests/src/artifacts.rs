//! The programs and libraries under test, built once a run.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// What cargo built, in the profile and target folder of the running test.
#[derive(Debug)]
pub struct Artifacts {
    folder: PathBuf,
}

// === impl Artifacts ===

impl Artifacts {
    /// The artifacts; the first caller builds them, the others wait.
    ///
    /// # Panics
    /// When cargo failed; what it said was printed once.
    pub fn built() -> &'static Self {
        static BUILT: OnceLock<Result<Artifacts, String>> = OnceLock::new();
        BUILT.get_or_init(Self::build).as_ref().unwrap_or_else(|fault| panic!("{fault}"))
    }

    /// A program, for example `gateway`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The library of a package, for example `china`.
    pub fn library(&self, package: &str) -> PathBuf {
        self.folder.join(format!("lib{}.so", package.replace('-', "_")))
    }

    /// The library of a module that misbehaves, for example `hangs`.
    pub fn fixture(&self, name: &str) -> PathBuf {
        self.folder.join("examples").join(format!("lib{name}.so"))
    }

    /// The top folder of the workspace.
    pub fn workspace() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is a folder of the workspace")
    }

    fn build() -> Result<Self, String> {
        // <target>/<profile>/deps/<this test>
        let test = env::current_exe().expect("a running program has a path");
        let folder = test.ancestors().nth(2).expect("cargo puts tests into deps").to_owned();
        let packages = ["gateway", "module-host", "module-runner", "guidance-cli", "guidance-stock-module"];
        let mut packages = packages.map(str::to_owned).to_vec();
        packages.extend(native_modules());
        let arguments: Vec<&str> = packages.iter().flat_map(|package| ["--package", package]).collect();
        cargo(&folder, &arguments)?;
        cargo(&folder, &["--package", "misbehaving-modules", "--examples"])?;
        Ok(Self { folder })
    }
}

/// The country modules that bring a library; each is a cargo package of its folder's name.
fn native_modules() -> Vec<String> {
    let folders =
        fs::read_dir(Artifacts::workspace().join("country-modules")).expect("country modules can be read");
    let native = folders
        .map(|folder| folder.expect("its entries can be read").path())
        .filter(|folder| folder.join("Cargo.toml").is_file());
    native.filter_map(|folder| Some(folder.file_name()?.to_str()?.to_owned())).collect()
}

fn cargo(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let target = folder.parent().expect("a profile has a folder within the target folder");
    // Cargo's folder of the profile `dev` is `debug`; every other has its own name.
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(Artifacts::workspace())
        .args(["build", "--quiet", "--profile", profile, "--target-dir"])
        .arg(target)
        .args(arguments);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        outcome => {
            Err(format!("cargo build {} failed ({outcome:?}); its messages are above", arguments.join(" ")))
        }
    }
}
