use crate::plan::{Plan, RecordBuilder};
use crate::schema::{AUDIENCE, CHANNEL, PLAN};

#[test]
fn what_is_given_is_written_and_nothing_else() {
    let mut violations = Vec::new();
    let audience = RecordBuilder::new(&AUDIENCE, "audience", &mut violations)
        .texts("region_codes", vec!["CN".to_owned()])
        .build();
    let channel = RecordBuilder::new(&CHANNEL, "channels[0]", &mut violations)
        .text("id", Some("a \"b\"\\\n".to_owned()))
        .number("budget_percent", Some(12.5))
        .boolean("mobile_ready", Some(false))
        .build();
    let unknown = RecordBuilder::new(&CHANNEL, "channels[1]", &mut violations).build();
    let plan = RecordBuilder::new(&PLAN, "", &mut violations)
        .record("audience", audience)
        .integer("listening_weeks", Some(0))
        .text("starts_on", Some("2027-01-31".to_owned()))
        .records("channels", vec![channel, unknown])
        .build();
    assert_eq!(violations, []);
    let json = Plan::new(plan).to_json();
    assert_eq!(
        json,
        "{\"audience\":{\"region_codes\":[\"CN\"]},\"listening_weeks\":0,\"starts_on\":\"2027-01-31\",\
         \"channels\":[{\"id\":\"a \\\"b\\\"\\\\\\n\",\"budget_percent\":12.5,\"mobile_ready\":false},{}]}"
    );
    serde_json::from_str::<serde_json::Value>(&json).expect("it is JSON");
    assert_eq!(Plan::new(RecordBuilder::new(&PLAN, "", &mut Vec::new()).build()).to_json(), "{}");
}
