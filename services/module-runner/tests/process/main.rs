//! The runner as a process, with modules written in C.
#![forbid(unsafe_code)]

mod host;
mod module;

use std::fs;
use std::process::{Command, Stdio};

use guidance_proto::module::v1::hello::Outcome;
use guidance_proto::module::v1::{DescribeResponse, LogLine, frame::Kind};
use guidance_proto::v1::Market;
use prost::Message as _;

use crate::host::Host;

fn market() -> Market {
    Market {
        market: "CN".to_owned(),
        module: "china".to_owned(),
        module_version: "0.1.0".to_owned(),
        ..Default::default()
    }
}

/// A rulebook that makes the C module describe itself as [`market`].
fn rulebook() -> Vec<u8> {
    DescribeResponse { module: Some(market()) }.encode_to_vec()
}

/// A runner with a healthy module that has said Hello.
fn healthy() -> Host {
    let mut host = Host::start(&module::library("healthy", &[]), &module::rulebook("healthy", &rulebook()));
    let hello = host.hello();
    assert_eq!((hello.protocol_version, hello.abi_version), (1, 1));
    assert_eq!(hello.outcome, Some(Outcome::Module(market())));
    host
}

#[test]
fn a_module_in_c_answers() {
    let mut host = healthy();
    assert_eq!(host.call("/Echo", b"hello"), (0, b"hello".to_vec()));
    assert_eq!(host.call("/Echo", b""), (0, Vec::new()));
    assert_eq!(host.call("/NotFound", b"a status"), (5, b"a status".to_vec()));
    let large = vec![7; 3 << 20];
    assert_eq!(host.call("/Echo", &large), (0, large));
}

#[test]
fn every_buffer_goes_back_once() {
    let mut host = healthy();
    let (_, before) = host.call("/Freed", b"");
    for _ in 0..10 {
        host.call("/Echo", b"");
    }
    let (_, after) = host.call("/Freed", b"");
    // The first answer of /Freed is itself freed after it was counted; an empty answer that was allocated counts too.
    assert_eq!(after[0] - before[0], 11, "buffers given back for 11 answers");
}

#[test]
fn log_lines_become_frames() {
    let mut host = healthy();
    host.send(1, "/Log", b"a line");
    for message in ["a line", ""] {
        let expected = LogLine { level: 2, message: message.to_owned() };
        assert_eq!(host.next(), Some(Kind::Log(expected)));
    }
    assert!(matches!(host.next(), Some(Kind::Reply(reply)) if reply.code == 0));
}

#[test]
fn what_breaks_the_contract_is_an_internal_error_of_that_call() {
    let mut host = healthy();
    for (method, says) in
        [("/Other", "it answered 99, which is no gRPC code"), ("/Lost", "bytes at a null pointer")]
    {
        let (code, body) = host.call(method, b"");
        let body = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(code, 13, "{method}");
        assert!(body.contains(says) && body.contains("MODULE_BROKE_CONTRACT"), "{method}: {body:?}");
    }
    assert_eq!(host.call("/Echo", b"still here").0, 0);
}

#[test]
fn the_module_is_confined() {
    let mut host = healthy();
    assert_eq!(host.call("/Stdin", b"").1, [0], "the module's stdin is empty, not the host's socket");
    let proc = format!("/proc/{}", host.id());
    let status = fs::read_to_string(format!("{proc}/status")).expect("the runner lives");
    assert!(status.lines().any(|line| line == "NoNewPrivs:\t1"), "no_new_privs is not set:\n{status}");
    let limits = fs::read_to_string(format!("{proc}/limits")).expect("the runner lives");
    for (limit, value) in
        [("Max core file size", "0"), ("Max open files", "16"), ("Max address space", "1073741824")]
    {
        let line = limits.lines().find(|line| line.starts_with(limit)).expect("the kernel lists it");
        let values: Vec<_> = line[limit.len()..].split_whitespace().take(2).collect();
        assert_eq!(values, [value, value], "soft and hard limit: {line}");
    }
}

#[test]
fn a_refusal_names_its_reason_and_what_to_do() {
    let fine = rulebook();
    let unnamed =
        DescribeResponse { module: Some(Market { market: String::new(), ..market() }) }.encode_to_vec();
    let abi = |flags: &[&str]| module::library(&flags.join("_").replace(['-', '='], ""), flags);
    for (library, rulebook, reason, says) in [
        (
            module::rulebook("no_library", b"text"),
            &fine[..],
            "LIBRARY_NOT_LOADABLE",
            "build the library for this machine",
        ),
        ("/nonexistent/module.so".into(), &fine, "LIBRARY_NOT_LOADABLE", "/nonexistent/module.so"),
        (abi(&["-DNO_SYMBOL"]), &fine, "ABI_MISMATCH", "exports no guidance_module_entry_v1"),
        (
            abi(&["-DABI_VERSION=2"]),
            &fine,
            "ABI_MISMATCH",
            "built for ABI version 2, this host speaks 1; rebuild",
        ),
        (abi(&["-DTABLE_SIZE=8"]), &fine, "ABI_MISMATCH", "it is too small"),
        (abi(&["-DCALL=NULL"]), &fine, "ABI_MISMATCH", "a function in it is null"),
        (abi(&["-DTABLE=NULL"]), &fine, "ABI_MISMATCH", "it is null"),
        (abi(&[]), b"refuse", "RULEBOOK_INVALID", "facts/access.yaml:3: unknown key"),
        (abi(&[]), b"silent", "RULEBOOK_INVALID", "code 3 and gives no reason"),
        (abi(&[]), b"break", "CREATE_FAILED", "facts/access.yaml:3: unknown key"),
        (abi(&[]), b"no instance", "CREATE_FAILED", "without an instance"),
        (abi(&[]), b"", "DESCRIBE_FAILED", "answered code 12"),
        (abi(&[]), b"\xff\xff", "DESCRIBE_FAILED", "answered no DescribeResponse"),
        (abi(&[]), &unnamed, "DESCRIBE_FAILED", "answered without module.market"),
    ] {
        let mut host = Host::start(&library, &module::rulebook(&format!("refusal_{reason}"), rulebook));
        let Some(Outcome::Refusal(refusal)) = host.hello().outcome else {
            panic!("{} with {rulebook:?} was not refused", library.display());
        };
        assert_eq!(refusal.reason, reason, "{}: {}", library.display(), refusal.message);
        assert!(refusal.message.contains(says), "{reason} should say {says:?}, says {:?}", refusal.message);
        assert_eq!(host.next(), None, "nothing follows a refusal");
        assert_eq!(host.exit_code(), Some(1), "{reason}");
    }
}

#[test]
fn a_missing_rulebook_is_a_refusal() {
    let mut host = Host::start(&module::library("healthy", &[]), "/nonexistent/rulebook.tar".as_ref());
    let Some(Outcome::Refusal(refusal)) = host.hello().outcome else {
        panic!("a rulebook that is not there was served")
    };
    assert_eq!(refusal.reason, "RULEBOOK_INVALID");
    assert!(refusal.message.starts_with("/nonexistent/rulebook.tar: cannot be read"), "{}", refusal.message);
}

#[test]
fn the_process_ends_with_its_connection_whatever_the_module_does() {
    let mut host = healthy();
    host.send(1, "/Hang", b"");
    assert!(matches!(host.next(), Some(Kind::Log(line)) if line.message == "hanging"));
    host.close();
    assert_eq!(host.exit_code(), Some(0));

    let mut host = Host::start(&module::library("healthy", &[]), &module::rulebook("hang", b"hang"));
    host.close();
    assert_eq!(host.exit_code(), Some(0));
}

#[test]
fn started_by_hand_it_says_how_it_is_meant() {
    for (args, code, says) in [
        (&["--library", "/l", "--rulebook", "/r"][..], 1, "stdin is not a socket"),
        (&["--help"], 64, "usage: module-runner --library PATH --rulebook PATH"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_module-runner"))
            .args(args)
            .stdin(Stdio::null())
            .output()
            .expect("the runner starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(says), "{args:?}: {stderr}");
    }
}
