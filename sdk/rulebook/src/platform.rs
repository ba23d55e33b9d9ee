//! Platforms: what they are, and how strong a channel each is, over time.

use crate::date::{Date, PartialDate};
use crate::decode::{self, Link, Map, Word};
use crate::diagnostic::Faults;
use crate::schema;
use crate::suggest::hint;
use crate::text::LocalText;
use crate::yaml::{Node, Place};

/// A platform in a market.
#[derive(Debug, Clone)]
pub struct Platform {
    /// Identifier, the same in every market.
    pub id: String,
    /// Names by language.
    pub names: LocalText,
    /// Names it had before, oldest first.
    pub formerly: Vec<FormerName>,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// What it is, a word.
    pub kind: String,
    /// Who runs it.
    pub operator: Option<String>,
    /// Whom it suits: b2b, b2c, both.
    pub audience: String,
    /// What it suits, in the words of a channel's purpose.
    pub purposes: Vec<String>,
    /// Western services it stands in for.
    pub substitutes_for: Vec<String>,
    /// What took its place.
    pub succeeded_by: Option<String>,
    /// What a business account takes.
    pub account: Option<LocalText>,
    /// How strong a channel it is, oldest first.
    pub standing: Vec<Standing>,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

/// Names of a platform until it took others.
#[derive(Debug, Clone)]
pub struct FormerName {
    /// Names by language.
    pub names: LocalText,
    /// The last day, or period, they were its names.
    pub until: PartialDate,
    /// Sources, by id.
    pub sources: Vec<String>,
    pub(crate) links: Vec<Link>,
}

/// How strong a channel a platform is, from a date on.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Since when.
    pub from: PartialDate,
    /// How strong.
    pub level: Level,
    /// What speaks for it.
    pub in_favour: Option<LocalText>,
    /// What speaks against it.
    pub against: Option<LocalText>,
    /// Sources, by id.
    pub sources: Vec<String>,
    /// When it became known.
    pub recorded: Date,
    pub(crate) links: Vec<Link>,
}

/// How strong a channel is; the order is that of recommendation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The first choice.
    Leading,
    /// A good choice.
    Strong,
    /// Worth adding.
    Useful,
    /// Hardly worth it.
    Marginal,
    /// Do not use it.
    Avoid,
}

impl Word for Level {
    const WHAT: &'static str = "a standing";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("leading", Self::Leading),
        ("strong", Self::Strong),
        ("useful", Self::Useful),
        ("marginal", Self::Marginal),
        ("avoid", Self::Avoid),
    ];
}

impl Level {
    /// The level as a word.
    pub fn as_str(self) -> &'static str {
        self.word()
    }
}

impl Platform {
    /// Its standing at a date, as far as it was known at another.
    pub fn standing_at(&self, as_of: Date, known_as_of: Date) -> Option<&Standing> {
        let holds = |standing: &&Standing| standing.recorded <= known_as_of && standing.from.first() <= as_of;
        self.standing.iter().rev().find(holds)
    }

    /// What it was called on a day, in a language.
    pub fn name_on(&self, day: Date, language: &str) -> &str {
        let former = self.formerly.iter().find(|former| day <= former.until.last());
        former.map_or(&self.names, |former| &former.names).pick(language)
    }

    /// Whether a plan that writes `spelling` means this platform.
    pub fn answers_to(&self, spelling: &str) -> bool {
        self.is_spelled(&folded(spelling))
    }

    /// The same for a spelling that is [`folded`].
    pub(crate) fn is_spelled(&self, folded: &str) -> bool {
        self.spellings().any(|own| own.to_lowercase() == folded)
    }

    /// Id, names, former ones too, and aliases.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        let former = self.formerly.iter().flat_map(|former| former.names.iter());
        let names = self.names.iter().chain(former).map(|(_, name)| name);
        std::iter::once(self.id.as_str()).chain(names).chain(self.aliases.iter().map(String::as_str))
    }
}

/// A spelling as spellings are compared: without spaces around it, in lower case.
pub(crate) fn folded(spelling: &str) -> String {
    spelling.trim().to_lowercase()
}

const KINDS: &[&str] = &[
    "social_network",
    "messaging",
    "microblog",
    "video",
    "forum",
    "blog",
    "search",
    "marketplace",
    "professional",
    "collaboration",
    "review",
];
const KEYS: &[&str] = &[
    "platform",
    "names",
    "formerly",
    "aliases",
    "kind",
    "operator",
    "suits",
    "substitutes_for",
    "succeeded_by",
    "account",
    "standing",
    "overrides",
];

/// Reads a platform; `recorded` is when its module's values became known.
pub(crate) fn read(node: &Node, recorded: Date, faults: &mut Faults) -> Option<Platform> {
    let map = Map::read(node, KEYS, faults)?;
    let id = map.required("platform", faults, decode::name);
    let names = map.required("names", faults, decode::local_text);
    let formerly = map.list("formerly", faults, read_former);
    for pair in formerly.windows(2) {
        if pair[1].until.last() <= pair[0].until.last() {
            let message = format!(
                "the name until {} does not come after the one until {}",
                pair[1].until, pair[0].until
            );
            faults.note(map.place, message, "put the former names in order, the oldest first");
        }
    }
    let aliases = map.list("aliases", faults, decode::string);
    let kind = map.required("kind", faults, |node, faults| one_of(node, KINDS, "a kind of platform", faults));
    let operator = map.optional("operator", faults, decode::string);
    let (audience, purposes) =
        map.optional("suits", faults, read_suits).unwrap_or(("both".to_owned(), Vec::new()));
    let substitutes_for = map.list("substitutes_for", faults, decode::name);
    let succeeded_by = map.optional("succeeded_by", faults, decode::name);
    let account = map.optional("account", faults, decode::local_text);
    let standing = map.list("standing", faults, |node, faults| read_standing(node, recorded, faults));
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    for pair in standing.windows(2) {
        if pair[1].from.first() <= pair[0].from.first() {
            let message = format!("standing from {} does not come after {}", pair[1].from, pair[0].from);
            faults.note(map.place, message, "put the entries in order, one for each date");
        }
    }
    Some(Platform {
        id: id?,
        names: names?,
        formerly,
        aliases,
        kind: kind?,
        operator,
        audience,
        purposes,
        substitutes_for,
        succeeded_by,
        account,
        standing,
        overrides,
        place: node.place.clone(),
    })
}

fn read_former(node: &Node, faults: &mut Faults) -> Option<FormerName> {
    let map = Map::read(node, &["names", "until", "sources"], faults)?;
    let names = map.required("names", faults, decode::local_text);
    let until = map.required("until", faults, decode::date);
    let links = map.list("sources", faults, decode::link);
    if links.is_empty() {
        faults.note(map.place, "a former name without a source", "add `sources: [<id of a source>]`");
    }
    Some(FormerName { names: names?, until: until?, sources: decode::names_of(&links), links })
}

fn read_suits(node: &Node, faults: &mut Faults) -> Option<(String, Vec<String>)> {
    let map = Map::read(node, &["audience", "purposes"], faults)?;
    let audience = map
        .optional("audience", faults, |node, faults| one_of(node, schema::AUDIENCES, "an audience", faults));
    let purposes = map.list("purposes", faults, |node, faults| {
        one_of(node, schema::PURPOSES, "a purpose of a channel", faults)
    });
    Some((audience.unwrap_or("both".to_owned()), purposes))
}

fn read_standing(node: &Node, recorded: Date, faults: &mut Faults) -> Option<Standing> {
    let map = Map::read(node, &["from", "level", "in_favour", "against", "sources", "recorded"], faults)?;
    let from = map.required("from", faults, decode::date);
    let level = map.required("level", faults, decode::word);
    let in_favour = map.optional("in_favour", faults, decode::local_text);
    let against = map.optional("against", faults, decode::local_text);
    let links = map.list("sources", faults, decode::link);
    let known = map.optional("recorded", faults, decode::date);
    Some(Standing {
        from: from?,
        level: level?,
        in_favour,
        against,
        sources: decode::names_of(&links),
        recorded: known.map_or(recorded, PartialDate::last),
        links,
    })
}

/// A word out of a fixed set.
pub(crate) fn one_of(node: &Node, valid: &[&str], what: &str, faults: &mut Faults) -> Option<String> {
    let word = decode::string(node, faults)?;
    if valid.contains(&word.as_str()) {
        return Some(word);
    }
    faults.note(&node.place, format!("`{word}` is not {what}"), hint(&word, valid));
    None
}
