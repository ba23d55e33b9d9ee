//! `CompareMarkets`: one call of the caller becomes one call for each market, a bounded number at a time, and each becomes a row as it
//! ends. What is asked and what is answered stays bytes.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use guidance_proto::compare::{Comparison, Fault};
use http::{HeaderMap, Response, Uri, header::CONTENT_LENGTH};
use http_body::Frame;
use tokio::{
    sync::{OwnedSemaphorePermit, mpsc},
    task::JoinSet,
    time,
};
use tonic::{Status, body::Body};

use super::{
    forward::Call,
    message::{self, Message},
};
use crate::{deadline::Deadline, error::Error, route, routes::Table};

/// Most markets of one comparison that are asked at once, and most rows that wait for a slow reader.
const AT_ONCE: usize = 16;

/// How long beyond the deadline the rows that it made have to be taken.
const LAST_ROWS_TAKEN_WITHIN: Duration = Duration::from_secs(1);

/// A comparison under way.
#[derive(Debug)]
pub struct Comparing {
    comparison: Comparison,
    markets: Vec<String>,
    /// What the caller sent beside the message; goes to every market.
    headers: HeaderMap,
    /// When the last market must have ended.
    deadline: Deadline,
    table: Arc<Table>,
}

// === impl Comparing ===

impl Comparing {
    /// Takes the request apart.
    ///
    /// # Errors
    /// It is no comparison, or its fields do not hold.
    pub fn read(
        mut headers: HeaderMap,
        message: Message,
        deadline: Deadline,
        table: Arc<Table>,
    ) -> Result<Self, Error> {
        let comparison = Comparison::read(message.into_bytes()).map_err(|fault| match fault {
            Fault::Invalid(violations) => Error::Invalid { violations },
            Fault::Undecodable(source) => {
                Error::Undecodable { method: guidance_proto::compare::COMPARE_MARKETS.to_owned(), source }
            }
        })?;
        let markets = comparison.markets(table.markets().map(|it| it.market.clone()));
        // Of the message that came; those that go on are others.
        headers.remove(CONTENT_LENGTH);
        Ok(Self { comparison, markets, headers, deadline, table })
    }

    /// How many calls it makes at once.
    pub fn width(&self) -> usize {
        self.markets.len().min(AT_ONCE)
    }

    /// Asks the markets; `places` are those of its calls, held until the last has ended. The rows are in the answer as they come.
    pub fn start(self, places: OwnedSemaphorePermit) -> Response<Body> {
        let (frames, answer) = mpsc::channel(AT_ONCE + 1);
        let this = Arc::new(self);
        tokio::spawn(async move {
            let _places = places;
            this.run(frames).await;
        });
        message::stream(answer)
    }

    /// Ends when the last row is taken, when nobody wants them any more, or when they are not taken in time.
    async fn run(self: Arc<Self>, frames: mpsc::Sender<Frame<Bytes>>) {
        // How it ended must find room, however slow the reader is.
        let Ok(last_word) = frames.clone().try_reserve_owned() else { return };
        let until = self.deadline.at() + LAST_ROWS_TAKEN_WITHIN;
        let outcome = tokio::select! {
            outcome = time::timeout_at(until, Arc::clone(&self).send_rows(&frames)) => outcome,
            // The caller is gone, and with this the calls still under way.
            () = frames.closed() => return,
        };
        let mut trailers = message::trailers_of_success();
        if outcome.is_err() {
            trailers.clear();
            let status = Status::from(self.deadline.exceeded());
            if let Err(error) = status.add_header(&mut trailers) {
                tracing::error!(%error, "a status does not fit into trailers");
            }
        }
        last_word.send(Frame::trailers(trailers));
    }

    async fn send_rows(self: Arc<Self>, frames: &mpsc::Sender<Frame<Bytes>>) {
        let mut waiting = self.markets.clone().into_iter();
        let mut under_way: JoinSet<Bytes> =
            waiting.by_ref().take(AT_ONCE).map(|market| Arc::clone(&self).row(market)).collect();
        while let Some(row) = under_way.join_next().await {
            if let Some(market) = waiting.next() {
                under_way.spawn(Arc::clone(&self).row(market));
            }
            let row = Message::of(&row.expect("a row is made without panicking"));
            if frames.send(Frame::data(row.framed())).await.is_err() {
                return;
            }
        }
    }

    /// The row of one market, whatever comes of it.
    async fn row(self: Arc<Self>, market: String) -> Bytes {
        let deadline = self.deadline.of_part();
        let answer = match self.deadline.has_passed() {
            true => Err(self.deadline.exceeded()),
            false => deadline.limit(self.ask(&market, deadline)).await,
        };
        self.comparison.row(&market, answer.unwrap_or_else(|error| Err(Status::from(error))))
    }

    async fn ask(&self, market: &str, deadline: Deadline) -> Result<Result<Bytes, Status>, Error> {
        let (table, method) = (&*self.table, self.comparison.method());
        let question = self.comparison.question(market);
        let entry = route::pick(table, method, &question)?;
        let _place = entry.admit_call()?;
        let (uri, headers) = (Uri::from_static(method), self.headers.clone());
        Call { uri, headers, message: Message::of(&question), deadline, table, entry }.answer().await
    }
}
