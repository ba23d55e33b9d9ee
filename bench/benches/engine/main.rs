//! The engine beside two others: the same conditions of the same rules on the same plan, in one run, taking turns.
//!
//! `cargo bench -p guidance-bench --bench engine` prints the tables of `sdk/rulebook/README.md`. It fails where the contestants do not
//! come to the same outcome for every rule and item: they would not do the same work. It needs a quiet core, and nothing else.
#![forbid(unsafe_code)]

mod host;
mod in_cel;
mod in_rego;
mod measure;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::Command;

use guidance_bench::{RULE_SET, china, china_rulebook, inquiry, plan_json, plan_of};
use guidance_rulebook::{Bundle, Depth, NativeFunctions, Outcome, Plan, Rulebook};
use serde_json::{Value as Json, json};

use in_cel::InCel;
use in_rego::InRego;
use measure::{median_of_making, medians};

/// What came of each rule for each item it runs over, by rule and place of the item.
type Outcomes = BTreeMap<(String, usize), Outcome>;

/// Rules and facts of the rulebook that is loaded.
const LOADED: (usize, usize) = (400, 2_000);

fn main() {
    check();
    // `cargo test --benches` asks for no figures.
    if std::env::args().any(|argument| argument == "--bench") {
        println!("{}\n", conditions());
        compare();
        scale();
        load();
    }
}

/// All come to the same outcomes, on the plan that is measured and on one with much wrong.
fn check() {
    let rulebook = china_rulebook(RULE_SET);
    let (in_cel, mut in_rego) = (InCel::new(&rulebook), InRego::new(&rulebook));
    for plan in [plan_json(), broken(plan_json())] {
        let ours = outcomes(&rulebook, &plan_of(&plan).expect("a valid plan"));
        same("cel", &ours, &in_cel.outcomes(&in_cel::value(&plan)));
        same("regorus", &ours, &in_rego.outcomes(&in_rego::value(&plan)));
    }
}

/// Ours and the others on the smallest rulebook.
fn compare() {
    let rulebook = china_rulebook(RULE_SET);
    let (in_cel, mut in_rego) = (InCel::new(&rulebook), InRego::new(&rulebook));
    let json = plan_json();
    let plan = plan_of(&json).expect("a valid plan");
    let counted = outcomes(&rulebook, &plan);
    let (of_cel, of_rego) = (in_cel::value(&json), in_rego::value(&json));
    let medians = medians([
        &mut || drop(black_box(rulebook.review(black_box(&plan), &inquiry(), Depth::Attention))),
        &mut || {
            in_cel.review(black_box(&of_cel), |_, _, outcome| {
                black_box(outcome);
            })
        },
        &mut || drop(black_box(in_rego.review(black_box(&of_rego)))),
    ]);
    let count = |outcome| counted.values().filter(|other| **other == outcome).count();
    println!(
        "{RULE_SET} rules, {} outcomes: {} pass, {} do not apply, {} fail.\n",
        counted.len(),
        count(Outcome::Pass),
        count(Outcome::NotApplicable),
        count(Outcome::Fail)
    );
    println!("| | a plan, µs | a rule and item, ns | times ours |\n| --- | --: | --: | --: |");
    for (name, median) in ["this engine", "`cel`", "`regorus`"].iter().zip(medians) {
        let (each, times) = (median / counted.len() as f64, median / medians[0]);
        println!("| {name} | {:.1} | {each:.0} | {times:.1} |", median / 1e3);
    }
}

/// Ours with more and more rules.
fn scale() {
    let plan = plan_of(&plan_json()).expect("a valid plan");
    println!("\n| rules | rules × items | a plan, µs | a rule and item, ns |\n| --: | --: | --: | --: |");
    for rules in [RULE_SET, RULE_SET * 10, RULE_SET * 100] {
        let rulebook = china_rulebook(rules);
        let outcomes = rulebook.review(&plan, &inquiry(), Depth::Attention).findings.len();
        let [median] = medians([&mut || {
            drop(black_box(rulebook.review(black_box(&plan), &inquiry(), Depth::Attention)))
        }]);
        println!("| {rules} | {outcomes} | {:.1} | {:.0} |", median / 1e3, median / outcomes as f64);
    }
}

/// From the bytes of a package to a rulebook that answers.
fn load() {
    let (rules, facts) = LOADED;
    let bytes = china(rules, facts).to_tar();
    let natives = || NativeFunctions::new(china::NATIVE_FUNCTIONS);
    let bundle = Bundle::from_tar(&bytes).expect("a bundle");
    let loaded = Rulebook::load_with(&bundle, natives()).expect("it holds").coverage(inquiry().as_of);
    let unpacked = median_of_making(|| Bundle::from_tar(black_box(&bytes)));
    let whole = median_of_making(|| {
        let bundle = Bundle::from_tar(black_box(&bytes)).expect("a bundle");
        Rulebook::load_with(&bundle, natives())
    });
    println!(
        "\n| rules | facts | bytes | unpacked, ms | loaded and checked, ms |\n| --: | --: | --: | --: | --: |"
    );
    println!(
        "| {} | {} | {} | {:.1} | {:.1} |",
        loaded.rules,
        loaded.facts,
        bytes.len(),
        unpacked / 1e6,
        whole / 1e6
    );
}

/// What our review comes to.
fn outcomes(rulebook: &Rulebook, plan: &Plan) -> Outcomes {
    let review = rulebook.review(plan, &inquiry(), Depth::Attention);
    let outcomes = review.findings.iter().map(|finding| {
        let runs_over = finding.rule.conditions().and_then(|conditions| conditions.for_each);
        // `contents[3].text` is the fourth item; a finding of a rule without items is the first.
        let path = finding.path();
        let place = path.split_once('[').and_then(|(_, rest)| rest.split(']').next()?.parse().ok());
        ((finding.rule.id.clone(), runs_over.and(place).unwrap_or(0)), finding.outcome)
    });
    outcomes.collect()
}

fn same(name: &str, ours: &Outcomes, theirs: &Outcomes) {
    for (key, outcome) in ours {
        assert_eq!(Some(outcome), theirs.get(key), "{name} must come to our outcome for {key:?}");
    }
    assert_eq!(ours.len(), theirs.len(), "{name} must come to as many outcomes");
}

/// The same plan with much of it wrong, so that equal outcomes are not equal by chance.
fn broken(mut plan: Json) -> Json {
    let changes = [
        ("/run_from", json!("abroad")),
        ("/local_partner", json!("none")),
        ("/meets_in_person", json!(false)),
        ("/listening_weeks", json!(1)),
        ("/tone", json!("hard_sell")),
        ("/copied_from_abroad", json!(true)),
        ("/adapted_locally", json!(false)),
        ("/mobile_ready", json!(false)),
        ("/asks_consent", json!(false)),
        ("/data_leaves_market", json!(true)),
        ("/stages/0/starts_on", json!("2027-03-02")),
        ("/channels/0/account_owner", json!("headquarters")),
        ("/channels/1/platform", json!("facebook")),
        ("/channels/2/languages", json!(["en"])),
        ("/contents/0/text", json!("我们是第一品牌，保证胜诉。")),
        ("/contents/0/topics", json!(["comparison", "politics"])),
        ("/contents/1/language", json!("zh-Hant")),
        ("/contents/1/ai_labelled", json!(false)),
        ("/contents/2/topics", json!(["territory"])),
        ("/contents/2/map_approved", json!(false)),
        ("/contents/3/colours", json!(["white"])),
        ("/contents/3/numbers", json!([14])),
        ("/endorsements/0/paid", json!(true)),
    ];
    for (place, value) in changes {
        *plan.pointer_mut(place).expect("a place in the plan") = value;
    }
    plan
}

/// Machine and versions.
fn conditions() -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let processor = processor.trim_start_matches([' ', '\t', ':']);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let compiler = Command::new("rustc").arg("--version").output().map(|output| output.stdout);
    let compiler = String::from_utf8(compiler.unwrap_or_default()).unwrap_or_default();
    let (cel, regorus) = (version("cel"), version("regorus"));
    format!("{processor}, {cores} cores; {}; cel {cel}, regorus {regorus}", compiler.trim())
}

/// The version of a crate that was built.
fn version(name: &str) -> &'static str {
    let lock = include_str!("../../../Cargo.lock");
    let after = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).map_or("?", |(_, rest)| rest);
    after.split('"').next().unwrap_or("?")
}
