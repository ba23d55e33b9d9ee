//! Any plan that the schema allows, against every module of this repository.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{MODULES, for_all};
use crate::fuzzing::{Plans, check_less_known, check_review, check_same_outcomes, without};
use crate::plan::MOST_ITEMS;
use crate::review::{Depth, Finding, Outcome};
use crate::rulebook::{Inquiry, Rulebook};

/// What is said where the plan's own days are impossible, which is an error and never a pass.
const IMPOSSIBLE_DAYS: &[&str] = &["before it begins on", "the day is out of the calendar"];
const DAYS: &[&str] = &["2026-11-22", "2010-03", "2030", "0001", "9999"];

#[test]
fn a_review_agrees_with_itself_and_no_rule_is_in_error() {
    with_plans(60, |rulebook, plans, inquiry, bytes, _| {
        let plan = plans.plan(bytes);
        let reviews =
            [Depth::Attention, Depth::Everything].map(|depth| rulebook.review(&plan, inquiry, depth));
        check_same_outcomes(&reviews[0], &reviews[1]);
        for review in &reviews {
            check_review(review);
            let errors = review.findings.iter().filter(|finding| finding.outcome == Outcome::Error);
            let mut errors = errors.map(Finding::message);
            let of_a_rule = errors.find(|error| !IMPOSSIBLE_DAYS.iter().any(|days| error.contains(days)));
            assert_eq!(of_a_rule, None, "a plan that the schema allows puts no rule into error");
        }
    });
}

#[test]
fn to_know_less_is_never_a_yes() {
    with_plans(60, |rulebook, plans, inquiry, bytes, place| {
        let plan = plans.plan(bytes);
        let known = (0..).take_while(|place| without(&plan, *place).is_some()).count();
        if known > 0 {
            let less = without(&plan, place.index(known)).expect("there are so many known fields");
            let review = |plan| rulebook.review(plan, inquiry, Depth::Attention);
            check_less_known(&review(&plan), &review(&less));
        }
    });
}

/// Runs a property for so many plans of each module.
fn with_plans(cases: u32, holds: impl Fn(&Rulebook, &Plans, &Inquiry, &[u8], Index)) {
    let bytes = vec(prop_oneof![1 => Just(0), 2 => any::<u8>()], 0..250);
    for module in MODULES.iter() {
        let rulebook = module.load();
        let plans = Plans::new(&rulebook, MOST_ITEMS);
        for_all(cases, &(bytes.clone(), select(DAYS), any::<Index>()), |(bytes, day, place)| {
            let day = day.parse().expect("a date");
            let inquiry = rulebook.inquiry(Some(day), None, "en", 1_800_000_000);
            holds(&rulebook, &plans, &inquiry, &bytes, place);
        });
    }
}
