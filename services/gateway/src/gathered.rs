//! A connection that sends together what is written together.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, BufWriter, ReadBuf},
    net::TcpStream,
};
use tonic::transport::server::Connected;

/// What is gathered before it is sent in any case, bytes.
const MOST_GATHERED: usize = 32 * 1024;

/// A TCP connection whose flush lets every task that is ready write first. HTTP/2 carries many calls on one connection, and
/// writing to a socket costs more than all else a call does here: one write then carries the frames of many calls. While
/// nothing else is ready it sends at once.
#[derive(Debug)]
pub struct Gathered {
    stream: BufWriter<TcpStream>,
    /// The task of this connection went to the end of the line, and has come to its front again.
    waited: bool,
}

// === impl Gathered ===

impl Gathered {
    /// Gathers what is written to `stream`.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream: BufWriter::with_capacity(MOST_GATHERED, stream), waited: false }
    }
}

impl AsyncRead for Gathered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Gathered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.waited && !self.stream.buffer().is_empty() {
            self.waited = true;
            // A task that wakes itself is run again after those that are ready now.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.waited = false;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Connected for Gathered {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}
