//! Module host and gateway, from the first to the last moment.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::PathBuf,
    time::Duration,
};

use guidance_proto::v1::{ListMarketsRequest, Market, catalog_service_client::CatalogServiceClient};
use tokio::{process::Command, time::timeout};
use tonic::transport::Endpoint;

use super::{greeting, progress::Progress, service::Service, signals::Signals};
use crate::{Error, Result, module::shown};

/// What to start, and where.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) gateway_program: PathBuf,
    pub(super) host_program: PathBuf,
    pub(super) runner_program: PathBuf,
    pub(super) stock_library: PathBuf,
    pub(super) gateway: SocketAddr,
    pub(super) host: SocketAddr,
    pub(super) data: PathBuf,
    pub(super) packages: PathBuf,
    pub(super) trust: PathBuf,
}

/// How long the gateway may take to list the markets.
const LISTED_WITHIN: Duration = Duration::from_secs(10);

/// Serves until asked to stop, or until a service ends; then drains what is left, the gateway first. A second request to stop ends
/// the draining.
pub(super) async fn serve(stack: &Stack, progress: &Progress) -> Result<()> {
    let mut signals = Signals::listen()?;
    let mut host = stack.start_host(progress)?;
    let mut gateway = None;
    let outcome = tokio::select! {
        fault = run(stack, &mut host, &mut gateway, progress) => Err(fault),
        () = signals.next() => Ok(()),
    };
    progress.step("Draining", "gateway, then module-host");
    tokio::select! {
        () = drain(gateway, host, progress) => {}
        () = signals.next() => {}
    }
    outcome
}

/// Returns only with a fault.
async fn run(stack: &Stack, host: &mut Service, gateway: &mut Option<Service>, progress: &Progress) -> Error {
    let started = async {
        let host_address = host.ready().await?;
        let gateway = gateway.insert(stack.start_gateway(host_address, progress)?);
        let gateway_address = reachable(gateway.ready().await?);
        let markets = list_markets(gateway_address).await?;
        say(&markets, gateway_address, reachable(host_address), &shown(&stack.data));
        Ok(gateway)
    };
    match started.await {
        Ok(gateway) => tokio::select! {
            fault = host.ended() => fault,
            fault = gateway.ended() => fault,
        },
        Err(fault) => fault,
    }
}

/// A reader who has gone is no reason to stop serving.
fn say(markets: &[Market], gateway: SocketAddr, host: SocketAddr, data: &str) {
    let (greeting, ready) =
        (greeting::greeting(markets, gateway, host), greeting::ready(gateway, host, data));
    let _unread = writeln!(io::stdout(), "{greeting}{ready}");
}

async fn drain(gateway: Option<Service>, host: Service, progress: &Progress) {
    for service in gateway.into_iter().chain([host]) {
        if let Some(complaint) = service.drain().await {
            progress.step("Killed", &complaint);
        }
    }
}

async fn list_markets(gateway: SocketAddr) -> Result<Vec<Market>> {
    let call = async {
        let endpoint =
            Endpoint::from_shared(format!("http://{gateway}")).map_err(|fault| fault.to_string())?;
        let channel = endpoint.connect().await.map_err(|fault| fault.to_string())?;
        let mut catalog = CatalogServiceClient::new(channel);
        let answer =
            catalog.list_markets(ListMarketsRequest {}).await.map_err(|status| status.to_string())?;
        Ok(answer.into_inner().markets)
    };
    timeout(LISTED_WITHIN, call)
        .await
        .unwrap_or_else(|_| Err(format!("no answer within {} s", LISTED_WITHIN.as_secs())))
        .map_err(|fault: String| Error::Service(format!("the gateway does not list its markets: {fault}")))
}

/// An address a client on this machine can dial: `0.0.0.0` is only one to listen on.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let loopback =
            if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() };
        address.set_ip(loopback);
    }
    address
}

// === impl Stack ===

impl Stack {
    fn start_host(&self, progress: &Progress) -> Result<Service> {
        progress.step("Starting", &format!("module-host on {}, each module in its own process", self.host));
        let mut command = Command::new(&self.host_program);
        command
            .arg("--data")
            .arg(&self.data)
            .args(["--listen", &self.host.to_string()])
            .arg("--packages")
            .arg(&self.packages)
            .arg("--trust")
            .arg(&self.trust)
            .arg("--runner")
            .arg(&self.runner_program)
            .arg("--stock-library")
            .arg(&self.stock_library);
        Service::start("module-host", command, &self.data.join("logs"))
    }

    fn start_gateway(&self, host: SocketAddr, progress: &Progress) -> Result<Service> {
        progress.step("Starting", &format!("gateway on {}", self.gateway));
        let mut command = Command::new(&self.gateway_program);
        command.args(["--listen", &self.gateway.to_string(), "--host", &reachable(host).to_string()]);
        Service::start("gateway", command, &self.data.join("logs"))
    }
}
