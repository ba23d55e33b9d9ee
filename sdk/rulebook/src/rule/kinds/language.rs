//! `language`: a content, or a channel, is in none of some languages.

use super::{CHANNELS, CONTENTS, General, Kind, list_of, some_of};
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::Names;
use crate::platform::one_of;
use crate::yaml::Node;

pub(super) const KIND: Kind = Kind { name: "language", keys: &["of", "one_of"], general: Some(general) };

/// Longest part of a language tag (RFC 5646).
const LONGEST_SUBTAG: usize = 8;

fn general(map: &Map<'_>, _: &Names<'_>, faults: &mut Faults) -> Option<General> {
    let of = map.required("of", faults, |node, faults| {
        one_of(node, &["content", "channel"], "what a language is of", faults)
    });
    let tags = some_of(map, "one_of", "zh-Hans, zh", faults, tag);
    let (of, tags) = (of?, tags?);
    let tags = list_of(&tags);
    Some(if of == "channel" {
        General {
            for_each: CHANNELS.each(),
            fails_if: format!("!channel.languages.exists(language, language_matches(language, {tags}))"),
            at: Some("channel.languages".to_owned()),
            ..General::default()
        }
    } else {
        General {
            for_each: CONTENTS.each(),
            fails_if: format!("!language_matches(content.language, {tags})"),
            at: Some("content.language".to_owned()),
            ..General::default()
        }
    })
}

fn tag(node: &Node, faults: &mut Faults) -> Option<String> {
    let tag = decode::string(node, faults)?;
    let fits = |part: &str| {
        (1..=LONGEST_SUBTAG).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if tag.split('-').all(fits) {
        return Some(tag);
    }
    faults.note(&node.place, format!("`{tag}` is not a language tag"), "write BCP 47, for example zh-Hans");
    None
}
