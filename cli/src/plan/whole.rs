//! What a plan says as a whole, judged by the engine before anybody is asked.

use guidance_proto::v1 as pb;
use guidance_rulebook::{CHANNEL, CONTENT, ENDORSEMENT, Kind, PLAN, Plan, Record, RecordBuilder, Violation};

/// Where a plan contradicts itself. Only what that takes is handed over: names of parts, what they refer to, first and last day.
pub(super) fn contradictions(plan: &pb::Plan) -> Vec<Violation> {
    let pb::Plan { channels, contents, endorsements, starts_on, ends_on, .. } = plan;
    let mut ignored = Vec::new();
    let mut part = |kind: &'static Kind, place: String, fields: &[(&str, &Option<String>)]| -> Record {
        let builder = RecordBuilder::new(kind, &place, &mut ignored);
        fields.iter().fold(builder, |builder, (name, text)| builder.text(name, (*text).clone())).build()
    };
    let channels = (0..).zip(channels);
    let channels = channels
        .map(|(place, one)| part(&CHANNEL, format!("channels[{place}]"), &[("id", &one.id)]))
        .collect();
    let contents = (0..).zip(contents);
    let contents = contents.map(|(place, one)| {
        part(&CONTENT, format!("contents[{place}]"), &[("id", &one.id), ("channel", &one.channel)])
    });
    let contents = contents.collect();
    let endorsements = (0..).zip(endorsements);
    let endorsements = endorsements.map(|(place, one)| {
        part(&ENDORSEMENT, format!("endorsements[{place}]"), &[("id", &one.id), ("channel", &one.channel)])
    });
    let endorsements = endorsements.collect();
    let whole = RecordBuilder::new(&PLAN, "", &mut ignored)
        .text("starts_on", starts_on.clone())
        .text("ends_on", ends_on.clone())
        .records("channels", channels)
        .records("contents", contents)
        .records("endorsements", endorsements)
        .build();
    Plan::new(whole).contradictions()
}
