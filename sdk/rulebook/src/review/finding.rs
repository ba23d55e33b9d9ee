//! What one rule says of one place in the plan.

use std::sync::Arc;

use super::Evidence;
use crate::decode::Word;
use crate::rule::{Applicability, Rule};
use crate::value::{Location, Record, Value};

/// What one rule says of one place in the plan. One that passed holds nothing of its own, so that it costs no allocation.
#[derive(Debug, Clone)]
pub struct Finding<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// What came of it.
    pub outcome: Outcome,
    /// That of the rule, which need not be looked at again to count it.
    pub(super) row: u32,
    /// What the rule ran over, where it runs over something.
    pub(super) item: Option<Arc<Record>>,
    pub(super) detail: Option<Box<FindingDetail>>,
}

/// What a finding says beside its outcome.
#[derive(Debug, Clone, Default)]
pub(super) struct FindingDetail {
    /// The place the rule points to.
    pub(super) at: Option<Location>,
    pub(super) points: f64,
    /// Place among the plan's waivers.
    pub(super) waiver: Option<usize>,
    pub(super) message: String,
    pub(super) questions: Vec<String>,
    pub(super) fixes: Vec<ProposedFix>,
    pub(super) evidence: Vec<Evidence>,
}

/// A change that settles a finding.
#[derive(Debug, Clone)]
pub struct ProposedFix {
    /// What to do.
    pub action: FixAction,
    /// Place in the plan.
    pub path: String,
    /// Values, best first.
    pub values: Vec<Value>,
    /// Who may carry it out.
    pub applicability: Applicability,
    /// The same in words, with the first of the values.
    pub text: String,
    /// The same in words with each of the other values.
    pub(super) other_texts: Vec<String>,
}

/// What a fix does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixAction {
    /// Sets a field.
    Set,
    /// Takes a part out.
    Remove,
    /// Nothing a machine could do.
    Advise,
}

/// What came of a rule, what needs attention first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The plan breaks it.
    Fail,
    /// It could not be evaluated.
    Error,
    /// Something is not known.
    CannotTell,
    /// The plan breaks it, and carries a waiver that holds.
    Waived,
    /// The plan keeps it.
    Pass,
    /// It does not concern the plan.
    NotApplicable,
}

impl Word for Outcome {
    const WHAT: &'static str = "an outcome";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("fail", Self::Fail),
        ("error", Self::Error),
        ("cannot_tell", Self::CannotTell),
        ("waived", Self::Waived),
        ("pass", Self::Pass),
        ("not_applicable", Self::NotApplicable),
    ];
}

impl Outcome {
    /// Whether a person must look at it.
    pub fn needs_attention(self) -> bool {
        self <= Self::CannotTell
    }

    /// The outcome as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

// === impl ProposedFix ===

impl ProposedFix {
    /// The fix in words, with one of its values, by its place among them from 0.
    pub fn text_for(&self, value: usize) -> &str {
        let other = value.checked_sub(1).and_then(|other| self.other_texts.get(other));
        other.unwrap_or(&self.text)
    }
}

// === impl Finding ===

impl<'r> Finding<'r> {
    pub(super) fn new(rule: &'r Rule, outcome: Outcome) -> Self {
        Self { rule, outcome, row: rule.row, item: None, detail: None }
    }

    pub(crate) fn not_applicable(rule: &'r Rule) -> Self {
        Self::new(rule, Outcome::NotApplicable)
    }

    /// Place in the plan, for example `channels[0].platform`; empty for the plan as a whole.
    pub fn path(&self) -> String {
        match (self.detail.as_deref().and_then(|detail| detail.at.as_ref()), &self.item) {
            (Some(at), _) => at.path(),
            (None, Some(item)) => item.path().to_owned(),
            (None, None) => String::new(),
        }
    }

    /// The caller's id of the item it is about; empty where there is none.
    pub fn item(&self) -> &str {
        self.item.as_deref().and_then(|item| item.field("id")).and_then(Value::as_text).unwrap_or_default()
    }

    /// The item it is about, of those the rule runs over.
    pub(crate) fn subject(&self) -> Option<&Arc<Record>> {
        self.item.as_ref()
    }

    /// Stable across runs and versions: the same rule at the same place.
    pub fn fingerprint(&self) -> u64 {
        match self.item() {
            "" => fingerprint(&self.rule.id, &self.path()),
            item => fingerprint(&self.rule.id, item),
        }
    }

    /// Id of one of its fixes, by its place among them from 1: what a caller names to have it applied.
    pub fn fix_id(&self, place: usize) -> String {
        format!("{:016x}-{place}", self.fingerprint())
    }

    /// Whether an id, or a place in the plan, is that of the item it is about.
    pub fn is_about(&self, item: &str) -> bool {
        let place = self.item.as_deref().map(Record::path);
        self.item() == item || place == Some(item) || self.path() == item
    }

    /// Points of 100 it costs the score; 0 unless it failed.
    pub fn points(&self) -> f64 {
        self.detail.as_deref().map_or(0.0, |detail| detail.points)
    }

    /// Place among the plan's waivers of the one that holds for it, from 0.
    pub fn waiver(&self) -> Option<usize> {
        self.detail.as_deref().and_then(|detail| detail.waiver)
    }

    /// What is wrong, or what is missing; empty where nothing is.
    pub fn message(&self) -> &str {
        self.detail.as_deref().map_or("", |detail| &detail.message)
    }

    /// What to ask; empty unless it cannot be told.
    pub fn questions(&self) -> &[String] {
        self.detail.as_deref().map_or(&[], |detail| &detail.questions)
    }

    /// What to do, best first.
    pub fn fixes(&self) -> &[ProposedFix] {
        self.detail.as_deref().map_or(&[], |detail| &detail.fixes)
    }

    /// The facts that were read.
    pub fn evidence(&self) -> &[Evidence] {
        self.detail.as_deref().map_or(&[], |detail| &detail.evidence)
    }
}

/// 64-bit FNV-1a: fixed for ever, unlike the standard library's hasher.
fn fingerprint(rule: &str, place: &str) -> u64 {
    let bytes = rule.bytes().chain([0]).chain(place.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
