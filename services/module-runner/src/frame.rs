//! Frames off the wire: a varint length and one [`Frame`] each, bounded before anything is allocated for it.

use std::io::{ErrorKind, Read};

use guidance_proto::module::v1::{Call, Frame, frame};
use prost::Message as _;
use prost::bytes::{Buf as _, BytesMut};

use crate::error::Error;

/// Most bytes of a frame, without its length. A longer one ends the connection.
pub const MAX_FRAME_BYTES: usize = 16 << 20;

/// Bytes taken from the socket at once: enough for a whole batch of usual calls.
const READ_BYTES: usize = 64 << 10;

/// Longest varint of a length within [`MAX_FRAME_BYTES`].
const MAX_LENGTH_BYTES: usize = 4;

/// Reads calls, a batch at a time. Their bytes are slices of what was read, not copies.
#[derive(Debug)]
pub struct CallReader<R> {
    reader: R,
    chunk: Box<[u8]>,
    buffered: BytesMut,
}

// === impl CallReader ===

impl<R: Read> CallReader<R> {
    /// Reads from `reader`.
    pub fn new(reader: R) -> Self {
        Self { reader, chunk: vec![0; READ_BYTES].into(), buffered: BytesMut::new() }
    }

    /// Waits for bytes, and appends every call that is complete to `calls`; perhaps none. False at the end of the connection.
    ///
    /// # Errors
    /// [`Error::Connection`], [`Error::FrameTooLong`] and [`Error::NotACall`]: the connection is of no more use.
    pub fn read_batch(&mut self, calls: &mut Vec<Call>) -> Result<bool, Error> {
        let count = match self.reader.read(&mut self.chunk) {
            Ok(0) => return Ok(false),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(true),
            // The host closed its end with our replies unread.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        self.buffered.extend_from_slice(&self.chunk[..count]);
        while let Some(length) = self.complete_frame()? {
            let bytes = self.buffered.split_to(length).freeze();
            calls.push(call(Frame::decode(bytes).map_err(|error| Error::NotACall(error.to_string()))?)?);
        }
        Ok(true)
    }

    /// The length of the frame at the front, once all of it is there; its prefix is then gone from the buffer.
    fn complete_frame(&mut self) -> Result<Option<usize>, Error> {
        let Some((prefix, length)) = length_prefix(&self.buffered)? else {
            return Ok(None);
        };
        let missing = (prefix + length).saturating_sub(self.buffered.len());
        if missing > 0 {
            self.buffered.reserve(missing);
            return Ok(None);
        }
        self.buffered.advance(prefix);
        Ok(Some(length))
    }
}

/// The varint at the front: how many bytes it takes, and the frame length it says. None while it is incomplete.
fn length_prefix(bytes: &[u8]) -> Result<Option<(usize, usize)>, Error> {
    let mut length = 0_u64;
    for (index, byte) in bytes.iter().take(MAX_LENGTH_BYTES).enumerate() {
        length |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let fits = usize::try_from(length).ok().filter(|length| *length <= MAX_FRAME_BYTES);
            return fits.map(|length| Some((index + 1, length))).ok_or(Error::FrameTooLong(length));
        }
    }
    // Five bytes or more say at least 2^28.
    if bytes.len() < MAX_LENGTH_BYTES { Ok(None) } else { Err(Error::FrameTooLong(length.max(1 << 28))) }
}

/// A runner is sent calls and nothing else.
fn call(frame: Frame) -> Result<Call, Error> {
    let kind = match frame.kind {
        Some(frame::Kind::Call(call)) => return Ok(call),
        Some(frame::Kind::Hello(_)) => "a Hello",
        Some(frame::Kind::Reply(_)) => "a Reply",
        Some(frame::Kind::Log(_)) => "a LogLine",
        None => "an empty frame, or one of a newer protocol",
    };
    Err(Error::NotACall(kind.to_owned()))
}

#[cfg(test)]
mod tests;
