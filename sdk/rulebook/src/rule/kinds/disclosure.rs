//! `disclosure`: an endorsement that is paid, or directed by us, carries no label.

use super::{ENDORSEMENTS, General, Kind, literal};
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::Names;

pub(super) const KIND: Kind = Kind { name: "disclosure", keys: &["list"], general: Some(general) };

fn general(map: &Map<'_>, _: &Names<'_>, faults: &mut Faults) -> Option<General> {
    let list = map.required("list", faults, decode::name)?;
    Some(General {
        for_each: ENDORSEMENTS.each(),
        applies_if: Some("endorsement.paid || endorsement.content_directed_by_us".to_owned()),
        fails_if: format!("!labelled(endorsement.disclosure, list({}))", literal(&list)),
        at: Some("endorsement.disclosure".to_owned()),
        ..General::default()
    })
}
