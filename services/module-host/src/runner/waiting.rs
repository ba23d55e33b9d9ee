//! The calls of one market that wait for a runner.

use std::{collections::VecDeque, convert::Infallible, future, time::Duration};

use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::Job;
use crate::{Error, MarketCode};

/// How long a call waits for a runner.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The calls of one market that wait: in the retry lane those that lost a runner, behind them the queue.
#[derive(Debug)]
pub struct Waiting {
    market: MarketCode,
    /// Suspects, oldest first. At most as many as one runner has calls in flight: it is empty before anything else runs.
    lane: VecDeque<Job>,
    /// The oldest call of the queue, where it had to be looked at.
    front: Option<Job>,
    queue: mpsc::Receiver<Job>,
    capacity: usize,
}

impl Waiting {
    /// Nothing waits yet; calls for `market` come in through `queue`.
    pub fn new(market: MarketCode, queue: mpsc::Receiver<Job>) -> Self {
        let capacity = queue.max_capacity();
        Self { market, lane: VecDeque::new(), front: None, queue, capacity }
    }

    /// The market whose calls wait here.
    pub fn market(&self) -> MarketCode {
        self.market
    }

    /// Puts a call that lost its runner into the retry lane.
    pub(super) fn suspect(&mut self, mut job: Job) {
        job.retried = true;
        job.waiting_since = Instant::now();
        self.lane.push_back(job);
    }

    /// Whether a call waits in the retry lane.
    pub(super) fn has_suspects(&self) -> bool {
        !self.lane.is_empty()
    }

    /// The next call of the retry lane whose client is still there.
    pub(super) fn next_suspect(&mut self) -> Option<Job> {
        std::iter::from_fn(|| self.lane.pop_front()).find(|job| !job.answer.is_closed())
    }

    /// Waits for calls of the queue and moves up to `room` of them into `batch`. False when no more can come. Without room it
    /// ends calls whose patience runs out instead. Cancel-safe.
    pub(super) async fn take(&mut self, batch: &mut Vec<Job>, room: usize) -> bool {
        if room == 0 {
            match self.expire().await {}
        }
        if let Some(job) = self.front.take() {
            batch.push(job);
            return true;
        }
        self.queue.recv_many(batch, room).await > 0
    }

    /// Refuses a call that waited too long behind others, or whose client went away.
    pub(super) fn still_wanted(&self, job: Job, now: Instant) -> Option<Job> {
        if job.answer.is_closed() {
            return None;
        }
        if now.saturating_duration_since(job.waiting_since) <= PATIENCE {
            return Some(job);
        }
        job.finish(Err(Error::Overloaded { market: self.market, limit: self.capacity }));
        None
    }

    /// While no runner can take a call: ends each when its patience does. Never returns. Cancel-safe.
    pub(crate) async fn expire(&mut self) -> Infallible {
        loop {
            if self.front.is_none() {
                self.front =
                    if self.lane.is_empty() { self.queue.recv().await } else { self.queue.try_recv().ok() };
            }
            let suspect = self.lane.front().map(|job| job.waiting_since);
            let queued = self.front.as_ref().map(|job| job.waiting_since);
            let Some(oldest) = suspect.into_iter().chain(queued).min() else {
                return future::pending().await;
            };
            sleep_until(oldest + PATIENCE).await;
            let job = if queued == Some(oldest) { self.front.take() } else { self.lane.pop_front() };
            if let Some(job) = job {
                job.finish(Err(Error::Restarting { market: self.market }));
            }
        }
    }
}
