//! Values of expressions.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use jiff::SignedDuration;
use jiff::civil::DateTime;

use crate::date::Date;
use crate::schema::{Field, Kind};

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// CEL's null.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number that is never negative, CEL's `uint`.
    Uint(u64),
    /// A number.
    Double(f64),
    /// A text.
    Text(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A moment, in UTC; years 1 to 9999, to the nanosecond.
    Timestamp(DateTime),
    /// A length of time, as many nanoseconds as an `i64` holds: some 292 years either way.
    Duration(SignedDuration),
    /// The type of a value, by its CEL name.
    Type(&'static str),
    /// A day.
    Date(Date),
    /// A list.
    List(Arc<[Value]>),
    /// A map, in the order written.
    Map(Arc<[(Value, Value)]>),
    /// A plan, or a part of one.
    Record(Arc<Record>),
}

/// A plan or a part of one: fields that are there, and fields that are not.
#[derive(Debug, PartialEq)]
pub struct Record {
    pub(crate) kind: &'static Kind,
    /// One for each field of `kind`, in its order; `None`: not known.
    pub(crate) fields: Box<[Option<Value>]>,
    /// Where it stands in the plan, for example `channels[0]`; empty for the plan itself.
    pub(crate) path: Arc<str>,
}

/// A place in a plan: a part of it, or a field of one.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    record: Arc<Record>,
    /// Its place among the fields of the kind.
    field: Option<u8>,
}

impl Value {
    /// A text.
    pub fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// A list.
    pub fn list(items: Vec<Value>) -> Self {
        static EMPTY: LazyLock<Arc<[Value]>> = LazyLock::new(|| Arc::from([]));
        // Nothing found is what most rules come to: it should not cost an allocation.
        if items.is_empty() { Self::List(Arc::clone(&EMPTY)) } else { Self::List(Arc::from(items)) }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// What kind of value it is, for a fault.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Uint(_) => "an unsigned number",
            Self::Double(_) => "a number",
            Self::Text(_) => "a text",
            Self::Bytes(_) => "bytes",
            Self::Timestamp(_) => "a timestamp",
            Self::Duration(_) => "a duration",
            Self::Type(_) => "a type",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Record(_) => "a part of the plan",
        }
    }

    /// The value as people read it.
    pub fn display(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(yes) => yes.to_string(),
            Self::Int(number) => grouped(*number < 0, number.unsigned_abs()),
            Self::Uint(number) => grouped(false, *number),
            Self::Double(number) => number.to_string(),
            Self::Text(text) => text.to_string(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Self::Timestamp(moment) => format!("{moment}Z"),
            Self::Duration(duration) => seconds(*duration),
            Self::Type(name) => (*name).to_owned(),
            Self::Date(date) => date.to_string(),
            Self::List(items) => items.iter().map(Self::display).collect::<Vec<_>>().join(", "),
            Self::Map(entries) => {
                let parts =
                    entries.iter().map(|(key, value)| format!("{}: {}", key.display(), value.display()));
                parts.collect::<Vec<_>>().join(", ")
            }
            Self::Record(record) => record.name().to_owned(),
        }
    }

    /// The value as JSON, for a fix that a machine applies; of a part of the plan what is known of it.
    pub fn to_json(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(yes) => yes.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Uint(number) => number.to_string(),
            Self::Double(number) if !number.is_finite() => "null".to_owned(),
            Self::Double(number) => number.to_string(),
            Self::Text(text) => json_string(text),
            Self::Bytes(_) | Self::Timestamp(_) | Self::Duration(_) | Self::Type(_) => {
                json_string(&self.display())
            }
            Self::Date(date) => format!("\"{date}\""),
            Self::List(items) => {
                format!("[{}]", items.iter().map(Self::to_json).collect::<Vec<_>>().join(","))
            }
            Self::Map(entries) => {
                let parts =
                    entries.iter().map(|(k, v)| format!("{}:{}", json_string(&k.display()), v.to_json()));
                format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
            }
            Self::Record(record) => {
                let parts =
                    record.known().map(|(field, value)| format!("\"{}\":{}", field.name, value.to_json()));
                format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// A whole number with thousands marks: 183000000 → 183,000,000.
fn grouped(negative: bool, number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    if negative {
        out.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A duration in seconds: 90 minutes → 5400s, half a second → 0.5s.
pub(crate) fn seconds(duration: SignedDuration) -> String {
    let nanos = duration.as_nanos();
    let sign = if nanos < 0 { "-" } else { "" };
    let (whole, part) = (nanos.unsigned_abs() / 1_000_000_000, nanos.unsigned_abs() % 1_000_000_000);
    if part == 0 {
        return format!("{sign}{whole}s");
    }
    let part = format!("{part:09}");
    format!("{sign}{whole}.{}s", part.trim_end_matches('0'))
}

fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => {
                write!(out, "\\u{:04x}", c as u32).expect("writing to a string cannot fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

// === impl Record ===

impl Record {
    /// The value of a field; `None` when it is not known, or no such field exists.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.kind.index_of(name).and_then(|index| self.fields[index].as_ref())
    }

    /// The same by the field's place among those of the kind, for those whose place is a constant.
    #[inline]
    pub(crate) fn at(&self, place: usize) -> Option<&Value> {
        self.fields.get(place)?.as_ref()
    }

    /// The fields that are known, with their values.
    pub(crate) fn known(&self) -> impl Iterator<Item = (&'static Field, &Value)> {
        let fields = self.kind.fields.iter().zip(&self.fields);
        fields.filter_map(|(field, value)| Some((field, value.as_ref()?)))
    }

    /// Where it stands in the plan, for example `channels[0]`; empty for the plan itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path of one of its fields.
    pub(crate) fn path_of(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// What the caller calls it: its `id`, else where it stands.
    pub(crate) fn name(&self) -> &str {
        self.field("id").and_then(Value::as_text).unwrap_or(&self.path)
    }
}

// === impl Location ===

impl Location {
    /// A part.
    pub(crate) fn of_part(record: Arc<Record>) -> Self {
        Self { record, field: None }
    }

    /// A field of a part, by its place among the fields of its kind.
    pub(crate) fn of_field(record: &Arc<Record>, field: usize) -> Self {
        Self { record: Arc::clone(record), field: u8::try_from(field).ok() }
    }

    /// The part.
    pub(crate) fn record(&self) -> &Arc<Record> {
        &self.record
    }

    /// The field.
    pub(crate) fn field(&self) -> Option<&'static Field> {
        self.field.map(|place| &self.record.kind.fields[usize::from(place)])
    }

    /// Where it is, for example `channels[0].platform`.
    pub(crate) fn path(&self) -> String {
        match self.field() {
            Some(field) => self.record.path_of(field.name),
            None => self.record.path().to_owned(),
        }
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.record.path == other.record.path
    }
}
