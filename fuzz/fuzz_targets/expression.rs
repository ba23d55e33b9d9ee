//! Parser, check and evaluation, on any text as an expression over two plans: one that says much, one that says nothing.
#![no_main]

use std::sync::LazyLock;

use guidance_rulebook::fuzzing::{Expressions, Plans, real_modules};
use guidance_rulebook::{Plan, Rulebook};
use libfuzzer_sys::fuzz_target;

struct World {
    expressions: Expressions<'static>,
    plans: [Plan; 2],
}

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    real_modules().iter().find(|module| module.name == "template").expect("there is a template").load()
});

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let plans = Plans::new(&RULEBOOK, 6);
    let inquiry = RULEBOOK.inquiry(None, None, "en", 1_800_000_000);
    World {
        expressions: Expressions::new(&RULEBOOK, inquiry),
        plans: [plans.plan(&[3; 400]), plans.plan(&[])],
    }
});

fuzz_target!(|text: &str| drop(WORLD.expressions.run(text, &WORLD.plans)));
