//! The protocol: a Hello, then calls in and replies out, several at once.
//!
//! Three kinds of thread share two queues. The reader starts first and waits for nothing but the socket, so that the end of the
//! connection ends the runner even while a module hangs. Workers take one call at a time, so that a slow one delays no
//! other. The writer sends everything that is ready in one write.

mod calls;
mod outbox;

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use guidance_proto::module::v1::{Call, Frame, Refusal, Reply, frame::Kind};
use guidance_proto::v1::Market;
use prost::bytes::Bytes;

use self::calls::Calls;
use self::outbox::Outbox;
use crate::error::Error;
use crate::frame::{CallReader, MAX_FRAME_BYTES};
use crate::{hello, status};

pub use self::outbox::Log;

/// Threads that answer calls: enough that three slow calls leave one for the rest.
pub const WORKERS: usize = 4;

/// Stack of the threads that run none of the module's code.
const SMALL_STACK_BYTES: usize = 256 << 10;

/// Room that a reply's frame needs beside its body: tags, lengths, id and code.
const REPLY_OVERHEAD_BYTES: usize = 64;

/// What a call came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Canonical gRPC code; 0 is OK.
    pub code: u32,
    /// The response message when the code is 0, else a `google.rpc.Status`.
    pub body: Bytes,
}

/// What the threads share.
#[derive(Debug)]
struct Shared {
    calls: Calls,
    outbox: Arc<Outbox>,
    end: SyncSender<Result<(), Error>>,
}

/// Opens a module, says Hello on `writer`, and answers what comes from `reader` until it ends.
///
/// `open` gets where to log, and gives the market it serves and what answers its calls; or why it refuses, which then is the
/// Hello. Returns at the end of the connection, **whatever the other threads are doing**: a call that hangs would be waited
/// for without end. The caller is expected to end the process.
///
/// # Errors
/// [`Error::Refused`] once the refusal has been sent; the errors of [`CallReader::read_batch`]; [`Error::Connection`] when a
/// write fails; [`Error::Thread`].
pub fn serve<Open, Module>(
    open: Open,
    reader: impl Read + Send + 'static,
    writer: impl Write + Send + 'static,
) -> Result<(), Error>
where
    Open: FnOnce(Log) -> Result<(Market, Module), Refusal> + Send + 'static,
    Module: Fn(&Call) -> Answer + Send + Sync + 'static,
{
    let (end, ended): (_, Receiver<Result<(), Error>>) = sync_channel(1);
    let shared = Arc::new(Shared { calls: Calls::new(), outbox: Arc::new(Outbox::new()), end });
    shared.spawn("reader", Some(SMALL_STACK_BYTES), |shared| shared.end_with(shared.read(reader)))?;
    shared.spawn("writer", Some(SMALL_STACK_BYTES), |shared| {
        let Err(error) = shared.outbox.write_to(writer);
        shared.end_with(if ends_connection(&error) { Ok(()) } else { Err(error.into()) });
    })?;
    shared.spawn("worker", None, |shared| {
        if let Err(error) = shared.start(open) {
            shared.end_with(Err(error));
        }
    })?;
    ended.recv().expect("every thread holds the sending end, and the reader never ends without using it")
}

// === impl Shared ===

impl Shared {
    /// The first thing that ends the connection decides; what follows from it is of no interest.
    fn end_with(&self, result: Result<(), Error>) {
        let _ = self.end.try_send(result);
    }

    fn spawn(
        self: &Arc<Self>,
        name: &'static str,
        stack: Option<usize>,
        work: impl FnOnce(&Arc<Self>) + Send + 'static,
    ) -> Result<(), Error> {
        let shared = Arc::clone(self);
        let mut builder = thread::Builder::new().name(name.to_owned());
        if let Some(bytes) = stack {
            builder = builder.stack_size(bytes);
        }
        builder.spawn(move || work(&shared)).map_err(|error| Error::Thread(name, error))?;
        Ok(())
    }

    /// Queues calls until the end of the connection. What does not fit is refused at once: the reader must go on reading. To
    /// refuse may mean to wait for the writer, which the end of the connection ends too.
    fn read(&self, reader: impl Read) -> Result<(), Error> {
        let mut reader = CallReader::new(reader);
        let mut batch = Vec::new();
        while reader.read_batch(&mut batch)? {
            for call in self.calls.add(&mut batch) {
                self.reply(call.id, too_many_calls());
            }
        }
        Ok(())
    }

    /// Opens the module, says Hello, and becomes the first of the workers.
    fn start<Open, Module>(self: &Arc<Self>, open: Open) -> Result<(), Error>
    where
        Open: FnOnce(Log) -> Result<(Market, Module), Refusal>,
        Module: Fn(&Call) -> Answer + Send + Sync + 'static,
    {
        let (market, module) = match open(Log::to(&self.outbox)) {
            Ok(opened) => opened,
            Err(refusal) => {
                let Refusal { reason, message } = refusal.clone();
                self.outbox.greet(hello::refused(refusal));
                self.outbox.wait_until_written();
                return Err(Error::Refused { reason, message });
            }
        };
        self.outbox.greet(hello::loaded(market));
        let module = Arc::new(module);
        for _ in 1..WORKERS {
            let module = Arc::clone(&module);
            self.spawn("worker", None, move |shared| shared.work(&*module))?;
        }
        self.work(&*module);
        Ok(())
    }

    /// Answers calls for as long as the process lives.
    fn work(&self, module: &impl Fn(&Call) -> Answer) {
        loop {
            let call = self.calls.next();
            self.reply(call.id, module(&call));
        }
    }

    fn reply(&self, id: u64, answer: Answer) {
        let Answer { code, body } = answer.within_frame();
        self.outbox.reply(Frame { kind: Some(Kind::Reply(Reply { id, code, body })) });
    }
}

// === impl Answer ===

impl Answer {
    /// The answer itself, or a refusal in its place when no frame can hold it.
    fn within_frame(self) -> Self {
        let limit = MAX_FRAME_BYTES - REPLY_OVERHEAD_BYTES;
        if self.body.len() <= limit {
            return self;
        }
        let message = format!("the module answered {} bytes; the limit is {limit}", self.body.len());
        status::refusal(status::RESOURCE_EXHAUSTED, "RESPONSE_TOO_LARGE", message)
    }
}

/// Whether the host closed its end: the end as usual, only that it was noticed elsewhere than at the end of the stream.
fn ends_connection(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset)
}

fn too_many_calls() -> Answer {
    let message = format!("more than {} calls wait for this module", calls::MAX_WAITING);
    status::refusal(status::RESOURCE_EXHAUSTED, "TOO_MANY_CALLS", message)
}

#[cfg(test)]
mod tests;
