//! What the measurements share: the rulebook of China with as many rules as wanted, and a plan that is complete.
#![forbid(unsafe_code)]

mod plan;
mod rulebooks;

pub use plan::{plan_json, plan_of};
pub use rulebooks::{RULE_SET, china, china_rulebook, inquiry};
