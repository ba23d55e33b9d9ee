//! Tries a condition with every combination of what it reads, and says which parts decide nothing.

use super::Purpose;
use super::domain::Domain;
use super::shape::{Part, Shape, Source, Test};
use crate::expr::ast::{Expr, ExprNode, Operator};
use crate::expr::check::CheckError;
use crate::expr::operators;
use crate::expr::scope::Scope;
use crate::expr::{Found, Missing, Stop, World};
use crate::value::Value;

/// What came of all combinations.
pub(super) struct Trial {
    /// For each node.
    seen: Vec<Seen>,
}

/// What a node came to while what it reads was known, and only where `?:` led to it.
#[derive(Clone, Default)]
struct Seen {
    yes: bool,
    no: bool,
    unknown: bool,
    /// For each part of a row: whether the row came to something else without it.
    decides: Vec<bool>,
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
const MOST: usize = 20_000;

/// Tries all combinations; `None`: there are too many.
pub(super) fn run(shape: &Shape<'_>) -> Option<Trial> {
    let states: Vec<Vec<State>> = shape.sources.iter().map(states).collect();
    let combinations = states.iter().try_fold(1, |product: usize, states| product.checked_mul(states.len()));
    combinations.filter(|combinations| *combinations <= MOST)?;
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
    fn constant(&self, node: usize) -> Option<bool> {
        let seen = &self.seen[node];
        (seen.yes != seen.no && !seen.unknown).then_some(seen.yes)
    }

    /// Notes what decides nothing.
    pub(super) fn report(&self, shape: &Shape<'_>, purpose: Purpose, errors: &mut Vec<CheckError>) {
        let mut report = Report { trial: self, shape, errors };
        if report.part(shape.root) {
            return;
        }
        let never = purpose != Purpose::Value && self.is_never_true(shape.root);
        let value = if never { Some(false) } else { self.constant(shape.root) };
        let Some(value) = value else { return };
        let always = if value { "this is always true" } else { "this is never true" };
        let message = match (purpose, value) {
            (Purpose::AppliesIf, true) => "this is always true, so it decides nothing".to_owned(),
            (Purpose::AppliesIf, false) => format!("{always}, so the rule never applies"),
            (Purpose::FailsIf, true) => format!("{always}, so the rule fails whenever it applies"),
            (Purpose::FailsIf, false) => format!("{always}, so the rule never fails"),
            (Purpose::Value, _) => always.to_owned(),
        };
        report.note(shape.root, message, value);
    }
}

/// Says what is wrong, the innermost part first: it is what makes those around it constant.
struct Report<'a, 'e> {
    trial: &'a Trial,
    shape: &'a Shape<'e>,
    errors: &'a mut Vec<CheckError>,
}

impl Report<'_, '_> {
    fn note(&mut self, node: usize, message: impl Into<String>, value: bool) {
        let hint = reason(self.shape, node, value);
        self.errors.push(CheckError { at: self.shape.nodes[node].at, message: message.into(), hint });
    }

    /// Looks at the parts of a node; whether one of them was noted for being constant.
    fn part(&mut self, node: usize) -> bool {
        let shape = self.shape;
        if shape.nodes[node].is_elsewhere {
            return false;
        }
        match &shape.nodes[node].part {
            Part::Literal(_) | Part::AlwaysThere | Part::Value | Part::Test(..) => false,
            Part::Not(inner) => self.operand(*inner),
            Part::Row { parts, .. } => {
                let noted = parts.iter().fold(false, |noted, part| self.operand(*part) || noted);
                if !noted && self.trial.constant(node).is_none() {
                    self.idle(node, parts);
                }
                noted
            }
            Part::If([condition, yes, no]) => self.branches(*condition, *yes, *no),
        }
    }

    /// A part of a row, or what `!` stands before: a constant there is a mistake.
    fn operand(&mut self, node: usize) -> bool {
        if self.part(node) {
            return true;
        }
        let constant = self.trial.constant(node).filter(|_| !self.shape.nodes[node].is_elsewhere);
        let Some(value) = constant else { return false };
        self.note(node, format!("this is always {value}"), value);
        true
    }

    /// The last part of a row that makes no difference; once it is gone, the next may make one.
    fn idle(&mut self, row: usize, parts: &[usize]) {
        let decides = &self.trial.seen[row].decides;
        let was_tried = |part: usize| self.trial.seen[part].yes || self.trial.seen[part].no;
        let idle = parts.iter().zip(decides).rfind(|(part, decides)| {
            // A named constant is a switch, and may be left in one position.
            !**decides && was_tried(**part) && self.trial.constant(**part).is_none()
        });
        if let Some((part, _)) = idle {
            let hint = "the parts beside it settle the condition alone; leave it out, or mend it".to_owned();
            let at = self.shape.nodes[*part].at;
            self.errors.push(CheckError { at, message: "this part never decides".to_owned(), hint });
        }
    }

    fn branches(&mut self, condition: usize, yes: usize, no: usize) -> bool {
        if let Some(value) = self.trial.constant(condition) {
            let unreached = if value { no } else { yes };
            let message = format!("this branch is never reached: the condition before it is always {value}");
            let hint = reason(self.shape, condition, value);
            self.errors.push(CheckError { at: self.shape.nodes[unreached].at, message, hint });
            return true;
        }
        let noted = self.part(condition);
        [yes, no].into_iter().fold(noted, |noted, branch| {
            let is_literal = matches!(self.shape.nodes[branch].part, Part::Literal(_));
            (if is_literal { false } else { self.operand(branch) }) || noted
        })
    }
}

/// Why a node has the value it always has, as far as that can be told.
fn reason(shape: &Shape<'_>, node: usize, value: bool) -> String {
    let mut read = Vec::new();
    sources(shape, node, &mut read);
    let name = match read[..] {
        [one] => label(&shape.sources[one].expr),
        _ => None,
    };
    let (what, domain) = match (name, &read[..]) {
        (Some(name), [one]) => (name, Some(shape.sources[*one].domain)),
        _ => ("the plan".to_owned(), None),
    };
    match (&shape.nodes[node].part, domain) {
        (Part::Literal(_), _) => "leave it out, or write what decides".to_owned(),
        (Part::AlwaysThere, _) => {
            "one that is absent counts as empty; ask for its size, or for a field of it".to_owned()
        }
        (Part::Test(..), Some(Domain::Whole(true))) => format!("{what} is 0 or more"),
        (Part::Test(..), Some(Domain::Percent)) => format!("{what} is between 0 and 100"),
        (Part::Row { settles: false, .. }, _) if !value => {
            format!("{what} cannot be all of this at once; is `||` meant?")
        }
        (Part::Row { settles: true, .. }, _) if value => {
            format!("{what} is always one of these; is `&&` meant?")
        }
        _ => format!("whatever {what} is, it makes no difference"),
    }
}

/// The sources below a node.
fn sources(shape: &Shape<'_>, node: usize, found: &mut Vec<usize>) {
    match &shape.nodes[node].part {
        Part::Literal(_) | Part::AlwaysThere | Part::Value => {}
        Part::Test(source, _) if found.contains(source) => {}
        Part::Test(source, _) => found.push(*source),
        Part::Not(inner) => sources(shape, *inner, found),
        Part::Row { parts, .. } => parts.iter().for_each(|part| sources(shape, *part, found)),
        Part::If(parts) => parts.iter().for_each(|part| sources(shape, *part, found)),
    }
}

/// What people call something that is read.
fn label(expr: &Expr) -> Option<String> {
    match &expr.node {
        ExprNode::Call(name, arguments) if name == "fact" => {
            let key: Option<Vec<&str>> = arguments.iter().map(Expr::literal_text).collect();
            Some(key.map_or("the fact".to_owned(), |key| format!("`{}`", key.join("/"))))
        }
        ExprNode::Call(name, _) if name.ends_with("size") => Some("a size".to_owned()),
        _ => expr.dotted().map(|name| format!("`{name}`")),
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

    fn terms(&self, list: &str, _: &str) -> Result<Found<'_>, Stop> {
        Err(nothing(list))
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
