//! `CompareMarkets`: asks the modules of many markets, a bounded number at a time, and passes each answer on as it comes.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use guidance_proto::compare::{Comparison, Fault, ROW_OVERHEAD};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tonic::Status;

use super::forward::forward;
use crate::{Error, markets::Markets};

/// Most markets of one comparison that are asked at once, and most rows that wait for a slow reader.
const AT_ONCE: usize = 16;

/// How long a comparison may take whose caller does not say.
const LONGEST: Duration = Duration::from_secs(60);

/// How long beyond that the rows it made have to be taken.
const LAST_ROWS_TAKEN_WITHIN: Duration = Duration::from_secs(1);

/// A comparison under way.
struct Comparing {
    markets: Arc<Markets>,
    comparison: Comparison,
    limit: usize,
    /// When the last market must have answered.
    until: Instant,
    /// How long one may take.
    patience: Duration,
}

/// The rows of the markets that `request` names, each as it comes. The caller waits `patience` at most.
///
/// # Errors
/// The request is no comparison, or its fields do not hold.
pub(super) fn compare_markets(
    markets: Arc<Markets>,
    limit: usize,
    patience: Option<Duration>,
    request: Bytes,
) -> Result<impl Stream<Item = Result<Bytes, Status>> + Send + use<>, Status> {
    let comparison = Comparison::read(request).map_err(|fault| match fault {
        Fault::Invalid(violations) => Error::Invalid { violations },
        Fault::Undecodable(error) => Error::Undecodable(error.to_string()),
    })?;
    let longest = patience.map_or(LONGEST, |patience| patience.min(LONGEST));
    let until = Instant::now() + longest;
    // Those that wait for their turn have the other half.
    let comparing = Comparing { markets, comparison, limit, until, patience: longest / 2 };
    let (rows, answer) = mpsc::channel(AT_ONCE + 1);
    tokio::spawn(Arc::new(comparing).run(rows));
    Ok(ReceiverStream::new(answer))
}

// === impl Comparing ===

impl Comparing {
    /// Ends when the last row is taken, when nobody wants them any more, or when they are not taken in time.
    async fn run(self: Arc<Self>, rows: mpsc::Sender<Result<Bytes, Status>>) {
        // How it ended must find room, however slow the reader is.
        let Ok(last_word) = rows.clone().try_reserve_owned() else { return };
        let until = self.until + LAST_ROWS_TAKEN_WITHIN;
        let sent = tokio::select! {
            sent = timeout_at(until, self.send_rows(&rows)) => sent,
            // The caller is gone, and with this the calls still under way.
            () = rows.closed() => return,
        };
        if sent.is_err() {
            last_word.send(Err(Error::RowsNotTaken.into()));
        }
    }

    async fn send_rows(self: Arc<Self>, rows: &mpsc::Sender<Result<Bytes, Status>>) {
        let all =
            self.markets.directory().borrow().markets.keys().map(ToString::to_string).collect::<Vec<_>>();
        let mut waiting = self.comparison.markets(all).into_iter();
        let mut under_way: JoinSet<Bytes> =
            waiting.by_ref().take(AT_ONCE).map(|market| Arc::clone(&self).row(market)).collect();
        while let Some(row) = under_way.join_next().await {
            if let Some(market) = waiting.next() {
                under_way.spawn(Arc::clone(&self).row(market));
            }
            let row = row.map_err(|_| Status::internal("a row could not be made; tell the host's operators"));
            if rows.send(row).await.is_err() {
                return;
            }
        }
    }

    /// The row of one market, whatever comes of it.
    async fn row(self: Arc<Self>, market: String) -> Bytes {
        let left = self.until.saturating_duration_since(Instant::now());
        let answer = if left.is_zero() {
            Err(Error::DeadlinePassed { market: market.clone() }.into())
        } else {
            let (method, question) = (self.comparison.method(), self.comparison.question(&market));
            let limit = self.limit.saturating_sub(ROW_OVERHEAD);
            forward(&self.markets, method, limit, Some(self.patience.min(left)), question).await
        };
        self.comparison.row(&market, answer)
    }
}
