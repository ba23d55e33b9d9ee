//! A module host and a gateway before it, with just the modules a test needs.

use std::{collections::BTreeMap, net::SocketAddr};

use guidance_cli::package::Digest;
use guidance_proto::v1::{
    AdviseMarketRequest, AdviseMarketResponse, GetMarketRequest, Market,
    catalog_service_client::CatalogServiceClient, guidance_service_client::GuidanceServiceClient,
    rulebook_service_client::RulebookServiceClient,
};
use tempfile::TempDir;
use tonic::{
    Response, Status, Streaming,
    transport::{Channel, Endpoint},
};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse, health_check_response::ServingStatus,
    health_client::HealthClient,
};

use crate::{GatewayFlags, HostFlags, Packages, Process, Runner, within};

/// What to start.
#[derive(Debug, Default)]
pub struct StackBuilder {
    markets: Vec<String>,
    /// Fixture and market.
    fixtures: Vec<(String, String)>,
    host_flags: Vec<String>,
    gateway_flags: Vec<String>,
}

/// A running system. Nothing of it is left when this is dropped.
#[derive(Debug)]
pub struct Stack {
    /// The gateway's process.
    pub gateway: Process,
    /// The module host's process.
    pub host: Process,
    /// A connection to the gateway.
    pub channel: Channel,
    /// A connection to the module host.
    pub host_channel: Channel,
    /// Where the gateway listens.
    pub address: SocketAddr,
    /// Where the module host listens.
    pub host_address: SocketAddr,
    /// Digest of the rulebook of every market.
    rulebooks: BTreeMap<String, Digest>,
    /// Dropped last: the processes write here.
    _folder: TempDir,
}

/// One who calls one market.
#[derive(Debug, Clone)]
pub struct Caller {
    guidance: GuidanceServiceClient<Channel>,
    market: String,
}

/// The health of one market as it changes.
#[derive(Debug)]
pub struct Watching {
    name: String,
    stream: Streaming<HealthCheckResponse>,
}

// === impl StackBuilder ===

impl StackBuilder {
    /// Also serves a country module of this workspace.
    pub fn and_market(mut self, market: &str) -> Self {
        self.markets.push(market.to_owned());
        self
    }

    /// Also serves a module of tests/modules as `market`.
    pub fn and_fixture(mut self, fixture: &str, market: &str) -> Self {
        self.fixtures.push((fixture.to_owned(), market.to_owned()));
        self
    }

    /// Gives the module host more flags.
    pub fn host_flags<const N: usize>(mut self, flags: [&str; N]) -> Self {
        self.host_flags.extend(flags.map(str::to_owned));
        self
    }

    /// Gives the gateway more flags.
    pub fn gateway_flags<const N: usize>(mut self, flags: [&str; N]) -> Self {
        self.gateway_flags.extend(flags.map(str::to_owned));
        self
    }

    /// Packs the modules, starts the processes, and waits until both are ready.
    pub async fn start(self) -> Stack {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let packages = Packages::new(folder.path());
        let markets = self.markets.iter().map(|market| (market.clone(), packages.add_market(market)));
        let fixtures = self.fixtures.iter();
        let fixtures =
            fixtures.map(|(fixture, market)| (market.clone(), packages.add_fixture(fixture, market)));
        let rulebooks = markets.chain(fixtures).collect();

        let mut command = HostFlags::new(folder.path(), &packages).command();
        command.args(&self.host_flags);
        let mut host = Process::start(command, folder.path());
        let host_address = host.ready().await;
        let mut command = GatewayFlags::new(host_address).command();
        command.args(&self.gateway_flags);
        let mut gateway = Process::start(command, folder.path());
        let address = gateway.ready().await;
        Stack {
            gateway,
            host,
            channel: connect(address),
            host_channel: connect(host_address),
            address,
            host_address,
            rulebooks,
            _folder: folder,
        }
    }
}

/// A connection to a service, made when it is first used.
pub fn connect(address: SocketAddr) -> Channel {
    Endpoint::from_shared(format!("http://{address}")).expect("an address").connect_lazy()
}

// === impl Stack ===

impl Stack {
    /// A system that serves a country module of this workspace.
    pub fn with_market(market: &str) -> StackBuilder {
        StackBuilder::default().and_market(market)
    }

    /// A system that serves a module of tests/modules as `market`.
    pub fn with_fixture(fixture: &str, market: &str) -> StackBuilder {
        StackBuilder::default().and_fixture(fixture, market)
    }

    /// A client of the gateway's `GuidanceService`.
    pub fn guidance(&self) -> GuidanceServiceClient<Channel> {
        GuidanceServiceClient::new(self.channel.clone())
    }

    /// A client of the gateway's `CatalogService`.
    pub fn catalog(&self) -> CatalogServiceClient<Channel> {
        CatalogServiceClient::new(self.channel.clone())
    }

    /// A client of the gateway's `RulebookService`.
    pub fn rulebook(&self) -> RulebookServiceClient<Channel> {
        RulebookServiceClient::new(self.channel.clone())
    }

    /// Calls a market through the gateway.
    pub fn caller(&self, market: &str) -> Caller {
        Caller { guidance: self.guidance(), market: market.to_owned() }
    }

    /// Calls a market at the module host itself.
    pub fn caller_at_host(&self, market: &str) -> Caller {
        let guidance = GuidanceServiceClient::new(self.host_channel.clone());
        Caller { guidance, market: market.to_owned() }
    }

    /// One ordinary call to a market, through the gateway.
    ///
    /// # Errors
    /// The status it gets.
    pub async fn ask(&self, market: &str) -> Result<AdviseMarketResponse, Status> {
        self.caller(market).ask().await
    }

    /// How the gateway lists a market.
    ///
    /// # Errors
    /// The status it gets.
    pub async fn market(&self, market: &str) -> Result<Market, Status> {
        let request = GetMarketRequest { market: market.to_owned() };
        let response = within("GetMarket", self.catalog().get_market(request)).await;
        Ok(response?.into_inner().market.expect("GetMarket answers with the market"))
    }

    /// The runners that serve a market now.
    pub fn runners(&self, market: &str) -> Vec<Runner> {
        Runner::of_rulebook(self.host.pid(), &self.rulebooks[market])
    }

    /// Follows the health of a market at the gateway.
    pub async fn watch_health(&self, market: &str) -> Watching {
        let name = format!("market/{market}");
        let request = HealthCheckRequest { service: name.clone() };
        let stream = within("a health stream", HealthClient::new(self.channel.clone()).watch(request)).await;
        Watching { name, stream: stream.expect("health is watched").into_inner() }
    }
}

impl Drop for Stack {
    /// The host before its runners: it would start new ones.
    fn drop(&mut self) {
        let runners = self.host.running().map(Runner::of_host).unwrap_or_default();
        self.host.kill();
        for runner in runners {
            runner.kill();
        }
    }
}

// === impl Caller ===

impl Caller {
    /// One ordinary call.
    ///
    /// # Errors
    /// The status it gets.
    pub async fn ask(&self) -> Result<AdviseMarketResponse, Status> {
        self.advise("").await
    }

    /// A call that makes a module of tests/modules misbehave.
    ///
    /// # Errors
    /// The status it gets.
    pub async fn provoke(&self) -> Result<AdviseMarketResponse, Status> {
        self.advise("misbehave").await
    }

    async fn advise(&self, language: &str) -> Result<AdviseMarketResponse, Status> {
        let (market, language) = (self.market.clone(), language.to_owned());
        let request = AdviseMarketRequest { market, language, ..AdviseMarketRequest::default() };
        let mut guidance = self.guidance.clone();
        let answer =
            within(&format!("an answer from {}", self.market), guidance.advise_market(request)).await;
        answer.map(Response::into_inner)
    }
}

// === impl Watching ===

impl Watching {
    /// Waits until the market's health is `status`.
    ///
    /// # Panics
    /// When the stream ends before.
    pub async fn until(&mut self, status: ServingStatus) {
        let reached = async {
            while let Some(now) = self.stream.message().await.expect("the health stream goes on") {
                if now.status() == status {
                    return;
                }
            }
            panic!("the health stream of {} ended before {status:?}", self.name);
        };
        within(&format!("{} to be {status:?}", self.name), reached).await;
    }
}
