//! `term`: a content's text contains a term of a list.

use super::{CONTENTS, General, Kind, literal};
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::Names;

pub(super) const KIND: Kind = Kind { name: "term", keys: &["list"], general: Some(general) };

fn general(map: &Map<'_>, _: &Names<'_>, faults: &mut Faults) -> Option<General> {
    let list = map.required("list", faults, decode::name)?;
    Some(General {
        for_each: CONTENTS.each(),
        lets: vec![("found", format!("found_terms(content.text, list({}))", literal(&list)))],
        fails_if: "size(found) > 0".to_owned(),
        at: Some("content.text".to_owned()),
        ..General::default()
    })
}
