//! Calls that wait for a worker: bounded, in the order they came.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};

use guidance_proto::module::v1::Call;

/// Most calls that wait; what the host keeps in flight, at most.
pub(super) const MAX_WAITING: usize = guidance_abi::MAX_CONCURRENT_CALLS;

/// The queue between the reader and the workers.
#[derive(Debug)]
pub(super) struct Calls {
    state: Mutex<State>,
    added: Condvar,
}

#[derive(Debug)]
struct State {
    waiting: VecDeque<Call>,
    /// Workers inside [`Calls::next`] that wait; only they cost a wake-up.
    idle: usize,
}

// === impl Calls ===

impl Calls {
    pub(super) fn new() -> Self {
        let state = State { waiting: VecDeque::with_capacity(MAX_WAITING), idle: 0 };
        Self { state: Mutex::new(state), added: Condvar::new() }
    }

    /// Takes what fits from the front of `batch`, and drains the rest to the caller.
    pub(super) fn add<'a>(&self, batch: &'a mut Vec<Call>) -> impl Iterator<Item = Call> + use<'a> {
        let mut state = self.lock();
        let fits = batch.len().min(MAX_WAITING - state.waiting.len());
        state.waiting.extend(batch.drain(..fits));
        let wake = fits.min(state.idle);
        drop(state);
        for _ in 0..wake {
            self.added.notify_one();
        }
        batch.drain(..)
    }

    /// The oldest call; waits for one.
    pub(super) fn next(&self) -> Call {
        let mut state = self.lock();
        loop {
            if let Some(call) = state.waiting.pop_front() {
                return call;
            }
            state.idle += 1;
            state = self.added.wait(state).expect(UNPOISONED);
            state.idle -= 1;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(UNPOISONED)
    }
}

const UNPOISONED: &str = "nothing panics while it holds the queue";
