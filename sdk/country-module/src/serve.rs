//! Answers the public API from a rulebook. One file a method: take the request apart, ask the rulebook, put the answer together.

mod advise_market;
mod amend_plan;
mod describe;
mod explain_finding;
mod find_substitutes;
mod get_coverage;
mod get_platform;
mod get_playbook;
mod get_rule;
mod list_calendar_windows;
mod list_changes;
mod list_facts;
mod list_platforms;
mod list_rules;
mod list_stale_facts;
mod page;
mod request;
mod review_plan;
mod self_test;

use guidance_rulebook::{Bundle, NativeFunctions, Rulebook};
use prost::Message;

use crate::{CallContext, CountryModule, CreateError, Logger, Status};

/// A module that answers from its rulebook. The stock module is just this; a native one adds functions that its rules call.
///
/// ```
/// use guidance_country_module::{CreateError, NativeFunction, RulebookModule, Value};
///
/// fn shout(arguments: &[Value]) -> Result<Value, String> {
///     let text = arguments[0].as_text().ok_or("a text is needed")?;
///     Ok(Value::text(&text.to_uppercase()))
/// }
///
/// fn create(rulebook: &[u8]) -> Result<RulebookModule, CreateError> {
///     RulebookModule::load(rulebook, [NativeFunction { name: "shout", arity: 1, function: shout }])
/// }
/// # assert!(create(&[]).is_err());
/// ```
#[derive(Debug)]
pub struct RulebookModule {
    rulebook: Rulebook,
}

/// Takes a call's context and request bytes, gives the response bytes.
type Method = fn(&Rulebook, &CallContext, &[u8]) -> Result<Vec<u8>, Status>;

/// Largest request, 512 KiB. Two bytes can stand for an empty item of some hundred bytes, and several calls are decoded at once: more
/// could cost the runner its memory, and with it the calls beside this one.
const MOST_REQUEST_BYTES: usize = 512 << 10;

/// Every method a module answers.
const METHODS: &[(&str, Method)] = &[
    ("/marketguidance.v1.GuidanceService/ReviewPlan", |r, c, b| answer(r, c, b, review_plan::answer)),
    ("/marketguidance.v1.GuidanceService/AdviseMarket", |r, c, b| answer(r, c, b, advise_market::answer)),
    ("/marketguidance.v1.GuidanceService/AmendPlan", |r, c, b| answer(r, c, b, amend_plan::answer)),
    ("/marketguidance.v1.GuidanceService/ExplainFinding", |r, c, b| answer(r, c, b, explain_finding::answer)),
    ("/marketguidance.v1.CatalogService/ListFacts", |r, c, b| answer(r, c, b, list_facts::answer)),
    ("/marketguidance.v1.CatalogService/ListPlatforms", |r, c, b| answer(r, c, b, list_platforms::answer)),
    ("/marketguidance.v1.CatalogService/GetPlatform", |r, c, b| answer(r, c, b, get_platform::answer)),
    ("/marketguidance.v1.CatalogService/FindSubstitutes", |r, c, b| {
        answer(r, c, b, find_substitutes::answer)
    }),
    ("/marketguidance.v1.CatalogService/GetPlaybook", |r, c, b| answer(r, c, b, get_playbook::answer)),
    ("/marketguidance.v1.CatalogService/ListCalendarWindows", |r, c, b| {
        answer(r, c, b, list_calendar_windows::answer)
    }),
    ("/marketguidance.v1.RulebookService/ListRules", |r, c, b| answer(r, c, b, list_rules::answer)),
    ("/marketguidance.v1.RulebookService/GetRule", |r, c, b| answer(r, c, b, get_rule::answer)),
    ("/marketguidance.v1.RulebookService/ListChanges", |r, c, b| answer(r, c, b, list_changes::answer)),
    ("/marketguidance.v1.RulebookService/GetCoverage", |r, c, b| answer(r, c, b, get_coverage::answer)),
    ("/marketguidance.v1.RulebookService/ListStaleFacts", |r, c, b| {
        answer(r, c, b, list_stale_facts::answer)
    }),
    ("/marketguidance.module.v1.ModuleService/Describe", |r, c, b| answer(r, c, b, describe::answer)),
    ("/marketguidance.module.v1.ModuleService/SelfTest", |r, c, b| answer(r, c, b, self_test::answer)),
];

impl RulebookModule {
    /// Loads and checks a rulebook, with the native functions its rules may call.
    ///
    /// # Errors
    /// Every fault of the rulebook, each with file, line, column and hint.
    pub fn load(
        rulebook: &[u8],
        natives: impl IntoIterator<Item = guidance_rulebook::NativeFunction>,
    ) -> Result<Self, CreateError> {
        let bundle = Bundle::from_tar(rulebook).map_err(CreateError::new)?;
        let rulebook = Rulebook::load_with(&bundle, NativeFunctions::new(natives)).map_err(|faults| {
            CreateError(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        })?;
        Ok(Self { rulebook })
    }
}

impl CountryModule for RulebookModule {
    fn create(rulebook: &[u8], _log: Logger) -> Result<Self, CreateError> {
        Self::load(rulebook, [])
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        match METHODS.iter().find(|(name, _)| *name == method) {
            Some((_, answer)) => answer(&self.rulebook, context, request),
            None => Err(Status::unimplemented(method)),
        }
    }
}

fn answer<Request: Message + Default, Response: Message>(
    rulebook: &Rulebook,
    context: &CallContext,
    request: &[u8],
    verb: fn(&Rulebook, &CallContext, Request) -> Result<Response, Status>,
) -> Result<Vec<u8>, Status> {
    if request.len() > MOST_REQUEST_BYTES {
        let message = format!("the request has {} bytes; a module takes {MOST_REQUEST_BYTES}", request.len());
        let limit = [("limit_bytes", MOST_REQUEST_BYTES.to_string())];
        return Err(
            Status::new(crate::Code::ResourceExhausted, message).with_info("REQUEST_TOO_LARGE", limit)
        );
    }
    let request = Request::decode(request).map_err(|error| {
        Status::new(crate::Code::InvalidArgument, format!("the request is not a valid message: {error}"))
    })?;
    verb(rulebook, context, request).map(|response| response.encode_to_vec())
}

#[cfg(test)]
mod tests;
