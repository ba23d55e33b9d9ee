//! What isolation and a gateway cost: the same request, in one run, to a bare server with the rules linked in, to the module
//! host, and to the gateway before it.
//!
//! `cargo bench -p guidance-bench --bench serving` needs h2load (Debian: nghttp2-client) and two cores: servers share the first, the load comes from the
//! second. Requests and connections are bounded; everything stays on loopback.
#![forbid(unsafe_code)]

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use guidance_cli::module::{Folders, Module};
use guidance_e2e::{Artifacts, GatewayFlags, HostFlags, Packages, Process, connect};
use guidance_proto::v1 as pb;
use prost::Message as _;
use rustix::thread::{CpuSet, sched_setaffinity};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const REVIEW: &str = "/marketguidance.v1.GuidanceService/ReviewPlan";
const FACTS: &str = "/marketguidance.v1.CatalogService/ListFacts";
/// Rounds; the median counts.
const ROUNDS: usize = 3;

/// A request to measure with.
struct Sample {
    name: &'static str,
    path: &'static str,
    /// Requests of one measurement, after a tenth of them as warm-up.
    requests: usize,
    bytes: Vec<u8>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // Before anything starts: children inherit the core.
    let mut first = CpuSet::new();
    first.set(0);
    sched_setaffinity(None, &first).expect("the servers get the first core");

    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let packages = Packages::new(folder.path());
    packages.add_market("CN");
    let mut host = Process::start(HostFlags::new(folder.path(), &packages).command(), folder.path());
    let host_address = host.ready().await;
    let mut gateway = Process::start(GatewayFlags::new(host_address).command(), folder.path());
    let gateway_address = gateway.ready().await;
    let (_linked, linked_address) = linked(folder.path()).await;

    check(gateway_address, linked_address).await;
    for sample in samples() {
        let file = folder.path().join("request.bin");
        std::fs::write(&file, framed(&sample.bytes)).expect("a file in a fresh folder");
        let systems = [
            ("rules linked in", linked_address),
            ("host", host_address),
            ("gateway + host", gateway_address),
        ];
        let mut rates = [const { Vec::new() }; 3];
        for _ in 0..ROUNDS {
            for ((_, address), rates) in systems.iter().zip(&mut rates) {
                load(*address, sample.path, &file, sample.requests / 10).await;
                rates.push(load(*address, sample.path, &file, sample.requests).await);
            }
        }
        println!(
            "\n{}: {} requests x {ROUNDS}, 8 connections x 16 streams, one core",
            sample.name, sample.requests
        );
        let medians = rates.map(|mut rates| {
            rates.sort_by(f64::total_cmp);
            rates[rates.len() / 2]
        });
        for ((name, _), rate) in systems.iter().zip(medians) {
            let (share, cost) = (rate / medians[0], 1e6 / rate);
            println!("  {name:<16} {rate:>8.0} requests/s  {share:>5.2}  {cost:>6.1} us a call");
        }
    }
}

/// A review that has something to say, and a question that is answered at a glance.
fn requests() -> (pb::ReviewPlanRequest, pb::ListFactsRequest) {
    let channel = |platform: &str| pb::Channel { platform: Some(platform.to_owned()), ..Default::default() };
    let review = pb::ReviewPlanRequest {
        market: "CN".to_owned(),
        as_of: "2026-11-23".to_owned(),
        plan: Some(pb::Plan {
            run_from: Some("abroad".to_owned()),
            meets_in_person: Some(false),
            channels: vec![channel("facebook"), channel("wechat")],
            ..Default::default()
        }),
        ..Default::default()
    };
    let facts = pb::ListFactsRequest {
        market: "CN".to_owned(),
        as_of: "2026-11-23".to_owned(),
        ids: vec!["access/facebook".to_owned()],
        ..Default::default()
    };
    (review, facts)
}

fn samples() -> [Sample; 2] {
    let (review, facts) = requests();
    [
        // The module is done at once: what is left is the way there and back.
        Sample {
            name: "ListFacts of one fact",
            path: FACTS,
            requests: 100_000,
            bytes: facts.encode_to_vec(),
        },
        Sample {
            name: "ReviewPlan of a small plan",
            path: REVIEW,
            requests: 10_000,
            bytes: review.encode_to_vec(),
        },
    ]
}

/// The yardstick as a child process.
async fn linked(folder: &Path) -> (Child, SocketAddr) {
    let folders =
        Folders::in_any_of(&[Artifacts::workspace().join("country-modules")]).expect("country modules");
    let china = folders.iter().find(|folder| folder.header().module == "china").expect("the module of China");
    let module = Module::load(china, &folders.bases_of(china).expect("its bases")).expect("it loads");
    let rulebook = folder.join("china.tar");
    std::fs::write(&rulebook, module.rulebook_tar()).expect("a file in a fresh folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_linked"));
    let mut child =
        command.arg(rulebook).stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped above")).lines();
    let line = lines.next_line().await.expect("its output is text").expect("it says where it listens");
    let address =
        line.strip_prefix("ready ").and_then(|address| address.parse().ok()).expect("ready <address>");
    (child, address)
}

/// All give the same answer; else they would not do the same work.
async fn check(gateway: SocketAddr, linked: SocketAddr) {
    let (review, facts) = requests();
    let mut answers = Vec::new();
    for address in [gateway, linked] {
        let mut guidance = pb::guidance_service_client::GuidanceServiceClient::new(connect(address));
        let mut catalog = pb::catalog_service_client::CatalogServiceClient::new(connect(address));
        let reviewed = guidance.review_plan(review.clone()).await.expect("an answer").into_inner();
        let listed = catalog.list_facts(facts.clone()).await.expect("an answer").into_inner();
        answers.push((reviewed.verdict, reviewed.findings, listed.facts));
    }
    assert_eq!(answers[0], answers[1], "the yardstick must do the same work");
}

/// A message as gRPC puts it on the wire: not compressed, its length, its bytes.
fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("a small message").to_be_bytes();
    [&[0][..], &length, message].concat()
}

/// Requests a second that h2load counted.
async fn load(address: SocketAddr, path: &str, body: &Path, requests: usize) -> f64 {
    let mut command = Command::new("taskset");
    command.args(["-c", "1", "h2load", "-c", "8", "-m", "16", "-n", &requests.to_string(), "-d"]).arg(body);
    command.args(["-H", "content-type: application/grpc", "-H", "te: trailers"]);
    command.arg(format!("http://{address}{path}"));
    let output = command
        .output()
        .await
        .expect("taskset and h2load are installed (Debian: util-linux, nghttp2-client)");
    let text = String::from_utf8_lossy(&output.stdout);
    let done = format!("{requests} succeeded, 0 failed");
    assert!(
        text.contains(&done),
        "h2load must see {done}:\n{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let finished = text.lines().find(|line| line.starts_with("finished in")).expect("h2load tells its rate");
    let rate = finished.split(", ").find_map(|part| part.strip_suffix(" req/s"));
    rate.and_then(|rate| rate.parse().ok()).unwrap_or_else(|| panic!("no rate in `{finished}`"))
}
