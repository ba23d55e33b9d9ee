//! What an expression is lowered to before it is evaluated: every name is a place in a frame, every function is found, every
//! constant pattern compiled, so that evaluation looks nothing up.

mod lower;

use regex::Regex;

use super::ast::{MacroKind, Operator};
use super::functions::Function;
use super::total::Total;
use crate::schema::{KINDS, Kind, Type};
use crate::value::Value;

pub(super) use lower::lower;

/// A node.
#[derive(Debug, Clone)]
pub(crate) enum Code {
    Literal(Value),
    /// A variable of the frame.
    Variable(usize),
    /// A named value.
    Let(usize),
    /// A variable of a macro, innermost is 0.
    Local(usize),
    /// A field of a variable of the frame, which is what nearly every condition reads.
    FieldOf(u8, FieldName),
    Field(Box<(Code, FieldName)>),
    Has(Box<(Code, FieldName)>),
    Index(Box<[Code; 2]>),
    Not(Box<Code>),
    Negate(Box<Code>),
    And(Box<[Code; 2]>),
    Or(Box<[Code; 2]>),
    Binary(Operator, Box<[Code; 2]>),
    /// Condition, then, else.
    Conditional(Box<[Code; 3]>),
    List(Vec<Code>),
    Map(Vec<(Code, Code)>),
    Call(&'static Function, Box<[Code]>),
    /// `text.matches(pattern)` with a constant pattern.
    Matches(Box<(Code, Regex)>),
    /// `found_terms(text, list("name"))`
    Terms(Box<Code>, Box<str>),
    /// `substitutes(platform, purpose)`: an unknown purpose is any.
    Substitutes(Box<[Code; 2]>),
    Native(Box<(String, Vec<Code>)>),
    Macro(Box<Comprehension>),
    /// `sum(parts.map(part, part.share)) > limit` and its like: what is known of the shares may settle it.
    Total(Box<Total>),
    /// What the check refuses, where it was not asked: an error when it is evaluated.
    Fault(Box<str>),
}

const _: () = assert!(size_of::<Code>() <= 32, "both sides of an operator fit a cache line");

/// `range.kind(variables, filter, body)`
#[derive(Debug, Clone)]
pub(crate) struct Comprehension {
    pub(super) kind: MacroKind,
    pub(super) range: Code,
    /// Whether it has two variables: the index or key, then the item.
    pub(super) indexed: bool,
    pub(super) filter: Option<Code>,
    pub(super) body: Code,
    /// Steps that one item costs, beside those of macros within.
    pub(super) steps: usize,
}

/// The name of a field, and its places.
#[derive(Debug, Clone)]
pub(crate) struct FieldName {
    pub(super) name: Box<str>,
    pub(super) places: Places,
}

/// The place of a field in every kind of record that has it; [`NOWHERE`] in the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places([u8; MOST_KINDS]);

/// No place: no kind has so many fields.
const NOWHERE: u8 = u8::MAX;

/// A power of two, so that the number of a kind, masked, is always within.
const MOST_KINDS: usize = 8;

const _: () = assert!(KINDS.len() <= MOST_KINDS, "every kind has its place");

/// What the names in an expression stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    /// Variables, in the order their values come in.
    pub(crate) variables: Vec<String>,
    /// Named values, in the order of their expressions.
    pub(crate) lets: Vec<String>,
}

impl Comprehension {
    /// Whether it says of a range that a condition holds for all of it, or for some.
    pub(super) fn is_quantifier(&self) -> bool {
        matches!(self.kind, MacroKind::All | MacroKind::Exists)
    }
}

// === impl Places ===

impl Places {
    /// The field of a part of the plan, where it is known.
    #[inline]
    pub(super) fn known_in<'v>(&self, object: &'v Value) -> Option<&'v Value> {
        let Value::Record(record) = object else { return None };
        record.fields.get(self.of(record.kind))?.as_ref()
    }

    /// Whether it is; `None` where there is no such field.
    pub(super) fn is_known_in(&self, object: &Value) -> Option<bool> {
        let Value::Record(record) = object else { return None };
        record.fields.get(self.of(record.kind)).map(Option::is_some)
    }

    #[inline]
    fn of(&self, kind: &Kind) -> usize {
        usize::from(self.0[kind.number % MOST_KINDS])
    }
}

// === impl FieldName ===

impl FieldName {
    fn new(name: &str) -> Self {
        let mut places = Places([NOWHERE; MOST_KINDS]);
        for kind in KINDS {
            let place = kind.index_of(name).and_then(|place| u8::try_from(place).ok());
            places.0[kind.number] = place.unwrap_or(NOWHERE);
        }
        Self { name: name.into(), places }
    }

    /// Its place among the fields of a kind.
    pub(super) fn place_in(&self, kind: &Kind) -> Option<usize> {
        Some(self.places.of(kind)).filter(|place| *place != usize::from(NOWHERE))
    }

    /// Whether what the plan says there is never below 0.
    fn is_never_negative(&self) -> bool {
        let mut types =
            KINDS.iter().filter_map(|kind| kind.field(&self.name)).map(|field| field.ty).peekable();
        types.peek().is_some() && types.all(|ty| matches!(ty, Type::Percent | Type::Integer))
    }
}
