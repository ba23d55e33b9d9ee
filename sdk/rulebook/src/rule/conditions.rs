//! How a rule is checked, as it is written.

use super::{Change, Rule};
use crate::expr::{Expression, Reads};

/// The conditions of a rule, in CEL; those of a ready-made kind in the general form it stands for.
#[derive(Debug, Clone)]
pub struct Conditions<'r> {
    /// Variable, and the list it runs over.
    pub for_each: Option<(&'r str, &'r str)>,
    /// When it applies; `None` for always.
    pub applies_if: Option<&'r str>,
    /// Named values.
    pub lets: Vec<(&'r str, &'r str)>,
    /// When it fails.
    pub fails_if: &'r str,
    /// Place a finding points to; `None` for the item.
    pub at: Option<&'r str>,
    /// Facts they can read, by key; `access/*` where the plan decides which.
    pub facts: Vec<String>,
    /// Lists they can read, by name.
    pub lists: Vec<String>,
    /// Native functions they call.
    pub natives: Vec<String>,
    /// Places in the plan they read, as they are written.
    pub(crate) places: Vec<String>,
}

impl Rule {
    /// How it is checked; `None` where only a person can follow it.
    pub fn conditions(&self) -> Option<Conditions<'_>> {
        let check = self.check.as_ref()?;
        fn as_written((name, expression): &(String, Expression)) -> (&str, &str) {
            (name, &expression.text)
        }
        let Reads { facts, lists, natives, places, .. } = self.reads();
        Some(Conditions {
            for_each: check.for_each.as_ref().map(as_written),
            applies_if: check.applies_if.as_ref().map(|condition| condition.text.as_str()),
            lets: check.lets.iter().map(as_written).collect(),
            fails_if: &check.fails_if.text,
            at: check.at.as_ref().map(|at| at.text.as_str()),
            facts: facts.into_iter().collect(),
            lists: lists.into_iter().collect(),
            natives: natives.into_iter().collect(),
            places: places.into_iter().collect(),
        })
    }

    /// What its conditions can read.
    pub(crate) fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        if let Some(check) = &self.check {
            let named = check.for_each.iter().chain(&check.lets).map(|(_, expression)| expression);
            let conditions = check.applies_if.iter().chain([&check.fails_if]);
            named.chain(conditions).for_each(|expression| reads.add(expression));
        }
        reads
    }

    /// Whether it proposes platforms that stand in for another.
    pub(crate) fn proposes_substitutes(&self) -> bool {
        let mut reads = Reads::default();
        for fix in self.check.iter().flat_map(|check| &check.fixes) {
            if let Change::Set { value, .. } = &fix.change {
                reads.add(value);
            }
        }
        reads.substitutes
    }
}
