//! What somebody may have meant by a market that is not there.

use crate::{Error, market::Directory};

/// The error for `market`, with the installed market that looks most like it: by code, name or module.
pub(super) fn unknown(market: &str, directory: &Directory) -> Error {
    // What a client sent goes back in headers, and is compared with every name: a long text has no business there.
    let market: String = market.chars().take(32).collect();
    let asked = market.to_lowercase();
    let likeness = |text: &str| strsim::jaro_winkler(&asked, &text.to_lowercase());
    let nearest = directory
        .markets
        .iter()
        .map(|(code, market)| {
            let names = [code.as_str(), &market.display_name, &market.module];
            (*code, names.into_iter().map(likeness).fold(0.0, f64::max))
        })
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .map(|(code, _)| code);
    Error::UnknownMarket { market, nearest, available: directory.markets.keys().copied().collect() }
}
