//! `channel_access`: a channel aimed at local people is on a platform they cannot reach.

use super::{CHANNELS, General, Kind, list_of, some_of};
use crate::decode::Map;
use crate::diagnostic::Faults;
use crate::expr::Names;
use crate::fact::ACCESS_STATES;
use crate::platform::one_of;

pub(super) const KIND: Kind = Kind { name: "channel_access", keys: &["states"], general: Some(general) };

fn general(map: &Map<'_>, _: &Names<'_>, faults: &mut Faults) -> Option<General> {
    let states = some_of(map, "states", "blocked, shut_down", faults, |node, faults| {
        one_of(node, ACCESS_STATES, "a state of access", faults)
    })?;
    Some(General {
        for_each: CHANNELS.each(),
        applies_if: Some("channel.audience_side == \"local\"".to_owned()),
        lets: vec![("state", "fact(\"access\", channel.platform)".to_owned())],
        fails_if: format!("state in {}", list_of(&states)),
        at: Some("channel.platform".to_owned()),
    })
}
