//! Values that the plan or the code holds.

use std::borrow::Cow;
use std::fmt::Debug;

use super::rows::Rows;
use crate::expr::code::{Code, Places};
use crate::expr::evaluate::evaluate;
use crate::value::Value;

/// A value that the plan or the code holds.
pub(super) trait Held: Debug + Send + Sync + 'static {
    /// Whether it may be another for another row.
    const VARIES: bool;

    /// The value for a row, where it is known.
    fn value<'a>(&'a self, rows: &Rows<'_, 'a>, item: &'a Value) -> Option<&'a Value>;

    /// The same, where it is a text.
    #[inline]
    fn text<'a>(&'a self, rows: &Rows<'_, 'a>, item: &'a Value) -> Option<&'a str> {
        self.value(rows, item)?.as_text()
    }
}

/// A field of the row.
#[derive(Debug)]
pub(super) struct FieldOfRow(pub(super) Places);

/// A field of another variable of the frame.
#[derive(Debug)]
pub(super) struct FieldOfVariable(pub(super) usize, pub(super) Places);

/// The others.
#[derive(Debug)]
pub(super) enum Other {
    Constant(Value),
    Row,
    /// Another variable of the frame.
    Variable(usize),
    /// A variable of a macro around, innermost is 0.
    Local(usize),
    Field(Box<Place>, Places),
    /// A value that is found: a fact, a list.
    Found(Code),
}

/// A place to look at.
#[derive(Debug)]
pub(super) enum Place {
    OfRow(FieldOfRow),
    OfVariable(FieldOfVariable),
    Other(Other),
}

/// Makes a step of its own for each way to look at a place.
macro_rules! at {
    ($place:expr, |$held:ident| $step:expr) => {
        match $place {
            $crate::expr::shortcut::held::Place::OfRow($held) => $step,
            $crate::expr::shortcut::held::Place::OfVariable($held) => $step,
            $crate::expr::shortcut::held::Place::Other($held) => $step,
        }
    };
}
pub(super) use at;

impl Held for FieldOfRow {
    const VARIES: bool = true;

    #[inline]
    fn value<'a>(&'a self, _: &Rows<'_, 'a>, item: &'a Value) -> Option<&'a Value> {
        self.0.known_in(item)
    }
}

impl Held for FieldOfVariable {
    const VARIES: bool = false;

    #[inline]
    fn value<'a>(&'a self, rows: &Rows<'_, 'a>, _: &'a Value) -> Option<&'a Value> {
        self.1.known_in(rows.scope.variable(self.0))
    }
}

impl Held for Other {
    const VARIES: bool = true;

    #[inline]
    fn value<'a>(&'a self, rows: &Rows<'_, 'a>, item: &'a Value) -> Option<&'a Value> {
        match self {
            Self::Constant(value) => Some(value),
            Self::Row => Some(item),
            Self::Variable(place) => Some(rows.scope.variable(*place)),
            Self::Local(place) => rows.locals.borrowed(*place),
            Self::Found(code) => rows.with(item, |scope, locals| match evaluate(code, scope, locals) {
                Ok(Cow::Borrowed(value)) => Some(value),
                _ => None,
            }),
            Self::Field(object, field) => field.known_in(at!(&**object, |held| held.value(rows, item))?),
        }
    }
}
