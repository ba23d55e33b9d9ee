//! Picks where a request goes: reads the market off its bytes and finds it in the table.

use guidance_proto::{module::v1::RoutingKey, v1::MarketState};
use prost::Message as _;

use crate::{
    error::Error,
    routes::{Entry, Table},
};

/// How much of a market code an error repeats, characters; a code has two, and a status must stay small.
const MOST_REPEATED: usize = 32;

/// How alike a word must be to a market's code, name or module to be suggested, 0 to 1: one of two letters in its place.
const NEAR_ENOUGH: f64 = 0.66;

/// Where the request whose encoded message is `request` goes.
///
/// # Errors
/// It is not a message, names no market, one that no host serves, or one whose host does not answer.
pub fn pick<'table>(table: &'table Table, method: &str, request: &[u8]) -> Result<&'table Entry, Error> {
    let entry = find(table, &market_of(method, request)?)?;
    if entry.market.state() == MarketState::Unreachable {
        return Err(table.unreachable(entry));
    }
    Ok(entry)
}

/// Field 1 of a market-scoped request.
///
/// # Errors
/// It is not a message.
pub fn market_of(method: &str, request: &[u8]) -> Result<String, Error> {
    match RoutingKey::decode(request) {
        Ok(key) => Ok(key.market),
        Err(source) => Err(Error::Undecodable { method: method.to_owned(), source }),
    }
}

/// The entry of a market, whether its host answers or not.
///
/// # Errors
/// The code is empty, or no host serves it. While a host has not told its markets yet, that host may serve it, so that
/// the answer is "try again" and not "there is none".
pub fn find<'table>(table: &'table Table, market: &str) -> Result<&'table Entry, Error> {
    if market.is_empty() {
        return Err(Error::MissingMarket);
    }
    if let Some(entry) = table.entry(&market.to_ascii_uppercase()) {
        return Ok(entry);
    }
    let market: String = market.chars().take(MOST_REPEATED).collect();
    match table.silent_host() {
        Some(error) => Err(error(market)),
        None => Err(Error::UnknownMarket {
            nearest: nearest(table, &market),
            available: table.markets().map(|known| known.market.clone()).collect(),
            market,
        }),
    }
}

/// The market whose code, name or module is most like `word`; of two as like, the one that starts as it does.
fn nearest(table: &Table, word: &str) -> Option<String> {
    let word = word.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        (strsim::jaro_winkler(&word, &name), name.chars().next() == word.chars().next())
    };
    table
        .markets()
        .map(|known| {
            let names = [&known.market, &known.module, &known.display_name];
            let best = names.map(|name| likeness(name)).into_iter().reduce(|a, b| if b > a { b } else { a });
            (best.unwrap_or_default(), &known.market)
        })
        .filter(|((score, _), _)| *score >= NEAR_ENOUGH)
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, market)| market.clone())
}

#[cfg(test)]
mod tests;
