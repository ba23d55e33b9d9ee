//! The programs and libraries under test, built once a run.

use std::{
    env,
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
        let packages =
            ["gateway", "module-host", "module-runner", "guidance-cli", "guidance-stock-module", "china"];
        cargo(&folder, packages.map(|package| ["--package", package]).as_flattened())?;
        cargo(&folder, &["--package", "misbehaving-modules", "--examples"])?;
        Ok(Self { folder })
    }
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
