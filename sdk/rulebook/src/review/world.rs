//! What expressions can ask of a rulebook, at the dates of an inquiry. Every fact that is read is noted.

use std::cell::RefCell;

use super::evidence::{Evidence, evidence};
use crate::expr::{Missing, Stop, World};
use crate::rulebook::{Inquiry, Rulebook};
use crate::suggest::{nearest, quoted};
use crate::value::Value;

/// A rulebook at the dates of an inquiry.
pub(super) struct DatedRulebook<'a> {
    pub(super) rulebook: &'a Rulebook,
    pub(super) inquiry: &'a Inquiry,
    reads: RefCell<Vec<Evidence>>,
}

impl<'a> DatedRulebook<'a> {
    pub(super) fn new(rulebook: &'a Rulebook, inquiry: &'a Inquiry) -> Self {
        Self { rulebook, inquiry, reads: RefCell::default() }
    }

    /// The facts read so far, each once.
    pub(super) fn into_reads(self) -> Vec<Evidence> {
        self.reads.into_inner()
    }

    fn unknown_platform(&self, key: &str, spelling: &str) -> Stop {
        let market = self.rulebook.module.market.as_deref().unwrap_or("this region");
        let known = self.rulebook.platforms.values().flat_map(|platform| platform.spellings());
        let near = nearest(spelling, known);
        let near = if near.is_empty() { String::new() } else { format!("; nearest: {}", near.join(", ")) };
        Stop::Unknown(vec![Missing {
            path: key.to_owned(),
            message: format!("{} is not a platform known in {market}{near}", quoted(spelling)),
            question: format!("which platform is meant by {}{near}?", quoted(spelling)),
        }])
    }
}

impl World for DatedRulebook<'_> {
    fn fact(&self, key: &str) -> Result<Value, Stop> {
        let Some(fact) = self.rulebook.facts.get(key) else {
            return Err(match key.strip_prefix("access/") {
                Some(spelling) => self.unknown_platform(key, spelling),
                None => Stop::Error(format!("there is no fact `{key}`")),
            });
        };
        let entry = fact.at(self.inquiry.as_of, self.inquiry.known_as_of);
        let known = entry.filter(|entry| entry.value != crate::fact::FactValue::Word("unknown".to_owned()));
        let Some(entry) = known else {
            let title = fact.title.pick("en");
            return Err(Stop::Unknown(vec![Missing {
                path: key.to_owned(),
                message: format!(
                    "{key} is not known for {}, from what was recorded by {}",
                    self.inquiry.as_of, self.inquiry.known_as_of
                ),
                question: format!("{title} (as of {})", self.inquiry.as_of),
            }]));
        };
        let mut reads = self.reads.borrow_mut();
        if !reads.iter().any(|read| read.fact == key) {
            reads.push(evidence(fact, entry, self.inquiry));
        }
        Ok(entry.value.to_value(&self.inquiry.language))
    }

    fn list(&self, name: &str) -> Result<Value, Stop> {
        let list = self.rulebook.lists.get(name);
        list.map(|list| list.values.clone()).ok_or_else(|| Stop::Error(format!("there is no list `{name}`")))
    }

    fn substitutes(&self, platform: &str, purpose: Option<&str>) -> Result<Value, Stop> {
        let purposes: Vec<String> = purpose.map(str::to_owned).into_iter().collect();
        let found = self.rulebook.recommendable(&purposes, self.inquiry);
        let stand_in = |candidate: &crate::platform::Platform| {
            candidate.id != platform && candidate.substitutes_for.iter().any(|other| other == platform)
        };
        let ids =
            found.iter().filter(|(candidate, _)| stand_in(candidate)).map(|(candidate, _)| &candidate.id);
        Ok(Value::list(ids.map(|id| Value::text(id)).collect()))
    }

    fn native(&self, name: &str, arguments: &[Value]) -> Result<Value, Stop> {
        let function = self.rulebook.natives.as_ref().and_then(|natives| natives.find(name));
        let Some(function) = function else {
            return Err(Stop::Error(format!("the library with the function `{name}` is not loaded")));
        };
        if function.arity != arguments.len() {
            return Err(Stop::Error(format!("`{name}` takes {} arguments", function.arity)));
        }
        (function.function)(arguments).map_err(|error| Stop::Error(format!("`{name}`: {error}")))
    }
}
