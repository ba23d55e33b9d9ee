//! Evaluates expressions, three-valued: what depends on something unknown is unknown, unless another operand settles it.
//!
//! What is rare stands in functions of its own, so that the frame of [`evaluate`], which calls itself, stays small.
//! Values are borrowed from the plan, the rulebook and the code wherever they can be, so that a condition over what is there
//! allocates nothing.

use std::borrow::Cow;

use regex::Regex;

use super::code::{Code, FieldName};
use super::scope::{Locals, Missing, Scope, Stop};
use super::{comprehension, functions, operators};
use crate::value::{Location, Value};

/// A value, borrowed where it can be.
pub(crate) type Found<'a> = Cow<'a, Value>;

/// The value of a node. What nearly every node is comes first, in a frame of its own that stays small.
pub(super) fn evaluate<'a>(
    code: &'a Code,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<Found<'a>, Stop> {
    match at_hand(code, scope, locals) {
        Some(value) => Ok(Cow::Borrowed(value)),
        None => evaluate_other(code, scope, locals),
    }
}

/// The value of a constant, a variable, or a known field of one, which nearly every node is. `None` for any other node, for a value
/// that nothing else holds, and for what is not known or wrong: [`evaluate_other`] says why. One pointer, so that it travels in a register.
pub(super) fn at_hand<'a>(code: &'a Code, scope: &Scope<'a>, locals: Locals<'_, 'a>) -> Option<&'a Value> {
    match code {
        Code::FieldOf(place, field) => field.places.known_in(scope.variable(usize::from(*place))),
        Code::Field(parts) => {
            let (object, field) = &**parts;
            let object = match object {
                Code::Local(place) => locals.borrowed(*place)?,
                object => at_hand(object, scope, locals)?,
            };
            field.places.known_in(object)
        }
        Code::Literal(value) => Some(value),
        Code::Variable(place) => Some(scope.variable(*place)),
        Code::Local(place) => locals.borrowed(*place),
        _ => None,
    }
}

fn evaluate_other<'a>(code: &'a Code, scope: &Scope<'a>, locals: Locals<'_, 'a>) -> Result<Found<'a>, Stop> {
    match code {
        Code::Literal(value) => Ok(Cow::Borrowed(value)),
        Code::Variable(place) => Ok(Cow::Borrowed(scope.variable(*place))),
        Code::FieldOf(place, field) => part(scope.variable(usize::from(*place)), field).map(Cow::Borrowed),
        Code::Field(parts) => select(evaluate(&parts.0, scope, locals)?, &parts.1),
        Code::Local(place) => Ok(locals.at(*place)),
        Code::Let(place) => scope.named(*place),
        Code::Index(parts) => {
            let (object, index) = both(parts, scope, locals)?;
            operators::item(object, &index, scope)
        }
        Code::Negate(inner) => operators::negate(&*evaluate(inner, scope, locals)?).map(Cow::Owned),
        Code::Binary(operator, parts) if operator.is_arithmetic() => {
            let (left, right) = both(parts, scope, locals)?;
            operators::arithmetic(*operator, &left, &right, scope).map(Cow::Owned)
        }
        Code::Conditional(parts) => {
            let [condition, yes, no] = &**parts;
            evaluate(if holds(condition, scope, locals)? { yes } else { no }, scope, locals)
        }
        Code::List(items) => scope.hold(Value::list(all(items, scope, locals)?)).map(Cow::Owned),
        Code::Map(entries) => map(entries, scope, locals).map(Cow::Owned),
        Code::Call(function, arguments) => call(function, arguments, scope, locals),
        Code::Terms(text, list) => terms(text, list, scope, locals),
        Code::Substitutes(parts) => substitutes(parts, scope, locals).map(Cow::Owned),
        Code::Native(parts) => native(&parts.0, &parts.1, scope, locals).map(Cow::Owned),
        Code::Macro(macro_) if !macro_.is_quantifier() => {
            comprehension::evaluate(macro_, scope, locals).map(Cow::Owned)
        }
        Code::Fault(message) => Err(Stop::error(&**message)),
        Code::Not(_)
        | Code::And(_)
        | Code::Or(_)
        | Code::Has(..)
        | Code::Binary(..)
        | Code::Matches(..)
        | Code::Total(_)
        | Code::Macro(_) => holds(code, scope, locals).map(|yes| Cow::Owned(Value::Bool(yes))),
    }
}

/// Whether a condition is true; anything but true or false is an error.
pub(super) fn holds<'a>(code: &'a Code, scope: &Scope<'a>, locals: Locals<'_, 'a>) -> Result<bool, Stop> {
    match code {
        Code::Not(inner) => holds(inner, scope, locals).map(|yes| !yes),
        Code::And(parts) => logic(parts, scope, locals, false),
        Code::Or(parts) => logic(parts, scope, locals, true),
        Code::Has(parts) => has(&*evaluate(&parts.0, scope, locals)?, &parts.1),
        Code::Matches(parts) => matches(&parts.0, &parts.1, scope, locals),
        Code::Macro(macro_) if macro_.is_quantifier() => comprehension::holds_for(macro_, scope, locals),
        Code::Total(total) => total.compare(scope, locals),
        Code::Binary(operator, parts) if !operator.is_arithmetic() => {
            let [left, right] = &**parts;
            // What nearly every condition is comes first: nothing to make, nothing to merge.
            match (at_hand(left, scope, locals), at_hand(right, scope, locals)) {
                (Some(left), Some(right)) => operators::relation(*operator, left, right, scope),
                (None, Some(right)) => {
                    operators::relation(*operator, &*evaluate_other(left, scope, locals)?, right, scope)
                }
                _ => {
                    let (left, right) = both(parts, scope, locals)?;
                    operators::relation(*operator, &left, &right, scope)
                }
            }
        }
        Code::Let(place) => scope.named_holds(*place),
        other => match at_hand(other, scope, locals) {
            Some(value) => truth(value),
            None => truth(&*evaluate_other(other, scope, locals)?),
        },
    }
}

fn truth(value: &Value) -> Result<bool, Stop> {
    match value {
        Value::Bool(yes) => Ok(*yes),
        other => Err(Stop::wrong(other, "a boolean")),
    }
}

#[inline(never)]
fn matches<'a>(
    text: &'a Code,
    pattern: &Regex,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<bool, Stop> {
    let text = evaluate(text, scope, locals)?;
    let text = text.as_text().ok_or_else(|| Stop::wrong(&text, "a text"))?;
    functions::text::is_match(pattern, text, scope)
}

/// `&&` and `||`: the value that settles wins, whatever the other side is.
fn logic<'a>(
    [left, right]: &'a [Code; 2],
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
    settles: bool,
) -> Result<bool, Stop> {
    let left = match holds(left, scope, locals) {
        Ok(value) if value == settles => return Ok(settles),
        Ok(_) => None,
        Err(stop) => Some(stop),
    };
    match (left, holds(right, scope, locals)) {
        (_, Ok(value)) if value == settles => Ok(settles),
        (None, Ok(_)) => Ok(!settles),
        (Some(stop), Ok(_)) | (None, Err(stop)) => Err(stop),
        (Some(left), Err(right)) => Err(left.and(right)),
    }
}

/// `object.field`
fn select<'a>(object: Found<'a>, field: &FieldName) -> Result<Found<'a>, Stop> {
    match object {
        Cow::Borrowed(object) => part(object, field).map(Cow::Borrowed),
        Cow::Owned(object) => part(&object, field).cloned().map(Cow::Owned),
    }
}

fn part<'v>(object: &'v Value, field: &FieldName) -> Result<&'v Value, Stop> {
    match object {
        Value::Record(record) => {
            let place = field.place_in(record.kind);
            let place = place.ok_or_else(|| Stop::error(format!("no field `{}`", field.name)))?;
            let location = || Location::of_field(record, place);
            record.fields[place].as_ref().ok_or_else(|| Stop::Unknown(Missing::Field(location()).into()))
        }
        Value::Map(entries) => {
            let found = entries.iter().find(|(key, _)| key.as_text() == Some(&field.name));
            found.map(|(_, value)| value).ok_or_else(|| Stop::error(format!("no such key: {}", field.name)))
        }
        other => Err(Stop::error(format!("{} has no field `{}`", other.type_name(), field.name))),
    }
}

/// `has(object.field)`: whether it is known, or the map has the key.
fn has(object: &Value, field: &FieldName) -> Result<bool, Stop> {
    match (object, part(object, field)) {
        (_, Ok(_)) => Ok(true),
        (Value::Map(_), Err(_)) | (_, Err(Stop::Unknown(_))) => Ok(false),
        (_, Err(error)) => Err(error),
    }
}

/// Both values, or why there are not both.
fn both<'a>(
    [left, right]: &'a [Code; 2],
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<(Found<'a>, Found<'a>), Stop> {
    match (evaluate(left, scope, locals), evaluate(right, scope, locals)) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(left), Err(right)) => Err(left.and(right)),
        (Err(stop), _) | (_, Err(stop)) => Err(stop),
    }
}

/// All values, or why there are not all.
#[inline(never)]
fn all<'a>(codes: &'a [Code], scope: &Scope<'a>, locals: Locals<'_, 'a>) -> Result<Vec<Value>, Stop> {
    let mut values = Vec::with_capacity(codes.len());
    let mut stop: Option<Stop> = None;
    for code in codes {
        match evaluate(code, scope, locals) {
            Ok(value) => values.push(value.into_owned()),
            Err(other) => add(&mut stop, other),
        }
    }
    stop.map_or(Ok(values), Err)
}

/// Adds one more reason.
pub(super) fn add(stop: &mut Option<Stop>, other: Stop) {
    *stop = Some(match stop.take() {
        Some(stop) => stop.and(other),
        None => other,
    });
}

#[inline(never)]
fn map<'a>(entries: &'a [(Code, Code)], scope: &Scope<'a>, locals: Locals<'_, 'a>) -> Result<Value, Stop> {
    let mut map: Vec<(Value, Value)> = Vec::with_capacity(entries.len());
    let mut stop: Option<Stop> = None;
    for (key, value) in entries {
        match (evaluate(key, scope, locals), evaluate(value, scope, locals)) {
            (Ok(key), Ok(value)) => {
                if let Err(other) = operators::check_key(&key, &map, scope) {
                    add(&mut stop, other);
                }
                map.push((key.into_owned(), value.into_owned()));
            }
            (key, value) => [key.err(), value.err()].into_iter().flatten().for_each(|e| add(&mut stop, e)),
        }
    }
    match stop {
        Some(stop) => Err(stop),
        None => scope.hold(Value::Map(map.into())),
    }
}

/// A function's value. Those of up to three arguments, which are nearly all, gather them without allocating.
#[inline(never)]
fn call<'a>(
    function: &'static functions::Function,
    arguments: &'a [Code],
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<Found<'a>, Stop> {
    match arguments {
        [one] => functions::call(function, &[evaluate(one, scope, locals)?], scope),
        [one, two] => match (evaluate(one, scope, locals), evaluate(two, scope, locals)) {
            (Ok(one), Ok(two)) => functions::call(function, &[one, two], scope),
            (Err(one), Err(two)) => Err(one.and(two)),
            (Err(stop), _) | (_, Err(stop)) => Err(stop),
        },
        [one, two, three] => {
            let values =
                (evaluate(one, scope, locals), evaluate(two, scope, locals), evaluate(three, scope, locals));
            match values {
                (Ok(one), Ok(two), Ok(three)) => functions::call(function, &[one, two, three], scope),
                (one, two, three) => {
                    let stops = [one.err(), two.err(), three.err()].into_iter().flatten();
                    Err(stops.reduce(Stop::and).unwrap_or_else(|| Stop::error("no argument is at fault")))
                }
            }
        }
        more => {
            let values: Vec<Found<'a>> = all(more, scope, locals)?.into_iter().map(Cow::Owned).collect();
            functions::call(function, &values, scope)
        }
    }
}

/// Which terms of a list a text holds.
#[inline(never)]
fn terms<'a>(
    text: &'a Code,
    list: &str,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<Found<'a>, Stop> {
    let text = evaluate(text, scope, locals)?;
    let text = text.as_text().ok_or_else(|| Stop::wrong(&text, "a text"))?;
    scope.spend_bytes(text.len())?;
    scope.world.terms(list).map(|terms| Cow::Owned(terms.found_in(text)))
}

/// A substitute for an unknown purpose is one for any purpose.
#[inline(never)]
fn substitutes<'a>(
    [platform, purpose]: &'a [Code; 2],
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<Value, Stop> {
    let platform = evaluate(platform, scope, locals)?;
    let platform = platform.as_text().ok_or_else(|| Stop::wrong(&platform, "a text"))?;
    scope.spend(functions::STEPS_PER_SUBSTITUTE)?;
    match evaluate(purpose, scope, locals) {
        Ok(purpose) => {
            let purpose = purpose.as_text().ok_or_else(|| Stop::wrong(&purpose, "a text"))?;
            scope.world.substitutes(platform, Some(purpose))
        }
        Err(Stop::Unknown(_)) => scope.world.substitutes(platform, None),
        Err(error) => Err(error),
    }
}

#[inline(never)]
fn native<'a>(
    name: &str,
    arguments: &'a [Code],
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<Value, Stop> {
    match arguments {
        [one] => scope.world.native(name, &[evaluate(one, scope, locals)?.into_owned()]),
        [one, two] => {
            let (one, two) = match (evaluate(one, scope, locals), evaluate(two, scope, locals)) {
                (Ok(one), Ok(two)) => (one, two),
                (Err(one), Err(two)) => return Err(one.and(two)),
                (Err(stop), _) | (_, Err(stop)) => return Err(stop),
            };
            scope.world.native(name, &[one.into_owned(), two.into_owned()])
        }
        more => scope.world.native(name, &all(more, scope, locals)?),
    }
}
