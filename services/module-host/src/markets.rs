//! All markets of this host: which module serves which, and the way to it.

mod install;
mod nearest;
mod probe;

use std::{collections::HashMap, time::Duration};

use bytes::Bytes;
use guidance_proto::v1::{Market as Description, MarketState};
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        watch,
    },
    task::JoinSet,
};

pub use install::start;

use crate::{
    Error, MarketCode,
    error::Refusal,
    market::{Directory, Owner},
    runner::{Answer, Job, Launch, Runner, Waiting},
};

/// Most calls that wait for one market.
const MAX_WAITING: usize = 1024;

/// All markets of this host. Which there are is settled before it serves.
#[derive(Debug)]
pub struct Markets {
    entries: HashMap<MarketCode, Entry>,
    directory: watch::Sender<Directory>,
    /// Ends the owner tasks.
    stop: watch::Sender<bool>,
}

/// The owner tasks of the markets that are live.
pub type Owners = JoinSet<()>;

#[derive(Debug)]
enum Entry {
    /// Queue of the owner task.
    Live(mpsc::Sender<Job>),
    /// No module of it was let in.
    Refused(Refusal),
}

// === impl Markets ===

impl Markets {
    /// No market yet.
    pub fn new() -> Self {
        let (directory, _) = watch::channel(Directory::default());
        let (stop, _) = watch::channel(false);
        Self { entries: HashMap::new(), directory, stop }
    }

    /// Puts a market into service: one owner task, with `runner` as its first.
    pub fn serve<L: Launch>(
        &mut self,
        owners: &mut Owners,
        description: Description,
        launch: L,
        runner: Runner<L::Process>,
        call_timeout: Duration,
    ) {
        let Some(code) = MarketCode::parse(&description.market) else {
            tracing::error!(market = description.market, "not a market code; not served");
            return;
        };
        let (sender, queue) = mpsc::channel(MAX_WAITING);
        let owner = Owner {
            launch,
            waiting: Waiting::new(code, queue),
            directory: self.directory.clone(),
            call_timeout,
            stop: self.stop.subscribe(),
        };
        owners.spawn(owner.run(runner));
        self.enter(code, Entry::Live(sender), description);
    }

    /// Lists a market whose module was refused.
    pub fn refuse(&mut self, code: MarketCode, mut description: Description, refusal: Refusal) {
        description.state = MarketState::Refused.into();
        description.state_reason = refusal.to_string();
        self.enter(code, Entry::Refused(refusal), description);
    }

    /// Asks the module of `market`, and waits for its answer for as long as the caller does.
    ///
    /// # Errors
    /// When no module is live for it, too many calls wait, or the module was lost twice over this call or did not answer in
    /// its time.
    pub async fn ask(&self, market: &str, method: &'static str, request: Bytes) -> Result<Answer, Error> {
        let (code, entry) = self.entry(market)?;
        let queue = match entry {
            Entry::Live(queue) => queue,
            Entry::Refused(refusal) => {
                return Err(Error::Refused { market: code, refusal: refusal.clone() });
            }
        };
        let (job, answer) = Job::new(method, request);
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Error::Overloaded { market: code, limit: MAX_WAITING },
            TrySendError::Closed(_) => Error::ShuttingDown,
        })?;
        answer.await.unwrap_or(Err(Error::ShuttingDown))
    }

    /// The market that a request names, in either case.
    ///
    /// # Errors
    /// When it names none, or one that is not installed here.
    pub fn find(&self, market: &str) -> Result<MarketCode, Error> {
        self.entry(market).map(|(code, _)| code)
    }

    /// Every market, now and at each change.
    pub fn directory(&self) -> watch::Receiver<Directory> {
        self.directory.subscribe()
    }

    /// The host takes no more calls: ends everybody who watches.
    pub fn close(&self) {
        self.directory.send_modify(|directory| directory.is_closing = true);
    }

    /// Ends every owner task and its runner. Calls still under way end as [`Error::ShuttingDown`].
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    fn entry(&self, market: &str) -> Result<(MarketCode, &Entry), Error> {
        if market.is_empty() {
            let problem = "is required: the market's code, for example \"CN\"";
            return Err(Error::BadField { field: "market", problem });
        }
        MarketCode::parse(market)
            .and_then(|code| Some((code, self.entries.get(&code)?)))
            .ok_or_else(|| nearest::unknown(market, &self.directory.borrow()))
    }

    fn enter(&mut self, code: MarketCode, entry: Entry, description: Description) {
        self.entries.insert(code, entry);
        self.directory.send_modify(|directory| {
            directory.markets.insert(code, description);
        });
    }
}

impl Default for Markets {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
