//! What can go wrong, by the decision it causes, and the one place that turns it into a gRPC status.

mod refusal;
mod status;

use std::time::Duration;

use guidance_proto::compare::Fault;

pub use refusal::{Reason, Refusal};

use crate::MarketCode;

/// Why the host could not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The command line, or a file it names, is wrong: exit code 64.
    #[error("{0}")]
    BadConfig(String),
    /// The machine does not give what the host needs, such as a writable data folder: exit code 1.
    #[error("{0}")]
    Unusable(String),
    /// No module for that market is installed here.
    #[error("no module for market {market:?} is installed here; {}", suggestion(.nearest, .available))]
    UnknownMarket {
        /// As it was asked for.
        market: String,
        /// The installed market that looks most like it.
        nearest: Option<MarketCode>,
        /// Every installed market.
        available: Vec<MarketCode>,
    },
    /// A field of the request is not valid.
    #[error("{field}: {problem}")]
    BadField {
        /// Path of the field.
        field: &'static str,
        /// What is wrong, and what to send.
        problem: &'static str,
    },
    /// Fields of a comparison are not valid.
    #[error("{}", Fault::sentence(violations))]
    Invalid {
        /// Path of each field, and what is wrong with it.
        violations: Vec<(String, String)>,
    },
    /// The request is not a message of the contract.
    #[error("the request is not valid protobuf: {0}; generate the client from marketguidance.v1")]
    Undecodable(String),
    /// The market's module was refused, and there is no other.
    #[error("market {market} is not served: {refusal}")]
    Refused {
        /// The market.
        market: MarketCode,
        /// Why.
        refusal: Refusal,
    },
    /// The call lost two runners, or no runner came up while it waited.
    #[error("the module of market {market} is being started again after a fault; try again")]
    Restarting {
        /// The market.
        market: MarketCode,
    },
    /// The module did not answer in its time; its runner was killed.
    #[error("the module of market {market} did not answer within {limit:?} and is being replaced")]
    ModuleTimeout {
        /// The market.
        market: MarketCode,
        /// How long a module may take.
        limit: Duration,
    },
    /// The time the caller gave ran out while the call waited.
    #[error("market {market} did not answer within the time the caller gave")]
    DeadlinePassed {
        /// The market, as it was asked for.
        market: String,
    },
    /// The time the caller gave ran out, and it had not taken the rows of a comparison.
    #[error("the rows of the comparison were not taken in time; read them as they come, or give more time")]
    RowsNotTaken,
    /// Too many calls wait for the market.
    #[error("too many calls wait for market {market} (at most {limit}); send fewer at once, or try again")]
    Overloaded {
        /// The market.
        market: MarketCode,
        /// How many calls may wait.
        limit: usize,
    },
    /// The request is larger than the host takes.
    #[error("the request is larger than {limit} bytes; send a smaller one, or raise --max-message-bytes")]
    RequestTooLarge {
        /// The limit, bytes.
        limit: usize,
    },
    /// The answer is larger than the host passes on.
    #[error(
        "the answer has {size} bytes, more than {limit}; ask for a smaller page, or raise --max-message-bytes"
    )]
    ResponseTooLarge {
        /// Size of the answer, bytes.
        size: usize,
        /// The limit, bytes.
        limit: usize,
    },
    /// The module's answer is not what its contract says.
    #[error("the module of market {market} answered rubbish: {what}; tell its publisher")]
    Rubbish {
        /// The market.
        market: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The host is shutting down.
    #[error("the module host is shutting down; try again")]
    ShuttingDown,
}

fn suggestion(nearest: &Option<MarketCode>, available: &[MarketCode]) -> String {
    let list = available.iter().map(MarketCode::as_str).collect::<Vec<_>>().join(", ");
    match nearest {
        Some(nearest) => format!("did you mean {nearest}? available: {list}"),
        None => "no market is available".into(),
    }
}
