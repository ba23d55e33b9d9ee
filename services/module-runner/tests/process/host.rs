//! The host's side of a runner process.

use std::io::{BufReader, Read as _, Write as _};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use guidance_proto::module::v1::{Call, Frame, Hello, frame::Kind};
use prost::Message as _;

/// A runner, and the socket to it.
pub(crate) struct Host {
    child: Child,
    socket: UnixStream,
    incoming: BufReader<UnixStream>,
}

impl Host {
    pub(crate) fn start(library: &Path, rulebook: &Path) -> Self {
        let (socket, theirs) = UnixStream::pair().expect("a socketpair");
        let child = Command::new(env!("CARGO_BIN_EXE_module-runner"))
            .arg("--library")
            .arg(library)
            .arg("--rulebook")
            .arg(rulebook)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stderr(Stdio::null())
            .spawn()
            .expect("the runner starts");
        let incoming = BufReader::new(socket.try_clone().expect("a second handle"));
        Self { child, socket, incoming }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The next frame; none at the end of the connection.
    pub(crate) fn next(&mut self) -> Option<Kind> {
        let mut prefix = Vec::new();
        loop {
            let mut byte = [0];
            if self.incoming.read(&mut byte).expect("the socket can be read") == 0 {
                return None;
            }
            prefix.push(byte[0]);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        let length = prost::decode_length_delimiter(prefix.as_slice()).expect("a varint");
        let mut bytes = vec![0; length];
        self.incoming.read_exact(&mut bytes).expect("a whole frame");
        Frame::decode(bytes.as_slice()).expect("a runner sends frames").kind
    }

    pub(crate) fn hello(&mut self) -> Hello {
        match self.next() {
            Some(Kind::Hello(hello)) => hello,
            other => panic!("the first frame is the Hello, not {other:?}"),
        }
    }

    pub(crate) fn send(&mut self, id: u64, method: &str, request: &[u8]) {
        let call = Call {
            id,
            method: method.to_owned(),
            context: Vec::new().into(),
            request: request.to_vec().into(),
        };
        let frame = Frame { kind: Some(Kind::Call(call)) };
        self.socket.write_all(&frame.encode_length_delimited_to_vec()).expect("the runner reads");
    }

    /// Code and body of the answer to a call.
    pub(crate) fn call(&mut self, method: &str, request: &[u8]) -> (u32, Vec<u8>) {
        self.send(7, method, request);
        match self.next() {
            Some(Kind::Reply(reply)) if reply.id == 7 => (reply.code, reply.body.to_vec()),
            other => panic!("expected the reply to {method}, got {other:?}"),
        }
    }

    /// Ends the connection.
    pub(crate) fn close(&self) {
        self.socket.shutdown(Shutdown::Both).expect("the socket is open");
    }

    /// How the runner ends; waits for it.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        self.child.wait().expect("the runner is our child").code()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.socket.shutdown(Shutdown::Both);
        let _ = self.child.wait();
    }
}
