//! What a module says of itself.

use crate::date::{Date, PartialDate};
use crate::decode::{self, Map, Word};
use crate::diagnostic::Faults;
use crate::platform::one_of;
use crate::text::LocalText;
use crate::yaml::Node;

/// A module: a country's, or a regional base.
#[derive(Debug, Clone)]
pub struct Module {
    /// Name of the module, for example `china`.
    pub name: String,
    /// ISO 3166-1 alpha-2 code; `None` for a regional base.
    pub market: Option<String>,
    /// Name of the region, for a regional base.
    pub region: Option<String>,
    /// Name of the market, by language.
    pub title: LocalText,
    /// Semantic version of behaviour.
    pub version: String,
    /// What it is made of.
    pub kind: ModuleKind,
    /// Regional bases it extends, by module name.
    pub extends: Vec<String>,
    /// Languages its texts come in; the first is the default. Never empty.
    pub languages: Vec<String>,
    /// Of these: those whose translations the local team has not read yet.
    pub awaiting_review: Vec<String>,
    /// IANA time zone.
    pub time_zone: String,
    /// Who publishes it.
    pub publisher: String,
    /// When values without their own date became known.
    pub recorded: Date,
    /// Whom to call.
    pub affiliate: Affiliate,
    pub(crate) zone: jiff::tz::TimeZone,
}

/// What a module is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModuleKind {
    /// YAML only.
    Rulebook,
    /// YAML and a library.
    Native,
}

/// The local team: a role, and how to reach it.
#[derive(Debug, Clone, Default)]
pub struct Affiliate {
    /// What they are.
    pub role: LocalText,
    /// Languages they speak.
    pub languages: Vec<String>,
    /// How to reach them.
    pub reach: LocalText,
    /// When they answer.
    pub hours: String,
    /// What they look after, and how often.
    pub review_duty: Option<LocalText>,
}

impl Word for ModuleKind {
    const WHAT: &'static str = "a kind of module";
    const WORDS: &'static [(&'static str, Self)] = &[("rulebook", Self::Rulebook), ("native", Self::Native)];
}

impl ModuleKind {
    /// The kind as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Module {
    /// Whether texts in a language are translations that the local team has not read yet.
    pub fn awaits_review(&self, language: &str) -> bool {
        self.awaiting_review.iter().any(|own| own == language)
    }

    /// The day it is in the market at a point in time.
    pub fn day_of(&self, unix_seconds: i64) -> Date {
        let moment = jiff::Timestamp::from_second(unix_seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        moment.to_zoned(self.zone.clone()).date()
    }
}

const KEYS: &[&str] = &[
    "module",
    "market",
    "region",
    "name",
    "version",
    "kind",
    "extends",
    "languages",
    "awaiting_review",
    "time_zone",
    "publisher",
    "recorded",
    "affiliate",
];

pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Module> {
    let map = Map::read(node, KEYS, faults)?;
    let name = map.required("module", faults, read_name);
    let market = map.optional("market", faults, read_market);
    let region = map.optional("region", faults, decode::name);
    let title = map.required("name", faults, decode::local_text);
    let version = map.required("version", faults, read_version);
    let kind = map.required("kind", faults, decode::word);
    let extends = map.list("extends", faults, decode::name);
    let languages = map.list("languages", faults, decode::name);
    let awaiting_review = map.list("awaiting_review", faults, |node, faults| {
        one_of(
            node,
            &languages.iter().map(String::as_str).collect::<Vec<_>>(),
            "one of the `languages`",
            faults,
        )
    });
    let zone = map.required("time_zone", faults, read_zone);
    let publisher = map.required("publisher", faults, decode::name);
    let recorded = map.required("recorded", faults, decode::date);
    let affiliate = map.optional("affiliate", faults, read_affiliate);
    if map.get("market").is_none() && map.get("region").is_none() {
        faults.note(
            map.place,
            "neither `market` nor `region`",
            "a country has `market: CN`, a base `region: asia`",
        );
    }
    if languages.is_empty() {
        faults.note(map.place, "no languages", "add `languages: [en]`");
    }
    if market.is_some() && affiliate.is_none() {
        faults.note(map.place, "nobody to call", "add `affiliate:` with a role and how to reach it");
    }
    let (time_zone, zone) = zone?;
    Some(Module {
        name: name?,
        market,
        region,
        title: title?,
        version: version?,
        kind: kind?,
        extends,
        languages,
        awaiting_review,
        time_zone,
        publisher: publisher?,
        recorded: recorded.map(PartialDate::last)?,
        affiliate: affiliate.unwrap_or_default(),
        zone,
    })
}

/// As strict as a module host is: what passes here must not be refused there.
fn read_name(node: &Node, faults: &mut Faults) -> Option<String> {
    let name = decode::string(node, faults)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.len() <= 64 && name.chars().all(fits) {
        return Some(name);
    }
    let hint = "use the folder's name: up to 64 lower-case letters, digits, `-` and `_`";
    faults.note(&node.place, format!("`{name}` cannot be the name of a module"), hint);
    None
}

fn read_market(node: &Node, faults: &mut Faults) -> Option<String> {
    let market = decode::string(node, faults)?;
    if market.len() == 2 && market.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Some(market);
    }
    faults.note(
        &node.place,
        format!("`{market}` is not a market code"),
        "two capital letters of ISO 3166-1, like `CN`",
    );
    None
}

pub(crate) fn read_version(node: &Node, faults: &mut Faults) -> Option<String> {
    let version = decode::string(node, faults)?;
    if version_numbers(&version).is_some() {
        return Some(version);
    }
    faults.note(&node.place, format!("`{version}` is not a version"), "write three numbers, like `1.4.0`");
    None
}

/// The three numbers of a version; `None` for anything else.
pub(crate) fn version_numbers(version: &str) -> Option<[u32; 3]> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|value| value.to_string() == text);
    let numbers: Option<Vec<u32>> = version.split('.').map(number).collect();
    numbers?.try_into().ok()
}

fn read_zone(node: &Node, faults: &mut Faults) -> Option<(String, jiff::tz::TimeZone)> {
    let name = decode::string(node, faults)?;
    match jiff::tz::TimeZone::get(&name) {
        Ok(zone) => Some((name, zone)),
        Err(_) => {
            faults.note(
                &node.place,
                format!("`{name}` is not a time zone"),
                "an IANA name, like `Asia/Shanghai`",
            );
            None
        }
    }
}

fn read_affiliate(node: &Node, faults: &mut Faults) -> Option<Affiliate> {
    let map = Map::read(node, &["role", "languages", "reach", "hours", "review_duty"], faults)?;
    let role = map.required("role", faults, decode::local_text);
    let languages = map.list("languages", faults, decode::name);
    let reach = map.required("reach", faults, decode::local_text);
    let hours = map.optional("hours", faults, decode::string).unwrap_or_default();
    let review_duty = map.optional("review_duty", faults, decode::local_text);
    Some(Affiliate { role: role?, languages, reach: reach?, hours, review_duty })
}
