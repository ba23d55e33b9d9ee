//! The steps of a shortcut.

use super::held::Held;
use super::rows::{Marks, Rows};
use super::{Shortcut, Step};
use crate::expr::ast::Operator;
use crate::expr::code::{Code, Places};
use crate::expr::evaluate::{evaluate, holds};
use crate::expr::functions::{Decide, decide};
use crate::expr::operators::{is_same, relation};
use crate::expr::scope::{BYTES_PER_STEP, Scope};
use crate::value::Value;

/// A boolean is the one wanted.
#[derive(Debug)]
pub(super) struct Is<H> {
    pub(super) held: H,
    pub(super) wanted: bool,
}

/// A text is a constant one, or is not, as is wanted.
#[derive(Debug)]
pub(super) struct Same<H> {
    pub(super) held: H,
    pub(super) text: Box<str>,
    pub(super) wanted: bool,
}

/// A text is one of some constant ones.
#[derive(Debug)]
pub(super) struct Among<H> {
    pub(super) held: H,
    pub(super) texts: Box<[Box<str>]>,
}

/// A constant text is in a list.
#[derive(Debug)]
pub(super) struct Lists<H> {
    pub(super) held: H,
    pub(super) text: Box<str>,
}

/// A field is known.
#[derive(Debug)]
pub(super) struct Given<H> {
    pub(super) held: H,
    pub(super) field: Places,
}

/// A list, a map or a text is not empty.
#[derive(Debug)]
pub(super) struct Filled<H> {
    pub(super) held: H,
}

/// A text has terms of a list.
#[derive(Debug)]
pub(super) struct Terms<H> {
    pub(super) held: H,
    pub(super) list: Box<str>,
}

/// What remains of a whole number.
#[derive(Debug)]
pub(super) struct Remains<H> {
    pub(super) held: H,
    pub(super) divisor: i64,
    pub(super) rest: i64,
}

/// Two values are the same, or are not, as is wanted. Most are words.
#[derive(Debug)]
pub(super) struct Alike<A, B> {
    pub(super) a: A,
    pub(super) b: B,
    pub(super) wanted: bool,
}

/// Any other two values beside each other.
#[derive(Debug)]
pub(super) struct Relation<A, B> {
    pub(super) operator: Operator,
    pub(super) a: A,
    pub(super) b: B,
}

/// Something is true of two values.
#[derive(Debug)]
pub(super) struct Call<A, B> {
    pub(super) decides: Decide,
    pub(super) a: A,
    pub(super) b: B,
}

/// A condition is false.
#[derive(Debug)]
pub(super) struct Not(pub(super) Box<dyn Step>);

/// Two conditions: one that comes to `settles` settles both.
#[derive(Debug)]
pub(super) struct Both {
    pub(super) settles: bool,
    pub(super) first: Box<dyn Step>,
    pub(super) second: Box<dyn Step>,
}

/// A condition, of the items of a list.
#[derive(Debug)]
pub(super) struct Each<H> {
    pub(super) range: H,
    pub(super) settled: Settled,
    pub(super) body: Box<dyn Step>,
    /// How many are asked at once.
    pub(super) at_once: usize,
    /// Steps that one item costs on the short way.
    pub(super) cost: usize,
}

/// When the items of a list settle what is asked of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    /// `exists` and `all`: by one of which the condition comes to this, whatever the others are.
    ByOne(bool),
    /// `size(list.filter(…)) > 0`: when each is known.
    ByAll,
}

/// A named value is true.
#[derive(Debug)]
pub(super) struct Named(pub(super) usize);

/// A named value holds any.
#[derive(Debug)]
pub(super) struct NamedFilled(pub(super) usize);

/// There is no shorter way to whether this is true.
#[derive(Debug)]
pub(super) struct Evaluated(pub(super) Code);

/// There is no shorter way to whether this holds any.
#[derive(Debug)]
pub(super) struct Counted(pub(super) Code);

fn is_filled(value: &Value, scope: &Scope<'_>) -> Option<bool> {
    match value {
        Value::List(items) => Some(!items.is_empty()),
        Value::Text(text) => scope.spend_bytes(text.len()).ok().map(|()| !text.is_empty()),
        Value::Map(entries) => Some(!entries.is_empty()),
        _ => None,
    }
}

/// Decides each row, or all of them at once where they do not differ, which is for what costs no steps.
#[inline]
fn each<'a, H: Held>(
    rows: &Rows<'_, 'a>,
    among: u64,
    mut decide: impl FnMut(&'a Value) -> Option<bool>,
) -> Marks {
    if H::VARIES { rows.each(among, decide) } else { Marks::of_all(among, decide(&Value::Null)) }
}

impl<H: Held> Step for Is<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        each::<H>(rows, among, |item| match self.held.value(rows, item)? {
            Value::Bool(yes) => Some(*yes == self.wanted),
            _ => None,
        })
    }
}

impl<H: Held> Step for Same<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        each::<H>(rows, among, |item| Some(is_same(self.held.text(rows, item)?, &self.text) == self.wanted))
    }
}

impl<H: Held> Step for Among<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        each::<H>(rows, among, |item| {
            let text = self.held.text(rows, item)?;
            Some(self.texts.iter().any(|one| is_same(one, text)))
        })
    }
}

impl<H: Held> Step for Lists<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        rows.each(among, |item| {
            let items = self.held.value(rows, item)?.as_list()?;
            rows.scope.spend(items.len()).ok()?;
            for item in items {
                if is_same(item.as_text()?, &self.text) {
                    return Some(true);
                }
            }
            Some(false)
        })
    }
}

impl<H: Held> Step for Given<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        each::<H>(rows, among, |item| self.field.is_known_in(self.held.value(rows, item)?))
    }
}

impl<H: Held> Step for Filled<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        rows.each(among, |item| is_filled(self.held.value(rows, item)?, rows.scope))
    }
}

impl<H: Held> Step for Terms<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        let Ok(terms) = rows.scope.world.terms(&self.list) else { return Marks::default() };
        rows.each(among, |item| {
            let text = self.held.text(rows, item)?;
            rows.scope.spend_bytes(text.len()).ok()?;
            Some(terms.occur_in(text))
        })
    }
}

impl<A: Held, B: Held> Step for Alike<A, B> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        let fixed = if B::VARIES { None } else { self.b.value(rows, &Value::Null) };
        rows.each(among, |item| {
            // Both are looked at, and paid for, even where one is not known.
            let (a, b) = (self.a.value(rows, item), if B::VARIES { self.b.value(rows, item) } else { fixed });
            let (a, b) = (a?, b?);
            let alike = match (a, b) {
                (Value::Text(a), Value::Text(b)) if b.len() < BYTES_PER_STEP => is_same(a, b),
                _ => relation(Operator::Equal, a, b, rows.scope).ok()?,
            };
            Some(alike == self.wanted)
        })
    }
}

impl<H: Held> Step for Remains<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        each::<H>(rows, among, |item| match self.held.value(rows, item)? {
            Value::Int(number) => Some(number.checked_rem(self.divisor)? == self.rest),
            _ => None,
        })
    }
}

impl<A: Held, B: Held> Step for Relation<A, B> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        rows.each(among, |item| {
            let (a, b) = (self.a.value(rows, item), self.b.value(rows, item));
            relation(self.operator, a?, b?, rows.scope).ok()
        })
    }
}

impl<A: Held, B: Held> Step for Call<A, B> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        rows.each(among, |item| {
            let (a, b) = (self.a.value(rows, item), self.b.value(rows, item));
            decide(self.decides, a?, b?, rows.scope).ok()
        })
    }
}

impl Step for Not {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        self.0.decide(rows, among).not()
    }
}

impl Step for Both {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        let first = self.first.decide(rows, among);
        let left = among & !(if self.settles { first.yes } else { first.no });
        if left == 0 {
            return first;
        }
        let second = self.second.decide(rows, left);
        if self.settles {
            Marks { yes: first.yes | second.yes, no: first.no & second.no }
        } else {
            Marks { yes: first.yes & second.yes, no: first.no | second.no }
        }
    }
}

impl<H: Held> Step for Each<H> {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        rows.each(among, |item| {
            let range = self.range.value(rows, item)?;
            let items = range.as_list()?;
            rows.scope.spend(items.len().saturating_mul(self.cost)).ok()?;
            if self.settled == Settled::ByAll {
                // Evaluation makes a list of those for which the condition is true.
                rows.scope.weigh(range).ok()?;
            }
            rows.with(item, |scope, locals| {
                let (mut any, mut all_known) = (false, true);
                for items in items.chunks(self.at_once) {
                    let rows = Rows::of_macro(scope, locals, items);
                    let marks = self.body.decide(&rows, rows.all());
                    match self.settled {
                        Settled::ByOne(true) if marks.yes != 0 => return Some(true),
                        Settled::ByOne(false) if marks.no != 0 => return Some(false),
                        _ => {}
                    }
                    any |= marks.yes != 0;
                    all_known &= marks.yes | marks.no == rows.all();
                }
                all_known.then_some(match self.settled {
                    Settled::ByOne(yes) => !yes,
                    Settled::ByAll => any,
                })
            })
        })
    }
}

impl Step for Named {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        let way = |way: &'a Shortcut| match way {
            Shortcut::Condition(step) => Some(&**step),
            _ => None,
        };
        rows.named(self.0, among, way, |scope| scope.named_holds(self.0).ok())
    }
}

impl Step for NamedFilled {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        let way = |way: &'a Shortcut| match way {
            Shortcut::Filled(step) => Some(&**step),
            _ => None,
        };
        rows.named(self.0, among, way, |scope| is_filled(&*scope.named(self.0).ok()?, scope))
    }
}

impl Step for Evaluated {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        rows.each(among, |item| rows.with(item, |scope, locals| holds(&self.0, scope, locals).ok()))
    }
}

impl Step for Counted {
    fn decide<'a>(&'a self, rows: &Rows<'_, 'a>, among: u64) -> Marks {
        rows.each(among, |item| {
            rows.with(item, |scope, locals| is_filled(&*evaluate(&self.0, scope, locals).ok()?, scope))
        })
    }
}
