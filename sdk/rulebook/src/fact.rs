//! Facts: values with history, on two time axes.

use crate::date::{Date, PartialDate, is_past_review};
use crate::decode::{self, Link, Map, Word};
use crate::diagnostic::Faults;
use crate::suggest::hint;
use crate::text::LocalText;
use crate::value::Value;
use crate::yaml::{Content, Node, Place};

/// A value with history.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Key, for example `access/facebook`.
    pub key: String,
    /// What it is about.
    pub title: LocalText,
    /// What its values are.
    pub value_type: FactType,
    /// What one of a count is; empty where it has no unit.
    pub unit: String,
    /// After how many days a value is stale; `None`: never.
    pub review_every: Option<u32>,
    /// Its values, oldest first.
    pub history: Vec<Entry>,
    /// When somebody last checked that the last value still holds.
    pub confirmed: Option<PartialDate>,
    /// What is said against it.
    pub disputes: Vec<Dispute>,
    /// Layer it comes from.
    pub layer: String,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

/// One value of a fact.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Since when it is true.
    pub from: PartialDate,
    /// Last day it is true, where it ended without a successor.
    pub until: Option<PartialDate>,
    /// The value.
    pub value: FactValue,
    /// What a reader should know beside it.
    pub note: Option<LocalText>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// Founding claims it carries.
    pub claims: Vec<String>,
    /// Who said so.
    pub attributed_to: Option<String>,
    /// When it became known.
    pub recorded: Date,
    /// The value as expressions read it; `None` for a text, which depends on the language.
    pub(crate) read: Option<Value>,
    pub(crate) links: Vec<Link>,
}

/// A value of one of the types that facts have.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue {
    /// A word, for example `blocked`.
    Word(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A text by language.
    Text(LocalText),
    /// Words in order.
    Words(Vec<String>),
}

/// What the values of a fact are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactType {
    /// One of `open`, `degraded`, `blocked`, `shut_down`, `not_launched`, `unknown`.
    AccessState,
    /// How many of something.
    Count,
    /// Any number with a unit.
    Number,
    /// A share in percent.
    Percent,
    /// A place in an order, 1 is the top.
    Rank,
    /// Yes or no.
    Boolean,
    /// A word.
    Word,
    /// Words in order.
    Words,
    /// A text.
    Text,
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Indirect, old or doubtful.
    Low,
    /// One ordinary source.
    Medium,
    /// An official source, or several that agree.
    High,
}

/// A contradiction.
#[derive(Debug, Clone)]
pub struct Dispute {
    /// What is said against the value.
    pub claim: LocalText,
    /// Sources, by id.
    pub sources: Vec<String>,
    pub(crate) links: Vec<Link>,
}

/// States of access, in the order a reader would list them.
pub(crate) const ACCESS_STATES: &[&str] =
    &["open", "degraded", "blocked", "shut_down", "not_launched", "unknown"];

impl Word for FactType {
    const WHAT: &'static str = "a type of fact";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("access_state", Self::AccessState),
        ("count", Self::Count),
        ("number", Self::Number),
        ("percent", Self::Percent),
        ("rank", Self::Rank),
        ("boolean", Self::Boolean),
        ("word", Self::Word),
        ("words", Self::Words),
        ("text", Self::Text),
    ];
}

impl Word for Confidence {
    const WHAT: &'static str = "a confidence";
    const WORDS: &'static [(&'static str, Self)] =
        &[("low", Self::Low), ("medium", Self::Medium), ("high", Self::High)];
}

// === impl FactType ===

impl FactType {
    /// The type as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }

    fn read(self, node: &Node, faults: &mut Faults) -> Option<FactValue> {
        match self {
            Self::AccessState => access_state(node, faults).map(FactValue::Word),
            Self::Count => at_least(node, 0, faults).map(FactValue::Integer),
            Self::Rank => at_least(node, 1, faults).map(FactValue::Integer),
            Self::Number | Self::Percent => decode::number(node, faults).map(FactValue::Number),
            Self::Boolean => decode::boolean(node, faults).map(FactValue::Boolean),
            Self::Word => decode::name(node, faults).map(FactValue::Word),
            Self::Text => decode::local_text(node, faults).map(FactValue::Text),
            Self::Words => {
                let words =
                    decode::items(node, faults).iter().filter_map(|item| decode::string(item, faults));
                Some(FactValue::Words(words.collect()))
            }
        }
    }
}

fn access_state(node: &Node, faults: &mut Faults) -> Option<String> {
    let word = decode::string(node, faults)?;
    if ACCESS_STATES.contains(&word.as_str()) {
        return Some(word);
    }
    faults.note(&node.place, format!("`{word}` is not a state of access"), hint(&word, ACCESS_STATES));
    None
}

fn at_least(node: &Node, least: i64, faults: &mut Faults) -> Option<i64> {
    let number = decode::integer(node, faults)?;
    if number < least {
        faults.note(&node.place, format!("{number} is too small: this type starts at {least}"), "");
        return None;
    }
    Some(number)
}

// === impl Fact ===

impl Fact {
    /// The value at a date, as far as it was known at another.
    pub fn at(&self, as_of: Date, known_as_of: Date) -> Option<&Entry> {
        let known = |entry: &&Entry| entry.recorded <= known_as_of;
        let begun = |entry: &&Entry| entry.from.first() <= as_of;
        self.history
            .iter()
            .rev()
            .filter(known)
            .find(begun)
            .filter(|entry| entry.until.is_none_or(|until| as_of <= until.last()))
    }

    /// Whether `entry` was past its review date at a date, as far as was known at another.
    pub fn is_stale(&self, entry: &Entry, as_of: Date, known_as_of: Date) -> bool {
        self.review_every.is_some_and(|days| is_past_review(self.looked_at(entry, known_as_of), days, as_of))
    }

    /// The day somebody last looked whether `entry` holds, as far as was known at a date: when it began, or was confirmed since.
    pub fn looked_at(&self, entry: &Entry, known_as_of: Date) -> Date {
        let is_last = self.history.last().is_some_and(|last| std::ptr::eq(last, entry));
        let confirmed =
            self.confirmed.filter(|day| is_last && day.first() <= known_as_of).map(PartialDate::last);
        confirmed.map_or(entry.from.last(), |day| day.max(entry.from.last()))
    }
}

// === impl FactValue ===

impl FactValue {
    /// The value as expressions see it.
    pub(crate) fn to_value(&self, language: &str) -> Value {
        match self {
            Self::Word(word) => Value::text(word),
            Self::Integer(number) => Value::Int(*number),
            Self::Number(number) => Value::Double(*number),
            Self::Boolean(yes) => Value::Bool(*yes),
            Self::Text(text) => Value::text(text.pick(language)),
            Self::Words(words) => Value::list(words.iter().map(|word| Value::text(word)).collect()),
        }
    }

    /// Whether it says that nobody knows.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Word(word) if word == "unknown")
    }

    /// The value as people read it.
    pub fn display(&self, language: &str) -> String {
        self.to_value(language).display()
    }
}

impl Confidence {
    /// The confidence as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

// === reading ===

const KEYS: &[&str] = &[
    "fact",
    "title",
    "type",
    "unit",
    "before_first",
    "review_every",
    "history",
    "confirmed",
    "disputes",
    "overrides",
];
/// Most values of a fact over time: what changes next is looked for in all of them.
const MOST_ENTRIES: usize = 500;
const ENTRY_KEYS: &[&str] =
    &["from", "until", "value", "note", "confidence", "sources", "claims", "attributed_to", "recorded"];

pub(crate) fn read(node: &Node, recorded: Date, faults: &mut Faults) -> Option<Fact> {
    let map = Map::read(node, KEYS, faults)?;
    let key = map.required("fact", faults, decode::name);
    let title = map.required("title", faults, decode::local_text);
    let value_type = map.required("type", faults, decode::word::<FactType>);
    let unit = map.optional("unit", faults, decode::string);
    let review_every = map.required("review_every", faults, decode::days);
    let confirmed = map.optional("confirmed", faults, decode::date);
    let disputes = map.list("disputes", faults, read_dispute);
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    if let Some(word) = map.required("before_first", faults, decode::string)
        && word != "unknown"
    {
        faults.note(
            map.place,
            "`before_first` can only be `unknown`",
            "before the first date we do not guess",
        );
    }
    let value_type = value_type?;
    if let Some(Content::List(entries)) = map.get("history").map(|node| &node.content)
        && let Some(entry) = entries.get(MOST_ENTRIES)
    {
        let message = format!("more than {MOST_ENTRIES} entries");
        faults.note(&entry.place, message, "keep those that a question can be about");
    }
    let history =
        map.list("history", faults, |entry, faults| read_entry(entry, value_type, recorded, faults));
    check(&map, key.as_deref(), value_type, unit.as_deref(), &history, faults);
    Some(Fact {
        key: key?,
        title: title?,
        value_type,
        unit: unit.unwrap_or_default(),
        review_every: review_every?,
        history,
        confirmed,
        disputes,
        layer: node.place.file.layer.clone(),
        overrides,
        place: node.place.clone(),
    })
}

fn read_entry(node: &Node, value_type: FactType, recorded: Date, faults: &mut Faults) -> Option<Entry> {
    let map = Map::read(node, ENTRY_KEYS, faults)?;
    let from = map.required("from", faults, decode::date);
    let until = map.optional("until", faults, decode::date);
    let value = map.required("value", faults, |node, faults| value_type.read(node, faults));
    let note = map.optional("note", faults, decode::local_text);
    let confidence = map.required("confidence", faults, decode::word);
    let read = value.as_ref().filter(|value| !matches!(value, FactValue::Text(_))).map(|v| v.to_value("en"));
    let links = map.list("sources", faults, decode::link);
    let claims = map.list("claims", faults, decode::name);
    let attributed_to = map.optional("attributed_to", faults, decode::string);
    let known = map.optional("recorded", faults, decode::date);
    if links.is_empty() {
        faults.note(&node.place, "a value without a source", "add `sources: [<id of a source>]`");
    }
    if let (Some(from), Some(until)) = (from, until)
        && until.last() < from.first()
    {
        faults.note(
            &node.place,
            format!("ends on {until}, before it begins on {from}"),
            "swap or mend the dates",
        );
    }
    Some(Entry {
        from: from?,
        until,
        value: value?,
        note,
        confidence: confidence?,
        sources: links.iter().map(|link| link.name.clone()).collect(),
        claims,
        attributed_to,
        recorded: known.map_or(recorded, PartialDate::last),
        read,
        links,
    })
}

fn read_dispute(node: &Node, faults: &mut Faults) -> Option<Dispute> {
    let map = Map::read(node, &["claim", "sources"], faults)?;
    let claim = map.required("claim", faults, decode::local_text);
    let links = map.list("sources", faults, decode::link);
    Some(Dispute { claim: claim?, sources: links.iter().map(|link| link.name.clone()).collect(), links })
}

fn check(
    map: &Map<'_>,
    key: Option<&str>,
    value_type: FactType,
    unit: Option<&str>,
    history: &[Entry],
    faults: &mut Faults,
) {
    if key.is_some_and(|key| !key.contains('/')) {
        faults.note(
            map.place,
            "the key of a fact has two parts",
            "write `scale/population`, `access/facebook` …",
        );
    }
    let counted =
        matches!(value_type, FactType::Count | FactType::Number | FactType::Percent | FactType::Rank);
    if counted && unit.is_none() {
        faults.note(map.place, "`unit` is missing", "say what one of it is, or what a share or rank is of");
    }
    if history.is_empty() {
        faults.note(map.place, "a fact without a value", "add `history:` with at least one entry");
    }
    let entries = map.get("history").map_or(&[][..], |node| decode::items(node, &mut Faults::default()));
    for (number, pair) in history.windows(2).enumerate() {
        // Entries with faults of their own are left out, and with them the count.
        let later = entries.get(number + 1).filter(|_| entries.len() == history.len());
        let place = later.map_or(map.place, |node| &node.place);
        if pair[1].from.first() <= pair[0].from.first() {
            let message = format!("{} does not come after {}", pair[1].from, pair[0].from);
            faults.note(place, message, "put the history in order, one entry for each date");
        }
        if pair[0].until.is_some_and(|until| until.last() >= pair[1].from.first()) {
            let message = format!("the value from {} overlaps the next, from {}", pair[0].from, pair[1].from);
            faults.note(place, message, "drop the `until` before it, or end that earlier");
        }
    }
}
