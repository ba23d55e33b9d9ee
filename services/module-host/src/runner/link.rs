//! The socket to one runner.

use std::{pin::pin, time::Duration};

use bytes::BytesMut;
use guidance_proto::module::v1::{Hello, frame::Kind};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
    select,
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{Answer, CallContexts, Job, MAX_IN_FLIGHT, Waiting, calls::Calls, frames};
use crate::{Error, MarketCode};

/// Bytes asked of the socket at once, 64 KiB.
const READ_BYTES: usize = 64 << 10;

/// The socket to one runner, and the calls it has in flight. One task owns it.
#[derive(Debug)]
pub struct Link {
    socket: UnixStream,
    inbox: BytesMut,
    calls: Calls,
}

/// Why a runner is served no more.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// No call can come any more, and all are answered.
    Done,
    /// It ended, or broke the protocol; in words.
    Lost(String),
    /// It did not answer a call in time. That call has been ended.
    Overdue,
}

// === impl Link ===

impl Link {
    /// Waits for the runner's hello, its first frame.
    ///
    /// # Errors
    /// What came instead.
    pub async fn open(
        socket: UnixStream,
        market: MarketCode,
        contexts: CallContexts,
    ) -> Result<(Self, Hello), String> {
        let mut link = Self { socket, inbox: BytesMut::new(), calls: Calls::new(market, contexts) };
        loop {
            match frames::take(&mut link.inbox)? {
                Some(Kind::Hello(hello)) => return Ok((link, hello)),
                Some(_) => return Err("its first frame was no hello".into()),
                None => {}
            }
            match link.socket.read_buf(&mut link.inbox).await {
                Ok(0) => return Err("it ended before it said hello".into()),
                Ok(_) => {}
                Err(error) => return Err(format!("its socket failed before it said hello: {error}")),
            }
        }
    }

    /// How many calls it answered.
    pub fn answered(&self) -> u64 {
        self.calls.answered
    }

    /// Passes the calls that wait to the runner and its replies back, until the runner is lost or no call can come any
    /// more. A call gets `limit`. Cancel-safe: what is in flight stays so.
    pub async fn serve(&mut self, waiting: &mut Waiting, limit: Duration) -> Ended {
        let Self { socket, inbox, calls } = self;
        let (mut reader, mut writer) = socket.split();
        let mut alarm = pin!(sleep_until(Instant::now() + limit));
        let mut batch = Vec::with_capacity(MAX_IN_FLIGHT);
        let mut open = true;
        loop {
            calls.send_suspect(waiting);
            if !open && calls.is_idle() {
                return Ended::Done;
            }
            let is_retrying = calls.is_retrying(waiting);
            let room = if is_retrying { 0 } else { calls.room() };
            if inbox.capacity() - inbox.len() < READ_BYTES / 8 {
                inbox.reserve(READ_BYTES);
            }
            select! {
                // The alarm comes first, so that no stream of other calls can outshout one that hangs.
                biased;
                () = alarm.as_mut(), if !calls.is_idle() => {
                    let due = calls.due(limit).unwrap_or_else(Instant::now);
                    if due <= Instant::now() {
                        calls.end_overdue(limit);
                        return Ended::Overdue;
                    }
                    alarm.as_mut().reset(due);
                }
                read = reader.read_buf(inbox) => {
                    if let Err(reason) = received(read, inbox, calls) {
                        return Ended::Lost(reason);
                    }
                }
                wrote = writer.write_buf(&mut calls.outbox), if !calls.outbox.is_empty() => {
                    // The runner reads no more. It may have replied to some calls: those are still read.
                    if wrote.is_err() {
                        calls.outbox.clear();
                    }
                }
                more = waiting.take(&mut batch, room), if open && (room > 0 || is_retrying) => {
                    open = more;
                    let now = Instant::now();
                    for job in batch.drain(..) {
                        if let Some(job) = waiting.still_wanted(job, now) {
                            calls.send(job, now);
                        }
                    }
                }
            }
        }
    }

    /// Makes one call, which gets `limit`, before the runner is put into service.
    ///
    /// # Errors
    /// How the runner was lost over it.
    pub async fn ask(&mut self, method: &'static str, limit: Duration) -> Result<Answer, String> {
        let (sender, queue) = mpsc::channel(1);
        let mut waiting = Waiting::new(self.calls.market(), queue);
        let (job, answer) = Job::new(method, bytes::Bytes::new());
        sender.try_send(job).expect("the queue has room for one");
        drop(sender);
        match self.serve(&mut waiting, limit).await {
            Ended::Lost(reason) => Err(reason),
            Ended::Done | Ended::Overdue => match answer.await {
                Ok(Ok(answer)) => Ok(answer),
                Ok(Err(error)) => Err(Error::to_string(&error)),
                Err(_) => Err("the call was dropped".into()),
            },
        }
    }

    /// Gives up the runner: calls that may be tried again go back to `waiting`, the others end.
    pub fn fail_over(self, waiting: &mut Waiting) {
        self.calls.fail_over(waiting);
    }
}

/// Takes in all the frames that a read made whole.
fn received(read: std::io::Result<usize>, inbox: &mut BytesMut, calls: &mut Calls) -> Result<(), String> {
    match read {
        Ok(0) => return Err("it closed its connection".into()),
        Ok(_) => {}
        Err(error) => return Err(format!("its socket failed: {error}")),
    }
    while let Some(frame) = frames::take(inbox)? {
        calls.receive(frame)?;
    }
    Ok(())
}
