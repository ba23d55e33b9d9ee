//! RulebookService.ListChanges

use std::ops::RangeInclusive;

use guidance_proto::v1 as pb;
use guidance_rulebook::{Change, Date, Inquiry, PartialDate, Rulebook};

use super::page::Page;
use super::request::{date, refuse, shared, years_after};
use crate::wire;
use crate::{CallContext, FieldViolation, Status};

/// Longest period, years.
const MOST_YEARS: i16 = 100;

/// Most versions that a refusal names.
const MOST_VERSIONS: usize = 10;

pub(super) fn answer(
    rulebook: &Rulebook,
    context: &CallContext,
    request: pb::ListChangesRequest,
) -> Result<pb::ListChangesResponse, Status> {
    let mut violations = Vec::new();
    let shared = shared(&request, rulebook, context, &mut violations)?;
    let inquiry = &shared.inquiry;
    let changes = asked_for(&request, rulebook, inquiry, &mut violations);
    let dates = [inquiry.as_of, inquiry.known_as_of].map(|date| date.to_string());
    let pb::ListChangesRequest { from, until, since_version, .. } = &request;
    let list = [&context.digest, "changes", from, until, since_version, &dates[0], &dates[1]];
    let page = Page::of(request.page_size, &request.page_token, &list, &mut violations);
    refuse(violations)?;

    let (changes, next_page_token) = page.cut(changes);
    Ok(pb::ListChangesResponse {
        provenance: Some(wire::Provenance::new(rulebook, context, inquiry).into_proto()),
        changes: changes.into_iter().map(|change| wire::change::change(rulebook, change)).collect(),
        next_page_token,
    })
}

/// The changes of the period, or the releases since the version, that a request asks for.
fn asked_for<'r>(
    request: &pb::ListChangesRequest,
    rulebook: &'r Rulebook,
    inquiry: &Inquiry,
    violations: &mut Vec<FieldViolation>,
) -> Vec<Change<'r>> {
    let since = request.since_version.as_str();
    let days = period(request, inquiry, violations);
    if since.is_empty() {
        return rulebook.list_changes(days, inquiry);
    }
    if !request.from.is_empty() || !request.until.is_empty() {
        let message = "not together with `from` or `until`; leave out the one or the other";
        violations.push(FieldViolation::new("since_version", message));
        return Vec::new();
    }
    rulebook.releases_since(since, inquiry).unwrap_or_else(|| {
        violations.push(FieldViolation::new("since_version", unknown(since, rulebook, inquiry)));
        Vec::new()
    })
}

/// Why nothing can be told since a version.
fn unknown(since: &str, rulebook: &Rulebook, inquiry: &Inquiry) -> String {
    // What somebody wrote may be long; a status has to fit in a header.
    let shown: String = since.chars().take(64).collect();
    let known = rulebook.releases().iter().filter(|release| release.date <= inquiry.known_as_of);
    let versions: Vec<&str> = known.map(|release| release.version.as_str()).collect();
    let (newest, older) = versions.split_at(versions.len().min(MOST_VERSIONS));
    let more = if older.is_empty() { String::new() } else { format!(" and {} older ones", older.len()) };
    let hint = match newest {
        [] => "the module names none; ask for a period with `from` and `until`".to_owned(),
        _ => format!("there are {}{more}", newest.join(", ")),
    };
    format!("no release known by {} has the version {shown:?}; {hint}", inquiry.known_as_of)
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
