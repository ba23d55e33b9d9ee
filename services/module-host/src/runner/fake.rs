//! A runner without a process: a task at the other end of the socket. What it does with a call stands in the request.

use std::sync::{Arc, Mutex};

use bytes::BytesMut;
use guidance_proto::{
    module::v1::{Call, Frame, Hello, Reply, SelfTestResponse, frame::Kind, hello::Outcome},
    v1::{ListRulesResponse, Market, Provenance},
};
use prost::Message as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
};

use super::{CallContexts, Launch, Link, Process, Runner, frames};
use crate::{
    MarketCode,
    error::{Reason, Refusal},
};

/// Starts fake runners, one after the other. Clones share what they saw.
#[derive(Debug, Clone)]
pub(crate) struct FakeLaunch {
    /// From which start on there is a runner again; the starts 2 up to it fail.
    starts_again_at: usize,
    /// What the module's self-test finds.
    failures: Vec<String>,
    seen: Arc<Mutex<Seen>>,
}

/// What the fake runners saw.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// How often a runner was to be started.
    pub(crate) starts: usize,
    /// The calls that came in one read, with the number of the runner.
    pub(crate) batches: Vec<(usize, Vec<Call>)>,
}

/// Ends nothing: a fake ends when its socket does.
#[derive(Debug)]
pub(crate) struct FakeProcess;

/// What every fake answers. Field 1 is the provenance in every response of the contract.
pub(crate) fn answer() -> ListRulesResponse {
    let provenance = Provenance { module: "china".into(), ..Provenance::default() };
    ListRulesResponse { provenance: Some(provenance), ..ListRulesResponse::default() }
}

impl FakeLaunch {
    pub(crate) fn new() -> Self {
        Self { starts_again_at: 0, failures: Vec::new(), seen: Arc::default() }
    }

    pub(crate) fn starting_again_at(starts_again_at: usize) -> Self {
        Self { starts_again_at, ..Self::new() }
    }

    pub(crate) fn failing(failures: Vec<String>) -> Self {
        Self { failures, ..Self::new() }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().expect("no fake panics").clone()
    }
}

impl Process for FakeProcess {
    async fn stop(self, _: std::time::Duration) -> String {
        "fake".into()
    }
}

impl Launch for FakeLaunch {
    type Process = FakeProcess;

    async fn launch(&mut self) -> Result<Runner<FakeProcess>, Refusal> {
        let number = {
            let mut seen = self.seen.lock().expect("no fake panics");
            seen.starts += 1;
            seen.starts
        };
        if number > 1 && number < self.starts_again_at {
            return Err(Refusal::new(Reason::NotStarted, "no runner today"));
        }
        let (ours, theirs) = UnixStream::pair().expect("a socket pair");
        tokio::spawn(run(theirs, number, self.clone()));
        let market = MarketCode::parse("CN").expect("a code");
        let contexts = CallContexts::new("sha256:00".into(), "development".into());
        let (link, hello) = Link::open(ours, market, contexts).await.expect("a hello");
        let Some(Outcome::Module(module)) = hello.outcome else { panic!("the fake says what it is") };
        Ok(Runner { link, process: FakeProcess, module })
    }
}

/// What a call asks of the fake, by a word anywhere in its request.
fn asks(call: &Call, word: &str) -> bool {
    call.request.windows(word.len()).any(|window| window == word.as_bytes())
}

async fn run(mut socket: UnixStream, number: usize, launch: FakeLaunch) {
    let module = Market {
        market: "CN".into(),
        display_name: "China".into(),
        module: "china".into(),
        module_version: "0.1.0".into(),
        ..Market::default()
    };
    let hello = Hello { protocol_version: 1, abi_version: 1, outcome: Some(Outcome::Module(module)) };
    send(&mut socket, Kind::Hello(hello)).await;
    let mut inbox = BytesMut::new();
    while socket.read_buf(&mut inbox).await.is_ok_and(|count| count > 0) {
        let mut calls = Vec::new();
        while let Some(frame) = frames::take(&mut inbox).expect("the host writes good frames") {
            let Kind::Call(call) = frame else { panic!("the host sends calls only") };
            calls.push(call);
        }
        if !calls.is_empty() {
            let mut seen = launch.seen.lock().expect("no fake panics");
            seen.batches.push((number, calls.clone()));
        }
        for call in calls {
            if asks(&call, "crash") {
                return;
            }
            if asks(&call, "garbage") {
                let _ = socket.write_all(&[0xff; 16]).await;
            }
            let never = asks(&call, "hang") || asks(&call, "garbage");
            if never || asks(&call, "slow") && number == 1 {
                continue;
            }
            let body = if call.method.ends_with("/SelfTest") {
                SelfTestResponse { cases: 3, failures: launch.failures.clone() }.encode_to_vec()
            } else {
                answer().encode_to_vec()
            };
            send(&mut socket, Kind::Reply(Reply { id: call.id, code: 0, body: body.into() })).await;
        }
    }
}

async fn send(socket: &mut UnixStream, kind: Kind) {
    // The host may be gone already; the next read says so.
    let _ = socket.write_all(&Frame { kind: Some(kind) }.encode_length_delimited_to_vec()).await;
}
