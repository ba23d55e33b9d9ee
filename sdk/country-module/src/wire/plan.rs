//! Plans and briefs. Every field is taken apart by name, so that a new one does not compile until somebody decides what it means.

mod written;

use guidance_proto::v1 as pb;
use guidance_rulebook::{
    AUDIENCE, Brief, CHANNEL, CONTENT, ENDORSEMENT, MOST_ITEMS, PLAN, Plan, Record, RecordBuilder, STAGE,
    Violation, WAIVER,
};

pub(crate) use written::written;

use crate::FieldViolation;

type Violations = Vec<Violation>;

/// A plan; what it must not hold is added to `violations`.
pub(crate) fn plan(plan: pb::Plan, violations: &mut Violations) -> Plan {
    let pb::Plan {
        name,
        sector,
        objective,
        audience,
        run_from,
        local_partner,
        meets_in_person,
        listening_weeks,
        tone,
        copied_from_abroad,
        adapted_locally,
        mobile_ready,
        collects_personal_data,
        asks_consent,
        data_leaves_market,
        brings_business_cards,
        starts_on,
        ends_on,
        stages,
        channels,
        contents,
        endorsements,
        waivers,
    } = plan;
    let audience = self::audience(audience.unwrap_or_default(), violations);
    let stages = each("stages", stages, violations, stage);
    let channels = each("channels", channels, violations, channel);
    let contents = each("contents", contents, violations, content);
    let endorsements = each("endorsements", endorsements, violations, endorsement);
    let waivers = each("waivers", waivers, violations, waiver);
    let record = RecordBuilder::new(&PLAN, "", violations)
        .text("name", name)
        .text("sector", sector)
        .text("objective", objective)
        .record("audience", audience)
        .text("run_from", run_from)
        .text("local_partner", local_partner)
        .boolean("meets_in_person", meets_in_person)
        .integer("listening_weeks", listening_weeks.map(i64::from))
        .text("tone", tone)
        .boolean("copied_from_abroad", copied_from_abroad)
        .boolean("adapted_locally", adapted_locally)
        .boolean("mobile_ready", mobile_ready)
        .boolean("collects_personal_data", collects_personal_data)
        .boolean("asks_consent", asks_consent)
        .boolean("data_leaves_market", data_leaves_market)
        .boolean("brings_business_cards", brings_business_cards)
        .text("starts_on", starts_on)
        .text("ends_on", ends_on)
        .records("stages", stages)
        .records("channels", channels)
        .records("contents", contents)
        .records("endorsements", endorsements)
        .records("waivers", waivers)
        .build();
    let plan = Plan::new(record);
    violations.extend(plan.contradictions());
    plan
}

fn each<T>(
    name: &str,
    items: Vec<T>,
    violations: &mut Violations,
    read: fn(T, &str, &mut Violations) -> Record,
) -> Vec<Record> {
    // One more than is taken is enough to be refused; nobody should have to wait for the rest.
    let items = items.into_iter().take(MOST_ITEMS + 1).enumerate();
    items.map(|(index, item)| read(item, &format!("{name}[{index}]"), violations)).collect()
}

fn audience(audience: pb::Audience, violations: &mut Violations) -> Record {
    let pb::Audience { region_codes, kind, languages } = audience;
    RecordBuilder::new(&AUDIENCE, "audience", violations)
        .texts("region_codes", region_codes)
        .text("kind", kind)
        .texts("languages", languages)
        .build()
}

fn stage(stage: pb::PlanStage, path: &str, violations: &mut Violations) -> Record {
    let pb::PlanStage { stage, starts_on, weeks } = stage;
    RecordBuilder::new(&STAGE, path, violations)
        .text("stage", stage)
        .text("starts_on", starts_on)
        .integer("weeks", weeks.map(i64::from))
        .build()
}

fn channel(channel: pb::Channel, path: &str, violations: &mut Violations) -> Record {
    let pb::Channel {
        id,
        platform,
        purpose,
        audience_side,
        budget_percent,
        account_owner,
        languages,
        mobile_ready,
        has_licence,
    } = channel;
    RecordBuilder::new(&CHANNEL, path, violations)
        .text("id", id)
        .text("platform", platform)
        .text("purpose", purpose)
        .text("audience_side", audience_side)
        .number("budget_percent", budget_percent)
        .text("account_owner", account_owner)
        .texts("languages", languages)
        .boolean("mobile_ready", mobile_ready)
        .boolean("has_licence", has_licence)
        .build()
}

fn content(content: pb::Content, path: &str, violations: &mut Violations) -> Record {
    let pb::Content {
        id,
        channel,
        kind,
        language,
        text,
        topics,
        colours,
        numbers,
        shows_map,
        map_approved,
        ai_generated,
        ai_labelled,
        mobile_ready,
    } = content;
    RecordBuilder::new(&CONTENT, path, violations)
        .text("id", id)
        .text("channel", channel)
        .text("kind", kind)
        .text("language", language)
        .text("text", text)
        .texts("topics", topics)
        .texts("colours", colours)
        .integers("numbers", numbers)
        .boolean("shows_map", shows_map)
        .boolean("map_approved", map_approved)
        .boolean("ai_generated", ai_generated)
        .boolean("ai_labelled", ai_labelled)
        .boolean("mobile_ready", mobile_ready)
        .build()
}

fn endorsement(endorsement: pb::Endorsement, path: &str, violations: &mut Violations) -> Record {
    let pb::Endorsement { id, handle, channel, paid, content_directed_by_us, disclosure } = endorsement;
    RecordBuilder::new(&ENDORSEMENT, path, violations)
        .text("id", id)
        .text("handle", handle)
        .text("channel", channel)
        .boolean("paid", paid)
        .boolean("content_directed_by_us", content_directed_by_us)
        .text("disclosure", disclosure)
        .build()
}

fn waiver(waiver: pb::Waiver, path: &str, violations: &mut Violations) -> Record {
    let pb::Waiver { rule, item, reason, approver, role, granted_on, ends_on } = waiver;
    RecordBuilder::new(&WAIVER, path, violations)
        .text("rule", rule)
        .text("item", item)
        .text("reason", reason)
        .text("approver", approver)
        .text("role", role)
        .text("granted_on", granted_on)
        .text("ends_on", ends_on)
        .build()
}

/// The waivers of a plan, as they came.
pub(crate) fn waivers(plan: &Plan) -> impl Iterator<Item = pb::Waiver> {
    plan.records("waivers").map(written::waiver)
}

/// A brief; words that are not valid are added to `violations`.
pub(crate) fn brief(brief: pb::Brief, violations: &mut Vec<FieldViolation>) -> Brief {
    let pb::Brief { sector, objective, audience, purposes } = brief;
    // The words are those of the plan: let its schema judge them.
    let mut found = Vec::new();
    RecordBuilder::new(&PLAN, "", &mut found)
        .text("sector", sector.clone())
        .text("objective", objective.clone());
    RecordBuilder::new(&AUDIENCE, "audience", &mut found).text("kind", audience.clone());
    if purposes.len() > MOST_ITEMS {
        let message = format!("more than {MOST_ITEMS} items; at most {MOST_ITEMS} are taken");
        found.push(Violation { path: "purposes".to_owned(), message });
    }
    for (index, purpose) in purposes.iter().take(MOST_ITEMS).enumerate() {
        let mut wrong = Vec::new();
        RecordBuilder::new(&CHANNEL, "", &mut wrong).text("purpose", Some(purpose.clone()));
        found.extend(wrong.into_iter().map(|one| Violation { path: format!("purposes[{index}]"), ..one }));
    }
    violations.extend(found.into_iter().map(|Violation { path, message }| {
        let path = if path == "audience.kind" { "audience" } else { &path };
        FieldViolation::new(format!("brief.{path}"), message)
    }));
    Brief { sector, objective, audience, purposes }
}

#[cfg(test)]
mod tests;
