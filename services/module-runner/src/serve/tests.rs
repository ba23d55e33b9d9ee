//! Frames in, frames out, over a socketpair, with a module that is a closure.

use std::collections::BTreeSet;
use std::io::{BufReader, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use guidance_abi::MAX_LOG_BYTES;
use guidance_proto::module::v1::hello::Outcome;
use guidance_proto::module::v1::{Call, Frame, Hello, LogLine, Refusal, Reply, frame::Kind};
use guidance_proto::v1::Market;
use prost::Message as _;
use prost::bytes::Bytes;

use super::{Answer, Log, WORKERS, calls, outbox, serve};
use crate::error::Error;
use crate::frame::MAX_FRAME_BYTES;

/// The host's end of a connection.
struct Host {
    socket: UnixStream,
    incoming: BufReader<UnixStream>,
    ended: Receiver<Result<(), Error>>,
}

impl Host {
    /// Serves `module` on the other end.
    fn of(module: impl Fn(&Call) -> Answer + Send + Sync + 'static) -> Self {
        Self::opening(move |_| Ok((market(), module)))
    }

    fn opening<Module>(open: impl FnOnce(Log) -> Result<(Market, Module), Refusal> + Send + 'static) -> Self
    where
        Module: Fn(&Call) -> Answer + Send + Sync + 'static,
    {
        let (socket, runner) = UnixStream::pair().unwrap();
        let (end, ended) = channel();
        thread::spawn(move || {
            let writer = runner.try_clone().unwrap();
            end.send(serve(open, runner, writer)).unwrap();
        });
        let incoming = BufReader::new(socket.try_clone().unwrap());
        Self { socket, incoming, ended }
    }

    /// The next frame; none at the end of the connection.
    fn next(&mut self) -> Option<Kind> {
        let mut length = 0;
        for shift in (0..).step_by(7) {
            let mut byte = [0];
            if self.incoming.read(&mut byte).unwrap() == 0 {
                return None;
            }
            length |= usize::from(byte[0] & 0x7f) << shift;
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        let mut bytes = vec![0; length];
        self.incoming.read_exact(&mut bytes).unwrap();
        Frame::decode(bytes.as_slice()).expect("a runner sends frames").kind
    }

    fn hello(&mut self) -> Hello {
        match self.next() {
            Some(Kind::Hello(hello)) => hello,
            other => panic!("the first frame is the Hello, not {other:?}"),
        }
    }

    fn reply(&mut self) -> Reply {
        match self.next() {
            Some(Kind::Reply(reply)) => reply,
            other => panic!("expected a reply, got {other:?}"),
        }
    }

    fn line(&mut self) -> LogLine {
        match self.next() {
            Some(Kind::Log(line)) => line,
            other => panic!("expected a line of log, got {other:?}"),
        }
    }

    fn send(&mut self, calls: impl IntoIterator<Item = Call>) {
        let frames: Vec<u8> = calls
            .into_iter()
            .flat_map(|call| Frame { kind: Some(Kind::Call(call)) }.encode_length_delimited_to_vec())
            .collect();
        self.socket.write_all(&frames).unwrap();
    }

    /// How `serve` ended; waits for it.
    fn end(&self) -> Result<(), Error> {
        self.ended.recv().expect("serve returns")
    }
}

fn market() -> Market {
    Market { market: "CN".to_owned(), module: "china".to_owned(), ..Default::default() }
}

fn call(id: u64, method: &str) -> Call {
    Call { id, method: method.to_owned(), context: Bytes::new(), request: Bytes::from(id.to_string()) }
}

fn ok(body: impl Into<Bytes>) -> Answer {
    Answer { code: 0, body: body.into() }
}

fn echo(call: &Call) -> Answer {
    ok(call.request.clone())
}

#[test]
fn hello_comes_first_and_says_which_module() {
    let mut host = Host::opening(|log| {
        log.line(3, b"creating");
        Ok((market(), echo))
    });
    host.send([call(1, "/Echo")]);
    let hello = host.hello();
    assert_eq!((hello.protocol_version, hello.abi_version), (1, guidance_abi::ABI_VERSION));
    assert_eq!(hello.outcome, Some(Outcome::Module(market())));
    assert_eq!(host.line(), LogLine { level: 3, message: "creating".to_owned() });
    assert_eq!(host.reply(), Reply { id: 1, code: 0, body: "1".into() });
}

#[test]
fn a_refusal_is_sent_before_the_runner_ends() {
    let refusal = Refusal { reason: "RULEBOOK_INVALID".to_owned(), message: "rules/X.yaml:1: no".to_owned() };
    let sent = refusal.clone();
    let mut host = Host::opening(move |_| Err::<(_, fn(&Call) -> Answer), _>(sent));
    assert_eq!(host.hello().outcome, Some(Outcome::Refusal(refusal)));
    assert_eq!(host.end().unwrap_err().to_string(), "RULEBOOK_INVALID: rules/X.yaml:1: no");
}

#[test]
fn every_call_gets_its_own_answer() {
    let mut host = Host::of(|call| match call.method.as_str() {
        "/Fail" => Answer { code: 9, body: "status".into() },
        _ => ok([&call.request[..], &call.context[..]].concat()),
    });
    host.hello();
    let ids = 0..calls::MAX_WAITING as u64;
    host.send(ids.clone().map(|id| call(id, if id % 2 == 0 { "/Echo" } else { "/Fail" })));
    let mut seen = BTreeSet::new();
    for _ in ids.clone() {
        let Reply { id, code, body } = host.reply();
        let expected = if id % 2 == 0 { (0, Bytes::from(id.to_string())) } else { (9, "status".into()) };
        assert_eq!((code, body), expected, "the answer to call {id}");
        seen.insert(id);
    }
    assert_eq!(seen, ids.collect());
}

#[test]
fn slow_calls_delay_no_other() {
    let (release, blocked) = channel::<()>();
    let blocked = Mutex::new(blocked);
    let mut host = Host::of(move |call| {
        if call.method == "/Slow" {
            // Whoever holds the lock waits for the release, the others for the lock.
            blocked.lock().unwrap().recv().unwrap();
        }
        echo(call)
    });
    host.hello();
    let slow = WORKERS as u64 - 1;
    host.send((0..slow).map(|id| call(id, "/Slow")));
    for id in 100..200 {
        host.send([call(id, "/Echo")]);
        assert_eq!(host.reply().id, id, "the answer while {slow} calls are slow");
    }
    for _ in 0..slow {
        release.send(()).unwrap();
    }
    let ids: BTreeSet<u64> = (0..slow).map(|_| host.reply().id).collect();
    assert_eq!(ids, (0..slow).collect());
}

#[test]
fn calls_beyond_the_bound_are_refused_at_once() {
    let (release, blocked) = channel::<()>();
    let (entered, inside) = channel();
    let blocked = Mutex::new(blocked);
    let mut host = Host::of(move |call| {
        entered.send(()).unwrap();
        let _ = blocked.lock().unwrap().recv();
        echo(call)
    });
    host.hello();
    host.send((0..WORKERS as u64).map(|id| call(id, "/Slow")));
    for _ in 0..WORKERS {
        inside.recv().unwrap();
    }
    let first = 1000;
    let beyond = first + calls::MAX_WAITING as u64;
    host.send((first..=beyond).map(|id| call(id, "/Slow")));
    let reply = host.reply();
    assert_eq!((reply.id, reply.code), (beyond, 8), "only the call beyond the bound is refused");
    drop(release);
    let answered = (0..WORKERS + calls::MAX_WAITING).map(|_| host.reply().code).filter(|code| *code == 0);
    assert_eq!(answered.count(), WORKERS + calls::MAX_WAITING);
}

#[test]
fn the_end_of_the_connection_ends_the_runner_while_calls_hang() {
    let (never, blocked) = channel::<()>();
    let (entered, inside) = channel();
    let blocked = Mutex::new(blocked);
    let mut host = Host::of(move |call| {
        entered.send(()).unwrap();
        let _ = blocked.lock().unwrap().recv();
        echo(call)
    });
    host.hello();
    host.send([call(1, "/Hang")]);
    inside.recv().unwrap();
    host.socket.shutdown(Shutdown::Both).unwrap();
    host.end().expect("the end of the connection is the usual end");
    drop(never);
}

#[test]
fn the_end_of_the_connection_ends_the_runner_while_create_hangs() {
    let (never, blocked) = channel::<()>();
    let host = Host::opening(move |_| {
        let _ = blocked.recv();
        Ok((market(), echo))
    });
    host.socket.shutdown(Shutdown::Both).unwrap();
    host.end().expect("the end of the connection is the usual end");
    drop(never);
}

#[test]
fn a_frame_beyond_the_limit_ends_the_connection() {
    let mut host = Host::of(echo);
    host.hello();
    let mut prefix = Vec::new();
    prost::encoding::encode_varint(MAX_FRAME_BYTES as u64 + 1, &mut prefix);
    host.socket.write_all(&prefix).unwrap();
    let error = host.end().expect_err("nobody means such a frame");
    assert!(matches!(error, Error::FrameTooLong(length) if length == MAX_FRAME_BYTES as u64 + 1), "{error}");
}

#[test]
fn an_answer_beyond_the_limit_is_refused_and_costs_only_its_call() {
    let mut host = Host::of(|call| match call.method.as_str() {
        "/Huge" => ok(vec![0; MAX_FRAME_BYTES]),
        "/Large" => ok(vec![0; MAX_FRAME_BYTES - super::REPLY_OVERHEAD_BYTES]),
        _ => echo(call),
    });
    host.hello();
    for (method, code, length) in
        [("/Huge", 8, None), ("/Large", 0, Some(MAX_FRAME_BYTES - 64)), ("/Echo", 0, Some(1))]
    {
        host.send([call(1, method)]);
        let reply = host.reply();
        assert_eq!(reply.code, code, "{method}");
        assert!(
            length.is_none_or(|length| length == reply.body.len()),
            "{method}: {} bytes",
            reply.body.len()
        );
    }
}

#[test]
fn log_lines_are_cut_bounded_and_the_lost_ones_counted() {
    let (hand_out, logs) = channel();
    let (go_on, waiting) = channel::<()>();
    let mut host = Host::opening(move |log| {
        hand_out.send(log).unwrap();
        waiting.recv().unwrap();
        Ok((market(), echo))
    });
    let log = logs.recv().unwrap();
    let long = "界".repeat(MAX_LOG_BYTES);
    for _ in 0..outbox::MAX_LINES + 3 {
        log.line(1, long.as_bytes());
    }
    go_on.send(()).unwrap();
    host.hello();
    for _ in 0..outbox::MAX_LINES {
        let line = host.line();
        assert_eq!((line.level, line.message.as_str()), (1, &long[..MAX_LOG_BYTES / 3 * 3]));
    }
    assert_eq!(host.line().message, "3 lines of log were dropped: too many at once");
    log.line(4, b"bytes \xff that are no text");
    assert_eq!(host.line(), LogLine { level: 4, message: "bytes \u{fffd} that are no text".to_owned() });
}
