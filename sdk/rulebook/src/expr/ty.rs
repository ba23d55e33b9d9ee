//! Types of expressions, as far as they are known before evaluation.

use super::ast::Operator;
use crate::fact::{ACCESS_STATES, FactType};
use crate::schema::{Kind, Type};
use crate::value::Value;

/// Type of an expression, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    /// Known only when it is evaluated.
    Any,
    /// Of what an empty list or map holds: it becomes whatever stands beside it.
    Open,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    /// A text out of a set; comparing it with another is a fault.
    Word(&'static [&'static str]),
    Bytes,
    Date,
    Timestamp,
    Duration,
    Type,
    List(Box<Ty>),
    Map(Box<Ty>, Box<Ty>),
    Record(&'static Kind),
}

impl Ty {
    /// A list's type.
    pub(crate) fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    /// A map's type.
    pub(crate) fn map(key: Self, value: Self) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// Type of a field of the plan.
    pub(super) fn of_field(ty: Type) -> Self {
        match ty {
            Type::Text | Type::Label | Type::Language => Self::Text,
            Type::Word(words) => Self::Word(words),
            Type::Boolean => Self::Bool,
            Type::Integer => Self::Int,
            Type::Percent => Self::Double,
            Type::Date => Self::Date,
            Type::Labels | Type::Languages | Type::Markets => Self::list(Self::Text),
            Type::Words(words) => Self::list(Self::Word(words)),
            Type::Integers => Self::list(Self::Int),
            Type::Record(kind) => Self::Record(kind),
            Type::Records(kind) => Self::list(Self::Record(kind)),
        }
    }

    /// Type of a fact's value.
    pub(super) fn of_fact(ty: FactType) -> Self {
        match ty {
            FactType::AccessState => Self::Word(ACCESS_STATES),
            FactType::Count | FactType::Rank => Self::Int,
            FactType::Number | FactType::Percent => Self::Double,
            FactType::Boolean => Self::Bool,
            FactType::Word | FactType::Text => Self::Text,
            FactType::Words => Self::list(Self::Text),
        }
    }

    /// Type of a literal.
    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Bool,
            Value::Int(_) => Self::Int,
            Value::Uint(_) => Self::Uint,
            Value::Double(_) => Self::Double,
            Value::Text(_) => Self::Text,
            Value::Bytes(_) => Self::Bytes,
            _ => Self::Any,
        }
    }

    /// Whether a value is of the type.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn takes(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Any, _)
            | (Self::Date, Value::Date(_))
            | (Self::Timestamp, Value::Timestamp(_))
            | (Self::Duration, Value::Duration(_))
            | (Self::Type, Value::Type(_)) => true,
            (Self::Word(_), Value::Text(_)) => true,
            (Self::List(item), Value::List(items)) => items.iter().all(|value| item.takes(value)),
            (Self::Map(key, of), Value::Map(entries)) => {
                entries.iter().all(|(name, value)| key.takes(name) && of.takes(value))
            }
            (Self::Record(kind), Value::Record(record)) => *kind == record.kind,
            (ty, value) => *ty == Self::of_value(value),
        }
    }

    /// Whether nothing is known of it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Any | Self::Open)
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Word(_))
    }

    /// Whether values of both types can be equal.
    pub(super) fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any | Self::Open | Self::Null, _) | (_, Self::Any | Self::Open | Self::Null) => true,
            (a, b) if a.is_number() && b.is_number() => true,
            (a, b) if a.is_text() && b.is_text() => true,
            // A date compares with a text that holds one.
            (Self::Date, Self::Text) | (Self::Text, Self::Date) => true,
            (Self::List(a), Self::List(b)) => a.meets(b),
            (Self::Map(a, b), Self::Map(c, d)) => a.meets(c) && b.meets(d),
            (a, b) => a == b,
        }
    }

    /// The one type that holds values of both.
    pub(super) fn join(self, other: Self) -> Self {
        self.unified(&other).unwrap_or(Self::Any)
    }

    fn unified(&self, other: &Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Open, known) | (known, Self::Open) => known.clone(),
            (Self::Any, _) | (_, Self::Any) => Self::Any,
            (a, b) if a == b => a.clone(),
            (a, b) if a.is_text() && b.is_text() => Self::Text,
            (Self::List(a), Self::List(b)) => Self::list(a.unified(b)?),
            (Self::Map(a, b), Self::Map(c, d)) => Self::map(a.unified(c)?, b.unified(d)?),
            _ => return None,
        })
    }

    /// Type of what an arithmetic operator makes of both; `None`: it does not take them together.
    pub(super) fn combined(operator: Operator, left: &Self, right: &Self) -> Option<Self> {
        use Operator::{Add, Remainder, Subtract};
        Some(match (left, right) {
            (a, b) if a.is_open() || b.is_open() => match (a, b) {
                (Self::List(_), Self::Open) | (Self::Open, Self::List(_)) => a.clone().join(b.clone()),
                _ => Self::Any,
            },
            (Self::Double, Self::Double) if operator == Remainder => return None,
            (a, b) if a.is_number() && a == b => a.clone(),
            (a, b) if operator == Add && a.is_text() && b.is_text() => Self::Text,
            (Self::Bytes, Self::Bytes) if operator == Add => Self::Bytes,
            (Self::List(a), Self::List(b)) if operator == Add => {
                Self::list((**a).clone().join((**b).clone()))
            }
            (Self::Timestamp, Self::Duration) if matches!(operator, Add | Subtract) => Self::Timestamp,
            (Self::Duration, Self::Timestamp) if operator == Add => Self::Timestamp,
            (Self::Timestamp, Self::Timestamp) if operator == Subtract => Self::Duration,
            (Self::Duration, Self::Duration) if matches!(operator, Add | Subtract) => Self::Duration,
            _ => return None,
        })
    }

    /// The same with `Any` for what stayed open.
    pub(super) fn closed(self) -> Self {
        match self {
            Self::Open => Self::Any,
            Self::List(item) => Self::list(item.closed()),
            Self::Map(key, value) => Self::map(key.closed(), value.closed()),
            other => other,
        }
    }

    /// What it is, for a fault.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Any | Self::Open => "any value",
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Int => "a whole number",
            Self::Uint => "an unsigned number",
            Self::Double => "a number",
            Self::Text | Self::Word(_) => "a text",
            Self::Bytes => "bytes",
            Self::Date => "a date",
            Self::Timestamp => "a timestamp",
            Self::Duration => "a duration",
            Self::Type => "a type",
            Self::List(_) => "a list",
            Self::Map(..) => "a map",
            Self::Record(_) => "a part of the plan",
        }
    }
}
