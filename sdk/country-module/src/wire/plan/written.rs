//! Plans as messages again. Every field is named, so that a new one does not compile until somebody decides where it goes.
//!
//! What the engine does not know is absent: an audience that says nothing is left out.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Plan, Record, Value};

/// The message for a plan.
pub(crate) fn written(plan: &Plan) -> pb::Plan {
    let root = plan.record();
    pb::Plan {
        name: text(root, "name"),
        sector: text(root, "sector"),
        objective: text(root, "objective"),
        audience: audience(root),
        run_from: text(root, "run_from"),
        local_partner: text(root, "local_partner"),
        meets_in_person: boolean(root, "meets_in_person"),
        listening_weeks: integer(root, "listening_weeks"),
        tone: text(root, "tone"),
        copied_from_abroad: boolean(root, "copied_from_abroad"),
        adapted_locally: boolean(root, "adapted_locally"),
        mobile_ready: boolean(root, "mobile_ready"),
        collects_personal_data: boolean(root, "collects_personal_data"),
        asks_consent: boolean(root, "asks_consent"),
        data_leaves_market: boolean(root, "data_leaves_market"),
        brings_business_cards: boolean(root, "brings_business_cards"),
        starts_on: text(root, "starts_on"),
        ends_on: text(root, "ends_on"),
        stages: plan.records("stages").map(stage).collect(),
        channels: plan.records("channels").map(channel).collect(),
        contents: plan.records("contents").map(content).collect(),
        endorsements: plan.records("endorsements").map(endorsement).collect(),
        waivers: plan.records("waivers").map(waiver).collect(),
    }
}

fn audience(root: &Record) -> Option<pb::Audience> {
    let Some(Value::Record(audience)) = root.field("audience") else { return None };
    let audience = pb::Audience {
        region_codes: texts(audience, "region_codes"),
        kind: text(audience, "kind"),
        languages: texts(audience, "languages"),
    };
    (audience != pb::Audience::default()).then_some(audience)
}

fn stage(stage: &Record) -> pb::PlanStage {
    pb::PlanStage {
        stage: text(stage, "stage"),
        starts_on: text(stage, "starts_on"),
        weeks: integer(stage, "weeks"),
    }
}

fn channel(channel: &Record) -> pb::Channel {
    pb::Channel {
        id: text(channel, "id"),
        platform: text(channel, "platform"),
        purpose: text(channel, "purpose"),
        audience_side: text(channel, "audience_side"),
        budget_percent: number(channel, "budget_percent"),
        account_owner: text(channel, "account_owner"),
        languages: texts(channel, "languages"),
        mobile_ready: boolean(channel, "mobile_ready"),
        has_licence: boolean(channel, "has_licence"),
    }
}

fn content(content: &Record) -> pb::Content {
    pb::Content {
        id: text(content, "id"),
        channel: text(content, "channel"),
        kind: text(content, "kind"),
        language: text(content, "language"),
        text: text(content, "text"),
        topics: texts(content, "topics"),
        colours: texts(content, "colours"),
        numbers: integers(content, "numbers"),
        shows_map: boolean(content, "shows_map"),
        map_approved: boolean(content, "map_approved"),
        ai_generated: boolean(content, "ai_generated"),
        ai_labelled: boolean(content, "ai_labelled"),
        mobile_ready: boolean(content, "mobile_ready"),
    }
}

fn endorsement(endorsement: &Record) -> pb::Endorsement {
    pb::Endorsement {
        id: text(endorsement, "id"),
        handle: text(endorsement, "handle"),
        channel: text(endorsement, "channel"),
        paid: boolean(endorsement, "paid"),
        content_directed_by_us: boolean(endorsement, "content_directed_by_us"),
        disclosure: text(endorsement, "disclosure"),
    }
}

/// The message for a waiver.
pub(super) fn waiver(waiver: &Record) -> pb::Waiver {
    pb::Waiver {
        rule: text(waiver, "rule"),
        item: text(waiver, "item"),
        reason: text(waiver, "reason"),
        approver: text(waiver, "approver"),
        role: text(waiver, "role"),
        granted_on: text(waiver, "granted_on"),
        ends_on: text(waiver, "ends_on"),
    }
}

/// A text, a word or a day.
fn text(record: &Record, name: &str) -> Option<String> {
    record.field(name).map(Value::display)
}

fn boolean(record: &Record, name: &str) -> Option<bool> {
    match record.field(name) {
        Some(Value::Bool(yes)) => Some(*yes),
        _ => None,
    }
}

/// The schema keeps whole numbers within 32 bits.
fn integer(record: &Record, name: &str) -> Option<u32> {
    match record.field(name) {
        Some(Value::Int(number)) => u32::try_from(*number).ok(),
        _ => None,
    }
}

fn number(record: &Record, name: &str) -> Option<f64> {
    match record.field(name) {
        Some(Value::Double(number)) => Some(*number),
        _ => None,
    }
}

fn texts(record: &Record, name: &str) -> Vec<String> {
    items(record, name).iter().map(Value::display).collect()
}

fn integers(record: &Record, name: &str) -> Vec<i64> {
    let number = |value: &Value| match value {
        Value::Int(number) => Some(*number),
        _ => None,
    };
    items(record, name).iter().filter_map(number).collect()
}

fn items<'r>(record: &'r Record, name: &str) -> &'r [Value] {
    record.field(name).and_then(Value::as_list).unwrap_or_default()
}
