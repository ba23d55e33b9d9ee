//! The rulebook engine: loads what a country knows, checks it, and answers from it.
//!
//! Pure: no IO, no clock, no unsafe code. The same rulebook, plan and dates give the same answer.
//!
//! # How the pieces meet
//! ```text
//! files ─▶ Bundle ─▶ yaml (nodes with places) ─▶ decode ─▶ fact, platform, rule … ─▶ Rulebook
//!                                     expr: parse ▶ check ▶ evaluate, three-valued
//! Rulebook + Plan + Inquiry ─▶ review ─▶ Review     (verdict, findings)
//!                           ─▶ amend  ─▶ Amended    (corrected plan, changes, what was skipped)
//!          + Brief          ─▶ advise ─▶ Advice     (channels, rules, playbook)
//!                           ─▶ catalog ─▶ facts, platforms, rules as they stood at a date
//! ```
//! The format itself is described in `FORMAT.md` beside this crate. All faults of a rulebook are found in one
//! load, each a [`Diagnostic`] with file, line, column, a picture of the line and a hint.
//!
//! # Bad input
//! No text, plan or date makes it panic or run away: depth, sizes and steps are bounded, and what is beyond a bound is a fault or an
//! ERROR that names it. `property.rs` tries this with every test run; `fuzz/run` at the root fuzzes the loader, the expressions and
//! the review. Both stand on `fuzzing.rs`: input made of bytes, and what must hold whatever the input.
#![forbid(unsafe_code)]

mod advise;
mod amend;
mod bundle;
mod calendar;
mod catalog;
mod changes;
mod coverage;
mod date;
mod decode;
mod diagnostic;
mod explain;
mod expr;
mod fact;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod influence;
mod link;
mod load;
mod module;
mod native;
mod opportunity;
mod page;
mod parallel;
mod plan;
mod platform;
#[cfg(test)]
mod property;
mod readers;
mod release;
mod review;
mod rule;
mod rulebook;
#[cfg(test)]
mod samples;
mod scenario;
mod schema;
mod self_test;
mod source;
mod stage;
mod stale;
mod suggest;
mod template;
mod terms;
mod text;
mod value;
mod yaml;

pub use advise::{Advice, Brief, ChannelAdvice, InfluenceAdvice, OpportunityAdvice};
pub use amend::{Amended, ChosenFix, PlanChange, SkipReason, SkippedFix};
pub use bundle::{Bundle, BundleError};
pub use calendar::{Recurrence, Run, Window, WindowAdvice, WindowKind, WindowStatus, WindowView, WindowYear};
pub use catalog::{AudienceFigure, FactFilter, FactView, PlatformView};
pub use changes::{Change, ChangeKind};
pub use coverage::{AuthorityCoverage, CoverageReport, LanguageCoverage, TopicCoverage, WindowCoverage};
pub use date::{Date, PartialDate};
pub use diagnostic::Diagnostic;
pub use explain::{Asked, Condition, ConditionState, Counterfactual, Explanation, NotFound};
pub use fact::{Confidence, Dispute, Entry, Fact, FactType, FactValue};
pub use influence::{Influence, InfluenceLevel, Trend};
pub use module::{Affiliate, Module, ModuleKind};
pub use native::{NativeFunction, NativeFunctions};
pub use opportunity::Opportunity;
pub use plan::{MOST_ITEMS, Plan, RecordBuilder, Violation};
pub use platform::{FormerName, Level, Platform, Standing};
pub use release::{Release, ReleaseChange, ReleaseChangeKind};
pub use review::{
    Depth, Evidence, Finding, FixAction, Outcome, OutcomeCounts, ProposedFix, Review, Score, StageScore,
    Verdict, WaiverReport, WaiverState,
};
pub use rule::{
    Applicability, Authority, Conditions, Example, Rule, Severity, Status, SwitchedOff, Waivable, WeighsOn,
};
pub use rulebook::{Coverage, Inquiry, Rulebook};
pub use schema::{AUDIENCE, CHANNEL, CONTENT, ENDORSEMENT, Field, Kind, PLAN, STAGE, Type, WAIVER};
pub use self_test::SelfTest;
pub use source::{Source, SourceKind};
pub use stage::Stage;
pub use stale::StaleFact;
pub use suggest::nearest;
pub use text::LocalText;
pub use value::{Record, Value};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
