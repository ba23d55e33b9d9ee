//! Reads `window` documents.

use super::{Window, WindowAdvice, WindowKind, WindowStatus, WindowYear};
use crate::date::{Date, PartialDate};
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::platform::one_of;
use crate::schema;
use crate::yaml::Node;

const KEYS: &[&str] =
    &["window", "title", "kind", "advice", "sectors", "note", "every_year", "days", "overrides"];
const YEAR_KEYS: &[&str] = &["year", "from", "until", "status", "sources", "recorded"];

/// Reads a window; `recorded` is when its module's values became known.
pub(crate) fn read(node: &Node, recorded: Date, faults: &mut Faults) -> Option<Window> {
    let map = Map::read(node, KEYS, faults)?;
    let id = map.required("window", faults, decode::name);
    let title = map.required("title", faults, decode::local_text);
    let kind = map.required("kind", faults, decode::word::<WindowKind>);
    let advice = map.optional("advice", faults, decode::word::<WindowAdvice>);
    let sectors = map.list("sectors", faults, read_sector);
    let note = map.optional("note", faults, decode::local_text);
    let every_year = map.optional("every_year", faults, decode::boolean).unwrap_or(true);
    let years = map.list("days", faults, |node, faults| read_year(node, recorded, faults));
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    if let Some(id) = &id
        && WindowKind::words().any(|word| word == id)
    {
        faults.note(map.place, format!("`{id}` is a kind of window"), "give the window a name of its own");
    }
    if !sectors.is_empty() && advice.is_none() {
        faults.note(map.place, "`sectors` without an advice", "add `advice: avoid`, or drop the sectors");
    }
    if years.is_empty() {
        let hint = "add `days: [{year: 2027, status: awaiting_notice}]`, or what is known";
        faults.note(map.place, "a window without a year", hint);
    }
    check_order(&years, faults);
    Some(Window {
        id: id?,
        title: title?,
        kind: kind?,
        advice,
        sectors,
        note,
        every_year,
        years,
        layer: node.place.file.layer.clone(),
        overrides,
        place: node.place.clone(),
    })
}

/// A line of business.
pub(crate) fn read_sector(node: &Node, faults: &mut Faults) -> Option<String> {
    one_of(node, schema::SECTORS, "a sector", faults)
}

fn read_year(node: &Node, recorded: Date, faults: &mut Faults) -> Option<WindowYear> {
    let map = Map::read(node, YEAR_KEYS, faults)?;
    let year = map.required("year", faults, read_year_number);
    let status = map.required("status", faults, decode::word::<WindowStatus>);
    let from = map.optional("from", faults, decode::day);
    let until = map.optional("until", faults, decode::day);
    let links = map.list("sources", faults, decode::link);
    let known = map.optional("recorded", faults, decode::date);
    let (year, status) = (year?, status?);
    let days = if status == WindowStatus::AwaitingNotice {
        if map.get("from").or(map.get("until")).is_some() {
            let hint = "drop the days, or say `status: estimated`";
            faults.note(&node.place, "days that await their notice are not known", hint);
        }
        None
    } else {
        if links.is_empty() {
            faults.note(&node.place, "days without a source", "add `sources: [<id of a source>]`");
        }
        Some(read_days(&map, year, (from, until), faults)?)
    };
    Some(WindowYear {
        year,
        days,
        status,
        sources: links.iter().map(|link| link.name.clone()).collect(),
        recorded: known.map_or(recorded, PartialDate::last),
        links,
        place: node.place.clone(),
    })
}

fn read_year_number(node: &Node, faults: &mut Faults) -> Option<i16> {
    let number = decode::integer(node, faults)?;
    let year = i16::try_from(number).ok().filter(|year| (1900..=2200).contains(year));
    if year.is_none() {
        faults.note(&node.place, format!("{number} is no year from 1900 to 2200"), "write it like 2027");
    }
    year
}

/// The days of a year: both there, in order, and in that year.
fn read_days(
    map: &Map<'_>,
    year: i16,
    days: (Option<Date>, Option<Date>),
    faults: &mut Faults,
) -> Option<(Date, Date)> {
    if map.get("from").is_none() || map.get("until").is_none() {
        let hint = "give the first and the last day, or say `status: awaiting_notice`";
        faults.note(map.place, format!("the days of {year} are not all there"), hint);
    }
    let (from, until) = (days.0?, days.1?);
    if until < from {
        let message = format!("ends on {until}, before it begins on {from}");
        faults.note(map.place, message, "swap or mend the dates");
        return None;
    }
    if from.year() != year || until.year() != year {
        let hint =
            "days on both sides of a new year are two windows, one up to 31 December and one from 1 January";
        faults.note(map.place, format!("{from} to {until} is not in {year}"), hint);
        return None;
    }
    Some((from, until))
}

/// Years in order; the same year again only as a correction that became known later.
fn check_order(years: &[WindowYear], faults: &mut Faults) {
    for pair in years.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        if second.year < first.year {
            let message = format!("{} does not come after {}", second.year, first.year);
            faults.note(&second.place, message, "put the years in order");
        } else if second.year == first.year && second.recorded <= first.recorded {
            let hint =
                "keep one; a correction says when it became known, `recorded: …`, after what it corrects";
            faults.note(&second.place, format!("the year {} stands twice", second.year), hint);
        }
    }
}
