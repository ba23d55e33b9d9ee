//! What expressions can ask of a rulebook, at the dates of an inquiry. Every fact that is read is noted.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use super::evidence::{Evidence, evidence};
use crate::date::Date;
use crate::expr::{Found, Missing, Stop, World};
use crate::fact::{Entry, Fact};
use crate::rulebook::{Inquiry, Rulebook};
use crate::suggest::{nearest, quoted};
use crate::terms::Terms;
use crate::value::{Location, Value};

/// A fact with the entry that holds at the dates of an inquiry.
type Read<'r> = (&'r Fact, &'r Entry);

/// A rulebook at the dates of an inquiry.
pub(crate) struct DatedRulebook<'r, 'i> {
    pub(crate) rulebook: &'r Rulebook,
    pub(crate) inquiry: &'i Inquiry,
    reads: RefCell<Reads<'r>>,
    /// How many facts `reads` holds since the last `forget`; most rules read none, and leave the list alone.
    since: Cell<usize>,
}

/// Facts that were read, each once.
struct Reads<'r> {
    /// Since the last `forget`.
    current: Vec<Read<'r>>,
    /// In all.
    all: Vec<Read<'r>>,
    /// Facts that were asked for and had no value at these dates, each once.
    without_value: Vec<&'r Fact>,
}

impl<'r, 'i> DatedRulebook<'r, 'i> {
    pub(crate) fn new(rulebook: &'r Rulebook, inquiry: &'i Inquiry) -> Self {
        Self { rulebook, inquiry, reads: RefCell::new(Reads::new()), since: Cell::new(0) }
    }

    /// How many facts were read since the last `forget`.
    pub(super) fn reads(&self) -> usize {
        self.since.get()
    }

    /// Forgets which facts were read after the first so many.
    #[inline]
    pub(super) fn forget(&self, after: usize) {
        if self.since.get() > after {
            self.reads.borrow_mut().current.truncate(after);
            self.since.set(after);
        }
    }

    /// The facts read since the last `forget`, as evidence.
    pub(crate) fn evidence(&self) -> Vec<Evidence> {
        let reads = self.reads.borrow();
        reads.current.iter().map(|(fact, entry)| evidence(fact, entry, self.inquiry)).collect()
    }

    /// All facts that were read, and those that had no value to read.
    pub(super) fn into_facts(self) -> (Vec<Read<'r>>, Vec<&'r Fact>) {
        let reads = self.reads.into_inner();
        (reads.all, reads.without_value)
    }

    /// What is not known, in words.
    pub(crate) fn message(&self, missing: &Missing) -> String {
        match missing {
            Missing::Field(location) => format!("`{}` is not given", location.path()),
            Missing::Fact(key) if let Some(gap) = self.rulebook.calendar_gap(key) => {
                gap.message(self.rulebook, self.inquiry.known_as_of)
            }
            Missing::Fact(key) => match self.unknown_platform(key) {
                Some((spelling, near)) => {
                    let market = self.rulebook.module.market.as_deref().unwrap_or("this region");
                    format!("{spelling} is not a platform known in {market}{near}")
                }
                None => format!(
                    "{key} is not known for {}, from what was recorded by {}",
                    self.inquiry.as_of, self.inquiry.known_as_of
                ),
            },
        }
    }

    /// What to ask about it.
    pub(crate) fn question(&self, missing: &Missing) -> String {
        match missing {
            Missing::Field(location) => question(location),
            Missing::Fact(key) if let Some(gap) = self.rulebook.calendar_gap(key) => {
                gap.question(self.rulebook)
            }
            Missing::Fact(key) => match self.unknown_platform(key) {
                Some((spelling, near)) => format!("which platform is meant by {spelling}{near}?"),
                None => {
                    let title = self.rulebook.facts.get(&**key).map_or("", |fact| fact.title.pick("en"));
                    format!("{title} (as of {})", self.inquiry.as_of)
                }
            },
        }
    }

    /// How a plan spells a platform that nobody knows, and which are near.
    fn unknown_platform(&self, key: &str) -> Option<(String, String)> {
        let spelling = key.strip_prefix("access/").filter(|_| !self.rulebook.facts.contains_key(key))?;
        let known = self.rulebook.platforms.values().flat_map(|platform| platform.spellings());
        let near = nearest(spelling, known);
        let near = if near.is_empty() { String::new() } else { format!("; nearest: {}", near.join(", ")) };
        Some((quoted(spelling), near))
    }
}

/// What to ask for a field of the plan, and whose it is.
fn question(location: &Location) -> String {
    let question = location.field().map_or("", |field| field.question);
    let record = location.record();
    match record.name() {
        "" => format!("plan: {question}"),
        name if name == record.kind.name => format!("{name}: {question}"),
        name => format!("{} {name}: {question}", record.kind.name),
    }
}

impl World for DatedRulebook<'_, '_> {
    fn fact(&self, key: &str) -> Result<Found<'_>, Stop> {
        let Some(fact) = self.rulebook.facts.get(key) else {
            return Err(match key.strip_prefix("access/") {
                Some(_) => Stop::Unknown(Missing::Fact(key.into()).into()),
                None => Stop::Error(format!("there is no fact `{key}`").into()),
            });
        };
        let entry = fact.at(self.inquiry.as_of, self.inquiry.known_as_of);
        let Some(entry) = entry.filter(|entry| !entry.value.is_unknown()) else {
            self.reads.borrow_mut().note_missing(fact);
            return Err(Stop::Unknown(Missing::Fact(key.into()).into()));
        };
        self.since.set(self.reads.borrow_mut().note((fact, entry)));
        Ok(match &entry.read {
            Some(value) => Cow::Borrowed(value),
            None => Cow::Owned(entry.value.to_value(&self.inquiry.language)),
        })
    }

    fn list(&self, name: &str) -> Result<Found<'_>, Stop> {
        let list = self.rulebook.lists.get(name);
        let values = list.map(|list| Cow::Borrowed(&list.values));
        values.ok_or_else(|| Stop::Error(format!("there is no list `{name}`").into()))
    }

    fn terms(&self, list: &str) -> Result<&Terms, Stop> {
        let list = self.rulebook.lists.get(list);
        list.map(|list| &list.terms).ok_or_else(|| Stop::Error("there is no such list".into()))
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

    fn windows(&self, from: Date, until: Date, names: &[&str]) -> Result<Value, Stop> {
        // Names that are put together when the rule runs have not been checked: one that leads nowhere must not read as a free day.
        if let Some(name) = names.iter().find(|name| !self.rulebook.knows_window(name)) {
            return Err(Stop::Error(format!("there is no window or kind of window {}", quoted(name)).into()));
        }
        let unknown = |key: String| Stop::Unknown(Missing::Fact(key.into()).into());
        match self.rulebook.windows_named(names, (from, until), self.inquiry.known_as_of) {
            Ok(ids) => Ok(Value::list(ids.into_iter().map(Value::text).collect())),
            Err(missing) => Err(missing
                .into_iter()
                .map(unknown)
                .reduce(Stop::and)
                .unwrap_or_else(|| Stop::Error("the calendar cannot be read".into()))),
        }
    }

    fn native(&self, name: &str, arguments: &[Value]) -> Result<Value, Stop> {
        let error = |message: String| Stop::Error(message.into());
        let function = self.rulebook.natives.as_ref().and_then(|natives| natives.find(name));
        let Some(function) = function else {
            return Err(error(format!("the library with the function `{name}` is not loaded")));
        };
        if function.arity != arguments.len() {
            return Err(error(format!("`{name}` takes {} arguments", function.arity)));
        }
        (function.function)(arguments).map_err(|wrong| error(format!("`{name}`: {wrong}")))
    }
}

// === impl Reads ===

impl<'r> Reads<'r> {
    /// Room for as many as a review mostly reads, so that it does not grow bit by bit.
    fn new() -> Self {
        const MOSTLY: usize = 16;
        let (current, all) = (Vec::with_capacity(MOSTLY), Vec::with_capacity(MOSTLY));
        Self { current, all, without_value: Vec::new() }
    }

    fn note_missing(&mut self, fact: &'r Fact) {
        if !self.without_value.iter().any(|other| std::ptr::eq(*other, fact)) {
            self.without_value.push(fact);
        }
    }

    /// Notes one, and says how many there are since the last `forget`.
    fn note(&mut self, read: Read<'r>) -> usize {
        let is_this = |other: &Read<'r>| std::ptr::eq(other.0, read.0);
        if !self.current.iter().any(is_this) {
            self.current.push(read);
            if !self.all.iter().any(is_this) {
                self.all.push(read);
            }
        }
        self.current.len()
    }
}
