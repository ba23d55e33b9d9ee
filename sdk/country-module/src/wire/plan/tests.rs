//! A plan comes back as it went in.

use guidance_proto::v1 as pb;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{plan, written};

/// Which fields a plan has, one after the other.
struct Kept(std::vec::IntoIter<bool>);

impl Kept {
    fn some<T>(&mut self, value: T) -> Option<T> {
        self.0.next().unwrap_or(true).then_some(value)
    }

    fn text(&mut self, text: &str) -> Option<String> {
        self.some(text.to_owned())
    }

    fn texts(&mut self, texts: &[&str]) -> Vec<String> {
        self.some(texts.iter().map(|text| (*text).to_owned()).collect()).unwrap_or_default()
    }

    /// Up to three parts, each with a number of its own.
    fn parts<T>(&mut self, part: fn(&mut Self, usize) -> T) -> Vec<T> {
        (0..3).filter_map(|number| self.some(()).map(|()| part(self, number))).collect()
    }

    fn id(&mut self, of: &str, number: usize) -> Option<String> {
        self.some(format!("{of}{number}"))
    }
}

/// A plan with the fields that are kept, no two alike in value where their types are.
fn message(kept: &mut Kept) -> pb::Plan {
    let audience = pb::Audience {
        region_codes: kept.texts(&["cn", "JP"]),
        kind: kept.text("b2c"),
        languages: kept.texts(&["zh-Hans", "en"]),
    };
    pb::Plan {
        name: kept.text("Spring"),
        sector: kept.text("legal"),
        objective: kept.text("leads"),
        audience: (audience != pb::Audience::default()).then_some(audience),
        run_from: kept.text("abroad"),
        local_partner: kept.text("consultant"),
        meets_in_person: kept.some(false),
        listening_weeks: kept.some(u32::MAX),
        tone: kept.text("soft_sell"),
        copied_from_abroad: kept.some(true),
        adapted_locally: kept.some(false),
        mobile_ready: kept.some(true),
        collects_personal_data: kept.some(false),
        asks_consent: kept.some(true),
        data_leaves_market: kept.some(false),
        brings_business_cards: kept.some(true),
        starts_on: kept.text("2027-01-04"),
        ends_on: kept.text("2027-12-31"),
        stages: kept.parts(stage),
        channels: kept.parts(channel),
        contents: kept.parts(content),
        endorsements: kept.parts(endorsement),
        waivers: kept.parts(waiver),
    }
}

fn stage(kept: &mut Kept, _: usize) -> pb::PlanStage {
    pb::PlanStage { stage: kept.text("listen"), starts_on: kept.text("2027-02-28"), weeks: kept.some(0) }
}

fn channel(kept: &mut Kept, number: usize) -> pb::Channel {
    pb::Channel {
        id: kept.id("c", number),
        platform: kept.text("  微信 "),
        purpose: kept.text("brand"),
        audience_side: kept.text("overseas"),
        budget_percent: kept.some(33.333_333_333_333_336),
        account_owner: kept.text("agency"),
        languages: kept.texts(&["ko"]),
        mobile_ready: kept.some(true),
        has_licence: kept.some(false),
    }
}

fn content(kept: &mut Kept, number: usize) -> pb::Content {
    pb::Content {
        id: kept.id("k", number),
        channel: kept.text("c2"),
        kind: kept.text("email"),
        language: kept.text("ja"),
        text: kept.text("\u{0}line\nline\u{2028}\"quoted\""),
        topics: kept.texts(&["none", "price"]),
        colours: kept.texts(&["red", ""]),
        numbers: kept.some(vec![i64::MIN, 0, 1_000_000]).unwrap_or_default(),
        shows_map: kept.some(true),
        map_approved: kept.some(false),
        ai_generated: kept.some(true),
        ai_labelled: kept.some(false),
        mobile_ready: kept.some(true),
    }
}

fn endorsement(kept: &mut Kept, number: usize) -> pb::Endorsement {
    pb::Endorsement {
        id: kept.id("e", number),
        handle: kept.text("@a"),
        channel: kept.text("c1"),
        paid: kept.some(true),
        content_directed_by_us: kept.some(false),
        disclosure: kept.text(""),
    }
}

fn waiver(kept: &mut Kept, _: usize) -> pb::Waiver {
    pb::Waiver {
        rule: kept.text("CN-RCH-001"),
        item: kept.text("c4"),
        reason: kept.text("an event on site"),
        approver: kept.text("the desk"),
        role: kept.text("regional_lead"),
        granted_on: kept.text("2026-11-22"),
        ends_on: kept.text("2027-02-01"),
    }
}

#[test]
fn a_whole_plan_comes_back() {
    check(message(&mut Kept(Vec::new().into_iter())));
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(0x6775_6964),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_a_plan_says_comes_back_and_no_more(kept in prop::collection::vec(any::<bool>(), 200)) {
        check(message(&mut Kept(kept.into_iter())));
    }
}

fn check(message: pb::Plan) {
    let mut violations = Vec::new();
    let engine = plan(message.clone(), &mut violations);
    // The channel that is named may be one of those left out.
    violations.retain(|violation| !violation.path.ends_with(".channel"));
    assert_eq!(violations, []);
    assert_eq!(written(&engine), message);
}
