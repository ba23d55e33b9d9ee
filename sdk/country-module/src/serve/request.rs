//! The fields that every market-scoped request shares.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Date, Inquiry, PartialDate, Rulebook};

use crate::{CallContext, FieldViolation, Status};

/// The shared fields of a request, checked.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) inquiry: Inquiry,
    /// Whether the caller wants everything (VIEW_FULL).
    pub(super) full: bool,
}

/// The shared fields as they came.
#[derive(Debug)]
pub(super) struct RawShared<'a> {
    as_of: &'a str,
    known_as_of: &'a str,
    language: &'a str,
    view: i32,
    module_version: &'a str,
}

macro_rules! shares_fields {
    ($($request:ident),*) => {$(
        impl<'a> From<&'a pb::$request> for RawShared<'a> {
            fn from(request: &'a pb::$request) -> Self {
                Self {
                    as_of: &request.as_of,
                    known_as_of: &request.known_as_of,
                    language: &request.language,
                    view: request.view,
                    module_version: &request.module_version,
                }
            }
        }
    )*};
}

shares_fields!(
    AdviseMarketRequest,
    ReviewPlanRequest,
    AmendPlanRequest,
    ExplainFindingRequest,
    ListFactsRequest,
    ListPlatformsRequest,
    GetPlatformRequest,
    FindSubstitutesRequest,
    GetPlaybookRequest,
    ListCalendarWindowsRequest,
    ListRulesRequest,
    GetRuleRequest,
    ListChangesRequest,
    GetCoverageRequest,
    ListStaleFactsRequest
);

/// Checks the shared fields. What is wrong is added to `violations`, so that the caller hears of everything at once.
///
/// # Errors
/// The caller pinned a version that is not the live one.
pub(super) fn shared<'a>(
    request: impl Into<RawShared<'a>>,
    rulebook: &Rulebook,
    context: &CallContext,
    violations: &mut Vec<FieldViolation>,
) -> Result<Shared, Status> {
    let RawShared { as_of, known_as_of, language, view, module_version } = request.into();
    let as_of = date("as_of", as_of, violations);
    let known_as_of = date("known_as_of", known_as_of, violations);
    let view = pb::View::try_from(view).unwrap_or_else(|_| {
        violations
            .push(FieldViolation::new("view", format!("{view} is not a view; use VIEW_BASIC or VIEW_FULL")));
        pb::View::Basic
    });
    let live = &rulebook.module().version;
    if !module_version.is_empty() && module_version != live {
        let message = format!(
            "version {module_version} of {} is not live, {live} is; leave out module_version, or ask for {live}",
            rulebook.module().name
        );
        let metadata = [("wanted", module_version), ("live", live)];
        return Err(
            Status::new(crate::Code::FailedPrecondition, message).with_info("VERSION_NOT_LIVE", metadata)
        );
    }
    Ok(Shared {
        inquiry: rulebook.inquiry(as_of, known_as_of, language, context.now_unix_seconds),
        full: view == pb::View::Full,
    })
}

/// A date of a request; nothing where it is left out.
pub(super) fn date(field: &str, text: &str, violations: &mut Vec<FieldViolation>) -> Option<PartialDate> {
    if text.is_empty() {
        return None;
    }
    text.parse().map_err(|error: String| violations.push(FieldViolation::new(field, error))).ok()
}

/// The day so many years later, the 28th for a 29th of February; the calendar's last where there is none.
pub(super) fn years_after(day: Date, years: i16) -> Date {
    let year = day.year().saturating_add(years);
    let same = Date::new(year, day.month(), day.day());
    same.or_else(|_| Date::new(year, day.month(), 28)).unwrap_or(Date::MAX)
}

/// Refuses a request with violations.
pub(super) fn refuse(violations: Vec<FieldViolation>) -> Result<(), Status> {
    if violations.is_empty() { Ok(()) } else { Err(Status::invalid_argument(violations)) }
}
