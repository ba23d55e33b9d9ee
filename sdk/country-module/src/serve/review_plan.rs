//! GuidanceService.ReviewPlan

use guidance_proto::v1 as pb;
use guidance_rulebook::{Depth, Entry, Fact, Inquiry, Outcome, Plan, Rule, Rulebook, Violation};

use super::request::{Shared, refuse, shared};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    mut request: pb::ReviewPlanRequest,
) -> Result<pb::ReviewPlanResponse, Status> {
    let mut violations = Vec::new();
    let plan = request.plan.take();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let plan = needed_plan(plan, &mut violations);
    refuse(violations)?;

    Ok(reviewed(rulebook, context, &plan, &shared))
}

/// The plan of a request; that there is none, and what it must not hold, is added to `violations`.
pub(super) fn needed_plan(plan: Option<pb::Plan>, violations: &mut Vec<FieldViolation>) -> Plan {
    let mut found: Vec<Violation> = Vec::new();
    if plan.is_none() {
        violations.push(FieldViolation::new("plan", "a plan is needed; all its fields may be left out"));
    }
    let plan = wire::plan::plan(plan.unwrap_or_default(), &mut found);
    let within = |Violation { path, message }| FieldViolation::new(format!("plan.{path}"), message);
    violations.extend(found.into_iter().map(within));
    plan
}

/// Who made an answer from the facts it read.
pub(super) fn provenance(
    rulebook: &Rulebook,
    context: &CallContext,
    inquiry: &Inquiry,
    facts_read: &[(&Fact, &Entry)],
) -> pb::Provenance {
    let mut provenance = wire::Provenance::new(rulebook, context, inquiry);
    for (fact, entry) in facts_read {
        let stale = fact.is_stale(entry, inquiry.as_of, inquiry.known_as_of);
        provenance.note(&fact.key, stale, !fact.disputes.is_empty());
    }
    provenance.into_proto()
}

/// The review of a plan.
pub(super) fn reviewed(
    rulebook: &Rulebook,
    context: &CallContext,
    plan: &Plan,
    shared: &Shared,
) -> pb::ReviewPlanResponse {
    let inquiry = &shared.inquiry;
    let depth = if shared.full { Depth::Everything } else { Depth::Attention };
    let review = rulebook.review(plan, inquiry, depth);
    let next_change = rulebook.next_change(&review, inquiry);
    let is_wanted = |outcome: Outcome| shared.full || outcome.needs_attention() || outcome == Outcome::Waived;
    let findings = review.findings.iter().filter(|finding| is_wanted(finding.outcome));
    let by_person = |rule: &&Rule| format!("{}: {}", rule.id, rule.title.pick(&inquiry.language));
    let coming = |rule: &&Rule| {
        let from = rule.in_force_from.map(|date| date.to_string()).unwrap_or_default();
        format!("{} (in force from {from}, before the plan ends: ask again as of then)", by_person(rule))
    };
    pb::ReviewPlanResponse {
        provenance: Some(provenance(rulebook, context, inquiry, &review.facts_read)),
        verdict: wire::finding::verdict(review.verdict).into(),
        findings: findings.map(|one| wire::finding::finding(rulebook, one, plan, inquiry)).collect(),
        counts: Some(wire::finding::counts(review.counts)),
        score: Some(wire::finding::score(&review.score)),
        waivers: wire::finding::waivers(plan, &review.waivers),
        questions: review.questions,
        not_checked: review
            .coming
            .iter()
            .map(coming)
            .chain(review.not_checked.iter().map(by_person))
            .collect(),
        affiliate: Some(wire::affiliate(rulebook, &inquiry.language)),
        next_change: next_change.map(|change| wire::change::change(rulebook, change)),
    }
}
