//! The one place that turns an error into a gRPC status.

use std::{collections::HashMap, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::Error;
use crate::MarketCode;

/// Domain of every `ErrorInfo`.
const DOMAIN: &str = "marketguidance";
/// How long a client should wait for a runner to come back.
const RETRY_AFTER_RESTART: Duration = Duration::from_secs(1);
/// How long a client should wait for a queue to shorten.
const RETRY_AFTER_OVERLOAD: Duration = Duration::from_millis(100);

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let mut details = ErrorDetails::new();
        let (reason, metadata) = reason(&error);
        details.set_error_info(reason, DOMAIN, metadata);
        match &error {
            Error::BadField { field, problem } => {
                details.add_bad_request_violation(*field, *problem);
            }
            Error::Invalid { violations } => {
                for (field, wrong) in violations {
                    details.add_bad_request_violation(field, wrong);
                }
            }
            Error::Restarting { .. } | Error::ShuttingDown => {
                details.set_retry_info(Some(RETRY_AFTER_RESTART));
            }
            Error::Overloaded { .. } => {
                details.set_retry_info(Some(RETRY_AFTER_OVERLOAD));
            }
            _ => {}
        }
        Self::with_error_details(code(&error), error.to_string(), details)
    }
}

fn code(error: &Error) -> Code {
    match error {
        Error::BadConfig(_) | Error::Unusable(_) | Error::Rubbish { .. } => Code::Internal,
        Error::UnknownMarket { .. } => Code::NotFound,
        Error::BadField { .. } | Error::Invalid { .. } | Error::Undecodable(_) => Code::InvalidArgument,
        Error::Refused { refusal, .. } => refusal.reason.code(),
        Error::Restarting { .. } | Error::ShuttingDown => Code::Unavailable,
        Error::ModuleTimeout { .. } | Error::DeadlinePassed { .. } | Error::RowsNotTaken => {
            Code::DeadlineExceeded
        }
        Error::Overloaded { .. } | Error::RequestTooLarge { .. } | Error::ResponseTooLarge { .. } => {
            Code::ResourceExhausted
        }
    }
}

fn reason(error: &Error) -> (&'static str, HashMap<String, String>) {
    let market = |market: &dyn ToString| HashMap::from([("market".to_owned(), market.to_string())]);
    let limit = |limit: &usize| HashMap::from([("limit_bytes".to_owned(), limit.to_string())]);
    match error {
        Error::BadConfig(_) | Error::Unusable(_) => ("HOST_UNUSABLE", HashMap::new()),
        Error::UnknownMarket { market, nearest, available } => {
            ("UNKNOWN_MARKET", unknown_market(market, nearest.as_ref(), available))
        }
        Error::BadField { .. } | Error::Invalid { .. } => ("INVALID_FIELD", HashMap::new()),
        Error::Undecodable(_) => ("UNDECODABLE_REQUEST", HashMap::new()),
        Error::Refused { market: code, refusal } => (refusal.reason.as_str(), market(code)),
        Error::Restarting { market: code } => ("MODULE_RESTARTING", market(code)),
        Error::ModuleTimeout { market: code, .. } => ("MODULE_TIMEOUT", market(code)),
        Error::DeadlinePassed { market: code } => ("DEADLINE_PASSED", market(code)),
        Error::RowsNotTaken => ("DEADLINE_PASSED", HashMap::new()),
        Error::Overloaded { market: code, .. } => ("MARKET_OVERLOADED", market(code)),
        Error::RequestTooLarge { limit: bytes } => ("REQUEST_TOO_LARGE", limit(bytes)),
        Error::ResponseTooLarge { limit: bytes, .. } => ("RESPONSE_TOO_LARGE", limit(bytes)),
        Error::Rubbish { market: code, .. } => ("MODULE_ANSWERED_RUBBISH", market(code)),
        Error::ShuttingDown => ("HOST_SHUTTING_DOWN", HashMap::new()),
    }
}

fn unknown_market(
    market: &str,
    nearest: Option<&MarketCode>,
    available: &[MarketCode],
) -> HashMap<String, String> {
    let available = available.iter().map(MarketCode::as_str).collect::<Vec<_>>().join(",");
    let nearest = nearest.map(|code| code.as_str().to_owned()).unwrap_or_default();
    HashMap::from([
        ("market".to_owned(), market.to_owned()),
        ("nearest".to_owned(), nearest),
        ("available".to_owned(), available),
    ])
}
