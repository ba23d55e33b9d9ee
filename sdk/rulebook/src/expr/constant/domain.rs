//! Which values something read can have, as far as comparisons with constants tell them apart.

use crate::date::{Date, day};
use crate::expr::ast::{Expr, ExprNode};
use crate::expr::check::{self, Names};
use crate::expr::ty::Ty;
use crate::schema::Type;
use crate::value::Value;

/// What the values of something read are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Domain {
    Bool,
    /// Words of a set.
    Words(&'static [&'static str]),
    Text,
    /// Whole numbers; `true`: 0 or more.
    Whole(bool),
    Number,
    /// 0 to 100.
    Percent,
    Date,
}

impl Domain {
    /// Of an expression that reads something; `None` where comparisons cannot be followed.
    pub(super) fn of(expr: &Expr, names: &Names<'_>, locals: &[(String, Ty)]) -> Option<Self> {
        let field = match &expr.node {
            ExprNode::Select(object, field) => match check::type_of(object, names, locals) {
                Ty::Record(kind) => kind.field(field).map(|field| field.ty),
                _ => None,
            },
            _ => None,
        };
        // Sizes, and the whole numbers among facts: counts and ranks.
        let counts = match &expr.node {
            ExprNode::Call(name, _) => matches!(name.trim_start_matches('.'), "size" | "fact"),
            _ => false,
        };
        Some(match (field, check::type_of(expr, names, locals)) {
            (Some(Type::Integer), _) => Self::Whole(true),
            (Some(Type::Percent), _) => Self::Percent,
            (_, Ty::Bool) => Self::Bool,
            (_, Ty::Word(words)) => Self::Words(words),
            (_, Ty::Text) => Self::Text,
            (_, Ty::Int) => Self::Whole(counts),
            (_, Ty::Double) => Self::Number,
            (_, Ty::Date) => Self::Date,
            _ => return None,
        })
    }

    /// Whether it can be followed through an ordering: texts have an order too, but nobody means it.
    pub(super) fn is_ordered(self) -> bool {
        matches!(self, Self::Whole(_) | Self::Number | Self::Percent | Self::Date)
    }

    /// Values that stand for all there are, where nothing but these constants is compared with.
    pub(super) fn stand_ins(self, constants: &[Value]) -> Vec<Value> {
        match self {
            Self::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Self::Words(words) => {
                let named = |word: &&str| constants.iter().any(|constant| constant.as_text() == Some(word));
                let other = words.iter().find(|word| !named(word));
                words.iter().filter(|word| named(word)).chain(other).map(|word| Value::text(word)).collect()
            }
            Self::Text => {
                let known = constants.iter().filter_map(Value::as_text);
                let longest = known.clone().max_by_key(|text| text.len()).unwrap_or_default();
                known.map(Value::text).chain([Value::text(&format!("{longest}…"))]).collect()
            }
            Self::Whole(counts) => whole(constants, counts),
            Self::Number => {
                // Beside NaN no comparison holds, and a calculation may come to it.
                let mut numbers = between(constants, f64::MIN, f64::MAX);
                numbers.push(Value::Double(f64::NAN));
                numbers
            }
            Self::Percent => between(constants, 0.0, 100.0),
            Self::Date => dates(constants),
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Double(number) => Some(*number),
        _ => None,
    }
}

/// Each constant and what lies around it, fractions on both sides.
fn whole(constants: &[Value], counts: bool) -> Vec<Value> {
    let mut numbers: Vec<i64> = vec![0];
    for constant in constants {
        let near = match constant {
            Value::Int(number) => *number,
            // `as` keeps to the bounds; what lies beyond them is beyond every whole number too.
            Value::Double(number) => number.floor() as i64,
            _ => continue,
        };
        numbers.extend((-1..=2).map(|step| near.saturating_add(step)));
    }
    numbers.retain(|number| !counts || *number >= 0);
    numbers.sort_unstable();
    numbers.dedup();
    numbers.into_iter().map(Value::Int).collect()
}

/// The bounds, each constant, and one number between any two.
fn between(constants: &[Value], least: f64, most: f64) -> Vec<Value> {
    let mut numbers: Vec<f64> =
        constants.iter().filter_map(number).filter(|n| (least..=most).contains(n)).collect();
    numbers.extend([least, most]);
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    let middles: Vec<f64> = numbers.windows(2).map(|pair| pair[0] / 2.0 + pair[1] / 2.0).collect();
    numbers.into_iter().chain(middles).map(Value::Double).collect()
}

/// Each day and those beside it.
fn dates(constants: &[Value]) -> Vec<Value> {
    let mut days: Vec<Date> = Vec::new();
    for constant in constants {
        let Some(day) = constant.as_text().and_then(day) else { continue };
        days.extend([day.yesterday().ok(), Some(day), day.tomorrow().ok()].into_iter().flatten());
    }
    if days.is_empty() {
        days.push(Date::MAX);
    }
    days.sort_unstable();
    days.dedup();
    days.into_iter().map(Value::Date).collect()
}
