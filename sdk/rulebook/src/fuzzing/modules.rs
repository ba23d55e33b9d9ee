//! The rulebooks of this repository, read from their folders.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bundle::Bundle;
use crate::native::{NativeFunction, NativeFunctions};
use crate::rulebook::Rulebook;
use crate::value::Value;

/// A module of `country-modules/`.
#[derive(Debug)]
pub struct RealModule {
    /// Its folder's name.
    pub name: String,
    /// Its files and those of the bases it extends, by path.
    pub files: Vec<(String, String)>,
}

/// Every module of `country-modules/`, by name.
///
/// # Panics
/// When the folder cannot be read.
pub fn real_modules() -> Vec<RealModule> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../country-modules");
    let mut folders: Vec<PathBuf> =
        entries(&root).into_iter().filter(|path| path.join("module.yaml").is_file()).collect();
    folders.sort();
    folders.iter().map(|folder| read(&root, folder)).collect()
}

fn read(root: &Path, folder: &Path) -> RealModule {
    let mut files = Vec::new();
    collect(folder, "", &mut files);
    let header = fs::read_to_string(folder.join("module.yaml")).expect("a module has a header");
    let extends = header.lines().find_map(|line| line.strip_prefix("extends: [")?.split(']').next());
    for base in extends.unwrap_or_default().split(", ").filter(|base| !base.is_empty()) {
        collect(&root.join("shared").join(base), &format!("bases/{base}/"), &mut files);
    }
    RealModule { name: file_name(folder), files }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for path in entries(folder) {
        let name = format!("{prefix}{}", file_name(&path));
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else if name.ends_with(".yaml") {
            files.push((name, fs::read_to_string(&path).expect("a file of a module is text")));
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

// === impl RealModule ===

impl RealModule {
    /// Its rulebook, with stand-ins for the functions of its library.
    ///
    /// # Panics
    /// When the rulebook has faults.
    pub fn load(&self) -> Rulebook {
        let bundle = Bundle::from_files(self.files.iter().cloned());
        Rulebook::load_with(&bundle, natives()).unwrap_or_else(|faults| {
            panic!("{} must load:\n{}", self.name, faults.iter().map(ToString::to_string).collect::<String>())
        })
    }
}

/// Stand-ins for the functions of the countries' libraries, which random texts lead to each of their answers.
fn natives() -> NativeFunctions {
    fn superlatives(arguments: &[Value]) -> Result<Value, String> {
        let holds_one = text(arguments)?.contains('最');
        Ok(Value::list(if holds_one { vec![Value::text("最")] } else { Vec::new() }))
    }
    fn script(arguments: &[Value]) -> Result<Value, String> {
        word_for(arguments, &["simplified", "traditional", "japanese", "chinese", "hangul", "latin", "none"])
    }
    fn politeness(arguments: &[Value]) -> Result<Value, String> {
        word_for(arguments, &["plain", "polite", "honorific", "none"])
    }
    fn speech_level(arguments: &[Value]) -> Result<Value, String> {
        word_for(arguments, &["formal", "polite", "plain", "mixed", "unclear"])
    }
    fn ad_mark(arguments: &[Value]) -> Result<Value, String> {
        word_for(arguments, &["first", "altered", "late", "missing"])
    }
    NativeFunctions::new([
        NativeFunction { name: "superlatives", arity: 2, function: superlatives },
        NativeFunction { name: "script", arity: 1, function: script },
        NativeFunction { name: "politeness", arity: 1, function: politeness },
        NativeFunction { name: "speech_level", arity: 1, function: speech_level },
        NativeFunction { name: "ad_mark", arity: 1, function: ad_mark },
    ])
}

/// One of a function's words, by the length of the text.
fn word_for(arguments: &[Value], words: &[&str]) -> Result<Value, String> {
    text(arguments).map(|text| Value::text(words[text.len() % words.len()]))
}

fn text(arguments: &[Value]) -> Result<&str, String> {
    arguments[0].as_text().ok_or_else(|| "a text is needed".to_owned())
}
