//! The rulebook of China with as many rules and facts as wanted: its own, then copies of them under other ids.

use std::path::Path;

use guidance_cli::module::{Folders, Module};
use guidance_rulebook::{Bundle, Date, Inquiry, NativeFunctions, Rulebook};

/// The rules of China and its regional base that are measured: those that most plans meet. Rules of one profession stand for those of
/// all, and what asks the calendar is left out, since the others have none.
const RULES: [&str; 40] = [
    "ASIA-ADV-001",
    "ASIA-ADV-002",
    "ASIA-ADV-003",
    "ASIA-ADV-004",
    "ASIA-ADV-005",
    "ASIA-ADV-014",
    "ASIA-ADV-015",
    "ASIA-CUS-001",
    "ASIA-CUS-002",
    "CN-ADV-005",
    "CN-ADV-007",
    "CN-CUS-001",
    "CN-CUS-002",
    "CN-CUS-003",
    "CN-CUS-004",
    "CN-CUS-005",
    "CN-CUS-006",
    "CN-CUS-007",
    "CN-CUS-008",
    "CN-LAW-001",
    "CN-LAW-002",
    "CN-LAW-003",
    "CN-LAW-004",
    "CN-LAW-005",
    "CN-LAW-006",
    "CN-LAW-009",
    "CN-LAW-015",
    "CN-LAW-020",
    "CN-LAW-021",
    "CN-LAW-023",
    "CN-PLT-001",
    "CN-PLT-003",
    "CN-PLT-004",
    "CN-PRO-001",
    "CN-PRO-002",
    "CN-PRO-003",
    "CN-RCH-001",
    "CN-RCH-002",
    "CN-RCH-003",
    "CN-RCH-004",
];

/// How many they are. Larger rulebooks hold them several times, so that they ask for the same work several times.
pub const RULE_SET: usize = RULES.len();

/// Copies of facts in a file.
const FACTS_OF_A_FILE: usize = 25;

/// The rulebook's files with this many of the measured rules, from the first again where they end, each with its examples; and at
/// least this many facts. Other rules are left out, and with them the releases and scenarios, which name them.
///
/// # Panics
/// When the module in this repository cannot be read.
pub fn china(rules: usize, facts: usize) -> Bundle {
    let module = module();
    let files: Vec<(&str, &str)> = module.files().collect();
    let (of_rules, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_rule(path));
    let measured = RULES.map(|id| {
        let rule = of_rules.iter().find(|(path, _)| path.ends_with(&format!("/{id}.yaml")));
        *rule.unwrap_or_else(|| {
            panic!("the bench measures {id}: name a rule of China in its place, here and in conditions.rego")
        })
    });
    let copies = (0..rules).map(|number| rule_copy(measured[number % RULE_SET], number / RULE_SET));
    let more = more_facts(&others, facts);
    // Releases and scenarios name the rules that are left out.
    let names_rules = |path: &str| path.ends_with("changelog.yaml") || path.contains("scenarios/");
    let kept = others.iter().filter(|(path, _)| !names_rules(path));
    let others = kept.map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    Bundle::from_files(others.chain(copies).chain(more))
}

/// The same loaded, with the functions of China's library.
///
/// # Panics
/// When the module in this repository does not hold.
pub fn china_rulebook(rules: usize) -> Rulebook {
    Rulebook::load_with(&china(rules, 0), NativeFunctions::new(china::NATIVE_FUNCTIONS))
        .unwrap_or_else(|faults| panic!("the rulebook of China must load: {}", faults[0]))
}

/// Asks for a day on which all of the rules are known, in English.
pub fn inquiry() -> Inquiry {
    let day = Date::constant(2026, 11, 27);
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

/// Copies of facts under keys of their own, in files about as long as those of the module, until there are `wanted` facts in all.
fn more_facts(files: &[(&str, &str)], wanted: usize) -> Vec<(String, String)> {
    let documents = files.iter().flat_map(|(_, text)| text.split("\n---\n"));
    let facts: Vec<&str> = documents.filter(|text| text.starts_with("fact: ")).collect();
    // Keys of access and audience lead to platforms.
    let free = |text: &&&str| !text.starts_with("fact: access/") && !text.starts_with("fact: audience/");
    let copied: Vec<&str> = facts.iter().filter(free).copied().collect();
    let copies = (0..wanted.saturating_sub(facts.len())).map(|number| {
        let (head, rest) = copied[number % copied.len()].split_once('\n').expect("a fact has several lines");
        format!("{head}-{}\n{}", number / copied.len() + 2, rest.trim_end())
    });
    let copies: Vec<String> = copies.collect();
    let of_file =
        |(number, facts): (usize, &[String])| (format!("facts/more-{number}.yaml"), facts.join("\n---\n"));
    copies.chunks(FACTS_OF_A_FILE).enumerate().map(of_file).collect()
}
