//! Layers: a module's own documents beside those of the bases it extends.

use std::collections::BTreeMap;

use super::List;
use crate::calendar::Window;
use crate::diagnostic::Faults;
use crate::fact::Fact;
use crate::influence::Influence;
use crate::opportunity::Opportunity;
use crate::platform::Platform;
use crate::rule::Rule;
use crate::source::Source;
use crate::stage::Stage;
use crate::yaml::Place;

/// Something that a country may take from a regional base, or replace.
pub(super) trait Layered {
    fn id(&self) -> &str;
    fn place(&self) -> &Place;
    fn overrides(&self) -> bool;
}

pub(super) fn ids<T: Layered>(items: &[T]) -> Vec<String> {
    items.iter().map(|item| item.id().to_owned()).collect()
}

/// One of each id: the module's own wins over a base's when it says that it overrides it.
pub(super) fn merge<T: Layered>(items: Vec<T>, what: &str, faults: &mut Faults) -> BTreeMap<String, T> {
    let mut merged: BTreeMap<String, T> = BTreeMap::new();
    // The module's own documents come last, so that they meet what they replace.
    let (own, bases): (Vec<T>, Vec<T>) =
        items.into_iter().partition(|item| item.place().file.layer.is_empty());
    for item in bases.into_iter().chain(own) {
        if let Some(other) = merged.get(item.id()) {
            let from_base = item.place().file.layer != other.place().file.layer;
            if !(from_base && item.overrides()) {
                let first = format!("{}:{}", other.place().file.name, other.place().line);
                let hint = if from_base {
                    format!("the base has it ({first}); say why with `overrides: …`, or choose another name")
                } else {
                    format!("the first stands at {first}")
                };
                faults.note(item.place(), format!("a second {what} `{}`", item.id()), hint);
                continue;
            }
        }
        merged.insert(item.id().to_owned(), item);
    }
    merged
}

macro_rules! layered {
    ($($type:ty, $id:ident, $overrides:expr;)*) => {$(
        impl Layered for $type {
            fn id(&self) -> &str {
                &self.$id
            }
            fn place(&self) -> &Place {
                &self.place
            }
            fn overrides(&self) -> bool {
                let overrides: fn(&Self) -> bool = $overrides;
                overrides(self)
            }
        }
    )*};
}

layered! {
    Fact, key, |fact| fact.overrides;
    Platform, id, |platform| platform.overrides;
    Rule, id, |rule| rule.overrides;
    Stage, id, |stage| stage.overrides;
    Window, id, |window| window.overrides;
    Opportunity, id, |opportunity| opportunity.overrides;
    Influence, id, |influence| influence.overrides;
    Source, id, |_| false;
    List, name, |_| false;
}
