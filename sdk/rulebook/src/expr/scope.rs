//! What an expression sees while it is evaluated, and what it may spend.

use std::cell::Cell;

use super::ast::Expr;
use super::{Expression, World, functions};
use crate::value::{Record, Value};

/// Why there is no value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// Something is not known.
    Unknown(Vec<Missing>),
    /// The expression is at fault.
    Error(String),
}

/// Something that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// Place in the plan, or key of a fact.
    pub(crate) path: String,
    /// What is missing, in words.
    pub(crate) message: String,
    /// What to ask.
    pub(crate) question: String,
}

/// What an expression sees.
pub(crate) struct Scope<'a> {
    variables: Vec<(&'a str, Value)>,
    lets: &'a [(String, Expression)],
    pub(crate) world: &'a dyn World,
    /// Whether a variable's name has a dot in it.
    spaced: bool,
    steps: Cell<u32>,
    depth: Cell<u32>,
}

/// More steps than this in one scope are an error: no expression may run away.
const MOST_STEPS: u32 = 200_000;

/// Evaluations within evaluations, through the values `let` names as well; a bound on recursion.
const DEEPEST: u32 = 160;

/// Longest text, and most bytes, an expression may make.
const LONGEST: usize = 1 << 18;

/// So many bytes of a text cost one step.
const BYTES_PER_STEP: usize = 256;

// === impl Scope ===

impl<'a> Scope<'a> {
    /// A scope with variables and named values. A named value is evaluated where it is used.
    pub(crate) fn new(
        variables: Vec<(&'a str, Value)>,
        lets: &'a [(String, Expression)],
        world: &'a dyn World,
    ) -> Self {
        let spaced = variables.iter().any(|(name, _)| name.contains('.'));
        Self { variables, lets, world, spaced, steps: Cell::new(0), depth: Cell::new(0) }
    }

    /// The same with one more variable.
    pub(crate) fn with(&self, name: &'a str, value: Value) -> Self {
        let mut variables = self.variables.clone();
        variables.push((name, value));
        Self {
            variables,
            lets: self.lets,
            world: self.world,
            spaced: self.spaced,
            steps: self.steps.clone(),
            depth: self.depth.clone(),
        }
    }

    /// A variable's value.
    pub(crate) fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Gives the last variables other values: the next turn of a macro.
    pub(super) fn turn<const N: usize>(&mut self, values: [Value; N]) {
        let last = self.variables.iter_mut().rev().take(N).rev();
        last.zip(values).for_each(|((_, old), new)| *old = new);
    }

    /// Takes over what a scope made from this one has spent.
    pub(super) fn settle(&self, inner: &Self) {
        self.steps.set(inner.steps.get());
    }

    /// Runs one evaluation within the bounds on steps and depth.
    pub(super) fn step(&self, evaluate: impl FnOnce() -> Result<Value, Stop>) -> Result<Value, Stop> {
        self.spend(1)?;
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return Err(Stop::error(format!("nested deeper than {DEEPEST} levels")));
        }
        self.depth.set(depth + 1);
        let value = evaluate();
        self.depth.set(depth);
        value
    }

    /// Pays for work.
    pub(super) fn spend(&self, steps: usize) -> Result<(), Stop> {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX).saturating_add(self.steps.get());
        self.steps.set(steps);
        if steps > MOST_STEPS {
            return Err(Stop::error(format!("more than {MOST_STEPS} steps")));
        }
        Ok(())
    }

    /// Pays for reading a text of so many bytes.
    pub(super) fn spend_bytes(&self, length: usize) -> Result<(), Stop> {
        self.spend(length / BYTES_PER_STEP)
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

    fn weigh(&self, value: &Value) -> Result<(), Stop> {
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

    /// The value of a name: a variable, a `let`, or a type.
    pub(super) fn name(&self, name: &str) -> Result<Value, Stop> {
        let name = match name.strip_prefix('.') {
            Some(name) => {
                let outermost = self.variables.iter().find(|(known, _)| *known == name);
                if let Some((_, value)) = outermost {
                    return Ok(value.clone());
                }
                name
            }
            None => name,
        };
        if let Some(value) = self.variable(name) {
            return Ok(value.clone());
        }
        if let Some((_, expression)) = self.lets.iter().find(|(known, _)| known == name) {
            return expression.evaluate(self);
        }
        match functions::type_named(name) {
            Some(name) => Ok(Value::Type(name)),
            None => Err(Stop::error(format!("`{name}` is not known"))),
        }
    }

    /// The value of `a.b.c` where that is the name of one thing.
    pub(super) fn qualified(&self, expr: &Expr) -> Option<Value> {
        let root = expr.root()?;
        if !self.spaced && (self.variable(root).is_some() || self.lets.iter().any(|(known, _)| known == root))
        {
            return None;
        }
        let name = expr.dotted()?;
        let name = name.trim_start_matches('.');
        self.variable(name).cloned().or_else(|| functions::type_named(name).map(Value::Type))
    }
}

// === impl Stop ===

impl Stop {
    pub(super) fn error(message: impl Into<String>) -> Self {
        Self::Error(message.into())
    }

    /// A value of the wrong kind.
    pub(super) fn wrong(value: &Value, wanted: &str) -> Self {
        Self::Error(format!("{wanted} is needed, found {}", value.type_name()))
    }

    /// A field of the plan that is not there, and what to ask for it.
    pub(super) fn missing(record: &Record, field: &str) -> Self {
        let question = record.kind.field(field).map_or("", |field| field.question);
        let path = record.path_of(field);
        let whom = match record.name() {
            "" => "plan".to_owned(),
            name if name == record.kind.name => name.to_owned(),
            name => format!("{} {name}", record.kind.name),
        };
        Self::Unknown(vec![Missing {
            message: format!("`{path}` is not given"),
            question: format!("{whom}: {question}"),
            path,
        }])
    }

    /// Both reasons in one: what is unknown counts first, as in the CEL specification.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown(mut missing), Self::Unknown(more)) => {
                for one in more {
                    if !missing.contains(&one) {
                        missing.push(one);
                    }
                }
                Self::Unknown(missing)
            }
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (error, _) => error,
        }
    }
}
