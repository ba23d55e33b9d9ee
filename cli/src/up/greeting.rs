//! What a person sees once everything runs.

use std::{fmt::Write as _, net::SocketAddr};

use guidance_proto::v1::{Coverage, Market, MarketState};

use crate::{
    gateway,
    table::{Align, Table},
};

/// The markets in a table, why some do not serve, and what to paste next.
pub(super) fn greeting(markets: &[Market], address: SocketAddr, host: SocketAddr) -> String {
    let mut text = format!("\n{}", table(markets));
    for (reason, codes) in troubles(markets) {
        let _ = write!(text, "\n{}: {reason}\n", codes.join(", "));
    }
    let usual: SocketAddr = gateway::USUAL.parse().expect("an address");
    let place = if address == usual { String::new() } else { format!(" --gateway {address}") };
    let _ = write!(
        text,
        "\nTry in another terminal:\n\
         \x20 cargo guidance ask IN --sector legal{place}\n\
         \x20 cargo guidance review examples/plan.yaml --market CN{place}\n\
         \x20 cargo guidance compare '*' --sector legal{place}\n\
         Or with any gRPC client (the module host on {host} answers the same calls):\n\
         \x20 grpcurl -plaintext {address} list\n\
         \x20 grpcurl -plaintext -d '{ADVISE}' {address} marketguidance.v1.GuidanceService/AdviseMarket\n\
         \x20 grpcurl -plaintext -d '{REVIEW}' {address} marketguidance.v1.GuidanceService/ReviewPlan\n\n"
    );
    text
}

/// The last line of all; scripts wait for it.
pub(super) fn ready(gateway: SocketAddr, host: SocketAddr, data: &str) -> String {
    format!("ready: gateway {gateway}, module host {host}, logs in {data}/logs; Ctrl-C drains and stops")
}

const ADVISE: &str = r#"{"market":"IN","brief":{"sector":"legal"}}"#;
const REVIEW: &str = concat!(
    r#"{"market":"CN","plan":{"sector":"legal","run_from":"abroad","#,
    r#""channels":[{"id":"c1","platform":"facebook","purpose":"brand"}]}}"#
);

fn table(markets: &[Market]) -> Table<7> {
    let mut table = Table::new([
        ("MARKET", Align::Left),
        ("NAME", Align::Left),
        ("MODULE", Align::Left),
        ("RULES", Align::Right),
        ("FACTS", Align::Right),
        ("FRESHNESS", Align::Left),
        ("STATE", Align::Left),
    ]);
    for market in markets {
        let count = |of: fn(&Coverage) -> u32| {
            market.coverage.as_ref().map_or_else(|| "-".to_owned(), |coverage| of(coverage).to_string())
        };
        table.push([
            market.market.clone(),
            market.display_name.clone(),
            format!("{} {}", market.module, market.module_version).trim().to_owned(),
            count(|coverage| coverage.rules),
            count(|coverage| coverage.facts),
            market.coverage.as_ref().map_or_else(|| "-".to_owned(), freshness),
            state(market).to_owned(),
        ]);
    }
    table
}

/// Why markets do not serve, each reason once with the markets it holds for.
fn troubles(markets: &[Market]) -> Vec<(&str, Vec<&str>)> {
    let mut troubles: Vec<(&str, Vec<&str>)> = Vec::new();
    for market in markets.iter().filter(|market| !market.state_reason.is_empty()) {
        let reason = market.state_reason.trim_end();
        match troubles.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, codes)) => codes.push(&market.market),
            None => troubles.push((reason, vec![&market.market])),
        }
    }
    troubles
}

fn freshness(coverage: &Coverage) -> String {
    match coverage.stale_facts {
        0 => "all fresh".to_owned(),
        stale => format!("{stale} of {} stale", coverage.facts),
    }
}

fn state(market: &Market) -> &'static str {
    match market.state() {
        MarketState::Serving => "serving",
        MarketState::Restarting => "restarting",
        MarketState::Refused => "refused",
        MarketState::Unreachable => "unreachable",
        MarketState::Unspecified => "unknown",
    }
}

#[cfg(test)]
mod tests;
