//! Tries a condition with every combination of what it reads.

use super::shape::{Part, Shape, Source, Test};
use crate::date::Date;
use crate::expr::ast::Operator;
use crate::expr::operators;
use crate::expr::scope::Scope;
use crate::expr::{Found, Missing, Stop, World};
use crate::terms::Terms;
use crate::value::Value;

/// What came of all combinations.
pub(super) struct Trial {
    /// For each node.
    pub(super) seen: Vec<Seen>,
}

/// What a node came to while what it reads was known, and only where `?:` led to it.
#[derive(Clone, Default)]
pub(super) struct Seen {
    pub(super) yes: bool,
    pub(super) no: bool,
    unknown: bool,
    /// For each part of a row: whether the row came to something else without it.
    pub(super) decides: Vec<bool>,
}

/// Something read, in one of the states it can be in.
enum State {
    Known(Value),
    /// Not known, as `has` says.
    Absent,
    /// Not known, nor whether it is.
    Beyond,
}

/// More combinations than this are not tried.
const MOST: usize = 2_000;

/// Nor more than this, counted in nodes looked at.
const MOST_WORK: usize = 2_000_000;

/// Tries all combinations; `None`: there are too many.
pub(super) fn run(shape: &Shape<'_>) -> Option<Trial> {
    let states: Vec<Vec<State>> = shape.sources.iter().map(states).collect();
    let combinations = states.iter().try_fold(1, |product: usize, states| product.checked_mul(states.len()));
    // Each part of a row is looked at without each other: a long row leaves room for fewer combinations.
    let work = shape.nodes.len().saturating_mul(shape.nodes.len());
    combinations.filter(|tried| *tried <= MOST && tried.saturating_mul(work) <= MOST_WORK)?;
    // For each source and state, what its tests come to.
    let results: Vec<Vec<Vec<Option<bool>>>> = shape
        .sources
        .iter()
        .zip(&states)
        .map(|(source, states)| {
            states.iter().map(|state| source.tests.iter().map(|test| result(test, state)).collect()).collect()
        })
        .collect();
    let mut trial = Trial::of(shape);
    let mut values = vec![None; shape.nodes.len()];
    let mut chosen = vec![0; states.len()];
    loop {
        for (node, place) in shape.nodes.iter().zip(0..) {
            values[place] = value(&node.part, &values, |source, test| results[source][chosen[source]][test]);
        }
        let is_known = !chosen.iter().zip(&states).any(|(state, of)| matches!(of[*state], State::Beyond));
        trial.note(shape, &values, shape.root, is_known);
        let Some(next) = (0..chosen.len()).find(|place| chosen[*place] + 1 < states[*place].len()) else {
            return Some(trial);
        };
        chosen[next] += 1;
        chosen[..next].fill(0);
    }
}

fn states(source: &Source) -> Vec<State> {
    let mut constants = Vec::new();
    for test in &source.tests {
        match test {
            Test::Compare(_, Value::List(items)) => constants.extend(items.iter().cloned()),
            Test::Compare(_, value) | Test::Compared(_, value) => constants.push(value.clone()),
            Test::Holds | Test::IsKnown => {}
        }
    }
    let mut states: Vec<State> = source.domain.stand_ins(&constants).into_iter().map(State::Known).collect();
    if source.tests.contains(&Test::IsKnown) {
        states.push(State::Absent);
    }
    states.push(State::Beyond);
    states
}

fn result(test: &Test, state: &State) -> Option<bool> {
    let compare = |operator: Operator, left: &Value, right: &Value| {
        operators::relation(operator, left, right, &Scope::new(&[], &[], &Nowhere)).ok()
    };
    match (test, state) {
        (Test::Holds, State::Known(value)) => Some(*value == Value::Bool(true)),
        (Test::IsKnown, State::Known(_)) => Some(true),
        (Test::IsKnown, State::Absent) => Some(false),
        (Test::Compare(operator, constant), State::Known(value)) => compare(*operator, value, constant),
        (Test::Compared(operator, constant), State::Known(value)) => compare(*operator, constant, value),
        (_, State::Absent | State::Beyond) => None,
    }
}

/// What a node comes to, from what its parts came to.
fn value(part: &Part, values: &[Option<bool>], test: impl Fn(usize, usize) -> Option<bool>) -> Option<bool> {
    match part {
        Part::Literal(value) => Some(*value),
        Part::AlwaysThere => Some(true),
        Part::Value => None,
        Part::Test(source, number) => test(*source, *number),
        Part::Not(inner) => values[*inner].map(|value| !value),
        Part::Row { settles, parts } => row(*settles, parts.iter().map(|part| values[*part])),
        Part::If([condition, yes, no]) => values[if values[*condition]? { *yes } else { *no }],
    }
}

/// `&&` and `||`: the value that settles wins, whatever the others are.
fn row(settles: bool, mut values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let all = values.try_fold(Some(!settles), |all, value| match value {
        Some(value) if value == settles => Err(settles),
        Some(_) => Ok(all),
        None => Ok(None),
    });
    all.unwrap_or_else(Some)
}

// === impl Trial ===

impl Trial {
    fn of(shape: &Shape<'_>) -> Self {
        let seen = shape.nodes.iter().map(|node| match &node.part {
            Part::Row { parts, .. } => Seen { decides: vec![false; parts.len()], ..Seen::default() },
            _ => Seen::default(),
        });
        Self { seen: seen.collect() }
    }

    /// Notes what a node, and what it leads to, came to in one combination.
    fn note(&mut self, shape: &Shape<'_>, values: &[Option<bool>], node: usize, is_known: bool) {
        let seen = &mut self.seen[node];
        if is_known {
            match values[node] {
                Some(true) => seen.yes = true,
                Some(false) => seen.no = true,
                None => seen.unknown = true,
            }
        }
        match &shape.nodes[node].part {
            Part::Literal(_) | Part::AlwaysThere | Part::Value | Part::Test(..) => {}
            Part::Not(inner) => self.note(shape, values, *inner, is_known),
            Part::Row { settles, parts } => {
                for (place, decides) in seen.decides.iter_mut().enumerate().filter(|(_, decides)| !**decides)
                {
                    let others = parts.iter().enumerate().filter(|(other, _)| *other != place);
                    *decides = row(*settles, others.map(|(_, part)| values[*part])) != values[node];
                }
                parts.iter().for_each(|part| self.note(shape, values, *part, is_known));
            }
            Part::If([condition, yes, no]) => {
                self.note(shape, values, *condition, is_known);
                if let Some(holds) = values[*condition] {
                    self.note(shape, values, if holds { *yes } else { *no }, is_known);
                }
            }
        }
    }

    /// Whether no combination makes it true.
    pub(super) fn is_never_true(&self, node: usize) -> bool {
        let seen = &self.seen[node];
        !seen.yes && (seen.no || seen.unknown)
    }

    /// The value it always has.
    pub(super) fn constant(&self, node: usize) -> Option<bool> {
        let seen = &self.seen[node];
        (seen.yes != seen.no && !seen.unknown).then_some(seen.yes)
    }
}

/// The world of comparisons with constants: there is nothing to ask.
struct Nowhere;

impl World for Nowhere {
    fn fact(&self, key: &str) -> Result<Found<'_>, Stop> {
        Err(nothing(key))
    }

    fn list(&self, name: &str) -> Result<Found<'_>, Stop> {
        Err(nothing(name))
    }

    fn terms(&self, list: &str) -> Result<&Terms, Stop> {
        Err(nothing(list))
    }

    fn windows(&self, _: Date, _: Date, names: &[&str]) -> Result<Value, Stop> {
        Err(nothing(names.first().unwrap_or(&"windows")))
    }

    fn substitutes(&self, platform: &str, _: Option<&str>) -> Result<Value, Stop> {
        Err(nothing(platform))
    }

    fn native(&self, name: &str, _: &[Value]) -> Result<Value, Stop> {
        Err(nothing(name))
    }
}

fn nothing(name: &str) -> Stop {
    Stop::Unknown(Missing::Fact(name.into()).into())
}
