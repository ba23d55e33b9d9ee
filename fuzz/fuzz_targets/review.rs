//! Reviews of plans made of any bytes, against every module of this repository: the first byte chooses the module, the second the date,
//! the third what becomes unknown, or that more is said.
#![no_main]

use std::sync::LazyLock;

use guidance_rulebook::fuzzing::{
    Plans, check_less_known, check_review, check_same_outcomes, real_modules, without,
};
use guidance_rulebook::{Depth, Rulebook};
use libfuzzer_sys::fuzz_target;

static MODULES: LazyLock<Vec<(Rulebook, Plans)>> = LazyLock::new(|| {
    let loaded = real_modules().into_iter().map(|module| module.load());
    let with_plans = |rulebook: Rulebook| {
        let plans = Plans::new(&rulebook, MANY);
        (rulebook, plans)
    };
    loaded.map(with_plans).collect()
});

/// Items of a long list: enough to meet what comes of several, few enough to be quick.
const MANY: usize = 6;

/// Days a review is asked for.
const DAYS: [&str; 4] = ["2026-11-22", "2010-03", "2030", "0001"];

fuzz_target!(|bytes: &[u8]| {
    let [module, day, less, plan @ ..] = bytes else { return };
    let (rulebook, plans) = &MODULES[usize::from(*module) % MODULES.len()];
    let day = DAYS[usize::from(*day) % DAYS.len()].parse().expect("a date");
    let inquiry = rulebook.inquiry(Some(day), None, "en", 1_800_000_000);
    let plan = plans.plan(plan);
    let review = rulebook.review(&plan, &inquiry, Depth::Attention);
    check_review(&review);
    if less % 8 == 0 {
        check_same_outcomes(&review, &rulebook.review(&plan, &inquiry, Depth::Everything));
    } else if let Some(less) = without(&plan, usize::from(*less)) {
        let after = rulebook.review(&less, &inquiry, Depth::Attention);
        check_less_known(&review, &after);
    }
});
