//! The way to a running gateway, and what its errors mean to a person.

mod fault;

use std::time::Duration;

use clap::Args;
use guidance_proto::v1::{View, guidance_service_client::GuidanceServiceClient};
use http::uri::Authority;
use tokio::runtime::{self, Runtime};
use tonic::{
    Request, Status,
    transport::{Channel, Endpoint},
};

use self::fault::Fault;
use crate::{Error, Result};

/// Where a gateway listens when nobody says otherwise.
pub const USUAL: &str = "127.0.0.1:7400";

/// How long a connection may take to come about.
const CONNECTED_WITHIN: Duration = Duration::from_secs(5);

/// How long an answer may take.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);

/// Largest answer taken, bytes: what fits the largest answer of a module, and some.
const LARGEST_ANSWER: usize = 32 << 20;

/// Where to ask.
#[derive(Debug, Args)]
pub struct Where {
    /// Gateway to ask, or a module host.
    #[arg(long, value_name = "ADDR", env = "GUIDANCE_GATEWAY", default_value = USUAL, value_parser = address)]
    gateway: Authority,
}

/// For when, in which language, and how much.
#[derive(Debug, Args)]
pub struct Asked {
    /// Date the answer is true for: 2026-11-22, 2010-03 or 2010 (the last day of the period) [default: today in the market's time zone].
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    pub as_of: String,
    /// Date of our knowledge: what was recorded later is left out [default: all we know].
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    pub known_as_of: String,
    /// Language of the texts, BCP 47, for example zh-Hans [default: the module's first].
    #[arg(long, value_name = "TAG", default_value = "", hide_default_value = true)]
    pub language: String,
    /// How much to show: what needs attention, or all.
    #[arg(long, value_name = "VIEW", default_value = "basic")]
    pub view: Extent,
}

/// How much to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Extent {
    /// What needs attention.
    Basic,
    /// Also what passed or did not apply.
    Full,
}

/// A connection to a gateway.
#[derive(Debug)]
pub struct Gateway {
    address: Authority,
    runtime: Runtime,
    client: GuidanceServiceClient<Channel>,
}

// === impl Asked ===

impl Asked {
    /// The view to ask for.
    pub fn view(&self) -> View {
        match self.view {
            Extent::Basic => View::Basic,
            Extent::Full => View::Full,
        }
    }

    /// Whether all is to be shown.
    pub fn is_full(&self) -> bool {
        self.view == Extent::Full
    }
}

// === impl Gateway ===

impl Gateway {
    /// Connects.
    ///
    /// # Errors
    /// Nobody answers there.
    pub fn connect(place: &Where) -> Result<Self> {
        let address = place.gateway.clone();
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|fault| Error::Service(format!("the system gives no event queue: {fault}")))?;
        let endpoint = Endpoint::from_shared(format!("http://{address}"))
            .map_err(|fault| Error::Usage(format!("--gateway {address}: {fault}")))?
            .connect_timeout(CONNECTED_WITHIN);
        let channel =
            runtime.block_on(endpoint.connect()).map_err(|_| Error::Unreachable(address.to_string()))?;
        let client = GuidanceServiceClient::new(channel).max_decoding_message_size(LARGEST_ANSWER);
        Ok(Self { address, runtime, client })
    }

    /// Makes one call.
    ///
    /// # Errors
    /// What the call ended with.
    pub fn call<Q, A, F>(
        &self,
        request: Q,
        call: impl FnOnce(GuidanceServiceClient<Channel>, Request<Q>) -> F,
    ) -> Result<A>
    where
        F: Future<Output = Result<A, Status>>,
    {
        let mut request = Request::new(request);
        request.set_timeout(ANSWERED_WITHIN);
        self.runtime.block_on(call(self.client.clone(), request)).map_err(|status| self.error(&status))
    }

    /// A status of a call as an error of ours.
    fn error(&self, status: &Status) -> Error {
        let fault = Fault::of(status);
        let is_ours = fault.is_of_the_request();
        let text = format!("{fault}\n  answered by {}", self.address);
        if is_ours { Error::Refused(text) } else { Error::NotAnswered(text) }
    }
}

/// A status in words, for a row of a comparison.
pub(crate) fn in_words(status: &Status) -> String {
    Fault::of(status).to_string()
}

fn address(text: &str) -> Result<Authority, String> {
    match text.parse::<Authority>() {
        Ok(address) if address.port_u16().is_some() && !address.as_str().contains('@') => Ok(address),
        _ => Err("expected host:port, for example 127.0.0.1:7400".to_owned()),
    }
}
