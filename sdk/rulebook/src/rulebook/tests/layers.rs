//! What a country takes from its region, and what not; what was known when.

use super::{MODULE, RULE, bundle, loaded, on, plan_of, plan_on, refusal};
use crate::review::{Depth, Outcome};
use crate::rulebook::{Inquiry, Rulebook};

const OCEAN: &str = "module: ocean
region: ocean
name: Ocean
version: 1.0.0
kind: rulebook
languages: [en]
time_zone: UTC
publisher: regions/ocean
recorded: 2026-01-01
";
const OFF: &str = "without: OC-RCH-001\nreason: {en: We have a bridge.}\n";

/// Atlantis with a rule of the region, and what it says of it.
fn with_region<'a>(own: &'a str, module: &'a str, rule: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("module.yaml", module),
        ("bases/ocean/module.yaml", OCEAN),
        ("bases/ocean/rules/OC-RCH-001.yaml", rule),
        ("layers.yaml", own),
    ]
}

#[test]
fn a_country_switches_a_rule_of_its_region_off() {
    let module = MODULE.replace("kind: rulebook", "kind: rulebook\nextends: [ocean]");
    let regional = RULE.replace("AT-RCH-001", "OC-RCH-001").replace("expect: pass", "expect: fail");
    let regional = regional.replacen("expect: fail", "expect: pass", 1);
    let none = "list: x\nvalues: [x]\n";
    let with = loaded(&bundle(&with_region(none, &module, &regional)));
    assert_eq!(with.self_test().failures.len(), 2, "its examples are wrong, so that running them would show");
    let without = loaded(&bundle(&with_region(OFF, &module, &regional)));
    assert!(without.rule("OC-RCH-001").is_none(), "it is gone");
    assert_eq!(without.self_test().failures, Vec::<String>::new(), "its examples do not run");
    let off: Vec<_> = without
        .switched_off()
        .iter()
        .map(|off| (off.rule.as_str(), off.title.pick("en"), off.reason.pick("en")))
        .collect();
    assert_eq!(off, [("OC-RCH-001", "A channel cannot be reached", "We have a bridge.")]);
    let plan =
        plan_of("{channels: [], waivers: [{rule: OC-RCH-001, reason: r, approver: a, ends_on: 2026-12-31}]}");
    let review = without.review(&plan, &on("2026-06-01"), Depth::Attention);
    assert_eq!(review.waivers[0].message, "OC-RCH-001 does not hold here; take the waiver out");
}

#[test]
fn only_a_rule_of_a_region_can_be_switched_off_and_once() {
    let module = MODULE.replace("kind: rulebook", "kind: rulebook\nextends: [ocean]");
    let regional = RULE.replace("AT-RCH-001", "OC-RCH-001");
    for (own, wrong, hint) in [
        (
            OFF.replace("OC-RCH-001", "OC-RCH-01"),
            "layers.yaml:1:10: there is no rule `OC-RCH-01`",
            "did you mean `OC-RCH-001`?",
        ),
        (
            OFF.replace("OC-RCH-001", "AT-RCH-001"),
            "AT-RCH-001 is a rule of this module itself",
            "delete the rule",
        ),
        (format!("{OFF}---\n{OFF}"), "layers.yaml:4:10: OC-RCH-001 is switched off twice", "keep one"),
        ("without: OC-RCH-001\n".to_owned(), "`reason` is missing", "add `reason: …`"),
        ("without: OC-RCH-001\nwhy: x\n".to_owned(), "unknown key `why`", "reason"),
    ] {
        let shown = refusal(&with_region(&own, &module, &regional));
        assert!(
            shown.contains(wrong) && shown.contains(hint),
            "must say `{wrong}` and `{hint}`; it says:\n{shown}"
        );
    }
}

#[test]
fn a_rule_is_unknown_before_it_was_recorded() {
    let rule = RULE.replace("severity: blocker", "severity: blocker\nrecorded: 2026-03");
    let atlantis: Rulebook = loaded(&bundle(&[("rules/AT-RCH-001.yaml", &rule)]));
    for (known_as_of, expected) in
        [("2026-03-30", Outcome::NotApplicable), ("2026-03-31", Outcome::Pass), ("2026-12-31", Outcome::Fail)]
    {
        let inquiry = Inquiry { known_as_of: known_as_of.parse().expect("a date"), ..on("2026-12-31") };
        let review = atlantis.review(&plan_on(&["facebook"]), &inquiry, Depth::Attention);
        assert_eq!(review.findings[0].outcome, expected, "known as of {known_as_of}");
    }
}

#[test]
fn a_law_cannot_be_waived() {
    let law =
        RULE.replace("authority: reach", "authority: law\nwaivable: {by: [regional_lead], max_days: 90}");
    let law = law.replace("sources: [talk]", "sources: [law]");
    let shown = refusal(&[("rules/AT-RCH-001.yaml", &law)]);
    assert!(
        shown.contains("AT-RCH-001.yaml:6:11: a law cannot be waived")
            && shown.contains("mend the plan, not the law"),
        "it says:\n{shown}"
    );
    let custom = law.replace("authority: law", "authority: custom");
    assert_eq!(refusal(&[("rules/AT-RCH-001.yaml", &custom)]), "nothing: it loads");
}
