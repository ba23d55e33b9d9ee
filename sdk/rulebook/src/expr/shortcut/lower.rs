//! From code to its shortcut.

use super::Step;
use super::held::{FieldOfRow, FieldOfVariable, Other, Place, at};
use super::rows::MOST_ROWS;
use super::steps::*;
use crate::expr::ast::{MacroKind, Operator};
use crate::expr::code::{Code, Comprehension};
use crate::expr::scope::{BYTES_PER_STEP, SHORT_WAY};
use crate::value::Value;

type Way = Box<dyn Step>;

/// Lowers what is asked of some rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lowering<'f> {
    rows: Rows,
    /// Of each named value whether it is found, and not made.
    found: &'f [bool],
}

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// Values of a variable of the frame.
    OfVariable(usize),
    /// Values of the variable of the innermost macro.
    OfMacro,
}

impl<'f> Lowering<'f> {
    /// Of values of a variable of the frame.
    pub(super) fn of_variable(variable: usize, found: &'f [bool]) -> Self {
        Self { rows: Rows::OfVariable(variable), found }
    }

    /// The way to whether a condition is true; `None` where it would be no shorter.
    pub(super) fn condition(self, code: &Code) -> Option<Way> {
        Some(match code {
            Code::Let(place) => Box::new(Named(*place)),
            Code::Not(inner) => not(self.part(inner)),
            Code::And(sides) => self.both(sides, false),
            Code::Or(sides) => self.both(sides, true),
            Code::Has(parts) => {
                at!(self.place(&parts.0)?, |held| Box::new(Given { held, field: parts.1.places }))
            }
            Code::Macro(macro_) => match macro_.kind {
                MacroKind::All => self.each(macro_, Settled::ByOne(false))?,
                MacroKind::Exists => self.each(macro_, Settled::ByOne(true))?,
                _ => return None,
            },
            Code::Call(function, arguments) => {
                let (decides, [a, b]) = (function.decides()?, &**arguments) else { return None };
                at!(self.place(a)?, |a| at!(self.place(b)?, |b| Box::new(Call { decides, a, b })))
            }
            Code::Binary(operator, sides) if !operator.is_arithmetic() => self.binary(*operator, sides)?,
            other => at!(self.place(other)?, |held| Box::new(Is { held, wanted: true })),
        })
    }

    /// The way to whether there is any of what is counted.
    pub(super) fn filled(self, code: &Code) -> Way {
        let way: Option<Way> = match code {
            Code::Let(place) => Some(Box::new(NamedFilled(*place))),
            Code::Terms(text, list) => self
                .place(text)
                .map(|text| -> Way { at!(text, |held| Box::new(Terms { held, list: list.clone() })) }),
            Code::Macro(macro_) if macro_.kind == MacroKind::Filter => self.each(macro_, Settled::ByAll),
            other => self.place(other).map(|place| -> Way { at!(place, |held| Box::new(Filled { held })) }),
        };
        way.unwrap_or_else(|| Box::new(Counted(code.clone())))
    }

    /// The way to a part of a condition, which is evaluated where there is no shorter one.
    fn part(self, code: &Code) -> Way {
        self.condition(code).unwrap_or_else(|| Box::new(Evaluated(code.clone())))
    }

    fn both(self, [first, second]: &[Code; 2], settles: bool) -> Way {
        Box::new(Both { settles, first: self.part(first), second: self.part(second) })
    }

    /// Of two values at hand, or of a size beside 0.
    fn binary(self, operator: Operator, [left, right]: &[Code; 2]) -> Option<Way> {
        use Operator::{Equal, Greater, In, NotEqual};
        if let Some(counted) = counted(left, right) {
            return match operator {
                Greater | NotEqual => Some(self.filled(counted)),
                Equal => Some(not(self.filled(counted))),
                _ => None,
            };
        }
        let wanted = operator == Equal;
        Some(match (operator, left, right) {
            (Equal | NotEqual, left, Code::Literal(Value::Text(text))) if is_short(text) => {
                at!(self.place(left)?, |held| Box::new(Same { held, text: (&**text).into(), wanted }))
            }
            (Equal | NotEqual, left, Code::Literal(Value::Bool(yes))) => {
                at!(self.place(left)?, |held| Box::new(Is { held, wanted: *yes == wanted }))
            }
            (In, Code::Literal(Value::Text(text)), right) if is_short(text) => {
                at!(self.place(right)?, |held| Box::new(Lists { held, text: (&**text).into() }))
            }
            (In, left, Code::Literal(Value::List(items))) if let Some(texts) = texts(items) => {
                at!(self.place(left)?, |held| Box::new(Among { held, texts }))
            }
            (Equal, Code::Binary(Operator::Remainder, parts), Code::Literal(Value::Int(rest)))
                if let [number, Code::Literal(Value::Int(divisor))] = &**parts =>
            {
                at!(self.place(number)?, |held| Box::new(Remains { held, divisor: *divisor, rest: *rest }))
            }
            (Equal | NotEqual, left, right) => {
                at!(self.place(left)?, |a| at!(self.place(right)?, |b| Box::new(Alike { a, b, wanted })))
            }
            (operator, left, right) => {
                at!(self.place(left)?, |a| at!(self.place(right)?, |b| Box::new(Relation { operator, a, b })))
            }
        })
    }

    /// A condition of the items of a list.
    fn each(self, macro_: &Comprehension, settled: Settled) -> Option<Way> {
        if macro_.indexed {
            return None;
        }
        // What the items after the one that settles would have read counts as read, and a named value is paid for by the item.
        let at_once = if asks_the_world(&macro_.body) { 1 } else { MOST_ROWS };
        let of_macro = Self { rows: Rows::OfMacro, ..self };
        let (body, cost) = (of_macro.part(&macro_.body), SHORT_WAY * macro_.steps);
        Some(at!(self.place(&macro_.range)?, |range| Box::new(Each { range, settled, body, at_once, cost })))
    }

    /// The place that a node leads to, if that is all it does.
    fn place(self, code: &Code) -> Option<Place> {
        Some(match code {
            Code::Literal(value) => Place::Other(Other::Constant(value.clone())),
            Code::Variable(place) if self.rows == Rows::OfVariable(*place) => Place::Other(Other::Row),
            Code::Variable(place) => Place::Other(Other::Variable(*place)),
            Code::Local(0) if self.rows == Rows::OfMacro => Place::Other(Other::Row),
            Code::Local(place) if self.rows == Rows::OfMacro => Place::Other(Other::Local(place - 1)),
            Code::FieldOf(variable, field) if self.rows == Rows::OfVariable(usize::from(*variable)) => {
                Place::OfRow(FieldOfRow(field.places))
            }
            Code::FieldOf(variable, field) => {
                Place::OfVariable(FieldOfVariable(usize::from(*variable), field.places))
            }
            Code::Field(parts) => match self.place(&parts.0)? {
                Place::Other(Other::Row) => Place::OfRow(FieldOfRow(parts.1.places)),
                object => Place::Other(Other::Field(Box::new(object), parts.1.places)),
            },
            // One that is made could not be borrowed, and would be made twice.
            Code::Let(place) if self.found.get(*place) == Some(&true) => {
                Place::Other(Other::Found(code.clone()))
            }
            Code::Call(function, _) if function.finds() => Place::Other(Other::Found(code.clone())),
            _ => return None,
        })
    }
}

fn not(inner: Way) -> Way {
    Box::new(Not(inner))
}

/// What is counted, where that is compared with 0.
fn counted<'c>(left: &'c Code, right: &Code) -> Option<&'c Code> {
    match (left, right) {
        (Code::Call(function, counted), Code::Literal(Value::Int(0))) if function.is_size() => {
            counted.first()
        }
        _ => None,
    }
}

fn texts(items: &[Value]) -> Option<Box<[Box<str>]>> {
    items.iter().map(|item| item.as_text().filter(|text| is_short(text)).map(Box::from)).collect()
}

/// Whether comparing with it costs one step, whatever the other text is.
fn is_short(text: &str) -> bool {
    text.len() < BYTES_PER_STEP
}

/// Whether a condition may read facts, or a named value.
fn asks_the_world(code: &Code) -> bool {
    match code {
        Code::Literal(_) | Code::Variable(_) | Code::Local(_) | Code::FieldOf(..) => false,
        Code::Field(parts) | Code::Has(parts) => asks_the_world(&parts.0),
        Code::Not(inner) | Code::Negate(inner) => asks_the_world(inner),
        Code::And(parts) | Code::Or(parts) | Code::Binary(_, parts) | Code::Index(parts) => {
            parts.iter().any(asks_the_world)
        }
        Code::Call(function, arguments) => {
            function.decides().is_none() || arguments.iter().any(asks_the_world)
        }
        Code::Macro(macro_) => asks_the_world(&macro_.range) || asks_the_world(&macro_.body),
        _ => true,
    }
}
