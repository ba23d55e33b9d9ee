//! RulebookService.ListChanges

use std::ops::RangeInclusive;

use guidance_proto::v1 as pb;
use guidance_rulebook::{Date, Inquiry, PartialDate, Rulebook};

use super::page::Page;
use super::request::{date, refuse, shared};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

/// Longest period, years.
const MOST_YEARS: i16 = 100;

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::ListChangesRequest,
) -> Result<pb::ListChangesResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let inquiry = &shared.inquiry;
    let days = period(&request, inquiry, &mut violations);
    refuse_since_version(&request, &mut violations);
    let dates = [days.start(), days.end(), &inquiry.as_of, &inquiry.known_as_of].map(Date::to_string);
    let [from, until, as_of, known_as_of] = &dates;
    let list = [&context.digest, "changes", from, until, as_of, known_as_of];
    let page = Page::of(request.page_size, &request.page_token, &list, &mut violations);
    refuse(violations)?;

    let (changes, next_page_token) = page.cut(rulebook.list_changes(days, inquiry));
    Ok(pb::ListChangesResponse {
        provenance: Some(wire::Provenance::new(rulebook, context, inquiry).into_proto()),
        changes: changes.into_iter().map(|change| wire::change::change(rulebook, change)).collect(),
        next_page_token,
    })
}

/// A rulebook names no releases, so that nothing can be told since one.
fn refuse_since_version(request: &pb::ListChangesRequest, violations: &mut Vec<FieldViolation>) {
    let message = match request.since_version.as_str() {
        "" => return,
        _ if !request.from.is_empty() || !request.until.is_empty() => {
            "not together with `from` or `until`; leave out the one or the other"
        }
        _ => "the module names no releases; ask for a period with `from` and `until`",
    };
    violations.push(FieldViolation::new("since_version", message));
}

/// The days a request asks for: from the day after `as_of`, for a year, unless it says otherwise.
fn period(
    request: &pb::ListChangesRequest,
    inquiry: &Inquiry,
    violations: &mut Vec<FieldViolation>,
) -> RangeInclusive<Date> {
    let from = date("from", &request.from, violations).map(PartialDate::first);
    let from = from.unwrap_or_else(|| inquiry.as_of.tomorrow().unwrap_or(Date::MAX));
    let until = date("until", &request.until, violations).map(PartialDate::last);
    let until = until.unwrap_or_else(|| years_after(from, 1));
    if until < from {
        let message = format!("{until} is before the period begins, on {from}; swap or mend the dates");
        violations.push(FieldViolation::new("until", message));
    } else if until > years_after(from, MOST_YEARS) {
        let message =
            format!("more than {MOST_YEARS} years after {from}; ask for one period after the other");
        violations.push(FieldViolation::new("until", message));
    }
    from..=until
}

/// The day so many years later, the 28th for a 29th of February; the calendar's last where there is none.
fn years_after(day: Date, years: i16) -> Date {
    let year = day.year().saturating_add(years);
    let same = Date::new(year, day.month(), day.day());
    same.or_else(|_| Date::new(year, day.month(), 28)).unwrap_or(Date::MAX)
}
