//! How the processes start, refuse to start, and end.

use std::{
    net::TcpListener,
    process::{Output, Stdio},
};

use guidance_e2e::{
    Artifacts, Caller, GatewayFlags, HostFlags, Packages, Process, Runner, Stack, connect, within,
};
use guidance_proto::v1::{
    ListMarketsRequest, WatchMarketsRequest, catalog_service_client::CatalogServiceClient,
};
use rustix::process::Signal;
use tokio::process::Command;
use tonic::Code;

use crate::reason;

/// Exit code of a bad command line.
const BAD_CONFIGURATION: i32 = 64;

/// Exit code of a service that the machine does not let start.
const CANNOT_SERVE: i32 = 1;

/// Runs a command to its end, with nothing on standard input that would end it.
async fn outcome(mut command: Command) -> Output {
    let command =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    within("the process to refuse to start", command.output()).await.expect("it starts")
}

/// Asserts that it ended with `code`, said nothing on standard output, and one line `error: …` that holds `named`.
fn assert_one_clear_line(case: &str, output: &Output, code: i32, named: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{case}: exit code; standard error: {stderr}");
    assert!(output.stdout.is_empty(), "{case}: standard output is for the line `ready` alone");
    let errors: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(
        errors.len(),
        1,
        "{case}: one line is due that starts with `error: `; standard error: {stderr}"
    );
    assert_eq!(
        stderr.lines().last(),
        Some(errors[0]),
        "{case}: it is the last line; standard error: {stderr}"
    );
    assert!(errors[0].contains(named), "{case}: {:?} does not name {named:?}", errors[0]);
}

/// `command` with one more flag.
fn with(mut command: Command, flag: &str, value: &str) -> Command {
    command.args([flag, value]);
    command
}

/// Signals SIGTERM while a call to a module that hangs is under way; the call has its answer all the same.
async fn sigterm_during_a_call(service: &mut Process, caller: &Caller) {
    let mut under_way = std::pin::pin!(caller.provoke());
    caller.ask().await.expect("the connection is made");
    // Both calls share one connection, on which requests arrive in order: when the second is answered, the first is there.
    tokio::select! {
        biased;
        early = &mut under_way => panic!("the module did not hang: {early:?}"),
        answer = caller.ask() => drop(answer.expect("other calls are answered")),
    }
    service.signal(Signal::TERM);
    let status = under_way.await.expect_err("the module hangs");
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::DeadlineExceeded, "MODULE_TIMEOUT"),
        "{status:?}"
    );
    assert_eq!(service.ended().await.code(), Some(0), "it drains and ends well");
}

#[tokio::test]
async fn sigterm_lets_a_call_at_the_gateway_finish() {
    let mut stack = Stack::with_fixture("hangs", "ZA").start().await;
    let caller = stack.caller("ZA");
    sigterm_during_a_call(&mut stack.gateway, &caller).await;
}

#[tokio::test]
async fn sigterm_lets_a_call_at_the_host_finish_and_leaves_no_process() {
    let mut stack = Stack::with_fixture("hangs", "ZA").and_fixture("well_behaved", "ZB").start().await;
    let runners = Runner::of_host(stack.host.pid());
    assert_eq!(runners.len(), 2, "two modules, two runners");
    let caller = stack.caller_at_host("ZA");
    sigterm_during_a_call(&mut stack.host, &caller).await;
    for runner in runners {
        runner.wait_until_ended();
    }
}

#[tokio::test]
async fn the_end_of_standard_input_ends_everything() {
    let mut stack = Stack::with_fixture("well_behaved", "ZA").and_fixture("well_behaved", "ZB").start().await;
    let runners = Runner::of_host(stack.host.pid());
    assert_eq!(runners.len(), 2, "two modules, two runners");
    stack.gateway.close_stdin();
    assert_eq!(stack.gateway.ended().await.code(), Some(0), "the gateway drains and ends well");
    stack.host.close_stdin();
    assert_eq!(stack.host.ended().await.code(), Some(0), "the module host drains and ends well");
    for runner in runners {
        runner.wait_until_ended();
    }
}

#[tokio::test]
async fn a_client_that_only_watches_holds_nothing_up() {
    let mut stack = Stack::with_fixture("well_behaved", "ZA").start().await;
    let _watching = stack.watch_health("ZA").await;
    let _markets = stack.catalog().watch_markets(WatchMarketsRequest {}).await.expect("a stream");
    stack.gateway.signal(Signal::TERM);
    assert_eq!(stack.gateway.ended().await.code(), Some(0));
    let log = stack.gateway.stderr();
    assert!(
        !log.contains("connections still open"),
        "the gateway waited for a stream that never ends: {log}"
    );
}

#[tokio::test]
async fn a_gateway_waits_for_its_host_before_it_is_ready() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let packages = Packages::new(folder.path());
    packages.add_fixture("well_behaved", "ZA");
    let address = free_address();
    let mut gateway = Process::start(GatewayFlags::new(address).command(), folder.path());
    let flags = HostFlags { listen: address, ..HostFlags::new(folder.path(), &packages) };
    let mut host = Process::start(flags.command(), folder.path());
    assert_eq!(host.ready().await, address);
    let mut catalog = CatalogServiceClient::new(connect(gateway.ready().await));
    let listed = within("ListMarkets", catalog.list_markets(ListMarketsRequest {})).await;
    assert_eq!(
        listed.expect("a list").into_inner().markets.len(),
        1,
        "a gateway that is ready knows its markets"
    );
    // A host that is asked to end takes its runner with it; one that is dropped is killed and cannot.
    host.close_stdin();
    host.ended().await;
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let listen = taken.local_addr().expect("bound");
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let packages = Packages::new(folder.path());
    let gateway = GatewayFlags { listen, ..GatewayFlags::new(free_address()) };
    let host = HostFlags { listen, ..HostFlags::new(folder.path(), &packages) };
    for (name, command) in [("gateway", gateway.command()), ("module-host", host.command())] {
        assert_one_clear_line(name, &outcome(command).await, CANNOT_SERVE, &listen.to_string());
    }
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_written_is_one_clear_line() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let packages = Packages::new(folder.path());
    // Below a regular file no folder can be, not even for root.
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a fresh file");
    let data = file.join("data");
    let flags = HostFlags { data: data.clone(), ..HostFlags::new(folder.path(), &packages) };
    assert_one_clear_line(
        "module-host",
        &outcome(flags.command()).await,
        CANNOT_SERVE,
        &data.to_string_lossy(),
    );
}

#[tokio::test]
async fn a_bad_flag_is_one_clear_line() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let packages = Packages::new(folder.path());
    let missing = || folder.path().join("missing");
    let flags = || HostFlags::new(folder.path(), &packages);
    let host = |flags: HostFlags| flags.command();
    let gateway = || GatewayFlags::new(free_address()).command();
    let bare = |program| Command::new(Artifacts::built().program(program));
    let cases = [
        ("gateway, nothing given", bare("gateway"), "--listen"),
        ("gateway, unknown flag", with(gateway(), "--colour", "red"), "--colour"),
        ("gateway, no time", with(gateway(), "--deadline", "0"), "--deadline"),
        ("gateway, host without port", with(gateway(), "--host", "localhost"), "--host"),
        ("module-host, nothing given", bare("module-host"), "--data"),
        ("module-host, unknown flag", with(host(flags()), "--colour", "red"), "--colour"),
        ("module-host, no time", with(host(flags()), "--call-timeout", "0"), "--call-timeout"),
        ("module-host, no packages", host(HostFlags { packages: missing(), ..flags() }), "--packages"),
        ("module-host, no trust file", host(HostFlags { trust: missing(), ..flags() }), "--trust"),
        ("module-host, no runner", host(HostFlags { runner: missing(), ..flags() }), "--runner"),
        (
            "module-host, no library",
            host(HostFlags { stock_library: missing(), ..flags() }),
            "--stock-library",
        ),
    ];
    for (case, command, named) in cases {
        assert_one_clear_line(case, &outcome(command).await, BAD_CONFIGURATION, named);
    }
}

/// An address nobody listens on now.
fn free_address() -> std::net::SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}
