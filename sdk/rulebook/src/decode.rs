//! Reads typed values out of YAML nodes. A fault is noted with its place and the value left out, so that one load finds all.

use crate::date::{Date, PartialDate};
use crate::diagnostic::Faults;
use crate::suggest::hint;
use crate::text::LocalText;
use crate::yaml::{Content, Node, Place};

/// An enum with a word for each value.
pub(crate) trait Word: Copy + PartialEq + 'static {
    /// What the word stands for, as a fault names it, for example "an authority".
    const WHAT: &'static str;
    /// Every value with its word.
    const WORDS: &'static [(&'static str, Self)];

    /// The word of a value.
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

/// A map whose keys have been checked.
#[derive(Clone, Copy)]
pub(crate) struct Map<'n> {
    pub(crate) place: &'n Place,
    entries: &'n [(Node, Node)],
}

impl<'n> Map<'n> {
    /// The node as a map; keys outside `allowed` are faults.
    pub(crate) fn read(node: &'n Node, allowed: &[&str], faults: &mut Faults) -> Option<Self> {
        let map = Self::of_any(node, faults)?;
        for (key, _) in map.entries {
            match key.text() {
                Some(name) if allowed.contains(&name) => {}
                Some(name) => faults.note(&key.place, format!("unknown key `{name}`"), hint(name, allowed)),
                None => faults.note(&key.place, "a key must be a word", hint("", allowed)),
            }
        }
        Some(map)
    }

    /// The node as a map with any keys.
    pub(crate) fn of_any(node: &'n Node, faults: &mut Faults) -> Option<Self> {
        match &node.content {
            Content::Map(entries) => Some(Self { place: &node.place, entries }),
            _ => {
                faults.note(&node.place, format!("a map is needed here, found {}", node.description()), "");
                None
            }
        }
    }

    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(name, _)| name.is(key)).map(|(_, value)| value)
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &str, faults: &mut Faults) -> Option<&'n Node> {
        let value = self.get(key);
        if value.is_none() {
            faults.note(self.place, format!("`{key}` is missing"), format!("add `{key}: …`"));
        }
        value
    }

    /// All keys and values.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'n Node, &'n Node)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// An optional value read by `read`.
    pub(crate) fn optional<T>(
        &self,
        key: &str,
        faults: &mut Faults,
        read: impl FnOnce(&'n Node, &mut Faults) -> Option<T>,
    ) -> Option<T> {
        self.get(key).and_then(|node| read(node, faults))
    }

    /// A compulsory value read by `read`.
    pub(crate) fn required<T>(
        &self,
        key: &str,
        faults: &mut Faults,
        read: impl FnOnce(&'n Node, &mut Faults) -> Option<T>,
    ) -> Option<T> {
        self.need(key, faults).and_then(|node| read(node, faults))
    }

    /// A list of items read by `read`; empty when the key is absent.
    pub(crate) fn list<T>(
        &self,
        key: &str,
        faults: &mut Faults,
        mut read: impl FnMut(&'n Node, &mut Faults) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.get(key) else { return Vec::new() };
        items(node, faults).iter().filter_map(|item| read(item, faults)).collect()
    }
}

/// The items of a list.
pub(crate) fn items<'n>(node: &'n Node, faults: &mut Faults) -> &'n [Node] {
    match &node.content {
        Content::List(items) => items,
        _ => {
            faults.note(
                &node.place,
                format!("a list is needed here, found {}", node.description()),
                "write `[…]`",
            );
            &[]
        }
    }
}

/// A piece of text that is not empty.
pub(crate) fn string(node: &Node, faults: &mut Faults) -> Option<String> {
    match node.text() {
        Some(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => {
            faults.note(&node.place, format!("a text is needed here, found {}", node.description()), "");
            None
        }
    }
}

/// A name that others refer to: letters, digits, `-`, `_`, `/`, `.`.
pub(crate) fn name(node: &Node, faults: &mut Faults) -> Option<String> {
    let name = string(node, faults)?;
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "-_/.".contains(c)) {
        return Some(name);
    }
    let hint = "use lower-case letters, digits, `-` and `_`";
    faults.note(&node.place, format!("`{name}` cannot be a name"), hint);
    None
}

/// A date at any precision.
pub(crate) fn date(node: &Node, faults: &mut Faults) -> Option<PartialDate> {
    let text = string(node, faults)?;
    text.parse().map_err(|message: String| faults.note(&node.place, message, "")).ok()
}

/// A day, written in full.
pub(crate) fn day(node: &Node, faults: &mut Faults) -> Option<Date> {
    let date = date(node, faults)?;
    if date.first() != date.last() {
        faults.note(&node.place, format!("{date} is not a day"), "write it in full, like 2027-02-06");
        return None;
    }
    Some(date.first())
}

/// `true` or `false`.
pub(crate) fn boolean(node: &Node, faults: &mut Faults) -> Option<bool> {
    match node.plain_text() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => {
            faults.note(&node.place, "`true` or `false` is needed here", "");
            None
        }
    }
}

/// A whole number.
pub(crate) fn integer(node: &Node, faults: &mut Faults) -> Option<i64> {
    parsed(node, "a whole number", faults)
}

/// A number.
pub(crate) fn number(node: &Node, faults: &mut Faults) -> Option<f64> {
    let number: f64 = parsed(node, "a number", faults)?;
    if !number.is_finite() {
        faults.note(&node.place, "the number is too large, or none at all", "");
        return None;
    }
    Some(number)
}

/// A whole number within bounds.
pub(crate) fn within(node: &Node, least: u32, faults: &mut Faults) -> Option<u32> {
    let number = integer(node, faults)?;
    let fits = u32::try_from(number).ok().filter(|number| *number >= least);
    if fits.is_none() {
        faults.note(&node.place, format!("{number} is outside {least} to {}", u32::MAX), "");
    }
    fits
}

fn parsed<T: std::str::FromStr>(node: &Node, what: &str, faults: &mut Faults) -> Option<T> {
    let value = node.plain_text().and_then(|text| text.replace('_', "").parse().ok());
    if value.is_none() {
        faults.note(
            &node.place,
            format!("{what} is needed here"),
            "write it without quotes, units or thousands marks",
        );
    }
    value
}

/// A span of days (`180d`), or `never`.
pub(crate) fn days(node: &Node, faults: &mut Faults) -> Option<Option<u32>> {
    let text = string(node, faults)?;
    if text == "never" {
        return Some(None);
    }
    let days = text.strip_suffix('d').and_then(|number| number.parse().ok()).filter(|days| *days > 0);
    if days.is_none() {
        faults.note(&node.place, format!("`{text}` is not a span of days"), "write `180d`, or `never`");
    }
    days.map(Some)
}

/// A word of an enum.
pub(crate) fn word<W: Word>(node: &Node, faults: &mut Faults) -> Option<W> {
    let text = string(node, faults)?;
    let found = W::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let valid: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
        faults.note(&node.place, format!("`{text}` is not {}", W::WHAT), hint(&text, &valid));
    }
    found
}

/// A text by language, or a plain text in English.
pub(crate) fn local_text(node: &Node, faults: &mut Faults) -> Option<LocalText> {
    if node.text().is_some() {
        return string(node, faults).map(LocalText::english);
    }
    let map = Map::of_any(node, faults)?;
    let mut by_language = Vec::new();
    for (key, value) in map.entries() {
        if let (Some(language), Some(text)) = (key.text(), string(value, faults)) {
            by_language.push((language.into(), text.into()));
        }
    }
    let text = LocalText::new(by_language);
    if !text.has("en") {
        faults.note(&node.place, "the English text is missing", "add `en: …`");
        return None;
    }
    Some(text)
}

/// A name with the place it stands at, for links that are checked later.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// A name that must lead somewhere.
pub(crate) fn link(node: &Node, faults: &mut Faults) -> Option<Link> {
    Some(Link { name: name(node, faults)?, place: node.place.clone() })
}

/// The names of links.
pub(crate) fn names_of(links: &[Link]) -> Vec<String> {
    links.iter().map(|link| link.name.clone()).collect()
}

/// The `facts` and the `sources` that a judgement rests on; one without a source is a fault.
pub(crate) fn grounds(map: &Map<'_>, what: &str, faults: &mut Faults) -> (Vec<Link>, Vec<Link>) {
    let facts = map.list("facts", faults, link);
    let sources = map.list("sources", faults, link);
    if sources.is_empty() {
        faults.note(map.place, format!("{what} without a source"), "add `sources: [<id of a source>]`");
    }
    (facts, sources)
}

/// `from` and `until` of something that begins before it ends.
pub(crate) fn span(map: &Map<'_>, faults: &mut Faults) -> (Option<PartialDate>, Option<PartialDate>) {
    let from = map.optional("from", faults, date);
    let until = map.optional("until", faults, date);
    if let (Some(from), Some(until)) = (from, until)
        && until.last() < from.first()
    {
        let message = format!("ends on {until}, before it begins on {from}");
        faults.note(map.place, message, "swap or mend the dates");
    }
    (from, until)
}
