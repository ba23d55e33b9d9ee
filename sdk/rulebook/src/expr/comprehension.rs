//! Macros over lists and maps. As with `&&` and `||`, `all` and `exists` absorb errors when another item settles them.

use super::ast::{Comprehension, MacroKind};
use super::evaluate::{add, boolean, evaluate as value_of};
use super::scope::{Scope, Stop};
use crate::value::Value;

/// What a macro has gathered so far.
struct Gathered {
    items: Vec<Value>,
    entries: Vec<(Value, Value)>,
    count: usize,
    stop: Option<Stop>,
}

pub(super) fn evaluate(macro_: &Comprehension, scope: &Scope<'_>) -> Result<Value, Stop> {
    let range = value_of(&macro_.range, scope)?;
    let mut gathered = Gathered { items: Vec::new(), entries: Vec::new(), count: 0, stop: None };
    let mut inner = match &macro_.index {
        Some(index) => scope.with(index, Value::Null).with(&macro_.item, Value::Null),
        None => scope.with(&macro_.item, Value::Null),
    };
    let mut turn = |index: Value, item: Value| {
        match &macro_.index {
            Some(_) => inner.turn([index.clone(), item.clone()]),
            None => inner.turn([item.clone()]),
        }
        let settled = gathered.take(macro_, index, item, &inner);
        scope.settle(&inner);
        settled
    };
    let settled = match &range {
        Value::List(items) => (0..).zip(items.iter()).any(|(at, item)| turn(Value::Int(at), item.clone())),
        Value::Map(entries) if macro_.index.is_some() => {
            entries.iter().any(|(key, value)| turn(key.clone(), value.clone()))
        }
        Value::Map(entries) => entries.iter().any(|(key, _)| turn(Value::Null, key.clone())),
        other => return Err(Stop::wrong(other, "a list or a map")),
    };
    if settled {
        return Ok(Value::Bool(macro_.kind == MacroKind::Exists));
    }
    gathered.result(macro_.kind, scope)
}

// === impl Gathered ===

impl Gathered {
    /// Takes one item in; whether it settles the whole.
    fn take(&mut self, macro_: &Comprehension, index: Value, item: Value, scope: &Scope<'_>) -> bool {
        let taken = match &macro_.filter {
            Some(filter) => value_of(filter, scope).and_then(boolean),
            None => Ok(true),
        };
        let value = match taken {
            Ok(false) => return false,
            Ok(true) => value_of(&macro_.body, scope),
            Err(stop) => Err(stop),
        };
        let value = if macro_.kind.decides() { value.and_then(boolean).map(Value::Bool) } else { value };
        let value = match value {
            Ok(value) => value,
            Err(stop) => {
                add(&mut self.stop, stop);
                return false;
            }
        };
        match (macro_.kind, value) {
            (MacroKind::All, Value::Bool(yes)) => return !yes,
            (MacroKind::Exists, Value::Bool(yes)) => return yes,
            (MacroKind::ExistsOne, Value::Bool(yes)) => self.count += usize::from(yes),
            (MacroKind::Filter, Value::Bool(true)) => self.items.push(item),
            (MacroKind::Map | MacroKind::TransformList, value) => self.items.push(value),
            (MacroKind::TransformMap, value) => self.entries.push((index, value)),
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
