//! Plans: built field by field against the schema, every violation noted.

mod json;
mod whole;

use std::sync::Arc;

use crate::date::day;
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::schema::{CHANNEL, Kind, PLAN, Type};
use crate::suggest::{hint, quoted};
use crate::value::{Record, Value};
use crate::yaml::Node;

/// A plan to review.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) root: Arc<Record>,
}

/// Something a plan must not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Place in the plan, for example `channels[0].purpose`.
    pub path: String,
    /// What is wrong, and what is valid.
    pub message: String,
}

/// Builds one record of a plan. Values are checked against the schema as they are set.
#[derive(Debug)]
pub struct RecordBuilder<'v> {
    record: Record,
    violations: &'v mut Vec<Violation>,
}

/// Most items of a list of a plan.
pub const MOST_ITEMS: usize = 100;
/// Most characters of a text.
const MOST_CHARACTERS: usize = 100_000;
/// Largest whole number; the public message has 32 bits for it.
const MOST_INTEGER: i64 = u32::MAX as i64;
/// Most characters of a language tag; the longest in use are half as long.
const MOST_TAG: usize = 64;
/// Most characters of a short one.
const MOST_LABEL_CHARACTERS: usize = 200;

// === impl RecordBuilder ===

impl<'v> RecordBuilder<'v> {
    /// A record of `kind` that stands at `path` (`channels[0]`; empty for the plan), with nothing known yet.
    pub fn new(kind: &'static Kind, path: &str, violations: &'v mut Vec<Violation>) -> Self {
        let fields = vec![None; kind.fields.len()].into_boxed_slice();
        Self { record: Record { kind, fields, path: Arc::from(path) }, violations }
    }

    /// Sets a text, a word or a date; nothing where it is absent.
    pub fn text(self, name: &str, text: Option<String>) -> Self {
        self.set(name, text.map(|text| Value::text(&text)))
    }

    /// Sets a boolean; nothing where it is absent.
    pub fn boolean(self, name: &str, yes: Option<bool>) -> Self {
        self.set(name, yes.map(Value::Bool))
    }

    /// Sets a whole number; nothing where it is absent.
    pub fn integer(self, name: &str, number: Option<i64>) -> Self {
        self.set(name, number.map(Value::Int))
    }

    /// Sets a number; nothing where it is absent.
    pub fn number(self, name: &str, number: Option<f64>) -> Self {
        self.set(name, number.map(Value::Double))
    }

    /// Sets a list of texts or words; an empty list is not known.
    pub fn texts(self, name: &str, texts: Vec<String>) -> Self {
        let items = texts.iter().map(|text| Value::text(text)).collect();
        self.set(name, Some(Value::list(items)))
    }

    /// Sets a list of whole numbers; an empty list is not known.
    pub fn integers(self, name: &str, numbers: Vec<i64>) -> Self {
        self.set(name, Some(Value::list(numbers.into_iter().map(Value::Int).collect())))
    }

    /// Sets a part.
    pub fn record(self, name: &str, record: Record) -> Self {
        self.set(name, Some(Value::Record(Arc::new(record))))
    }

    /// Sets a list of parts.
    pub fn records(self, name: &str, records: Vec<Record>) -> Self {
        let items = records.into_iter().map(|record| Value::Record(Arc::new(record))).collect();
        self.set(name, Some(Value::list(items)))
    }

    /// Where a violation is noted while parts are built.
    pub fn violations(&mut self) -> &mut Vec<Violation> {
        self.violations
    }

    /// The record.
    pub fn build(self) -> Record {
        self.record
    }

    fn set(mut self, name: &str, value: Option<Value>) -> Self {
        let Some(value) = value else { return self };
        let index = self.record.kind.index_of(name).expect("the caller names fields of the kind");
        let path = self.record.path_of(name);
        match conform(self.record.kind.fields[index].ty, value) {
            Ok(value) => self.record.fields[index] = value,
            Err(message) => self.violations.push(Violation { path, message }),
        }
        self
    }
}

/// The value as the type has it; `None` for a list of values that is empty, which means "not known".
pub(crate) fn conform(ty: Type, value: Value) -> Result<Option<Value>, String> {
    match (ty, &value) {
        (Type::Text, Value::Text(text)) => within(MOST_CHARACTERS, text).map(|()| Some(value)),
        (Type::Label, Value::Text(text)) => within(MOST_LABEL_CHARACTERS, text).map(|()| Some(value)),
        (Type::Language, Value::Text(tag)) => well_formed(tag).map(|()| Some(value)),
        (Type::Word(words), Value::Text(word)) => check_word(word, words).map(|()| Some(value)),
        (Type::Date, Value::Text(text)) => {
            let date = day(text).map(|date| Some(Value::Date(date)));
            date.ok_or_else(|| format!("{} is not a day; write 2026-12-31", quoted(text)))
        }
        // A fix may compute a day, or a share that is whole.
        (Type::Date, Value::Date(_)) => Ok(Some(value)),
        (Type::Percent, Value::Int(number)) => conform(ty, Value::Double(*number as f64)),
        (Type::Integer, Value::Int(number)) if *number < 0 => Err(format!("{number} is below 0")),
        (Type::Integer, Value::Int(number)) if *number > MOST_INTEGER => {
            Err(format!("{number} is above {MOST_INTEGER}"))
        }
        (Type::Percent, Value::Double(number)) if !(0.0..=100.0).contains(number) => {
            Err(format!("{number} is outside 0 to 100"))
        }
        (_, Value::List(items)) if items.len() > MOST_ITEMS => {
            Err(format!("more than {MOST_ITEMS} items; at most {MOST_ITEMS} are taken"))
        }
        (Type::Labels | Type::Languages | Type::Markets | Type::Words(_), Value::List(items))
            if items.iter().any(|item| item.as_text().is_none()) =>
        {
            Err("a list of texts is needed".to_owned())
        }
        (Type::Integers, Value::List(items)) if items.iter().any(|item| !matches!(item, Value::Int(_))) => {
            Err("a list of whole numbers is needed".to_owned())
        }
        (Type::Labels, Value::List(items)) => {
            items
                .iter()
                .filter_map(Value::as_text)
                .try_for_each(|text| within(MOST_LABEL_CHARACTERS, text))?;
            Ok((!items.is_empty()).then_some(value))
        }
        (Type::Languages, Value::List(items)) => {
            items.iter().filter_map(Value::as_text).try_for_each(well_formed)?;
            Ok((!items.is_empty()).then_some(value))
        }
        // A code that is none would read as "aimed elsewhere", and every rule would let the plan pass.
        (Type::Markets, Value::List(items)) => match items.iter().find_map(not_a_market) {
            Some(wrong) => {
                Err(format!("{} is not a market; write its ISO 3166-1 code, like CN", quoted(wrong)))
            }
            None => Ok((!items.is_empty()).then_some(value)),
        },
        (Type::Words(words), Value::List(items)) => {
            for item in items.iter() {
                check_word(item.as_text().unwrap_or_default(), words)?;
            }
            Ok(Some(value).filter(|value| value.as_list() != Some(&[])))
        }
        (Type::Integers, Value::List(items)) => Ok((!items.is_empty()).then_some(value)),
        (Type::Boolean, Value::Bool(_))
        | (Type::Integer, Value::Int(_))
        | (Type::Percent, Value::Double(_))
        | (Type::Record(_), Value::Record(_))
        | (Type::Records(_), Value::List(_)) => Ok(Some(value)),
        (_, other) => Err(format!("{} does not fit here", other.type_name())),
    }
}

fn within(most: usize, text: &str) -> Result<(), String> {
    if text.chars().nth(most).is_some() { Err(format!("longer than {most} characters")) } else { Ok(()) }
}

/// The text of an item that cannot be the code of a market.
fn not_a_market(item: &Value) -> Option<&str> {
    let code = item.as_text().unwrap_or_default();
    let fits = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    (!fits).then_some(code)
}

/// A tag of RFC 5646: a language of two or three letters, then subtags. Whether there is such a language is not looked up.
fn well_formed(tag: &str) -> Result<(), String> {
    let (language, subtags) = tag.split_once('-').map_or((tag, None), |(first, rest)| (first, Some(rest)));
    let fits = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric());
    let is_language = matches!(language.len(), 2 | 3) && language.bytes().all(|c| c.is_ascii_alphabetic());
    if is_language && subtags.is_none_or(|subtags| subtags.split('-').all(fits)) && tag.len() <= MOST_TAG {
        return Ok(());
    }
    Err(format!(
        "{} is not a language tag; write it as BCP 47 has it, like en, zh-Hans or pt-BR",
        quoted(tag)
    ))
}

fn check_word(word: &str, words: &[&str]) -> Result<(), String> {
    if words.contains(&word) {
        return Ok(());
    }
    let near = hint(word, words);
    Err(format!("{} is not valid here; {near}", quoted(word)))
}

// === impl Plan ===

impl Plan {
    /// A plan from its built record.
    ///
    /// # Panics
    /// When the record is not one of kind [`PLAN`].
    pub fn new(mut root: Record) -> Self {
        assert_eq!(root.kind.name, PLAN.name, "a plan is made of a record of the kind PLAN");
        for (field, value) in root.kind.fields.iter().zip(root.fields.iter_mut()) {
            if value.is_none() {
                *value = absent(field.ty, field.name);
            }
        }
        Self { root: Arc::new(root) }
    }

    /// The plan's own fields.
    pub fn record(&self) -> &Record {
        &self.root
    }

    /// The parts of a list of the plan, for example `channels`.
    pub fn records(&self, list: &str) -> impl Iterator<Item = &Record> {
        let items = self.root.field(list).and_then(Value::as_list).unwrap_or_default();
        items.iter().filter_map(|item| match item {
            Value::Record(record) => Some(&**record),
            _ => None,
        })
    }

    /// The plan with each channel's platform and side as rules expect them: the platform by id where `resolve` knows the spelling,
    /// the side `local` where nothing is said. The plan itself where it says so already.
    pub(crate) fn resolved<'r>(&self, resolve: impl Fn(&str) -> Option<&'r str>) -> Arc<Record> {
        const CHANNELS: usize = PLAN.place_of("channels");
        let items = self.root.fields[CHANNELS].as_ref().and_then(Value::as_list).unwrap_or_default();
        let mut changed: Option<Vec<Value>> = None;
        for (index, item) in items.iter().enumerate() {
            if let Value::Record(channel) = item
                && let Some(channel) = resolved_channel(channel, &resolve)
            {
                changed.get_or_insert_with(|| items.to_vec())[index] = Value::Record(Arc::new(channel));
            }
        }
        let Some(changed) = changed else { return Arc::clone(&self.root) };
        let mut fields = self.root.fields.clone();
        fields[CHANNELS] = Some(Value::list(changed));
        Arc::new(Record { kind: self.root.kind, fields, path: Arc::clone(&self.root.path) })
    }
}

/// A channel as rules expect it; `None` where it is so already.
fn resolved_channel<'r>(channel: &Record, resolve: impl Fn(&str) -> Option<&'r str>) -> Option<Record> {
    const PLATFORM: usize = CHANNEL.place_of("platform");
    const SIDE: usize = CHANNEL.place_of("audience_side");
    let spelling = channel.fields[PLATFORM].as_ref().and_then(Value::as_text);
    let id = spelling.and_then(|spelling| resolve(spelling).filter(|id| *id != spelling));
    if id.is_none() && channel.fields[SIDE].is_some() {
        return None;
    }
    let mut fields = channel.fields.clone();
    if let Some(id) = id {
        fields[PLATFORM] = Some(Value::text(id));
    }
    fields[SIDE].get_or_insert_with(|| Value::text("local"));
    Some(Record { kind: channel.kind, fields, path: Arc::clone(&channel.path) })
}

/// What stands for a part that is absent: an empty one, so that what is asked for is the field within it.
fn absent(ty: Type, name: &str) -> Option<Value> {
    match ty {
        Type::Records(_) => Some(Value::list(Vec::new())),
        Type::Record(kind) => {
            let fields = vec![None; kind.fields.len()].into_boxed_slice();
            Some(Value::Record(Arc::new(Record { kind, fields, path: Arc::from(name) })))
        }
        _ => None,
    }
}

// === reading from YAML ===

/// A plan of an example or a scenario.
pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Plan> {
    let plan = read_record(node, &PLAN, "", faults).map(Plan::new)?;
    for Violation { path, message } in plan.contradictions() {
        faults.note(&node.place, format!("{path}: {message}"), "");
    }
    Some(plan)
}

fn read_record(node: &Node, kind: &'static Kind, path: &str, faults: &mut Faults) -> Option<Record> {
    let map = Map::read(node, &kind.names(), faults)?;
    let mut violations = Vec::new();
    let mut builder = RecordBuilder::new(kind, path, &mut violations);
    for (key, value) in map.entries() {
        let Some(field) = key.text().and_then(|name| kind.field(name)) else { continue };
        let before = builder.violations().len();
        let read = read_value(value, field.ty, &builder.record.path_of(field.name), faults);
        if let Some(read) = read {
            builder = builder.set(field.name, Some(read));
        }
        if let Some(violation) = builder.violations().get(before) {
            faults.note(&value.place, violation.message.clone(), "");
        }
    }
    Some(builder.build())
}

fn read_value(node: &Node, ty: Type, path: &str, faults: &mut Faults) -> Option<Value> {
    match ty {
        Type::Text | Type::Label | Type::Language | Type::Word(_) | Type::Date => match node.text() {
            Some(text) => Some(Value::text(text)),
            None => {
                faults.note(&node.place, format!("a text is needed here, found {}", node.description()), "");
                None
            }
        },
        Type::Boolean => decode::boolean(node, faults).map(Value::Bool),
        Type::Integer => decode::integer(node, faults).map(Value::Int),
        Type::Percent => decode::number(node, faults).map(Value::Double),
        Type::Labels | Type::Languages | Type::Markets | Type::Words(_) => {
            let texts = decode::items(node, faults).iter().filter_map(|item| decode::string(item, faults));
            Some(Value::list(texts.map(|text| Value::text(&text)).collect()))
        }
        Type::Integers => {
            let numbers = decode::items(node, faults).iter().filter_map(|item| decode::integer(item, faults));
            Some(Value::list(numbers.map(Value::Int).collect()))
        }
        Type::Record(kind) => {
            read_record(node, kind, path, faults).map(|record| Value::Record(Arc::new(record)))
        }
        Type::Records(kind) => {
            let records = decode::items(node, faults)
                .iter()
                .enumerate()
                .filter_map(|(index, item)| read_record(item, kind, &format!("{path}[{index}]"), faults));
            Some(Value::list(records.map(|record| Value::Record(Arc::new(record))).collect()))
        }
    }
}
