//! The calls one runner has in flight. No input or output happens here.

use std::{collections::BTreeMap, time::Duration};

use bytes::BytesMut;
use guidance_proto::module::v1::{LogLine, Reply, frame::Kind};
use tokio::time::Instant;

use super::{Answer, CallContexts, Job, MAX_IN_FLIGHT, Waiting, frames};
use crate::{Error, MarketCode};

/// No call is added while so many bytes wait to be written, 1 MiB.
const MAX_OUTBOX_BYTES: usize = 1 << 20;

/// The calls one runner has in flight, and the bytes on their way to it.
#[derive(Debug)]
pub(super) struct Calls {
    market: MarketCode,
    contexts: CallContexts,
    /// By id. Ids grow, so the first entry is the oldest.
    in_flight: BTreeMap<u64, InFlight>,
    next_id: u64,
    /// How many calls were answered.
    pub(super) answered: u64,
    /// Frames to be written.
    pub(super) outbox: BytesMut,
}

#[derive(Debug)]
struct InFlight {
    job: Job,
    since: Instant,
}

impl Calls {
    pub(super) fn new(market: MarketCode, contexts: CallContexts) -> Self {
        Self {
            market,
            contexts,
            in_flight: BTreeMap::new(),
            next_id: 1,
            answered: 0,
            outbox: BytesMut::with_capacity(16 << 10),
        }
    }

    pub(super) fn market(&self) -> MarketCode {
        self.market
    }

    pub(super) fn is_idle(&self) -> bool {
        self.in_flight.is_empty()
    }

    /// When the oldest call has had `limit`. `None` when idle.
    pub(super) fn due(&self, limit: Duration) -> Option<Instant> {
        self.in_flight.first_key_value().map(|(_, oldest)| oldest.since + limit)
    }

    /// Whether the retry lane is in use. The queue then waits: a call that lost a runner gets one to itself, so that only its
    /// own fault can cost it the second.
    pub(super) fn is_retrying(&self, waiting: &Waiting) -> bool {
        let retried = self.in_flight.first_key_value().is_some_and(|(_, oldest)| oldest.job.retried);
        retried || waiting.has_suspects()
    }

    /// How many calls of the queue may be added, the retry lane left aside.
    pub(super) fn room(&self) -> usize {
        if self.outbox.len() > MAX_OUTBOX_BYTES { 0 } else { MAX_IN_FLIGHT - self.in_flight.len() }
    }

    /// Sends the next call of the retry lane, when the runner is free.
    pub(super) fn send_suspect(&mut self, waiting: &mut Waiting) {
        if self.is_idle()
            && let Some(job) = waiting.next_suspect()
        {
            self.send(job, Instant::now());
        }
    }

    pub(super) fn send(&mut self, job: Job, now: Instant) {
        let id = self.next_id;
        self.next_id += 1;
        frames::put_call(&mut self.outbox, id, job.method, self.contexts.now(), &job.request);
        self.in_flight.insert(id, InFlight { job, since: now });
    }

    /// Takes in a frame of the runner.
    pub(super) fn receive(&mut self, frame: Kind) -> Result<(), String> {
        match frame {
            Kind::Reply(Reply { id, code, body }) => {
                let call = self.in_flight.remove(&id).ok_or("it answered a call it was not asked")?;
                self.answered += 1;
                call.job.finish(Ok(Answer { code, body }));
                Ok(())
            }
            Kind::Log(line) => {
                log(self.market, &line);
                Ok(())
            }
            Kind::Hello(_) => Err("it said hello twice".into()),
            Kind::Call(_) => Err("it sent a call".into()),
        }
    }

    /// Ends the oldest call: it had its time.
    pub(super) fn end_overdue(&mut self, limit: Duration) {
        if let Some((_, call)) = self.in_flight.pop_first() {
            call.job.finish(Err(Error::ModuleTimeout { market: self.market, limit }));
        }
    }

    /// The runner is lost: calls that lost one before end here, the others go to the retry lane.
    pub(super) fn fail_over(self, waiting: &mut Waiting) {
        for InFlight { job, .. } in self.in_flight.into_values() {
            if job.retried {
                job.finish(Err(Error::Restarting { market: self.market }));
            } else {
                waiting.suspect(job);
            }
        }
    }
}

fn log(market: MarketCode, line: &LogLine) {
    let message = line.message.as_str();
    match line.level {
        1 => tracing::error!(%market, "module: {message}"),
        2 => tracing::warn!(%market, "module: {message}"),
        3 => tracing::info!(%market, "module: {message}"),
        _ => tracing::debug!(%market, "module: {message}"),
    }
}
