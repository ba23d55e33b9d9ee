//! Checks that a rule's conditions decide something, and that what it names is used.

use super::Check;
use super::kinds::{self, Kind};
use crate::decode::Map;
use crate::diagnostic::Faults;
use crate::expr::{Expression, Names, Purpose};
use crate::yaml::{Node, Place};

/// A rule's conditions with where they are written.
pub(super) struct Conditions<'r, 'n> {
    pub(super) map: &'r Map<'r>,
    pub(super) kind: Option<&'r Kind>,
    pub(super) check: &'r Check,
    /// What the expressions may name.
    pub(super) names: &'r Names<'n>,
    /// `applies_if` as the rule has it: beside that of a ready-made kind.
    pub(super) own: Option<&'r Expression>,
}

impl Conditions<'_, '_> {
    /// Notes what decides nothing and what is not used.
    pub(super) fn check(&self, faults: &mut Faults) {
        let vary = self.check_each(faults);
        if vary {
            self.check_together(faults);
        }
        self.check_variable(faults);
        self.check_lets(faults);
        self.check_what_is_read(faults);
    }

    /// Whether a condition names something, itself or through named values.
    fn conditions_read(&self, name: &str) -> bool {
        let conditions = self.check.applies_if.iter().chain([&self.check.fails_if]);
        self.read_through(conditions, name)
    }

    fn read_through<'e>(&self, expressions: impl IntoIterator<Item = &'e Expression>, name: &str) -> bool {
        let mut read: Vec<&Expression> = expressions.into_iter().collect();
        // A named value uses only those before it.
        for (named, expression) in self.check.lets.iter().rev() {
            if read.iter().any(|reading| reading.reads(named)) {
                read.push(expression);
            }
        }
        read.iter().any(|expression| expression.reads(name))
    }

    /// Each condition by itself; whether all of them vary.
    fn check_each(&self, faults: &mut Faults) -> bool {
        let mut vary = true;
        let mut one = |expression: &Expression, node: Option<&Node>, purpose: Purpose| {
            let place =
                |offset: usize| node.map_or_else(|| self.ready_made_place(), |node| node.place_of(offset));
            let noted = expression.note_constants(self.names, purpose, &place, faults);
            vary &= !noted;
        };
        let written = self.map.get("let").and_then(|node| node.entries());
        for (key, node) in written.into_iter().flatten() {
            let named = self.check.lets.iter().find(|(name, _)| key.is(name));
            named.into_iter().for_each(|(_, expression)| one(expression, Some(node), Purpose::Value));
        }
        if let Some(own) = self.own {
            one(own, self.map.get("applies_if"), Purpose::AppliesIf);
        }
        let fails_if = self.map.get("fails_if").filter(|_| self.kind.is_none());
        one(&self.check.fails_if, fails_if, Purpose::FailsIf);
        vary
    }

    fn check_together(&self, faults: &mut Faults) {
        let Some(applies_if) = &self.check.applies_if else { return };
        let own = self.map.get("applies_if");
        let mut noted = false;
        if self.kind.is_some()
            && let Some(node) = own
        {
            noted = applies_if.excludes(applies_if, self.names);
            if noted {
                let place = &node.place_of(0);
                let message = "the rule never applies: this excludes what its kind asks for";
                let own = self.own.map_or(String::new(), |own| format!(" && ({}\n)", own.text));
                let of_kind = applies_if.text.strip_suffix(&own).unwrap_or(&applies_if.text);
                faults.note(place, message, format!("the kind has {of_kind}"));
            }
        }
        if !noted && applies_if.excludes(&self.check.fails_if, self.names) {
            let fails_if = self.map.get("fails_if").map(|node| node.place_of(0));
            let place = fails_if.or_else(|| own.map(|node| node.place_of(0)));
            let place = place.unwrap_or_else(|| self.ready_made_place());
            let message = "the rule never fails: `applies_if` and `fails_if` exclude each other";
            faults.note(&place, message, "no plan makes both true; is a value mistyped, or a `!` missing?");
        }
    }

    /// A rule that does not look at its item says the same of every one.
    fn check_variable(&self, faults: &mut Faults) {
        let Some((variable, _)) = &self.check.for_each else { return };
        if self.conditions_read(variable) || self.check.fails_if.is_literal_true() {
            return;
        }
        if let Some(node) = self.map.get("for_each") {
            let message = format!("no condition looks at `{variable}`, so every item would come to the same");
            faults.note(
                &node.place,
                message,
                "use it in `applies_if` or `fails_if`, or leave `for_each` out",
            );
        }
    }

    fn check_lets(&self, faults: &mut Faults) {
        let written = self.map.get("let").and_then(|node| node.entries()).into_iter().flatten();
        for (key, _) in written {
            let Some(name) = key.text() else { continue };
            if self.check.lets.iter().any(|(known, _)| known == name)
                && !self.check.expressions().any(|expression| expression.reads(name))
            {
                faults.note(&key.place, format!("`{name}` is never used"), "use it, or leave it out");
            }
        }
    }

    /// A rule that reads nothing of the plan comes to the same for all of them.
    fn check_what_is_read(&self, faults: &mut Faults) {
        let is_narrowed = self.check.for_each.is_some() || self.map.get("sectors").is_some();
        if is_narrowed || self.conditions_read("plan") {
            return;
        }
        let node = self.map.get("fails_if");
        let place = node.map_or_else(|| self.ready_made_place(), |node| node.place_of(0));
        let message = "no condition reads the plan, so every plan would come to the same";
        faults.note(&place, message, "ask for a field, or tell everybody with `kind: advice`");
    }

    /// Where the key of a ready-made kind stands that its condition is made of.
    fn ready_made_place(&self) -> Place {
        let last = self.kind.and_then(|kind| kinds::own_values(kind, self.map).next_back());
        last.map_or(self.map.place, |node| &node.place).clone()
    }
}
