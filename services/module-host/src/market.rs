//! One market: the owner task of its live module, which supervises the runner.

mod backoff;

use std::{collections::BTreeMap, time::Duration};

use guidance_proto::v1::{Market as Description, MarketState};
use tokio::{
    select,
    sync::watch,
    time::{Instant, sleep_until},
};

use self::backoff::Backoff;
use crate::{
    MarketCode,
    error::Refusal,
    runner::{Ended, Launch, Process, Runner, Waiting},
};

/// How long a runner that was told to end may take.
const END_GRACE: Duration = Duration::from_secs(1);
/// How long a runner that was lost may take to end by itself, so that its exit says why.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// Every market, as the world may see it. Published through a `watch`; each owner task changes its own entry.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// By code.
    pub markets: BTreeMap<MarketCode, Description>,
    /// The host is shutting down: whoever watches must stop.
    pub is_closing: bool,
}

/// Owns the live module of one market: the only task that talks to its runner, and the one that replaces it.
#[derive(Debug)]
pub struct Owner<L> {
    /// Starts runners of the module.
    pub launch: L,
    /// Its calls.
    pub waiting: Waiting,
    /// Where its state is published.
    pub directory: watch::Sender<Directory>,
    /// How long the module may take over one call.
    pub call_timeout: Duration,
    /// Says when to end.
    pub stop: watch::Receiver<bool>,
}

// === impl Owner ===

impl<L: Launch> Owner<L> {
    /// Serves the market, first through `runner`, until told to stop.
    pub async fn run(mut self, runner: Runner<L::Process>) {
        let mut stop = self.stop.clone();
        let mut runner = Some(runner);
        let mut backoff = Backoff::default();
        // The runner stays outside the future that is cancelled, so that it can be ended in order.
        select! {
            () = self.serve(&mut runner, &mut backoff) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
        if let Some(Runner { link, process, .. }) = runner {
            drop(link);
            process.stop(END_GRACE).await;
        }
    }

    async fn serve(&mut self, slot: &mut Option<Runner<L::Process>>, backoff: &mut Backoff) {
        loop {
            let Some(runner) = slot else { return };
            let started = Instant::now();
            let ended = runner.link.serve(&mut self.waiting, self.call_timeout).await;
            if ended == Ended::Done {
                return;
            }
            self.publish(MarketState::Restarting, "its module is being started again after a fault");
            if let Some(Runner { link, process, .. }) = slot.take() {
                backoff.lost(started.elapsed(), link.answered());
                link.fail_over(&mut self.waiting);
                let (reason, grace) = match ended {
                    Ended::Lost(reason) => (reason, LAST_WORDS),
                    _ => (format!("it did not answer within {:?}", self.call_timeout), Duration::ZERO),
                };
                let exit = process.stop(grace).await;
                tracing::error!(market = %self.waiting.market(), "lost a runner: {reason} ({exit})");
            }
            *slot = Some(self.restart(backoff).await);
        }
    }

    /// Starts runners until one says hello. Calls that wait meanwhile end when their patience does.
    async fn restart(&mut self, backoff: &mut Backoff) -> Runner<L::Process> {
        let market = self.waiting.market();
        loop {
            let next = Instant::now() + backoff.delay();
            let attempt = async {
                sleep_until(next).await;
                self.launch.launch().await
            };
            let outcome = select! {
                outcome = attempt => outcome,
                never = self.waiting.expire() => match never {},
            };
            match outcome {
                Ok(runner) => {
                    self.directory.send_modify(|directory| describe_again(directory, market, &runner.module));
                    tracing::info!(%market, "serving again");
                    return runner;
                }
                Err(refusal) => self.not_restarted(&refusal, backoff),
            }
        }
    }

    fn not_restarted(&self, refusal: &Refusal, backoff: &mut Backoff) {
        backoff.not_started();
        tracing::error!(market = %self.waiting.market(), "not started again: {refusal}");
        self.publish(MarketState::Restarting, &format!("its module could not be started again: {refusal}"));
    }

    fn publish(&self, state: MarketState, reason: &str) {
        self.directory.send_modify(|directory| {
            if let Some(market) = directory.markets.get_mut(&self.waiting.market()) {
                market.state = state.into();
                reason.clone_into(&mut market.state_reason);
            }
        });
    }
}

/// Publishes what a new runner says about itself, beside what the package says.
fn describe_again(directory: &mut Directory, code: MarketCode, module: &Description) {
    if let Some(market) = directory.markets.get_mut(&code) {
        let packaged = std::mem::take(market);
        *market = Description {
            digest: packaged.digest,
            publisher: packaged.publisher,
            kind: packaged.kind,
            state: MarketState::Serving.into(),
            state_reason: String::new(),
            ..module.clone()
        };
    }
}
