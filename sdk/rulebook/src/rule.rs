//! Rules: what they say, and how a plan is checked against them.

mod conditions;
mod decisive;
mod examples;
mod kinds;
mod read;
mod without;

use crate::date::{Date, PartialDate, is_past_review};
use crate::decode::{Link, Word};
use crate::expr::Expression;
use crate::fact::Confidence;
use crate::plan::Plan;
use crate::review::Outcome;
use crate::rulebook::Inquiry;
use crate::template::Template;
use crate::text::LocalText;
use crate::yaml::Place;

pub use conditions::Conditions;
pub(crate) use kinds::Argument;
pub(crate) use read::read;
pub use without::SwitchedOff;
pub(crate) use without::{apply as switch_off, read as read_without};

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Identifier, for example `CN-RCH-001`.
    pub id: String,
    /// What it is about.
    pub title: LocalText,
    /// Whether it is at work.
    pub status: Status,
    /// First day in force.
    pub in_force_from: Option<PartialDate>,
    /// Last day in force.
    pub in_force_until: Option<PartialDate>,
    /// Why it binds.
    pub authority: Authority,
    /// What it does to the verdict.
    pub severity: Severity,
    /// Lines of business it concerns; empty for all.
    pub sectors: Vec<String>,
    /// Why it is so.
    pub why: LocalText,
    /// What to do.
    pub action: LocalText,
    /// What not to do.
    pub dont: LocalText,
    /// How sure it is.
    pub confidence: Confidence,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// Founding claims it carries.
    pub claims: Vec<String>,
    /// Who owns it.
    pub owner: String,
    /// After how many days it is to be looked at again.
    pub review_every: Option<u32>,
    /// When somebody last checked it.
    pub confirmed: Option<PartialDate>,
    /// What it means for channel advice.
    pub weighs_on: Option<WeighsOn>,
    /// Stage of the playbook it belongs to.
    pub stage: Option<String>,
    /// Ready-made kind it is of; `None` for conditions of its own.
    pub kind: Option<String>,
    /// Who may waive it, and for how long; `None` for nobody.
    pub waivable: Option<Waivable>,
    /// When it became known.
    pub recorded: Date,
    /// Layer it comes from.
    pub layer: String,
    /// Where its findings count for the score: by its stage, then its severity.
    pub(crate) row: u32,
    /// What stands under the keys of its kind.
    pub(crate) arguments: Vec<Argument>,
    pub(crate) check: Option<Check>,
    pub(crate) examples: Vec<Example>,
    pub(crate) links: Vec<Link>,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

/// How a plan is checked.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    /// Variable, and the list it runs over.
    pub(crate) for_each: Option<(String, Expression)>,
    pub(crate) applies_if: Option<Expression>,
    pub(crate) lets: Vec<(String, Expression)>,
    pub(crate) fails_if: Expression,
    /// The place a finding points to.
    pub(crate) at: Option<Expression>,
    pub(crate) message: Template,
    pub(crate) fixes: Vec<Fix>,
}

/// A change that settles a finding.
#[derive(Debug, Clone)]
pub(crate) struct Fix {
    pub(crate) change: Change,
    pub(crate) applicability: Applicability,
    pub(crate) text: Template,
}

/// What a fix changes.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// Sets a field to a value; to one of a list of them where `choice` says so.
    Set { field: Expression, value: Box<Expression>, choice: bool },
    /// Takes a part out.
    Remove { part: Expression },
    /// Nothing a machine could do.
    Advise,
}

/// Who may waive a rule, and for how long.
#[derive(Debug, Clone, Default)]
pub struct Waivable {
    /// Roles that may; empty for anybody who answers for it.
    pub by: Vec<String>,
    /// Longest a waiver may last, days; `None` for no bound.
    pub max_days: Option<u32>,
}

/// What a rule means for channels.
#[derive(Debug, Clone)]
pub struct WeighsOn {
    /// Platforms it concerns; empty for all.
    pub platforms: Vec<String>,
    /// Whether it forbids them; else it calls for caution.
    pub forbids: bool,
}

/// A plan with the outcome it must have.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// What the rule must come to.
    pub expect: Outcome,
    /// The date it is for; `None` for the day the module was recorded.
    pub as_of: Option<PartialDate>,
    /// The plan.
    pub plan: Plan,
}

/// Whether a rule is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being written.
    Draft,
    /// Shown, without effect.
    Preview,
    /// At work.
    Active,
    /// Kept for the record.
    Deprecated,
}

/// Why a rule binds, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// Law or regulation.
    Law,
    /// Rules of a profession.
    Professional,
    /// Terms of a platform.
    Platform,
    /// Whether people can be reached.
    Reach,
    /// Custom and taste.
    Custom,
    /// Experience.
    Advice,
}

/// What a failing rule does to the verdict, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// NO_GO.
    Blocker,
    /// GO_WITH_CHANGES.
    Warning,
    /// Nothing.
    Advice,
}

/// Who may carry out a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// A machine.
    Safe,
    /// A machine proposes, a person decides.
    NeedsReview,
    /// Only a person.
    Manual,
}

impl Word for Status {
    const WHAT: &'static str = "a status";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("draft", Self::Draft),
        ("preview", Self::Preview),
        ("active", Self::Active),
        ("deprecated", Self::Deprecated),
    ];
}

impl Word for Authority {
    const WHAT: &'static str = "an authority";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("law", Self::Law),
        ("professional", Self::Professional),
        ("platform", Self::Platform),
        ("reach", Self::Reach),
        ("custom", Self::Custom),
        ("advice", Self::Advice),
    ];
}

impl Word for Severity {
    const WHAT: &'static str = "a severity";
    const WORDS: &'static [(&'static str, Self)] =
        &[("blocker", Self::Blocker), ("warning", Self::Warning), ("advice", Self::Advice)];
}

impl Word for Applicability {
    const WHAT: &'static str = "an applicability";
    const WORDS: &'static [(&'static str, Self)] =
        &[("safe", Self::Safe), ("needs_review", Self::NeedsReview), ("manual", Self::Manual)];
}

// === impl Rule ===

impl Rule {
    /// Whether it is at work at the dates of an inquiry.
    pub fn in_force(&self, inquiry: &Inquiry) -> bool {
        self.status == Status::Active && self.covers(inquiry)
    }

    /// Whether it was known, and the date is within those it is in force, whatever its status.
    pub(crate) fn covers(&self, inquiry: &Inquiry) -> bool {
        self.covers_day(inquiry.as_of, inquiry.known_as_of)
    }

    /// The same for a day, and the day of our knowledge.
    pub(crate) fn covers_day(&self, as_of: Date, known_as_of: Date) -> bool {
        self.recorded <= known_as_of
            && self.in_force_from.is_none_or(|from| from.first() <= as_of)
            && self.in_force_until.is_none_or(|until| as_of <= until.last())
    }

    /// Whether a plan can be checked against it.
    pub fn is_checkable(&self) -> bool {
        self.check.is_some()
    }

    /// Whether it concerns a line of business; one that is not named is concerned by the rules for all.
    pub fn concerns(&self, sector: Option<&str>) -> bool {
        self.sectors.is_empty() || sector.is_some_and(|sector| self.sectors.iter().any(|own| own == sector))
    }

    /// Whether it was past its review date at a date.
    pub fn is_stale(&self, as_of: Date) -> bool {
        match (self.review_every, self.looked_at()) {
            (Some(days), Some(checked)) => is_past_review(checked, days, as_of),
            _ => false,
        }
    }

    /// The day from which its review is counted: when somebody last checked it, else its first day in force.
    pub fn looked_at(&self) -> Option<Date> {
        self.confirmed.or(self.in_force_from).map(PartialDate::last)
    }

    /// Plans with the outcomes they must have.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }
}

impl Status {
    /// The status as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

// === impl Check ===

impl Check {
    /// Every expression but the list it runs over.
    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let Self { for_each: _, applies_if, lets, fails_if, at, message, fixes } = self;
        let lets = lets.iter().map(|(_, expression)| expression);
        let conditions = applies_if.iter().chain(lets).chain([fails_if]).chain(at);
        conditions.chain(message.expressions()).chain(fixes.iter().flat_map(Fix::expressions))
    }
}

impl Fix {
    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let change = match &self.change {
            Change::Set { field, value, choice: _ } => [Some(field), Some(&**value)],
            Change::Remove { part } => [Some(part), None],
            Change::Advise => [None, None],
        };
        change.into_iter().flatten().chain(self.text.expressions())
    }
}
