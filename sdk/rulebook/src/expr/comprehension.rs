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

/// One item of what a macro runs over.
pub(super) struct Turn<'l, 'v, 'a> {
    index: &'v Found<'a>,
    item: &'v Found<'a>,
    /// With the macro's own variables.
    pub(super) locals: Locals<'l, 'a>,
}

pub(super) fn evaluate<'a>(
    macro_: &'a Comprehension,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
) -> Result<Value, Stop> {
    let mut gathered = Gathered::default();
    if each(macro_, scope, locals, &mut |turn| gathered.take(macro_, &turn, scope))? {
        return Ok(Value::Bool(macro_.kind == MacroKind::Exists));
    }
    gathered.result(macro_.kind, scope)
}

/// Takes the items of a macro one after another until `take` says that the whole is settled; whether it did.
pub(super) fn each<'a>(
    macro_: &'a Comprehension,
    scope: &Scope<'a>,
    locals: Locals<'_, 'a>,
    take: &mut dyn FnMut(Turn<'_, '_, 'a>) -> bool,
) -> Result<bool, Stop> {
    let range = value_of(&macro_.range, scope, locals)?;
    let mut turn = |index: Found<'a>, item: Found<'a>| {
        let of_index = locals.local(&index);
        let around = if macro_.indexed { Locals::of(&of_index) } else { locals };
        let of_item = around.local(&item);
        take(Turn { index: &index, item: &item, locals: Locals::of(&of_item) })
    };
    Ok(match &range {
        Cow::Borrowed(Value::List(items)) => (0..)
            .zip(items.iter())
            .any(|(place, item)| turn(Cow::Owned(Value::Int(place)), Cow::Borrowed(item))),
        Cow::Owned(Value::List(items)) => (0..)
            .zip(items.iter())
            .any(|(place, item)| turn(Cow::Owned(Value::Int(place)), Cow::Owned(item.clone()))),
        range => match &**range {
            Value::Map(entries) => entries.iter().any(|(key, value)| {
                let item = if macro_.indexed { value } else { key };
                turn(Cow::Owned(key.clone()), Cow::Owned(item.clone()))
            }),
            other => return Err(Stop::wrong(other, "a list or a map")),
        },
    })
}

// === impl Gathered ===

impl Gathered {
    /// Takes one item in; whether it settles the whole.
    fn take<'a>(
        &mut self,
        macro_: &'a Comprehension,
        &Turn { index, item, locals }: &Turn<'_, '_, 'a>,
        scope: &Scope<'a>,
    ) -> bool {
        match macro_.filter.as_ref().map_or(Ok(true), |filter| holds(filter, scope, locals)) {
            Ok(false) => return false,
            Ok(true) => {}
            Err(stop) => {
                add(&mut self.stop, stop);
                return false;
            }
        }
        if macro_.kind.decides() {
            match holds(&macro_.body, scope, locals) {
                Ok(yes) => return self.decide(macro_.kind, yes, item),
                Err(stop) => add(&mut self.stop, stop),
            }
            return false;
        }
        match value_of(&macro_.body, scope, locals) {
            Ok(value) if macro_.kind == MacroKind::TransformMap => {
                self.entries.push((index.clone().into_owned(), value.into_owned()));
            }
            Ok(value) => self.items.push(value.into_owned()),
            Err(stop) => add(&mut self.stop, stop),
        }
        false
    }

    fn decide(&mut self, kind: MacroKind, yes: bool, item: &Found<'_>) -> bool {
        match kind {
            MacroKind::All => return !yes,
            MacroKind::Exists => return yes,
            MacroKind::ExistsOne => self.count += usize::from(yes),
            MacroKind::Filter if yes => self.items.push(item.clone().into_owned()),
            _ => {}
        }
        false
    }

    fn result(self, kind: MacroKind, scope: &Scope<'_>) -> Result<Value, Stop> {
        if let Some(stop) = self.stop {
            return Err(stop);
        }
        match kind {
            MacroKind::All => Ok(Value::Bool(true)),
            MacroKind::Exists => Ok(Value::Bool(false)),
            MacroKind::ExistsOne => Ok(Value::Bool(self.count == 1)),
            MacroKind::TransformMap => scope.hold(Value::Map(self.entries.into())),
            MacroKind::Filter | MacroKind::Map | MacroKind::TransformList => {
                scope.hold(Value::list(self.items))
            }
        }
    }
}
