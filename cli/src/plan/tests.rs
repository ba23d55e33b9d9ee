use std::fs;

use guidance_proto::v1 as pb;

use super::*;

fn faults(text: &str) -> String {
    let found = PlanFile::parse("plan.yaml", text).expect_err("it is at fault");
    found
        .iter()
        .map(|fault| format!("{}:{}: {} ({})\n", fault.line, fault.column, fault.message, fault.hint))
        .collect()
}

#[test]
fn yaml_and_json_say_the_same() {
    let yaml = "
# A comment.
name: 2027
sector: legal
runFrom: abroad
audience: {region_codes: [CN], kind: b2b}
starts_on: 2027-03-01
meets_in_person: false
tone: ~
channels:
  - id: c1
    platform: 微信
    budget_percent: 12.5
contents:
  - {text: \"a: b\", numbers: [4, -8]}
";
    let json = r#"{"name": "2027", "sector": "legal", "runFrom": "abroad",
        "audience": {"regionCodes": ["CN"], "kind": "b2b"}, "startsOn": "2027-03-01", "meetsInPerson": false, "tone": null,
	"channels": [{"id": "c1", "platform": "\u5fae\u4fe1", "budgetPercent": 12.5}],
        "contents": [{"text": "a: b", "numbers": [4, -8]}]}"#;
    let from_yaml = PlanFile::parse("plan.yaml", yaml).expect("a plan");
    let from_json = PlanFile::parse("plan.json", json).expect("a plan");
    assert_eq!(from_yaml.plan, from_json.plan);
    let plan = from_yaml.plan;
    assert_eq!((plan.name.as_deref(), plan.starts_on.as_deref()), (Some("2027"), Some("2027-03-01")));
    assert_eq!((plan.tone, plan.meets_in_person), (None, Some(false)));
    assert_eq!(plan.channels[0].platform.as_deref(), Some("微信"));
    assert_eq!(
        plan.contents,
        [pb::Content { text: Some("a: b".into()), numbers: vec![4, -8], ..Default::default() }]
    );
}

#[test]
fn all_faults_are_told_at_once_with_their_place_and_the_nearest_word() {
    let text = "sektor: legal
objective: awarness
meets_in_person: maybe
listening_weeks: -1
starts_on: 1 March
audience: {region_codes: [China], kind: b2b, kind: b2c}
channels:
  - platfrom: wechat
    budget_percent: 101
  - wechat
contents: {text: x}
endorsements:
  - disclosure: [a]
";
    let expected = "1:1: unknown field `sektor` of a plan (did you mean `sector`?)
2:12: `awarness` is not valid here (did you mean `awareness`?)
3:18: `maybe` is neither true nor false (does anybody meet the audience face to face?)
4:18: -1 is below 0 (how many weeks of listening come before the first message?)
5:12: `1 March` is not a day (write 2026-12-31)
6:27: `China` is not a market (write its ISO 3166-1 code, like CN)
6:46: `kind` stands twice (keep one of them)
8:5: unknown field `platfrom` of a channel (did you mean `platform`?)
9:21: 101 is outside 0 to 100 (which share of the budget does it get, in percent?)
10:5: a map is needed here, found a single value (write the fields of a channel, one a line)
11:11: a list is needed here, found a map (write `[one, two]`, or each item on a line that begins with `- `)
13:17: a single value is needed here, found a list (which label is shown with it (\"\" for none)?)
";
    assert_eq!(faults(text), expected);
}

#[test]
fn what_is_no_plan_says_so() {
    for (text, expected) in [
        ("", "there is no plan here"),
        ("# nothing\n", "there is no plan here"),
        ("- a\n", "a map is needed here, found a list"),
        ("a: [\n", "not valid YAML"),
        ("name: a\n---\nname: b\n", "a second document begins here"),
        ("name: &a x\n", "anchors, aliases and tags are not used here"),
        ("[[[[[[[[[[[[[[[[[[[[", "nested deeper than 16 levels"),
        (&format!("numbers: 1\ncontents: [{{numbers: [{}]}}]", "1,".repeat(101)), "101 items stand here"),
    ] {
        assert!(faults(text).contains(expected), "{text:?}: {}", faults(text));
    }
}

#[test]
fn the_plans_of_the_repository_are_plans_and_name_their_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut found = 0;
    for entry in fs::read_dir(&folder).expect("examples/") {
        let file = entry.expect("an entry").path();
        let text = fs::read_to_string(&file).expect("a file");
        let read = PlanFile::parse(&file.display().to_string(), &text);
        read.unwrap_or_else(|faults| panic!("{}", faults[0]));
        let schema = text.lines().find_map(|line| line.strip_prefix("# yaml-language-server: $schema="));
        assert!(folder.join(schema.expect("a schema")).exists(), "{}", file.display());
        found += 1;
    }
    assert!(found > 0, "no plan in examples/");
}

#[test]
fn a_path_of_a_finding_leads_to_its_line() {
    let text = "channels:\n  - id: c1\n    platform: facebook\naudience:\n  languages: [zh]\n";
    let file = PlanFile::parse("plan.yaml", text).expect("a plan");
    for (path, place) in [
        ("channels[0].platform", Some("plan.yaml:3:15")),
        ("channels[0].has_licence", Some("plan.yaml:2:5")),
        ("channels[0]", Some("plan.yaml:2:5")),
        ("audience.languages[0]", Some("plan.yaml:5:15")),
        ("endorsements", None),
        ("", Some("plan.yaml:1:1")),
    ] {
        assert_eq!(file.places.of(path).as_deref(), place, "{path}");
    }
}

#[test]
fn a_plan_that_contradicts_itself_is_told_with_its_place() {
    let text = "channels: [{id: c}, {id: c}]\ncontents:\n  - {id: k, channel: d}\nstarts_on: 2027-03-02\nends_on: 2027-03-01\n";
    assert_eq!(
        faults(text),
        "1:26: `c` is the id of channels[0] too (give each its own)\n\
         3:22: the plan has no channel `d` (valid here: c, c)\n\
         5:10: 2027-03-01 is before the start, 2027-03-02 (swap or mend the days)\n"
    );
}
