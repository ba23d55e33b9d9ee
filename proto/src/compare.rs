//! `CompareMarkets` as routers carry it: what is asked and what is answered stays bytes. Gateway and module host read and write it with
//! this, so that the contract is one.

use std::collections::HashSet;

use bytes::Bytes;
use prost::Message as _;
use tonic::Status;

use crate::{
    module::v1::{
        CompareRouting, MarketQuestion, MarketRow, compare_routing::Subject, market_row::Result as RowResult,
    },
    v1::CallStatus,
};

/// The method itself.
pub const COMPARE_MARKETS: &str = "/marketguidance.v1.GuidanceService/CompareMarkets";

/// Most markets of one comparison; there are fewer countries.
pub const MOST_MARKETS: usize = 300;

/// Bytes of a row beside its answer, at most.
pub const ROW_OVERHEAD: usize = 64;

/// What stands for all markets.
const ALL: &str = "*";

/// How much of a market an answer repeats, characters; a code has two.
const MOST_REPEATED: usize = 32;

/// Most violations that are told: they travel in headers.
const MOST_VIOLATIONS: usize = 20;

/// A `CompareMarketsRequest` that holds.
#[derive(Debug)]
pub struct Comparison {
    /// Codes in upper case, and whatever else was named, cut short. Empty for all.
    markets: Vec<String>,
    routing: CompareRouting,
    method: Method,
}

/// Why a request is none.
#[derive(Debug)]
pub enum Fault {
    /// It is not a `CompareMarketsRequest`.
    Undecodable(prost::DecodeError),
    /// Fields that are not valid: path, and what is wrong with it.
    Invalid(Vec<(String, String)>),
}

#[derive(Debug, Clone, Copy)]
enum Method {
    AdviseMarket,
    ReviewPlan,
}

// === impl Comparison ===

impl Comparison {
    /// Reads an encoded `CompareMarketsRequest`.
    ///
    /// # Errors
    /// It is none, or its markets or its subject do not hold; what the market's modules judge is left to them.
    pub fn read(request: Bytes) -> Result<Self, Fault> {
        let mut routing = CompareRouting::decode(request).map_err(Fault::Undecodable)?;
        let named = std::mem::take(&mut routing.markets);
        let mut violations = violations(&named);
        let method = match &routing.subject {
            Some(Subject::Brief(_)) => Method::AdviseMarket,
            Some(Subject::Plan(_)) => Method::ReviewPlan,
            None => {
                let message =
                    "give a brief or a plan; an empty brief asks about no particular line of business";
                violations.push(("brief".to_owned(), message.to_owned()));
                Method::AdviseMarket
            }
        };
        if !violations.is_empty() {
            return Err(Fault::Invalid(violations));
        }
        let markets = if named == [ALL] { Vec::new() } else { named.iter().map(|it| as_code(it)).collect() };
        Ok(Self { markets, routing, method })
    }

    /// The markets to ask; `all` are those there are.
    pub fn markets(&self, all: impl IntoIterator<Item = String>) -> Vec<String> {
        if self.markets.is_empty() { all.into_iter().collect() } else { self.markets.clone() }
    }

    /// Path of the method that each market is asked.
    pub fn method(&self) -> &'static str {
        match self.method {
            Method::AdviseMarket => "/marketguidance.v1.GuidanceService/AdviseMarket",
            Method::ReviewPlan => "/marketguidance.v1.GuidanceService/ReviewPlan",
        }
    }

    /// The encoded request for one market.
    pub fn question(&self, market: &str) -> Bytes {
        let CompareRouting { markets: _, as_of, known_as_of, language, view, subject } = self.routing.clone();
        let subject = match subject {
            Some(Subject::Brief(bytes) | Subject::Plan(bytes)) => bytes,
            None => Bytes::new(),
        };
        let market = market.to_owned();
        MarketQuestion { market, as_of, known_as_of, language, view, subject }.encode_to_vec().into()
    }

    /// The encoded row of a market: the bytes of its answer, or the status that it ended with.
    pub fn row(&self, market: &str, answer: Result<Bytes, Status>) -> Bytes {
        let result = match answer {
            Ok(answer) => match self.method {
                Method::AdviseMarket => RowResult::Advice(answer),
                Method::ReviewPlan => RowResult::Review(answer),
            },
            Err(status) => RowResult::Status(call_status(&status)),
        };
        MarketRow { market: market.to_owned(), result: Some(result) }.encode_to_vec().into()
    }
}

/// A status with its details, where those are a `google.rpc.Status` as they should be.
fn call_status(status: &Status) -> CallStatus {
    let code = i32::from(status.code());
    let details = CallStatus::decode(status.details()).ok().filter(|details| details.code == code);
    CallStatus {
        code,
        message: status.message().to_owned(),
        details: details.map(|details| details.details).unwrap_or_default(),
    }
}

fn violations(named: &[String]) -> Vec<(String, String)> {
    let whole = |message: String| vec![("markets".to_owned(), message)];
    if named.is_empty() {
        return whole(format!("name at least one market, or \"{ALL}\" alone for all"));
    }
    if named.len() > MOST_MARKETS {
        return whole(format!(
            "{} markets are named; at most {MOST_MARKETS} are compared at once",
            named.len()
        ));
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for (index, market) in named.iter().enumerate() {
        let wrong = if market.is_empty() {
            "is empty: give a market's code, for example \"CN\"".to_owned()
        } else if market == ALL && named.len() > 1 {
            format!("\"{ALL}\" stands for all markets: name it alone, or leave it out")
        } else if !seen.insert(market.to_ascii_uppercase()) {
            format!("{:?} is named twice: leave one out", as_code(market))
        } else {
            continue;
        };
        found.push((format!("markets[{index}]"), wrong));
    }
    found.truncate(MOST_VIOLATIONS);
    found
}

/// A code in upper case; what is no code as it came, cut short.
fn as_code(market: &str) -> String {
    let is_code = market.len() == 2 && market.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_code { market.to_ascii_uppercase() } else { market.chars().take(MOST_REPEATED).collect() }
}

// === impl Fault ===

impl Fault {
    /// Violations in one sentence.
    pub fn sentence(violations: &[(String, String)]) -> String {
        violations.iter().map(|(path, wrong)| format!("{path}: {wrong}")).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests;
