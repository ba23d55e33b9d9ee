//! Plans made of bytes: any byte is a choice, a zero is "not known", and so is whatever follows the last byte.

use std::sync::Arc;

use crate::plan::{Plan, RecordBuilder, Violation};
use crate::rulebook::Rulebook;
use crate::schema::{Field, Kind, PLAN, Type, WAIVER};
use crate::value::{Record, Value};

/// Makes plans for a rulebook: names that mean something to it are among the names it uses.
#[derive(Debug)]
pub struct Plans {
    labels: Vec<String>,
    markets: Vec<String>,
    /// Items of a list that is long.
    many: usize,
}

/// Bytes that are taken one by one.
struct Choices<'b>(&'b [u8]);

const LABELS: [&str; 10] =
    ["", " ", "c1", "c2", "#PR", "【広告】", "en", "none", "channels[0]", "no such thing"];
const LANGUAGES: [&str; 10] =
    ["en", "zh-Hans", "zh-Hant-TW", "zh", "ZH-cn", "ja", "ko", "hi-Deva-IN", "ms", "id"];
const TEXTS: [&str; 8] = [
    "",
    "best",
    "最佳 the first of its kind, 100% guaranteed",
    "{channel.platform} \u{0}\u{202e}",
    "İıſΩ\u{301}",
    "🧨",
    "free",
    "%s %d",
];
const INTEGERS: [i64; 8] = [0, 1, 2, 4, 8, 52, 2_147_483_648, 4_294_967_295];
const SHOWN: [i64; 6] = [4, 8, 13, 0, -1, i64::MIN];
const SHARES: [f64; 5] = [0.0, -0.0, f64::MIN_POSITIVE, 33.3, 100.0];
const DAYS: [&str; 8] = [
    "2026-12-24",
    "2010-03-01",
    "2026-02-17",
    "2027-02-06",
    "0001-01-01",
    "9999-12-31",
    "2028-02-29",
    "2026-11-22",
];

impl Plans {
    /// For a rulebook; a list has up to three items, and `many` where it is a long one.
    pub fn new(rulebook: &Rulebook, many: usize) -> Self {
        let own = rulebook.platforms.values().flat_map(|platform| platform.spellings());
        let rules = rulebook.rules.iter().map(|rule| rule.id.as_str()).take(3);
        let labels = LABELS.into_iter().chain(own).chain(rules).map(str::to_owned).collect();
        let market = rulebook.module().market.clone().unwrap_or_default();
        let markets = vec![market.to_lowercase(), market, "FR".to_owned()];
        let markets = markets.into_iter().filter(|market| !market.is_empty()).collect();
        Self { labels, markets, many }
    }

    /// A plan that the schema allows.
    ///
    /// # Panics
    /// When what is made here does not fit the schema: a type of field that this file does not know yet.
    pub fn plan(&self, bytes: &[u8]) -> Plan {
        let mut violations = Vec::new();
        let root = self.record(&PLAN, "", &mut Choices(bytes), &mut violations);
        assert_eq!(violations, [], "only what the schema allows is made");
        Plan::new(root)
    }

    fn record(
        &self,
        kind: &'static Kind,
        path: &str,
        choices: &mut Choices<'_>,
        violations: &mut Vec<Violation>,
    ) -> Record {
        let mut builder = RecordBuilder::new(kind, path, violations);
        for field in kind.fields {
            let Some(choice) = choices.next().checked_sub(1) else { continue };
            builder = self.set(builder, field, path, usize::from(choice), choices);
        }
        builder.build()
    }

    fn set<'v>(
        &self,
        mut builder: RecordBuilder<'v>,
        field: &Field,
        path: &str,
        choice: usize,
        choices: &mut Choices<'_>,
    ) -> RecordBuilder<'v> {
        let name = field.name;
        let own = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match field.ty {
            Type::Text => builder.text(name, Some(choices.text(choice))),
            Type::Language => builder.text(name, Some((*pick(&LANGUAGES, choice)).to_owned())),
            Type::Languages => builder.texts(name, choices.some(choice, &LANGUAGES.map(str::to_owned))),
            Type::Label => builder.text(name, Some(pick(&self.labels, choice).clone())),
            Type::Word(words) => builder.text(name, Some((*pick(words, choice)).to_owned())),
            Type::Boolean => builder.boolean(name, Some(choice % 2 == 1)),
            Type::Integer => builder.integer(name, Some(*pick(&INTEGERS, choice))),
            Type::Percent => builder.number(name, Some(*pick(&SHARES, choice))),
            Type::Date => builder.text(name, Some((*pick(&DAYS, choice)).to_owned())),
            Type::Labels => builder.texts(name, choices.some(choice, &self.labels)),
            Type::Markets => builder.texts(name, choices.some(choice, &self.markets)),
            Type::Words(words) => {
                let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
                builder.texts(name, choices.some(choice, &words))
            }
            Type::Integers => builder.integers(name, choices.some(choice, &SHOWN)),
            Type::Record(kind) => {
                let record = self.record(kind, &own, choices, builder.violations());
                builder.record(name, record)
            }
            Type::Records(kind) => {
                let count = if choice == 254 { self.many } else { choice % 4 };
                let mut records = Vec::with_capacity(count);
                for index in 0..count {
                    let place = format!("{own}[{index}]");
                    records.push(self.record(kind, &place, choices, builder.violations()));
                }
                builder.records(name, records)
            }
        }
    }
}

/// The plan with one known field less, the `place`th of those that say something by being known; `None` when it has fewer.
///
/// Left alone are the parts and lists of parts (an empty one means "none"), waivers (without an item one is for all), and the two
/// fields whose absence has a meaning: `audience_side` (local) and `region_codes` (the market itself).
pub fn without(plan: &Plan, place: usize) -> Option<Plan> {
    let mut left = place;
    stripped(&plan.root, &mut left).map(Plan::new)
}

fn stripped(record: &Record, left: &mut usize) -> Option<Record> {
    if record.kind == &WAIVER {
        return None;
    }
    for (index, field) in record.kind.fields.iter().enumerate() {
        let Some(value) = &record.fields[index] else { continue };
        let replaced = match (field.ty, value) {
            (Type::Record(_), Value::Record(part)) => {
                stripped(part, left).map(|part| Some(Value::Record(Arc::new(part))))
            }
            (Type::Records(_), Value::List(items)) => stripped_item(items, left).map(Some),
            _ if matches!(field.name, "audience_side" | "region_codes") => None,
            _ if *left == 0 => Some(None),
            _ => {
                *left -= 1;
                None
            }
        };
        if let Some(replaced) = replaced {
            let mut fields = record.fields.clone();
            fields[index] = replaced;
            return Some(Record { kind: record.kind, fields, path: Arc::clone(&record.path) });
        }
    }
    None
}

fn stripped_item(items: &[Value], left: &mut usize) -> Option<Value> {
    for (index, item) in items.iter().enumerate() {
        let Value::Record(part) = item else { continue };
        if let Some(part) = stripped(part, left) {
            let mut items = items.to_vec();
            items[index] = Value::Record(Arc::new(part));
            return Some(Value::list(items));
        }
    }
    None
}

fn pick<T>(of: &[T], choice: usize) -> &T {
    &of[choice % of.len()]
}

// === impl Choices ===

impl Choices<'_> {
    fn next(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// One of the texts, or as many of the bytes that follow as `choice` says.
    fn text(&mut self, choice: usize) -> String {
        if choice < TEXTS.len() {
            return TEXTS[choice].to_owned();
        }
        let (text, rest) = self.0.split_at(self.0.len().min(choice));
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    /// Up to three of them.
    fn some<T: Clone>(&mut self, choice: usize, of: &[T]) -> Vec<T> {
        (0..choice % 4).map(|_| pick(of, usize::from(self.next())).clone()).collect()
    }
}
