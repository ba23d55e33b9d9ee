//! What the property tests of this crate and the fuzz targets in `fuzz/` share: input made of bytes, the real rulebooks, and what must
//! hold whatever the input. Compiled for tests and under `--cfg fuzzing`; no part of the engine.

mod expressions;
mod modules;
mod plans;
mod promises;
mod texts;

pub use expressions::Expressions;
pub use modules::{RealModule, real_modules};
pub use plans::{Plans, without};
pub use promises::{check_faults, check_less_known, check_review, check_same_outcomes, transcript};
pub use texts::check_reading;
