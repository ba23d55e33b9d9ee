//! `calendar_overlap`: the plan's dates, or those of a step, touch a window of the calendar.

use super::{General, Kind, STEPS, list_of, some_of};
use crate::calendar::WindowKind;
use crate::decode::{self, Map, Word as _};
use crate::diagnostic::Faults;
use crate::expr::Names;
use crate::platform::one_of;
use crate::yaml::Node;

pub(super) const KIND: Kind =
    Kind { name: "calendar_overlap", keys: &["windows", "ids", "of"], general: Some(general) };

/// The last day of a step: one of no weeks lasts a day.
const LAST_DAY: &str = "step.weeks > 0 ? plus_days(step.starts_on, step.weeks * 7 - 1) : step.starts_on";

fn general(map: &Map<'_>, _: &Names<'_>, faults: &mut Faults) -> Option<General> {
    let of = map.optional("of", faults, |node, faults| {
        one_of(node, &["plan", "stages"], "what the dates are of", faults)
    });
    if map.get("windows").or(map.get("ids")).is_none() {
        let hint = "add `windows: [public_holiday]`, or `ids: [<id of a window>]`, or both";
        faults.note(map.place, "which windows to keep clear of is missing", hint);
        return None;
    }
    let kind = |node: &Node, faults: &mut Faults| {
        decode::word::<WindowKind>(node, faults).map(|kind| kind.word().to_owned())
    };
    let mut which = Vec::new();
    if map.get("windows").is_some() {
        which = some_of(map, "windows", "public_holiday", faults, kind)?;
    }
    if map.get("ids").is_some() {
        which.extend(some_of(map, "ids", "<id of a window>", faults, decode::name)?);
    }
    let of_stages = of.as_deref() == Some("stages");
    let (from, until) =
        if of_stages { ("step.starts_on", LAST_DAY) } else { ("plan.starts_on", "plan.ends_on") };
    Some(General {
        for_each: if of_stages { STEPS.each() } else { None },
        lets: vec![("windows", format!("calendar_windows({from}, {until}, {})", list_of(&which)))],
        fails_if: "size(windows) > 0".to_owned(),
        at: Some(from.to_owned()),
        ..General::default()
    })
}
