//! Macros over lists and maps. As with `&&` and `||`, `all` and `exists` absorb errors when another item settles them.

use std::borrow::Cow;

use super::ast::MacroKind;
use super::code::Comprehension;
use super::evaluate::{Found, add, evaluate as value_of, holds};
use super::scope::{Locals, Scope, Stop};
use crate::value::Value;

/// What a macro has gathered so far.
#[derive(Default)]
struct Gathered {
    items: Vec<Value>,
    entries: Vec<(Value, Value)>,
    count: usize,
    stop: Option<Stop>,
}

/// The value of a macro that makes one; `all` and `exists` are decided by [`holds_for`].
pub(super) fn evaluate<'a>(
    macro_: &'a Comprehension,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<Value, Stop> {
    let range = value_of(&macro_.range, scope, locals)?;
    let mut gathered = Gathered::default();
    each(macro_, &range, scope, locals, |index, item, locals| {
        gathered.take(macro_, index, item, scope, locals);
        false
    })?;
    gathered.result(macro_.kind, scope)
}

/// Whether a condition holds for all items, or for some: one item settles it, whatever the others are.
pub(super) fn holds_for<'a>(
    macro_: &'a Comprehension,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<bool, Stop> {
    let range = value_of(&macro_.range, scope, locals)?;
    let settles = macro_.kind == MacroKind::Exists;
    let mut stop = None;
    let settled =
        each(macro_, &range, scope, locals, |_, _, locals| match holds(&macro_.body, scope, locals) {
            Ok(yes) => yes == settles,
            Err(other) => {
                add(&mut stop, other);
                false
            }
        })?;
    match stop {
        Some(stop) if !settled => Err(stop),
        _ => Ok(settled == settles),
    }
}

/// Gives each item, with the macro's variables bound to it, until one settles the whole; whether one did.
pub(super) fn each<'a>(
    macro_: &'a Comprehension,
    range: &Found<'a>,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
    mut settles: impl FnMut(&Found<'a>, &Found<'a>, Locals<'_, 'a>) -> bool,
) -> Result<bool, Stop> {
    let mut turn = |index: &Found<'a>, item: &Found<'a>| {
        scope.spend(macro_.steps)?;
        let of_index = locals.local(index);
        let around = if macro_.indexed { Locals::of(&of_index) } else { locals };
        let of_item = around.local(item);
        Ok(settles(index, item, Locals::of(&of_item)))
    };
    // Of a list only the macros of two variables ask for the place.
    let place =
        |place: usize| Cow::Owned(if macro_.indexed { Value::Int(place as i64) } else { Value::Null });
    match range {
        Cow::Borrowed(Value::List(items)) => {
            any(items.iter().enumerate(), |(index, item)| turn(&place(index), &Cow::Borrowed(item)))
        }
        Cow::Owned(Value::List(items)) => {
            any(items.iter().enumerate(), |(index, item)| turn(&place(index), &Cow::Owned(item.clone())))
        }
        range => match &**range {
            Value::Map(entries) => any(entries.iter(), |(key, value)| {
                let item = if macro_.indexed { value } else { key };
                turn(&Cow::Owned(key.clone()), &Cow::Owned(item.clone()))
            }),
            other => Err(Stop::wrong(other, "a list or a map")),
        },
    }
}

/// Whether any item is the one, or why there is no telling.
fn any<T>(
    items: impl Iterator<Item = T>,
    mut is_it: impl FnMut(T) -> Result<bool, Stop>,
) -> Result<bool, Stop> {
    for item in items {
        if is_it(item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

// === impl Gathered ===

impl Gathered {
    /// Takes one item in.
    fn take<'a>(
        &mut self,
        macro_: &'a Comprehension,
        index: &Found<'a>,
        item: &Found<'a>,
        scope: &Scope<'a>,
        locals: Locals<'_, 'a>,
    ) {
        let taken = self.take_one(macro_, index, item, scope, locals);
        taken.unwrap_or_else(|stop| add(&mut self.stop, stop));
    }

    fn take_one<'a>(
        &mut self,
        macro_: &'a Comprehension,
        index: &Found<'a>,
        item: &Found<'a>,
        scope: &Scope<'a>,
        locals: Locals<'_, 'a>,
    ) -> Result<(), Stop> {
        if let Some(filter) = &macro_.filter
            && !holds(filter, scope, locals)?
        {
            return Ok(());
        }
        match macro_.kind {
            MacroKind::Filter if holds(&macro_.body, scope, locals)? => {
                self.items.push(item.clone().into_owned());
            }
            MacroKind::Filter => {}
            MacroKind::ExistsOne | MacroKind::All | MacroKind::Exists => {
                self.count += usize::from(holds(&macro_.body, scope, locals)?);
            }
            MacroKind::TransformMap => {
                let value = value_of(&macro_.body, scope, locals)?.into_owned();
                self.entries.push((index.clone().into_owned(), value));
            }
            MacroKind::Map | MacroKind::TransformList => {
                self.items.push(value_of(&macro_.body, scope, locals)?.into_owned());
            }
        }
        Ok(())
    }

    fn result(self, kind: MacroKind, scope: &Scope<'_>) -> Result<Value, Stop> {
        if let Some(stop) = self.stop {
            return Err(stop);
        }
        match kind {
            MacroKind::ExistsOne | MacroKind::All | MacroKind::Exists => Ok(Value::Bool(self.count == 1)),
            MacroKind::TransformMap => scope.hold(Value::Map(self.entries.into())),
            MacroKind::Filter | MacroKind::Map | MacroKind::TransformList => {
                scope.hold(Value::list(self.items))
            }
        }
    }
}
