//! Who may depend on whom. Each test guards an invariant of ARCHITECTURE.md.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use guidance_e2e::Artifacts;
use serde_json::Value;

/// The packages of the workspace and all they depend on, without what only their tests need.
struct Dependencies {
    /// Path of the folder of every package of ours, within the workspace, by name.
    ours: BTreeMap<String, String>,
    /// Names a package depends on directly, by name.
    direct: BTreeMap<String, BTreeSet<String>>,
}

// === impl Dependencies ===

impl Dependencies {
    fn read() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(Artifacts::workspace())
            .output()
            .expect("cargo starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo metadata fails: {errors}");
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
        let names: BTreeMap<&str, &str> = list(&metadata["packages"])
            .map(|package| (text(&package["id"]), text(&package["name"])))
            .collect();
        Self { ours: ours(&metadata), direct: direct(&metadata, &names) }
    }

    /// Every package that `package` is built from.
    fn tree(&self, package: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut next = vec![package.to_owned()];
        while let Some(package) = next.pop() {
            let direct =
                self.direct.get(&package).unwrap_or_else(|| panic!("no package is called {package}"));
            next.extend(direct.iter().filter(|name| seen.insert((*name).clone())).cloned());
        }
        seen
    }

    fn refuse(&self, package: &str, forbidden: &[&str]) {
        let tree = self.tree(package);
        for name in forbidden {
            assert!(
                !tree.contains(*name),
                "{package} is built from {name}; find the way with `cargo tree -p {package} -i {name}` and cut it"
            );
        }
    }
}

fn ours(metadata: &Value) -> BTreeMap<String, String> {
    let root = Path::new(text(&metadata["workspace_root"]));
    let members: BTreeSet<&str> = list(&metadata["workspace_members"]).map(text).collect();
    list(&metadata["packages"])
        .filter(|package| members.contains(text(&package["id"])))
        .map(|package| {
            let manifest = Path::new(text(&package["manifest_path"]));
            let folder = manifest.parent().expect("a manifest is in a folder");
            let folder = folder.strip_prefix(root).expect("a member is in the workspace");
            (text(&package["name"]).to_owned(), folder.to_string_lossy().into_owned())
        })
        .collect()
}

fn direct(metadata: &Value, names: &BTreeMap<&str, &str>) -> BTreeMap<String, BTreeSet<String>> {
    let mut direct: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let needed = list(&node["deps"])
            .filter(|dependency| list(&dependency["dep_kinds"]).any(|kind| kind["kind"] != "dev"))
            .map(|dependency| names[text(&dependency["pkg"])].to_owned());
        // Two versions of one package count as one: more is forbidden rather than less.
        direct.entry(names[text(&node["id"])].to_owned()).or_default().extend(needed);
    }
    direct
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list in cargo metadata").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text in cargo metadata")
}

#[test]
fn the_gateway_knows_no_rulebook_and_loads_no_code() {
    let dependencies = Dependencies::read();
    dependencies
        .refuse("gateway", &["guidance-rulebook", "guidance-country-module", "guidance-abi", "libloading"]);
}

#[test]
fn the_module_host_never_loads_a_module_into_its_own_process() {
    let dependencies = Dependencies::read();
    dependencies.refuse("module-host", &["guidance-country-module", "guidance-abi", "libloading"]);
}

#[test]
fn only_the_runner_opens_libraries() {
    let dependencies = Dependencies::read();
    let opens = |package: &&String| dependencies.direct[*package].contains("libloading");
    let found: Vec<_> = dependencies.ours.keys().filter(opens).collect();
    assert_eq!(found, ["module-runner"], "libloading belongs into module-runner alone");
}

#[test]
fn a_country_module_depends_on_the_sdk_and_nothing_else_of_ours() {
    let dependencies = Dependencies::read();
    let modules = dependencies.ours.iter().filter(|(_, folder)| folder.starts_with("country-modules/"));
    let mut checked = 0;
    for (module, _) in modules {
        checked += 1;
        for name in &dependencies.direct[module] {
            let Some(folder) = dependencies.ours.get(name) else {
                continue;
            };
            assert!(
                folder.starts_with("sdk/"),
                "{module} depends on {name} in {folder}; a country module may use packages in sdk/ only"
            );
        }
    }
    assert!(checked > 0, "no package is in country-modules/; has the folder moved?");
}

/// Where the keyword may stand: the ABI, the export macro with its test, the library loader, and modules that misbehave on purpose.
const NOT_SAFE: [&str; 4] =
    ["sdk/abi/", "sdk/country-module/src/export", "services/module-runner/src/library.rs", "tests/modules/"];

#[test]
fn unsafe_code_stands_where_the_architecture_says() {
    let mut files = Vec::new();
    for folder in ["bench", "cli", "country-modules", "proto", "sdk", "services", "tests"] {
        rust_files(&Artifacts::workspace().join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files are found; have the folders moved?", files.len());
    let keyword = concat!("un", "safe");
    let mut found = BTreeSet::new();
    for file in &files {
        let path = file.strip_prefix(Artifacts::workspace()).expect("it is in the workspace");
        let text = fs::read_to_string(file).expect("a source file can be read");
        let mut code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        if code.any(|line| line.split(|c| !is_name(c)).any(|word| word == keyword)) {
            found.insert(path.to_string_lossy().into_owned());
        }
    }
    for place in NOT_SAFE {
        assert!(
            found.iter().any(|file| file.starts_with(place)),
            "{place} needs its place in the list no more"
        );
    }
    found.retain(|file| !NOT_SAFE.iter().any(|place| file.starts_with(place)));
    assert!(
        found.is_empty(),
        "{keyword} code outside its places; find a safe way, or argue for a new place: {found:?}"
    );
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// A reason that is not documented helps nobody who gets it.
#[test]
fn every_reason_of_an_error_is_documented() {
    let workspace = Artifacts::workspace();
    let documented = fs::read_to_string(workspace.join("proto/ERRORS.md")).expect("proto/ERRORS.md");
    let mut files = Vec::new();
    for folder in ["services", "sdk/country-module/src"] {
        rust_files(&workspace.join(folder), &mut files);
    }
    // Limits are written like reasons; tests make reasons of their own.
    let makes_none = |file: &Path| file.ends_with("limits.rs") || file.ends_with("property.rs");
    files.retain(|file| !makes_none(file) && !file.to_string_lossy().contains("/tests"));
    let (mut found, mut undocumented) = (0, BTreeSet::new());
    for file in &files {
        let text = fs::read_to_string(file).expect("a source file can be read");
        for reason in text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(reasons) {
            found += 1;
            if !documented.contains(&format!("`{reason}`")) {
                undocumented.insert(format!("{reason} ({})", file.display()));
            }
        }
    }
    assert!(found > 30, "only {found} reasons found; has the way they are written changed?");
    assert!(undocumented.is_empty(), "add to proto/ERRORS.md: {undocumented:#?}");
}

/// The texts in quotes that look like `MODULE_RESTARTING`.
fn reasons(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2).filter(|text| {
        text.contains('_') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    })
}

/// A map that names what is gone leads nowhere.
#[test]
fn every_file_the_documents_name_is_there() {
    let workspace = Artifacts::workspace();
    let mut missing = BTreeSet::new();
    for (document, least) in [("ARCHITECTURE.md", 90), ("CONTRIBUTING.md", 8), ("README.md", 15)] {
        let text = fs::read_to_string(workspace.join(document)).expect("a document of the workspace");
        let engine =
            text.split("\n## ").find_map(|section| section.strip_prefix("The engine\n")).unwrap_or("");
        let rows = engine
            .lines()
            .filter(|line| line.starts_with("| "))
            .flat_map(|row| row.split('`').skip(1).step_by(2));
        let in_engine = rows.map(|file| format!("sdk/rulebook/src/{file}"));
        let named: Vec<String> = paths(&text).map(str::to_owned).chain(in_engine).collect();
        let found = named.len();
        assert!(
            found >= least,
            "only {found} files found in {document}; has the way they are written changed?"
        );
        let gone = named.into_iter().filter(|path| !workspace.join(path).exists());
        missing.extend(gone.map(|path| format!("{document}: {path}")));
    }
    assert!(missing.is_empty(), "name what is there, or leave it out: {missing:#?}");
}

/// The words that begin with a folder of the workspace; of `a/{b,c}.rs` and `a/*.rs` the part before.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    const FOLDERS: [&str; 9] =
        ["bench/", "cli/", "country-modules/", "examples/", "fuzz/", "proto/", "sdk/", "services/", "tests/"];
    text.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
}
