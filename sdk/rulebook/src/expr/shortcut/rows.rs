//! The items that a condition is asked of, side by side.

use std::borrow::Cow;

use super::{Shortcut, Step};
use crate::expr::scope::{Locals, Scope};
use crate::value::Value;

/// Items that a condition is asked of.
pub(in crate::expr) struct Rows<'r, 'a> {
    pub(super) scope: &'r Scope<'a>,
    /// Variables of the macros around.
    pub(super) locals: Locals<'r, 'a>,
    /// At most [`MOST_ROWS`].
    items: &'a [Value],
    /// Whether each is a variable of a macro in turn; else it is one of the frame.
    of_macro: bool,
}

/// Of which rows something is true, and of which it is false, a bit each; of the others only evaluation can tell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    pub(crate) yes: u64,
    pub(crate) no: u64,
}

/// As many as a mark has bits.
pub(crate) const MOST_ROWS: usize = 64;

// === impl Rows ===

impl<'r, 'a> Rows<'r, 'a> {
    /// Values of the variable of the frame that the scope leaves open.
    pub(super) fn of_frame(scope: &'r Scope<'a>, items: &'a [Value]) -> Self {
        Self { scope, locals: Locals::NONE, items, of_macro: false }
    }

    /// Values of the variable of a macro.
    pub(super) fn of_macro(scope: &'r Scope<'a>, locals: Locals<'r, 'a>, items: &'a [Value]) -> Self {
        Self { scope, locals, items, of_macro: true }
    }

    /// All of them, marked.
    pub(super) fn all(&self) -> u64 {
        Marks::all(self.items.len())
    }

    /// What each of those that are marked comes to.
    #[inline]
    pub(super) fn each(&self, among: u64, mut decide: impl FnMut(&'a Value) -> Option<bool>) -> Marks {
        let (mut marks, mut left) = (Marks::default(), among);
        // No mark is left, or none that has an item.
        while left != 0
            && let Some(item) = self.items.get(left.trailing_zeros() as usize)
        {
            let bit = left & left.wrapping_neg();
            match decide(item) {
                Some(true) => marks.yes |= bit,
                Some(false) => marks.no |= bit,
                None => {}
            }
            left ^= bit;
        }
        marks
    }

    /// Decides a named value, which does not see the variables of macros: those that name one ask an item at a time, as evaluation does.
    /// One that has no such way is evaluated, so that it is paid for too.
    pub(super) fn named(
        &self,
        place: usize,
        among: u64,
        way: impl FnOnce(&'a Shortcut) -> Option<&'a dyn Step>,
        evaluated: impl Fn(&Scope<'a>) -> Option<bool>,
    ) -> Marks {
        let Some(shortcut) = self.scope.shortcut(place) else { return Marks::default() };
        let Some(step) = way(shortcut) else {
            return self.each(among, |item| self.with(item, |scope, _| evaluated(scope)));
        };
        if !self.of_macro {
            return step.decide(self, among);
        }
        let Some(item) = self.scope.open() else { return Marks::default() };
        let row = Self::of_frame(self.scope, std::slice::from_ref(item));
        Marks::of_all(among, step.decide(&row, row.all()).first())
    }

    /// Asks something of an item where its variable has its value.
    pub(super) fn with<T>(&self, item: &'a Value, ask: impl FnOnce(&Scope<'a>, Locals<'_, 'a>) -> T) -> T {
        if self.of_macro {
            let item = Cow::Borrowed(item);
            ask(self.scope, Locals::of(&self.locals.local(&item)))
        } else {
            let scope = self.scope.with_open(item);
            let answer = ask(&scope, self.locals);
            self.scope.pay_back(&scope);
            answer
        }
    }
}

// === impl Marks ===

impl Marks {
    /// So many rows.
    pub(crate) fn all(rows: usize) -> u64 {
        u64::MAX.checked_shr(u32::try_from(MOST_ROWS.saturating_sub(rows)).unwrap_or(0)).unwrap_or(0)
    }

    /// The same for all that are marked.
    pub(super) fn of_all(among: u64, decided: Option<bool>) -> Self {
        match decided {
            Some(true) => Self { yes: among, no: 0 },
            Some(false) => Self { yes: 0, no: among },
            None => Self::default(),
        }
    }

    /// What the first row comes to.
    fn first(self) -> Option<bool> {
        match (self.yes & 1, self.no & 1) {
            (0, 0) => None,
            (yes, _) => Some(yes == 1),
        }
    }

    /// The other way round.
    pub(super) fn not(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }
}
