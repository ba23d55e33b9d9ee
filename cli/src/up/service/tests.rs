use std::path::Path;

use tokio::{io::AsyncWriteExt as _, process::Command};

use super::Service;

/// A service that is a line of shell; what `Service` appends to the command line is its `$0`.
fn shell(script: &str, logs: &Path) -> Service {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    Service::start("gateway", command, logs).unwrap()
}

#[tokio::test]
async fn is_ready_at_the_address_it_says_and_drains_at_the_end_of_its_input() {
    let logs = tempfile::tempdir().unwrap();
    let mut service = shell("echo ready 127.0.0.1:7400; cat >/dev/null; echo drained >&2", logs.path());
    assert_eq!(service.ready().await.unwrap(), "127.0.0.1:7400".parse().unwrap());
    assert_eq!(service.drain().await, None);
    assert_eq!(std::fs::read_to_string(logs.path().join("gateway.log")).unwrap(), "drained\n");
}

#[tokio::test]
async fn its_own_error_line_is_passed_on() {
    let logs = tempfile::tempdir().unwrap();
    let mut service = shell("echo starting >&2; echo 'error: the port is taken' >&2; exit 1", logs.path());
    assert_eq!(service.ready().await.unwrap_err().to_string(), "gateway: the port is taken");
}

#[tokio::test]
async fn a_silent_end_shows_the_status_and_the_end_of_the_log() {
    let logs = tempfile::tempdir().unwrap();
    let mut service =
        shell("i=0; while [ $i -lt 50 ]; do i=$((i+1)); echo line $i >&2; done; exit 3", logs.path());
    let message = service.ready().await.unwrap_err().to_string();
    assert!(message.starts_with("gateway ended before it was ready (exit status: 3)"), "{message}");
    assert!(message.ends_with("line 50"), "{message}");
    assert!(message.contains("line 31\n") && !message.contains("line 30\n"), "only the end: {message}");
}

#[tokio::test]
async fn an_end_while_serving_is_a_fault() {
    let logs = tempfile::tempdir().unwrap();
    let mut service =
        shell("echo ready 127.0.0.1:7400; read -r line; echo $line >&2; kill -9 $$", logs.path());
    service.ready().await.unwrap();
    tokio::select! {
        biased;
        fault = service.ended() => panic!("it still waits for its input: {fault}"),
        () = std::future::ready(()) => {}
    }
    service.input.write_all(b"gone\n").await.expect("waiting for its end must not close its input");
    let message = service.ended().await.to_string();
    assert!(message.starts_with("gateway ended by itself (signal: 9"), "{message}");
    assert!(message.ends_with("gone"), "{message}");
}

#[tokio::test]
async fn any_other_first_line_is_a_fault() {
    let logs = tempfile::tempdir().unwrap();
    let mut service = shell("echo listening; cat >/dev/null", logs.path());
    let message = service.ready().await.unwrap_err().to_string();
    assert!(message.contains("`listening`"), "{message}");
}
