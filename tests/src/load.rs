//! Clients that keep calling while something is done to the system.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{sync::watch, task::JoinSet};
use tonic::Status;

use crate::{Stack, within};

/// Concurrent clients of one market, each of which calls again as soon as it has its answer.
#[derive(Debug)]
pub struct Load {
    market: String,
    stop: Arc<AtomicBool>,
    answered: watch::Receiver<u64>,
    clients: JoinSet<Result<(), Status>>,
}

// === impl Load ===

impl Load {
    /// Starts `clients` of them on `market`. A client stops at its first error.
    pub fn start(stack: &Stack, market: &str, clients: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (count, answered) = watch::channel(0);
        let mut tasks = JoinSet::new();
        for _ in 0..clients {
            let (stop, count) = (Arc::clone(&stop), count.clone());
            let caller = stack.caller(market);
            tasks.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    caller.ask().await?;
                    count.send_modify(|count| *count += 1);
                }
                Ok(())
            });
        }
        Self { market: market.to_owned(), stop, answered, clients: tasks }
    }

    /// Waits until so many more calls were answered.
    ///
    /// # Panics
    /// When a client met an error.
    pub async fn answers(&mut self, more: u64) {
        let target = *self.answered.borrow() + more;
        let reached = async {
            tokio::select! {
                reached = self.answered.wait_for(|count| *count >= target) => {
                    reached.expect("clients count until they stop");
                }
                Some(ended) = self.clients.join_next() => {
                    let ended = ended.expect("a client does not panic");
                    panic!("a client of {} stopped: {ended:?}", self.market);
                }
            }
        };
        within(&format!("{more} more answers from {}", self.market), reached).await;
    }

    /// Stops the clients, and returns how many calls were answered.
    ///
    /// # Panics
    /// When a client met an error.
    pub async fn stop(mut self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = within("the clients to stop", self.clients.join_next()).await {
            let ended = ended.expect("a client does not panic");
            assert!(ended.is_ok(), "a client of {} met an error: {ended:?}", self.market);
        }
        *self.answered.borrow()
    }
}
