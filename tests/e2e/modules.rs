//! What the modules of this repository hold, and that none changes under a version that is out.

use std::fs;

use guidance_cli::module::{Folders, Module, Release, Standing};
use guidance_e2e::Artifacts;
use guidance_rulebook::{Coverage, Date, FactFilter, Inquiry, Rulebook};

/// Between these lines of the README stands the table.
const MARKS: [&str; 2] =
    ["<!-- coverage: made by a test, see tests/e2e/modules.rs -->", "<!-- end of coverage -->"];

fn folders() -> Folders {
    Folders::in_any_of(&[Artifacts::workspace().join("country-modules")])
        .expect("the modules of the repository")
}

#[test]
fn no_module_changes_without_a_new_version() {
    let mut unreleased = Vec::new();
    for folder in folders().iter() {
        let now = Release::of(folder).expect("its files");
        let last = Release::last(folder.path()).expect("its last release");
        let name = &folder.header().module;
        let todo = match now.standing(last.as_ref()) {
            Standing::Released => continue,
            Standing::Unreleased => format!("{} is not released yet", now.version),
            Standing::Changed => format!(
                "its files are not those of {}: raise `version`, say in changelog.yaml what changed",
                now.version
            ),
            Standing::Behind(last) => format!("{} is below {last}: raise `version`", now.version),
        };
        unreleased.push(format!(
            "{name}: {todo}; then `cargo run -p guidance-cli -- module release {}`",
            folder.path().display()
        ));
    }
    assert!(unreleased.is_empty(), "{}", unreleased.join("\n"));
}

#[test]
fn the_readme_says_how_much_each_market_covers() {
    let rulebooks = rulebooks();
    let day = rulebooks.iter().filter_map(|rulebook| Some(rulebook.releases().first()?.date)).max();
    let day = day.expect("every module has a release");
    let mut table = format!(
        "As of {day}, what comes from the region included; *cited* are facts all of whose values name their source, *calendar* are days\n\
         and seasons of the year ahead.\n\n\
         | market | facts | cited | two sources | stale | rules | checked | platforms | calendar | scenarios | languages |\n\
         | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- |\n"
    );
    rulebooks.iter().for_each(|rulebook| table += &row(rulebook, day));
    println!("{table}");
    let readme = fs::read_to_string(Artifacts::workspace().join("README.md")).expect("the README");
    let between = readme.split_once(MARKS[0]).and_then(|(_, rest)| rest.split_once(MARKS[1]));
    let shown = between.map(|(shown, _)| shown.trim()).unwrap_or_default();
    assert_eq!(
        shown,
        table.trim(),
        "put this between `{}` and `{}` of README.md:\n{table}",
        MARKS[0],
        MARKS[1]
    );
}

/// The countries, without the one to copy.
fn rulebooks() -> Vec<Rulebook> {
    let folders = folders();
    let countries =
        folders.iter().filter(|folder| folder.header().market.as_deref().is_some_and(|code| code != "ZZ"));
    let load = |folder| {
        let bases = folders.bases_of(folder).expect("its bases");
        let module = Module::load(folder, &bases).unwrap_or_else(|faults| panic!("{}", faults[0]));
        module.into_rulebook()
    };
    countries.map(load).collect()
}

fn row(rulebook: &Rulebook, day: Date) -> String {
    let inquiry = Inquiry { as_of: day, known_as_of: day, language: "en".to_owned() };
    let report = rulebook.coverage_report(&inquiry);
    let Coverage { facts, stale_facts, platforms, .. } = rulebook.coverage(day);
    let all = FactFilter { valueless: true, ..FactFilter::default() };
    let is_cited = |view: &&guidance_rulebook::FactView<'_>| {
        view.fact.history.iter().all(|entry| !entry.sources.is_empty())
    };
    let cited = rulebook.list_facts(&all, &inquiry).iter().filter(is_cited).count();
    let two_sources: usize = report.topics.iter().map(|topic| topic.two_sources).sum();
    let rules: usize = report.authorities.iter().map(|authority| authority.rules).sum();
    let checked: usize = report.authorities.iter().map(|authority| authority.checkable).sum();
    let windows = report.windows.official + report.windows.estimated + report.windows.awaited;
    let languages = report.languages.iter().map(|one| {
        let mark = if one.awaits_review { " (awaits review)" } else { "" };
        format!("{} {} %{mark}", one.language, 100 * one.translated / one.texts.max(1))
    });
    let languages = languages.collect::<Vec<_>>().join(", ");
    let market = rulebook.module().market.as_deref().unwrap_or_default();
    format!(
        "| {market} | {facts} | {cited} | {two_sources} | {stale_facts} | {rules} | {checked} | {platforms} | {windows} | {} | {languages} |\n",
        report.scenarios
    )
}
