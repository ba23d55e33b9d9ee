//! What an expression sees while it is evaluated, and what it may spend.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use super::evaluate::Found;
use super::shortcut::Shortcut;
use super::{Expression, World};
use crate::value::{Location, Value};

/// Why there is no value. Small, as it is passed up through every node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// Something is not known.
    Unknown(Unknown),
    /// The expression is at fault.
    Error(Message),
}

/// What is not known; at least one thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unknown(Things);

#[derive(Debug, Clone, PartialEq)]
enum Things {
    /// One field, which is what it nearly always is: without an allocation.
    Field(Location),
    #[expect(clippy::box_collection, reason = "keeps a result small")]
    Several(Box<Vec<Missing>>),
}

/// What is wrong, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::box_collection, reason = "keeps a result small")]
pub(crate) struct Message(Box<String>);

const _: () = assert!(size_of::<Result<bool, Stop>>() <= 16, "a result fits two registers");

/// Something that is not known. What to say of it is made up when it is needed, which mostly it is not.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Missing {
    /// A field of the plan.
    Field(Location),
    /// A fact, by its key.
    Fact(Box<str>),
}

/// What an expression sees.
pub(crate) struct Scope<'a> {
    /// Values of the frame's variables.
    variables: &'a [&'a Value],
    /// The value of the one after them.
    open: Option<&'a Value>,
    /// Expressions of its named values. One is evaluated where it is used.
    lets: &'a [(String, Expression)],
    pub(super) world: &'a dyn World,
    steps: Cell<usize>,
}

/// Variables of the macros around, innermost first.
#[derive(Clone, Copy)]
pub(super) struct Locals<'l, 'a> {
    innermost: Option<&'l Local<'l, 'a>>,
}

/// One of them.
pub(super) struct Local<'l, 'a> {
    value: &'l Found<'a>,
    outer: Option<&'l Local<'l, 'a>>,
}

/// More steps than this in one scope are an error: no expression may run away.
const MOST_STEPS: usize = 200_000;

/// A node costs so many steps on the short way. Evaluation pays one for it, and one more where it compares two values, so that the short
/// way never goes further.
pub(super) const SHORT_WAY: usize = 2;

/// Most things, beside the first, that a value says it lacks: nobody answers more questions at once, and each is compared with all.
const MOST_MISSING: usize = 99;

/// Longest text, and most bytes, an expression may make.
const LONGEST: usize = 1 << 18;

/// So many bytes of a text cost one step.
pub(super) const BYTES_PER_STEP: usize = 256;

// === impl Scope ===

impl<'a> Scope<'a> {
    /// A scope with the values of a frame's variables, and the expressions of its named values.
    pub(crate) fn new(
        variables: &'a [&'a Value],
        lets: &'a [(String, Expression)],
        world: &'a dyn World,
    ) -> Self {
        Self { variables, open: None, lets, world, steps: Cell::new(0) }
    }

    /// The same with other values of the variables.
    pub(crate) fn with<'b>(&self, variables: &'b [&'b Value]) -> Scope<'b>
    where
        'a: 'b,
    {
        Scope { variables, open: None, lets: self.lets, world: self.world, steps: self.steps.clone() }
    }

    /// The same with a value of the variable that it leaves open.
    pub(super) fn with_open(&self, value: &'a Value) -> Self {
        Self { open: Some(value), steps: self.steps.clone(), ..*self }
    }

    /// That value.
    pub(super) fn open(&self) -> Option<&'a Value> {
        self.open
    }

    /// The values of the variables.
    pub(crate) fn variables(&self) -> &'a [&'a Value] {
        self.variables
    }

    /// A variable's value.
    pub(super) fn variable(&self, place: usize) -> &'a Value {
        self.variables.get(place).copied().or(self.open).unwrap_or(&Value::Null)
    }

    /// A named value.
    pub(super) fn named(&self, place: usize) -> Result<Found<'a>, Stop> {
        match self.lets.get(place) {
            Some((_, expression)) => expression.evaluate(self),
            None => Err(Stop::error("a named value is not there")),
        }
    }

    /// Whether a named value is true.
    pub(super) fn named_holds(&self, place: usize) -> Result<bool, Stop> {
        match self.lets.get(place) {
            Some((_, expression)) => expression.holds(self),
            None => Err(Stop::error("a named value is not there")),
        }
    }

    /// The short way to what a named value comes to, where it can be paid for.
    pub(super) fn shortcut(&self, place: usize) -> Option<&'a Shortcut> {
        let (_, expression) = self.lets.get(place)?;
        self.spend(SHORT_WAY * expression.size).ok().map(|()| &expression.shortcut)
    }

    /// How many steps were paid for so far.
    pub(crate) fn spent(&self) -> usize {
        self.steps.get()
    }

    /// Takes over what was paid for in a scope made of this one.
    pub(super) fn pay_back(&self, other: &Self) {
        self.steps.set(other.steps.get());
    }

    /// Pays for work.
    #[inline]
    pub(super) fn spend(&self, steps: usize) -> Result<(), Stop> {
        let steps = self.steps.get().saturating_add(steps);
        self.steps.set(steps);
        if steps > MOST_STEPS { Err(too_many_steps()) } else { Ok(()) }
    }

    /// Pays for reading a text of so many bytes.
    #[inline]
    pub(super) fn spend_bytes(&self, length: usize) -> Result<(), Stop> {
        if length < BYTES_PER_STEP { Ok(()) } else { self.spend(length / BYTES_PER_STEP) }
    }

    /// Pays for a text or bytes of this length, before they are made.
    pub(super) fn room(&self, length: usize) -> Result<(), Stop> {
        if length > LONGEST {
            return Err(Stop::error(format!("longer than {LONGEST} bytes")));
        }
        self.spend_bytes(length)
    }

    /// Pays for everything a value made by an expression holds, so that none outgrows the steps.
    pub(super) fn hold(&self, value: Value) -> Result<Value, Stop> {
        self.weigh(&value)?;
        Ok(value)
    }

    /// Pays for everything a value holds.
    pub(super) fn weigh(&self, value: &Value) -> Result<(), Stop> {
        match value {
            Value::List(items) => items.iter().try_for_each(|item| {
                self.spend(1)?;
                self.weigh(item)
            }),
            Value::Map(entries) => entries.iter().try_for_each(|(key, value)| {
                self.spend(1)?;
                self.weigh(key)?;
                self.weigh(value)
            }),
            Value::Text(text) => self.spend_bytes(text.len()),
            Value::Bytes(bytes) => self.spend_bytes(bytes.len()),
            _ => Ok(()),
        }
    }
}

#[cold]
fn too_many_steps() -> Stop {
    Stop::error(format!("more than {MOST_STEPS} steps"))
}

// === impl Locals ===

impl<'l, 'a> Locals<'l, 'a> {
    /// No macro around.
    pub(super) const NONE: Self = Self { innermost: None };

    /// With one more, innermost.
    pub(super) fn of(local: &'l Local<'l, 'a>) -> Self {
        Self { innermost: Some(local) }
    }

    /// One more, around it these.
    pub(super) fn local(self, value: &'l Found<'a>) -> Local<'l, 'a> {
        Local { value, outer: self.innermost }
    }

    /// The value of one, where something else holds it.
    pub(super) fn borrowed(&self, place: usize) -> Option<&'a Value> {
        match self.local_at(place)?.value {
            Cow::Borrowed(value) => Some(value),
            Cow::Owned(_) => None,
        }
    }

    /// The value of one, counted from the innermost.
    pub(super) fn at(&self, place: usize) -> Found<'a> {
        self.local_at(place).map_or(Cow::Owned(Value::Null), |local| local.value.clone())
    }

    fn local_at(&self, place: usize) -> Option<&'l Local<'l, 'a>> {
        let mut local = self.innermost;
        for _ in 0..place {
            local = local.and_then(|local| local.outer);
        }
        local
    }
}

// === impl Stop ===

impl Stop {
    pub(super) fn error(message: impl Into<Message>) -> Self {
        Self::Error(message.into())
    }

    /// Whether something is not known.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// A value of the wrong kind.
    pub(super) fn wrong(value: &Value, wanted: &str) -> Self {
        Self::error(format!("{wanted} is needed, found {}", value.type_name()))
    }

    /// Both reasons in one: what is unknown counts first, as in the CEL specification.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown(mut unknown), Self::Unknown(others)) => {
                others.iter().for_each(|missing| unknown.add(missing));
                Self::Unknown(unknown)
            }
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (error, _) => error,
        }
    }
}

impl Unknown {
    /// All that is not known.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Missing> {
        let (one, several) = match &self.0 {
            Things::Field(location) => (Some(Missing::Field(location.clone())), &[][..]),
            Things::Several(several) => (None, &several[..]),
        };
        one.into_iter().chain(several.iter().cloned())
    }

    fn add(&mut self, missing: Missing) {
        if self.iter().count() > MOST_MISSING || self.iter().any(|known| known == missing) {
            return;
        }
        match &mut self.0 {
            Things::Several(several) => several.push(missing),
            Things::Field(location) => {
                self.0 = Things::Several(Box::new(vec![Missing::Field(location.clone()), missing]));
            }
        }
    }
}

impl From<Missing> for Unknown {
    fn from(missing: Missing) -> Self {
        Self(match missing {
            Missing::Field(location) => Things::Field(location),
            fact @ Missing::Fact(_) => Things::Several(Box::new(vec![fact])),
        })
    }
}

// === impl Message ===

impl<T: Into<String>> From<T> for Message {
    fn from(text: T) -> Self {
        Self(Box::new(text.into()))
    }
}

impl fmt::Display for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
