//! CatalogService.ListCalendarWindows

use guidance_proto::v1 as pb;
use guidance_rulebook::{Date, PartialDate, Rulebook, WindowKind};

use super::page::Page;
use super::request::{date, refuse, shared, years_after};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

/// Longest period of a request, years. A window that comes every year has a row in each of them.
const MOST_YEARS: i16 = 10;

/// Most kinds of a request: more than there are.
const MOST_KINDS: usize = 20;

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::ListCalendarWindowsRequest,
) -> Result<pb::ListCalendarWindowsResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let inquiry = &shared.inquiry;
    let pb::ListCalendarWindowsRequest { page_size, page_token, from, until, kinds, .. } = request;
    let (from, until) = period(&from, &until, inquiry.as_of, &mut violations);
    let windows_of = kinds_of(&kinds, &mut violations);
    let dates = [from, until, inquiry.known_as_of].map(|date| date.to_string());
    let [first, last, known] = &dates;
    let list = [&context.digest, "windows", first, last, known, &kinds.join(",")];
    let page = Page::of(page_size, &page_token, &list, &mut violations);
    refuse(violations)?;

    let (views, next_page_token) = page.cut(rulebook.windows(from, until, &windows_of, inquiry));
    let provenance = wire::Provenance::new(rulebook, context, inquiry).into_proto();
    let windows =
        views.iter().map(|view| wire::calendar::window(rulebook, view, &inquiry.language)).collect();
    Ok(pb::ListCalendarWindowsResponse { provenance: Some(provenance), windows, next_page_token })
}

/// First and last day asked about; a year from the first where no last is given.
fn period(from: &str, until: &str, as_of: Date, violations: &mut Vec<FieldViolation>) -> (Date, Date) {
    let (from, until) = (date("from", from, violations), date("until", until, violations));
    let first = from.map_or(as_of, PartialDate::first);
    let last = until.map_or_else(|| years_after(first, 1), PartialDate::last);
    if last < first {
        let message = format!("{last} lies before the first day, {first}; swap them");
        violations.push(FieldViolation::new("until", message));
    } else if last.year() - first.year() > MOST_YEARS {
        let message = format!("{first} to {last} is longer than {MOST_YEARS} years; ask in several calls");
        violations.push(FieldViolation::new("until", message));
    }
    (first, last)
}

fn kinds_of(kinds: &[String], violations: &mut Vec<FieldViolation>) -> Vec<WindowKind> {
    if kinds.len() > MOST_KINDS {
        let message = format!("{} kinds; at most {MOST_KINDS} are taken", kinds.len());
        violations.push(FieldViolation::new("kinds", message));
        return Vec::new();
    }
    let mut read = |(place, kind): (usize, &String)| {
        let wrong = |error: String| violations.push(FieldViolation::new(format!("kinds[{place}]"), error));
        kind.parse::<WindowKind>().map_err(wrong).ok()
    };
    kinds.iter().enumerate().filter_map(&mut read).collect()
}
