//! Opportunities, influences, releases and standings: what is answered at which dates, and what is refused.

use super::{MODULE, PLATFORMS, bundle, loaded, on};
use crate::advise::Brief;
use crate::date::Date;
use crate::release::ReleaseChangeKind;
use crate::rulebook::{Inquiry, Rulebook};

const FACTS: &str = "fact: opportunity/boats
title: Boats
type: text
before_first: unknown
review_every: never
history: [{from: 2010-03, until: 2020, value: Boats are wanted., confidence: medium, sources: [talk]}]
";
const OPENINGS: &str = "opportunity: at-boats
title: Boats for hire
need: There are more visitors than boats.
facts: [opportunity/boats]
sources: [talk]
---
opportunity: at-courts
title: Advice on salvage
need: Salvage is disputed.
sectors: [legal]
open: {from: 2012, until: 2026-06}
sources: [talk]
recorded: 2026-05-01
---
opportunity: at-lessons
title: Diving lessons
need: Few can dive.
sectors: [education, travel]
sources: [talk]
---
influence: at-divers
who: Divers talking to divers
level: medium
trend: rising
from: 2010-03
facts: [opportunity/boats]
sources: [talk]
confidence: medium
---
influence: at-elders
who: Elders
level: high
trend: steady
from: 2015
until: 2026-06
note: They speak rarely.
sources: [talk]
confidence: low
recorded: 2026-05-01
";
const RELEASES: &str = "release: 1.0.0
date: 2026-01-01
changes:
  - {kind: added, text: {en: The boats., ja: 舟}, facts: [opportunity/boats], rules: [AT-RCH-001], from: 2026-02}
  - {kind: removed, text: The old rule., rules: [AT-OLD-001]}
---
release: 0.9.0
date: 2025-12-01
changes: [{kind: added, text: The first., rules: [AT-OLD-001]}]
";

fn with(openings: &str, releases: &str) -> Result<Rulebook, String> {
    let files = [("facts/boats.yaml", FACTS), ("openings.yaml", openings), ("changelog.yaml", releases)];
    let loaded = Rulebook::load(&bundle(&files));
    loaded.map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn atlantis() -> Rulebook {
    with(OPENINGS, RELEASES).unwrap_or_else(|faults| panic!("must load:\n{faults}"))
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn opportunities_and_influence_are_those_of_the_dates() {
    let atlantis = atlantis();
    let boats = "at-boats";
    let [courts, lessons] = ["at-courts", "at-lessons"];
    for (as_of, known_as_of, sector, opportunities, influence) in [
        ("2016-01-01", "2026-12-31", "", &[boats, courts, lessons][..], &["at-elders", "at-divers"][..]),
        // Those for the sector first, then those for all, then those for others.
        ("2016-01-01", "2026-12-31", "legal", &[courts, boats, lessons], &["at-elders", "at-divers"]),
        ("2016-01-01", "2026-12-31", "travel", &[lessons, boats, courts], &["at-elders", "at-divers"]),
        ("2011-12-31", "2026-12-31", "legal", &[boats, lessons], &["at-divers"]),
        // The fact behind the boats ended in 2020; before March 2010 it had not begun.
        ("2026-06-30", "2026-12-31", "", &[courts, lessons], &["at-elders"]),
        ("2026-07-01", "2026-12-31", "", &[lessons], &[]),
        ("2010-02-28", "2026-12-31", "", &[lessons], &[]),
        ("2016-01-01", "2026-04-30", "", &[boats, lessons], &["at-divers"]),
    ] {
        let inquiry = Inquiry { known_as_of: day(known_as_of), ..on(as_of) };
        let sector = (!sector.is_empty()).then(|| sector.to_owned());
        let advice = atlantis.advise(&Brief { sector: sector.clone(), ..Brief::default() }, &inquiry);
        let open: Vec<&str> = advice.opportunities.iter().map(|one| one.opportunity.id.as_str()).collect();
        let moves: Vec<&str> = advice.influence.iter().map(|one| one.influence.id.as_str()).collect();
        assert_eq!(
            (&open[..], &moves[..]),
            (opportunities, influence),
            "{as_of}, known {known_as_of}, {sector:?}"
        );
        for one in &advice.opportunities {
            let keys: Vec<&str> = one.evidence.iter().map(|evidence| evidence.fact.as_str()).collect();
            assert_eq!(keys, one.opportunity.facts, "evidence of {}", one.opportunity.id);
        }
    }
}

#[test]
fn a_standing_counts_once_it_was_known() {
    let later = "standing: [{from: 2008, level: leading}, {from: 2020, level: marginal, recorded: 2026-06}]";
    let platforms =
        PLATFORMS.replace("standing: [{from: 2008, level: leading, in_favour: Everybody is there.}]", later);
    let atlantis = loaded(&bundle(&[("platforms.yaml", &platforms)]));
    for (known_as_of, expected) in
        [("2025-12-31", None), ("2026-05-31", Some("leading")), ("2026-06-30", Some("marginal"))]
    {
        let inquiry = Inquiry { known_as_of: day(known_as_of), ..on("2026-09-01") };
        let views = atlantis.list_platforms(true, &inquiry);
        let agora = views.iter().find(|view| view.platform.id == "agora").expect("it is listed");
        assert_eq!(agora.level.map(|level| level.as_str()), expected, "known as of {known_as_of}");
    }
}

#[test]
fn releases_come_newest_first() {
    let atlantis = atlantis();
    let versions: Vec<&str> = atlantis.releases().iter().map(|release| release.version.as_str()).collect();
    assert_eq!(versions, ["1.0.0", "0.9.0"]);
    let newest = &atlantis.releases()[0];
    assert_eq!((newest.numbers(), newest.date), ([1, 0, 0], day("2026-01-01")));
    let change = &newest.changes[0];
    assert_eq!((change.kind, change.text.pick("ja")), (ReleaseChangeKind::Added, "舟"));
    assert_eq!(change.from.map(|from| from.to_string()).as_deref(), Some("2026-02"));
    assert_eq!(
        (&change.rules[..], &change.facts[..]),
        (&["AT-RCH-001".to_owned()][..], &["opportunity/boats".to_owned()][..])
    );
}

#[test]
fn faults_say_where_and_what_to_do() {
    for (from, to, wrong, hint) in [
        (
            "facts: [opportunity/boats]\nsources: [talk]\n---\nopportunity: at-courts",
            "facts: [opportunity/boat]\nsources: [talk]\n---\nopportunity: at-courts",
            "openings.yaml:4:9: there is no fact `opportunity/boat`",
            "did you mean `opportunity/boats`?",
        ),
        (
            "until: 2026-06}\nsources: [talk]",
            "until: 2026-06}",
            "an opportunity without a source",
            "add `sources:",
        ),
        (
            "until: 2026-06}\nsources: [talk]",
            "until: 2026-06}\nsources: [tolk]",
            "there is no source `tolk`",
            "did you mean `talk`?",
        ),
        ("until: 2026-06}", "until: 2011}", "ends on 2011, before it begins on 2012", "mend the dates"),
        ("sectors: [legal]", "sectors: [law]", "`law` is not a sector", ""),
        ("need: Few can dive.\n", "", "`need` is missing", "add `need: …`"),
        (
            "opportunity: at-lessons",
            "opportunity: at-boats",
            "a second opportunity `at-boats`",
            "the first stands at openings.yaml:1",
        ),
        (
            "opportunity: at-lessons",
            "oportunity: at-lessons",
            "no document begins with `oportunity`",
            "did you mean `opportunity`?",
        ),
        (
            "level: medium",
            "level: middle",
            "`middle` is not a level of influence",
            "valid here: high, medium, low, none",
        ),
        ("trend: rising", "trend: risin", "`risin` is not a trend", "did you mean `rising`?"),
        ("from: 2010-03\n", "", "`from` is missing", "add `from: …`"),
        ("confidence: low", "confidence: sure", "`sure` is not a confidence", ""),
        (
            "note: They speak rarely.\nsources: [talk]\nconfidence: low",
            "sources: [rumour]\nconfidence: high",
            "the influence `at-elders` rests on unverified sources alone",
            "say `confidence: low`",
        ),
        (
            "release: 1.0.0",
            "release: 1.1.0",
            "changelog.yaml:1:1: the newest release is 1.1.0, the module's version is 1.0.0",
            "the version went up without a release, or the other way",
        ),
        ("release: 1.0.0", "release: 1.0", "`1.0` is not a version", "three numbers"),
        ("release: 0.9.0", "release: 1.0.0", "1.0.0 stands after 1.0.0", "newest release first"),
        ("release: 0.9.0", "release: 1.0.10", "1.0.10 stands after 1.0.0", "newest release first"),
        (
            "date: 2025-12-01",
            "date: 2026-12-01",
            "1.0.0 of 2026-01-01 is older than 0.9.0 of 2026-12-01",
            "mend the dates",
        ),
        ("date: 2025-12-01", "date: 2025-12", "2025-12 is not a day", "write it in full"),
        (
            "rules: [AT-RCH-001]",
            "rules: [AT-RCH-002]",
            "there is no rule `AT-RCH-002`",
            "did you mean `AT-RCH-001`?",
        ),
        (
            "facts: [opportunity/boats], rules",
            "facts: [opportunity/boots], rules",
            "there is no fact `opportunity/boots`",
            "did you mean `opportunity/boats`?",
        ),
        ("kind: removed", "kind: changed", "changelog.yaml:5:50: there is no rule `AT-OLD-001`", ""),
        ("kind: removed", "kind: remove", "`remove` is not a kind of change", "did you mean `removed`?"),
        (
            "changes: [{kind: added, text: The first., rules: [AT-OLD-001]}]",
            "changes: []",
            "a release that changes nothing",
            "changes: [{kind: changed",
        ),
    ] {
        let (openings, releases) = (OPENINGS.replacen(from, to, 1), RELEASES.replacen(from, to, 1));
        assert!(
            openings != OPENINGS || releases != RELEASES,
            "the case replaces `{from}`, which is not there"
        );
        let rumour = "---\nsource: rumour\ntitle: A rumour\nkind: unverified\n";
        let shown = with(&format!("{openings}{rumour}"), &releases).expect_err(wrong);
        assert!(
            shown.contains(wrong) && shown.contains(hint),
            "must say `{wrong}` and `{hint}`; it says:\n{shown}"
        );
    }
}

#[test]
fn a_base_keeps_its_own_releases() {
    let base = "module: ocean\nregion: ocean\nname: Ocean\nversion: 2.0.0\nkind: rulebook\nlanguages: [en]\ntime_zone: UTC\npublisher: p\nrecorded: 2026-01-01\n";
    let module = MODULE.replace("kind: rulebook", "kind: rulebook\nextends: [ocean]");
    let release = |version: &str| {
        format!("release: {version}\ndate: 2026-01-01\nchanges: [{{kind: added, text: The sea.}}]\n")
    };
    let layered = |of_base: &str| {
        let (own, of_base) = (release("1.0.0"), release(of_base));
        Rulebook::load(&bundle(&[
            ("module.yaml", &module),
            ("changelog.yaml", &own),
            ("bases/ocean/module.yaml", base),
            ("bases/ocean/changelog.yaml", &of_base),
        ]))
    };
    let atlantis = layered("2.0.0").expect("each layer has its own version");
    assert_eq!(atlantis.releases().len(), 1, "what a region released is its own affair");
    let faults = layered("1.0.0").expect_err("the base's version went up without a release");
    assert!(faults[0].to_string().starts_with("bases/ocean/changelog.yaml:1:1:"), "{}", faults[0]);
}
