//! The rulebook of China with as many rules and facts as wanted: its own, then copies of them under other ids.

use std::path::Path;

use guidance_cli::module::{Folders, Module};
use guidance_rulebook::{Bundle, Date, Inquiry, NativeFunctions, Rulebook};

/// Rules of the smallest rulebook. Larger ones hold this set several times, so that they ask for the same work several times.
pub const RULE_SET: usize = 40;

/// The rulebook's files with this many rules that a plan can be checked against, each with its examples, and at least this many
/// facts. The rules are those of China and its regional base in order of path, from the start again where they end. Rules that only
/// a person can follow are left out, and with them the releases that name them.
///
/// # Panics
/// When the module in this repository cannot be read.
pub fn china(rules: usize, facts: usize) -> Bundle {
    let module = module();
    let files: Vec<(&str, &str)> = module.files().collect();
    let (of_rules, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_rule(path));
    let checkable: Vec<_> =
        of_rules.into_iter().filter(|(_, text)| !text.lines().any(|line| line == "kind: advice")).collect();
    let copies = (0..rules).map(|number| {
        let (set, place) = (number / RULE_SET, number % RULE_SET);
        let (round, place) = (place / checkable.len(), place % checkable.len());
        let rounds = RULE_SET.div_ceil(checkable.len());
        rule_copy(checkable[place], set * rounds + round)
    });
    let more = more_facts(&others, facts);
    // Releases name the rules that are left out.
    let kept = others.iter().filter(|(path, _)| !path.ends_with("changelog.yaml"));
    let others = kept.map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Bundle::from_files(others.chain(copies).chain([more]))
}

/// The same loaded, with the functions of China's library.
///
/// # Panics
/// When the module in this repository does not hold.
pub fn china_rulebook(rules: usize) -> Rulebook {
    Rulebook::load_with(&china(rules, 0), NativeFunctions::new(china::NATIVE_FUNCTIONS))
        .unwrap_or_else(|faults| panic!("the rulebook of China must load: {}", faults[0]))
}

/// Asks for the day the module was recorded, in English.
pub fn inquiry() -> Inquiry {
    let day = Date::constant(2026, 11, 22);
    Inquiry { as_of: day, known_as_of: day, language: "en".to_owned() }
}

/// The module as it is in this repository, with its base.
fn module() -> Bundle {
    let parent = Path::new(env!("CARGO_MANIFEST_DIR")).join("../country-modules");
    let folders = Folders::in_any_of(&[parent]).expect("country modules");
    let china = folders.iter().find(|folder| folder.header().module == "china").expect("the module of China");
    let module = Module::load(china, &folders.bases_of(china).expect("its bases")).expect("it loads");
    Bundle::from_tar(&module.rulebook_tar()).expect("what was just written")
}

fn is_rule(path: &str) -> bool {
    path.starts_with("rules/") || path.contains("/rules/")
}

/// A copy of a rule under an id of its own; copy 0 is the rule itself.
fn rule_copy((path, text): (&str, &str), copy: usize) -> (String, String) {
    let id = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
    if copy == 0 {
        return (path.to_owned(), text.to_owned());
    }
    let renamed = format!("{id}-{copy}");
    let text = text.replacen(&format!("rule: {id}"), &format!("rule: {renamed}"), 1);
    (path.replace(&*id, &renamed), text)
}

/// Copies of facts under keys of their own, in one file, until there are `wanted` facts in all.
fn more_facts(files: &[(&str, &str)], wanted: usize) -> (String, String) {
    let documents = files.iter().flat_map(|(_, text)| text.split("\n---\n"));
    let facts: Vec<&str> = documents.filter(|text| text.starts_with("fact: ")).collect();
    // Keys of access and audience lead to platforms.
    let free = |text: &&&str| !text.starts_with("fact: access/") && !text.starts_with("fact: audience/");
    let copied: Vec<&str> = facts.iter().filter(free).copied().collect();
    let copies = (0..wanted.saturating_sub(facts.len())).map(|number| {
        let (head, rest) = copied[number % copied.len()].split_once('\n').expect("a fact has several lines");
        format!("{head}-{}\n{}", number / copied.len() + 2, rest.trim_end())
    });
    ("facts/more.yaml".to_owned(), copies.collect::<Vec<_>>().join("\n---\n"))
}
