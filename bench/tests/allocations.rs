//! A rule that a plan keeps costs no allocation: however many rules there are, a review allocates as often.
#![forbid(unsafe_code)]

use std::hint::black_box;

use guidance_bench::{RULE_SET, china_rulebook, inquiry, plan_json, plan_of};
use guidance_rulebook::{Depth, Outcome};

#[test]
fn a_rule_that_passes_costs_no_allocation() {
    let plan = plan_of(&plan_json()).expect("a valid plan");
    let allocations = [RULE_SET, RULE_SET * 10].map(|rules| {
        let rulebook = china_rulebook(rules);
        let review = rulebook.review(&plan, &inquiry(), Depth::Attention);
        let is_settled = |outcome| matches!(outcome, Outcome::Pass | Outcome::NotApplicable);
        assert!(
            review.findings.iter().all(|finding| is_settled(finding.outcome)),
            "the plan must keep every rule; change bench/src/plan.json where a rule asks for more"
        );
        let counted = allocation_counter::measure(|| {
            black_box(rulebook.review(black_box(&plan), &inquiry(), Depth::Attention));
        });
        counted.count_total
    });
    let [few, many] = allocations;
    assert_eq!(
        few,
        many,
        "{RULE_SET} rules cost {few} allocations, {} rules {many}: a rule that passes must cost none",
        RULE_SET * 10
    );
}
