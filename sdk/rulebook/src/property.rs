//! Properties: what holds for any input, tried on many. The inputs of a run are always the same ones, unless `PROPTEST_CASES` asks for
//! so many others.

mod determinism;
mod expression;
mod review;
mod yaml;

use std::env;
use std::sync::LazyLock;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use crate::fuzzing::{RealModule, real_modules};

static MODULES: LazyLock<Vec<RealModule>> = LazyLock::new(real_modules);

/// Tries `holds` on so many inputs; it panics where the property does not hold, and the smallest such input is shown.
fn for_all<S: Strategy>(cases: u32, inputs: &S, holds: impl Fn(S::Value)) {
    let more = env::var("PROPTEST_CASES").is_ok();
    let fixed = Config { cases, rng_seed: RngSeed::Fixed(0x6775_6964), ..Config::default() };
    let config = if more { Config::default() } else { fixed };
    // What is found becomes a test with a name, beside the code it is about.
    let config = Config { failure_persistence: None, ..config };
    let result = TestRunner::new(config).run(inputs, |input| {
        holds(input);
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = result {
        panic!("mend the code, and keep this input as a test of its own: {error}");
    }
}
