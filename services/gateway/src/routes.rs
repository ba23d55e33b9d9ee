//! The table: which market lives on which host, kept from each host's `WatchMarkets` stream.

mod connection;
mod follow;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use guidance_proto::v1::{Market, MarketState};
use http::uri::Authority;
use tokio::{
    sync::{Semaphore, SemaphorePermit, mpsc, watch},
    task::JoinSet,
};

use self::connection::Connection;
use crate::error::Error;

/// News that may wait for the owner of the table; a host that has more waits with it.
const NEWS_WAITING: usize = 16;

/// Most calls under way for one market: half of all there may be.
pub const MOST_CALLS_OF_MARKET: usize = 512;

/// The current table. Cheap to clone and to read; it closes when the gateway shuts down.
pub type Tables = watch::Receiver<Arc<Table>>;

/// Keeps the table until it is dropped, which also closes it.
#[derive(Debug)]
pub struct Routes {
    tables: Tables,
    /// One follower a host, and the owner of the table; all end with this.
    _tasks: JoinSet<()>,
}

/// Every market there is, at one moment.
#[derive(Debug, Default)]
pub struct Table {
    /// By code, upper case.
    entries: BTreeMap<String, Entry>,
    /// Hosts that never told their markets, in the order given.
    silent: Vec<Authority>,
}

/// One market and where it lives.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The market as its host describes it, or as it last did when the host is gone.
    pub market: Market,
    /// Where it lives.
    pub host: Host,
    /// Places for calls to it, so that a market that hangs leaves room for the others.
    pub places: Arc<Semaphore>,
}

/// A module host.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its address.
    pub address: Authority,
    /// The connection to it, while it answers.
    pub connection: Option<Connection>,
}

/// What a follower has to tell of its host.
#[derive(Debug)]
enum News {
    /// These are its markets now, and this is the way there.
    Markets(Vec<Market>, Connection),
    /// It does not answer any more.
    Lost,
}

/// What is known of one host. Only the owner task holds it.
#[derive(Debug)]
struct Known {
    host: Host,
    /// The markets it told last; `None` while it told none.
    markets: Option<Vec<Market>>,
}

// === impl Routes ===

impl Routes {
    /// Follows `hosts`, given in order of precedence.
    pub fn follow(hosts: &[Authority]) -> Self {
        let (news, inbox) = mpsc::channel(NEWS_WAITING);
        let mut tasks = JoinSet::new();
        for (index, host) in hosts.iter().enumerate() {
            tasks.spawn(follow::follow(index, host.clone(), news.clone()));
        }
        let known: Vec<Known> = hosts.iter().map(Known::new).collect();
        let (publish, tables) = watch::channel(Arc::new(Table::of(&known)));
        tasks.spawn(keep(known, inbox, publish));
        Self { tables, _tasks: tasks }
    }

    /// The current table.
    pub fn tables(&self) -> Tables {
        self.tables.clone()
    }
}

/// Owns what is known of the hosts and publishes a table at every change.
async fn keep(
    mut known: Vec<Known>,
    mut inbox: mpsc::Receiver<(usize, News)>,
    publish: watch::Sender<Arc<Table>>,
) {
    let mut contested = BTreeSet::new();
    while let Some((index, news)) = inbox.recv().await {
        match news {
            News::Markets(markets, connection) => {
                known[index].markets = Some(markets);
                known[index].host.connection = Some(connection);
            }
            News::Lost => mark_unreachable(&mut known[index]),
        }
        warn_of_contested(&known, &mut contested);
        let mut table = Table::of(&known);
        table.keep_places(&publish.borrow());
        publish.send_replace(Arc::new(table));
    }
}

fn mark_unreachable(known: &mut Known) {
    known.host.connection = None;
    let address = &known.host.address;
    for market in known.markets.iter_mut().flatten() {
        market.set_state(MarketState::Unreachable);
        market.state_reason =
            format!("module host {address} does not answer; the gateway keeps looking for it");
    }
}

/// Says once of every market, for as long as that is so, that several hosts serve it.
fn warn_of_contested(known: &[Known], contested: &mut BTreeSet<String>) {
    let mut hosts_of: BTreeMap<&str, Vec<&Authority>> = BTreeMap::new();
    for known in known {
        for market in known.markets.iter().flatten() {
            hosts_of.entry(&market.market).or_default().push(&known.host.address);
        }
    }
    hosts_of.retain(|_, hosts| hosts.len() > 1);
    for (market, hosts) in &hosts_of {
        if !contested.contains(*market) {
            tracing::warn!(
                market,
                ?hosts,
                "several module hosts serve one market; the first that answers is used"
            );
        }
    }
    *contested = hosts_of.into_keys().map(str::to_owned).collect();
}

// === impl Table ===

impl Table {
    /// The entry of a market by its code in upper case.
    pub fn entry(&self, market: &str) -> Option<&Entry> {
        self.entries.get(market)
    }

    /// Every market, by code.
    pub fn markets(&self) -> impl Iterator<Item = &Market> {
        self.entries.values().map(|entry| &entry.market)
    }

    /// Hosts that have not told their markets yet.
    pub fn silent(&self) -> &[Authority] {
        &self.silent
    }

    /// While some host has not told its markets: the error of a market that nobody else serves.
    pub fn silent_host(&self) -> Option<impl FnOnce(String) -> Error> {
        let host = self.silent.first()?.clone();
        Some(move |market| Error::HostUnreachable { market, host, retry_after: follow::LONGEST_PAUSE })
    }

    /// The error of a market whose host does not answer.
    pub fn unreachable(&self, entry: &Entry) -> Error {
        Error::HostUnreachable {
            market: entry.market.market.clone(),
            host: entry.host.address.clone(),
            retry_after: follow::LONGEST_PAUSE,
        }
    }

    fn of(known: &[Known]) -> Self {
        let mut table = Self::default();
        for known in known {
            let Some(markets) = &known.markets else {
                table.silent.push(known.host.address.clone());
                continue;
            };
            for market in markets {
                table.offer(market, &known.host);
            }
        }
        table
    }

    /// Goes on counting the calls that are under way.
    fn keep_places(&mut self, before: &Self) {
        for (market, entry) in &mut self.entries {
            if let Some(known) = before.entries.get(market) {
                entry.places = Arc::clone(&known.places);
            }
        }
    }

    /// Takes a market in, unless an earlier host has it; one that does not answer gives way to one that does.
    fn offer(&mut self, market: &Market, host: &Host) {
        let taken = self.entries.get(&market.market);
        let gives_way = |entry: &Entry| {
            entry.market.state() == MarketState::Unreachable && market.state() != MarketState::Unreachable
        };
        if taken.is_none_or(gives_way) {
            let places = Arc::new(Semaphore::new(MOST_CALLS_OF_MARKET));
            let entry = Entry { market: market.clone(), host: host.clone(), places };
            self.entries.insert(market.market.clone(), entry);
        }
    }
}

// === impl Entry ===

impl Entry {
    /// Takes a place for a call to the market.
    ///
    /// # Errors
    /// There is none left.
    pub fn admit_call(&self) -> Result<SemaphorePermit<'_>, Error> {
        let what = "calls under way for one market";
        self.places.try_acquire().map_err(|_| Error::Overloaded { what, limit: MOST_CALLS_OF_MARKET })
    }
}

// === impl Known ===

impl Known {
    fn new(address: &Authority) -> Self {
        Self { host: Host { address: address.clone(), connection: None }, markets: None }
    }
}

#[cfg(test)]
pub(crate) mod tests;
