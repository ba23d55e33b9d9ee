//! Reads `window` documents.

use super::{Run, Window, WindowAdvice, WindowKind, WindowStatus, WindowYear, YEARS, recurrence, substitute};
use crate::date::{Date, PartialDate};
use crate::decode::{self, Link, Map};
use crate::diagnostic::Faults;
use crate::platform::one_of;
use crate::schema;
use crate::yaml::{Content, Node};

const KEYS: &[&str] =
    &["window", "title", "kind", "advice", "sectors", "note", "every_year", "recurs", "days", "overrides"];
const YEAR_KEYS: &[&str] = &["year", "from", "until", "also", "substitute", "status", "sources", "recorded"];

/// Most ways to compute the days of a window, and most runs of a year.
const MOST: usize = 50;

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
    let recurs = read_recurs(&map, recorded, faults);
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
    let has_days =
        map.get("days").is_some_and(|node| !matches!(&node.content, Content::List(days) if days.is_empty()));
    if !has_days && map.get("recurs").is_none() {
        let hint = "add `days: [{year: 2027, status: awaiting_notice}]`, or what is known, or `recurs: {month: 5, day: 3, …}`";
        faults.note(map.place, "a window without a year", hint);
    }
    check_order(&years, faults);
    recurrence::check_order(&recurs, faults);
    check_substitutes(&map, kind, faults);
    Some(Window {
        id: id?,
        title: title?,
        kind: kind?,
        advice,
        sectors,
        note,
        every_year,
        years,
        recurs,
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
    let also = map.list("also", faults, read_also);
    let substitute = substitute::read(&map, faults);
    let known = map.optional("recorded", faults, decode::date);
    let (year, status) = (year?, status?);
    let (runs, links) = if status == WindowStatus::AwaitingNotice {
        if map.get("from").or(map.get("until")).or(map.get("also")).is_some() {
            let hint = "drop the days, or say `status: estimated`";
            faults.note(&node.place, "days that await their notice are not known", hint);
        }
        (Vec::new(), map.list("sources", faults, decode::link))
    } else {
        let links = read_sources(&map, faults);
        (read_runs(&map, year, (from, until), also, faults)?, links)
    };
    Some(WindowYear {
        year,
        runs,
        status,
        substitute,
        sources: links.iter().map(|link| link.name.clone()).collect(),
        recorded: known.map_or(recorded, PartialDate::last),
        links,
        place: node.place.clone(),
    })
}

/// The sources of days; without one they are a fault.
pub(super) fn read_sources(map: &Map<'_>, faults: &mut Faults) -> Vec<Link> {
    let links = map.list("sources", faults, decode::link);
    if links.is_empty() {
        faults.note(map.place, "days without a source", "add `sources: [<id of a source>]`");
    }
    links
}

/// One recurrence, or a list of them.
fn read_recurs(map: &Map<'_>, recorded: Date, faults: &mut Faults) -> Vec<recurrence::Recurrence> {
    let Some(node) = map.get("recurs") else { return Vec::new() };
    let nodes = match &node.content {
        Content::List(nodes) => &nodes[..],
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() || nodes.len() > MOST {
        let message = format!("1 to {MOST} ways to compute the days are needed here, found {}", nodes.len());
        faults.note(&node.place, message, "keep those that hold, or drop the key");
        return Vec::new();
    }
    nodes.iter().filter_map(|node| recurrence::read(node, recorded, faults)).collect()
}

/// More days of a year: a day, or a run with its first and last.
fn read_also(node: &Node, faults: &mut Faults) -> Option<(Date, Date)> {
    if node.text().is_some() {
        return decode::day(node, faults).map(|day| (day, day));
    }
    let map = Map::read(node, &["from", "until"], faults)?;
    let from = map.required("from", faults, decode::day);
    let until = map.required("until", faults, decode::day);
    Some((from?, until?))
}

pub(super) fn read_year_number(node: &Node, faults: &mut Faults) -> Option<i16> {
    let number = decode::integer(node, faults)?;
    let year = i16::try_from(number).ok().filter(|year| YEARS.contains(year));
    if year.is_none() {
        faults.note(&node.place, format!("{number} is no year from 1900 to 2200"), "write it like 2027");
    }
    year
}

/// The days of a year: all there, in order, and in that year.
fn read_runs(
    map: &Map<'_>,
    year: i16,
    days: (Option<Date>, Option<Date>),
    also: Vec<(Date, Date)>,
    faults: &mut Faults,
) -> Option<Vec<Run>> {
    if map.get("from").is_none() || map.get("until").is_none() {
        let hint = "give the first and the last day, or say `status: awaiting_notice`";
        faults.note(map.place, format!("the days of {year} are not all there"), hint);
    }
    if also.len() >= MOST {
        faults.note(map.place, format!("more than {MOST} runs of days in {year}"), "leave some out");
        return None;
    }
    let mut runs: Vec<Run> = Vec::new();
    for (from, until) in std::iter::once((days.0?, days.1?)).chain(also) {
        if until < from {
            let message = format!("ends on {until}, before it begins on {from}");
            faults.note(map.place, message, "swap or mend the dates");
            return None;
        }
        if from.year() != year || until.year() != year {
            let hint = "days on both sides of a new year are two windows, one up to 31 December and one from 1 January; what is computed (`recurs`) may cross it";
            faults.note(map.place, format!("{from} to {until} is not in {year}"), hint);
            return None;
        }
        if let Some(before) = runs.last().filter(|before| from <= before.last) {
            let message = format!("{from} does not come after {}", before.last);
            faults.note(map.place, message, "put the days of a year in order, each once");
            return None;
        }
        runs.push(Run::of(from, until));
    }
    Some(runs)
}

/// Only a public holiday is made up for.
fn check_substitutes(map: &Map<'_>, kind: Option<WindowKind>, faults: &mut Faults) {
    let items = |key: &str| {
        map.get(key).map_or(&[][..], |node| match &node.content {
            Content::List(nodes) => nodes,
            _ => std::slice::from_ref(node),
        })
    };
    let of_item = |node: &&Node| match &node.content {
        Content::Map(entries) => entries.iter().any(|(key, _)| key.is("substitute")),
        _ => false,
    };
    let found = items("recurs").iter().chain(items("days")).find(of_item);
    if let Some(node) = found
        && kind.is_some_and(|kind| kind != WindowKind::PublicHoliday)
    {
        let hint = "drop `substitute`, or say `kind: public_holiday`";
        faults.note(&node.place, "only a public holiday is made up for", hint);
    }
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
