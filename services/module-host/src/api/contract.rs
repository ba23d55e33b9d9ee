//! The services and methods the host serves. A test holds them to the contract's descriptors.

/// A service of the contract, as a type.
pub trait Contract: 'static {
    /// Full name.
    const NAME: &'static str;
    /// Full paths of the methods that go to a module.
    const FORWARDED: &'static [&'static str];
}

/// `marketguidance.v1.GuidanceService`.
#[derive(Debug)]
pub enum Guidance {}

/// `marketguidance.v1.CatalogService`.
#[derive(Debug)]
pub enum Catalog {}

/// `marketguidance.v1.RulebookService`.
#[derive(Debug)]
pub enum Rulebook {}

/// Full name of [`Guidance`].
pub const GUIDANCE: &str = "marketguidance.v1.GuidanceService";
/// Full name of [`Catalog`].
pub const CATALOG: &str = "marketguidance.v1.CatalogService";
/// Full name of [`Rulebook`].
pub const RULEBOOK: &str = "marketguidance.v1.RulebookService";

/// Answered by the host.
pub(super) const LIST_MARKETS: &str = "/marketguidance.v1.CatalogService/ListMarkets";
/// Answered by the host.
pub(super) const MARKET: &str = "/marketguidance.v1.CatalogService/GetMarket";
/// Answered by the host.
pub(super) const WATCH_MARKETS: &str = "/marketguidance.v1.CatalogService/WatchMarkets";

/// Asks several modules.
pub(super) use guidance_proto::compare::COMPARE_MARKETS;

impl Contract for Guidance {
    const NAME: &'static str = GUIDANCE;
    const FORWARDED: &'static [&'static str] = &[
        "/marketguidance.v1.GuidanceService/AdviseMarket",
        "/marketguidance.v1.GuidanceService/ReviewPlan",
        "/marketguidance.v1.GuidanceService/AmendPlan",
        "/marketguidance.v1.GuidanceService/ExplainFinding",
    ];
}

impl Contract for Catalog {
    const NAME: &'static str = CATALOG;
    const FORWARDED: &'static [&'static str] = &[
        "/marketguidance.v1.CatalogService/ListPlatforms",
        "/marketguidance.v1.CatalogService/GetPlatform",
        "/marketguidance.v1.CatalogService/FindSubstitutes",
        "/marketguidance.v1.CatalogService/GetPlaybook",
        "/marketguidance.v1.CatalogService/ListFacts",
        "/marketguidance.v1.CatalogService/ListCalendarWindows",
    ];
}

impl Contract for Rulebook {
    const NAME: &'static str = RULEBOOK;
    const FORWARDED: &'static [&'static str] = &[
        "/marketguidance.v1.RulebookService/ListRules",
        "/marketguidance.v1.RulebookService/GetRule",
        "/marketguidance.v1.RulebookService/ListChanges",
        "/marketguidance.v1.RulebookService/GetCoverage",
        "/marketguidance.v1.RulebookService/ListStaleFacts",
    ];
}

#[cfg(test)]
mod tests;
