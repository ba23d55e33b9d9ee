//! Shows how an expression came to its value, part by part. Nothing of this is paid for unless somebody asks.

mod part;

use std::sync::Arc;

use super::ast::{ExprNode, MacroKind, Operator};
use super::scope::{Locals, Scope, Stop};
use super::{Expression, Found, evaluate, write};
use crate::value::{Location, Value};

use part::{Iteration, Part, Parts};

/// What an expression, or a part of one, came to.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    /// As it was written; a part in the one canonical spelling.
    pub(crate) text: String,
    pub(crate) value: Result<Value, Stop>,
    pub(crate) reads: Read,
    /// Whether another value of it alone would have given another value of the whole.
    pub(crate) decisive: bool,
    /// What it is made of, constants left out.
    pub(crate) parts: Vec<Trace>,
}

/// What a part stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Read {
    /// Nothing but its own parts.
    Nothing,
    /// A place in the plan.
    Place(Location),
    /// A fact, by its key.
    Fact(String),
    /// A named value.
    Named(String),
    /// The terms of a list that a text contains.
    Terms,
}

/// What traces may cost together. Where it ends, parts are left out.
#[derive(Debug)]
pub(crate) struct Budget {
    /// How many traces are kept.
    pub(crate) traces: usize,
    /// Steps of evaluation.
    pub(crate) steps: usize,
}

/// The variable of a macro, with one of its values.
struct Bound {
    value: Value,
    /// The list of the plan that it comes from, if it is one.
    of: Option<Location>,
}

struct Tracer<'t, 'a> {
    scope: &'t Scope<'a>,
    budget: &'t mut Budget,
}

/// Most items of a list that are shown.
const MOST_ITEMS: usize = 20;

impl Expression {
    /// How it comes to its value in a scope.
    pub(crate) fn trace(&self, scope: &Scope<'_>, budget: &mut Budget) -> Trace {
        let part = Part::of(&self.root, &self.frame);
        let mut trace = Tracer { scope, budget }.trace(&part, &[]);
        trace.settle(true);
        Trace { text: self.text.clone(), ..trace }
    }
}

// === impl Budget ===

impl Budget {
    /// Whether nothing more may be spent.
    pub(crate) fn is_spent(&self) -> bool {
        self.traces == 0 || self.steps == 0
    }
}

// === impl Trace ===

impl Trace {
    /// Visits it and everything below it.
    pub(crate) fn walk<'t>(&'t self, visit: &mut dyn FnMut(&'t Trace)) {
        visit(self);
        self.parts.iter().for_each(|part| part.walk(visit));
    }

    /// A part is decisive for the whole where it is for what it is a part of, and that in turn is.
    pub(crate) fn settle(&mut self, above: bool) {
        self.decisive &= above;
        let decisive = self.decisive;
        self.parts.iter_mut().for_each(|part| part.settle(decisive));
    }

    fn is(&self, yes: bool) -> bool {
        self.value == Ok(Value::Bool(yes))
    }
}

// === impl Tracer ===

impl Tracer<'_, '_> {
    fn trace(&mut self, part: &Part<'_>, bound: &[Bound]) -> Trace {
        self.budget.traces = self.budget.traces.saturating_sub(1);
        let value = self.value(part, bound);
        let reads = self.reads(part, bound);
        let parts = match &part.parts {
            Parts::Operands(operands) => self.operands(part, operands, bound),
            Parts::Iteration(iteration) => self.iteration(iteration, &value, bound),
        };
        Trace { text: write::text(part.expr), value, reads, decisive: true, parts }
    }

    fn variables<'b>(&'b self, bound: &'b [Bound]) -> Vec<&'b Value> {
        let outer = self.scope.variables().iter().copied();
        outer.chain(bound.iter().map(|one| &one.value)).collect()
    }

    fn value(&mut self, part: &Part<'_>, bound: &[Bound]) -> Result<Value, Stop> {
        let variables = self.variables(bound);
        let scope = self.scope.with(&variables);
        let value = evaluate::evaluate(&part.code, &scope, Locals::NONE).map(Found::into_owned);
        let spent = scope.spent();
        self.budget.steps = self.budget.steps.saturating_sub(spent);
        value
    }

    fn reads(&mut self, part: &Part<'_>, bound: &[Bound]) -> Read {
        match &part.expr.node {
            ExprNode::Name(name) if part.is_named => Read::Named(name.clone()),
            ExprNode::Name(_) => match part.bound.and_then(|place| bound.get(place)) {
                Some(Bound { value: Value::Record(record), .. }) => {
                    Read::Place(Location::of_part(Arc::clone(record)))
                }
                Some(Bound { of, .. }) => of.clone().map_or(Read::Nothing, Read::Place),
                None => self.place(part, bound),
            },
            ExprNode::Select(..) | ExprNode::Has(..) => self.place(part, bound),
            ExprNode::Call(name, _) if name == "found_terms" => Read::Terms,
            ExprNode::Call(name, _) if name == "fact" => self.fact(part, bound),
            _ => Read::Nothing,
        }
    }

    fn place(&self, part: &Part<'_>, bound: &[Bound]) -> Read {
        let variables = self.variables(bound);
        let place = super::location(&part.code, &self.scope.with(&variables));
        place.map_or(Read::Nothing, Read::Place)
    }

    fn fact(&mut self, part: &Part<'_>, bound: &[Bound]) -> Read {
        let Parts::Operands(arguments) = &part.parts else { return Read::Nothing };
        let mut key = Vec::new();
        for argument in arguments {
            match self.value(argument, bound) {
                Ok(Value::Text(text)) => key.push(text),
                _ => return Read::Nothing,
            }
        }
        Read::Fact(key.join("/"))
    }

    fn operands(&mut self, part: &Part<'_>, operands: &[Part<'_>], bound: &[Bound]) -> Vec<Trace> {
        let mut traces = Vec::with_capacity(operands.len());
        for operand in operands {
            if self.budget.is_spent() {
                break;
            }
            traces.push(self.trace(operand, bound));
            // What is left out costs none of the traces.
            self.budget.traces += usize::from(operand.is_constant);
        }
        let decisive: Vec<bool> =
            (0..traces.len()).map(|place| decides(&part.expr.node, &traces, place)).collect();
        let shown =
            operands.iter().zip(traces).zip(decisive).filter(|((operand, _), _)| !operand.is_constant);
        shown.map(|((_, trace), decisive)| Trace { decisive, ..trace }).collect()
    }

    /// The range of a macro, and the items that decided: the first that settles it; else all of them, to a bound.
    fn iteration(
        &mut self,
        iteration: &Iteration<'_>,
        whole: &Result<Value, Stop>,
        bound: &[Bound],
    ) -> Vec<Trace> {
        if self.budget.is_spent() {
            return Vec::new();
        }
        let range = self.trace(&iteration.range, bound);
        let of = match &range.reads {
            Read::Place(place) => Some(place.clone()),
            _ => None,
        };
        let items = match &range.value {
            Ok(Value::List(items)) => (0..).map(Value::Int).zip(items.iter().cloned()).collect(),
            Ok(Value::Map(entries)) if iteration.indexed => entries.to_vec(),
            Ok(Value::Map(entries)) => entries.iter().map(|(key, _)| (key.clone(), key.clone())).collect(),
            _ => Vec::new(),
        };
        let settles = match iteration.kind {
            MacroKind::All => Some(false),
            MacroKind::Exists => Some(true),
            _ => None,
        };
        let is_settled = settles.is_some_and(|settles| *whole == Ok(Value::Bool(settles)));
        let mut traces = Vec::new();
        let mut settling = 0;
        for (index, item) in items {
            if self.budget.is_spent() || (!is_settled && traces.len() >= MOST_ITEMS) || settling > 1 {
                break;
            }
            let inner = iteration.bind(bound, index, item, of.as_ref());
            if !is_settled {
                traces.extend(self.item(iteration, &inner));
            } else if self.value(&iteration.body, &inner) == Ok(Value::Bool(settles == Some(true))) {
                settling += 1;
                if settling == 1 {
                    traces.push(self.trace(&iteration.body, &inner));
                }
            }
        }
        let only = settling <= 1;
        traces.iter_mut().for_each(|trace| trace.decisive = only);
        std::iter::once(range).chain(traces).collect()
    }

    /// What an item came to: the filter where it is left out, else the body.
    fn item(&mut self, iteration: &Iteration<'_>, bound: &[Bound]) -> Option<Trace> {
        if let Some(filter) = &iteration.filter {
            let trace = self.trace(filter, bound);
            if !trace.is(true) {
                return Some(trace);
            }
        }
        (!self.budget.is_spent()).then(|| self.trace(&iteration.body, bound))
    }
}

// === impl Iteration ===

impl Iteration<'_> {
    /// The variables around, and those of the macro.
    fn bind(&self, around: &[Bound], index: Value, item: Value, of: Option<&Location>) -> Vec<Bound> {
        let mut bound: Vec<Bound> =
            around.iter().map(|one| Bound { value: one.value.clone(), of: one.of.clone() }).collect();
        bound.extend(self.indexed.then_some(Bound { value: index, of: None }));
        bound.push(Bound { value: item, of: of.cloned() });
        bound
    }
}

/// Whether another value of one operand alone would give another value of the node.
fn decides(node: &ExprNode, operands: &[Trace], place: usize) -> bool {
    let mut others = operands.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, other)| other);
    match (node, operands) {
        (ExprNode::Binary(Operator::And, ..), _) => !others.any(|other| other.is(false)),
        (ExprNode::Binary(Operator::Or, ..), _) => !others.any(|other| other.is(true)),
        (ExprNode::Conditional(..), [condition, yes, no]) => match place {
            0 => condition.value.is_err() || yes.value != no.value,
            1 => condition.is(true),
            _ => condition.is(false),
        },
        _ => others.all(|other| other.value.is_ok()),
    }
}

#[cfg(test)]
mod tests;
