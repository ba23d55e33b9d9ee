//! What waits to be written: the Hello first, then replies and log lines, bounded both.

use std::convert::Infallible;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::{mem, thread};

use guidance_abi::MAX_LOG_BYTES;
use guidance_proto::module::v1::{Frame, Hello, LogLine, frame::Kind};
use prost::Message as _;

/// Most replies that wait; a worker with one more waits until they are written.
const MAX_REPLIES: usize = 64;

/// Most log lines that wait; what comes on top is dropped and counted.
pub(super) const MAX_LINES: usize = 64;

/// The write buffer keeps at most this much between writes.
const KEEP_BYTES: usize = 1 << 20;

/// Level of a warning, as in [`LogLine`].
const WARNING: u32 = 2;

/// The queue between everybody and the writer.
#[derive(Debug)]
pub(super) struct Outbox {
    state: Mutex<State>,
    /// There is something to write.
    ready: Condvar,
    /// Something was written.
    written: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// In the order they go out.
    frames: Vec<Frame>,
    /// How many of them are log lines.
    lines: usize,
    /// Lines dropped since the last write.
    dropped: u64,
    /// Whether the Hello is in, or already written. Nothing goes out before it.
    greeted: bool,
    /// Whether the writer waits; only then it costs a wake-up.
    idle: bool,
    /// Whether the writer has frames that are not in `frames` any more.
    writing: bool,
}

/// Where a module's log lines go. Never waits.
#[derive(Debug, Clone)]
pub struct Log {
    outbox: Arc<Outbox>,
}

// === impl Outbox ===

impl Outbox {
    pub(super) fn new() -> Self {
        Self { state: Mutex::default(), ready: Condvar::new(), written: Condvar::new() }
    }

    /// Puts the Hello before everything that waits, and opens the gate.
    pub(super) fn greet(&self, hello: Hello) {
        let mut state = self.lock();
        state.frames.insert(0, Frame { kind: Some(Kind::Hello(hello)) });
        state.greeted = true;
        self.wake(state);
    }

    /// Queues a reply; waits while the host reads too slowly.
    pub(super) fn reply(&self, reply: Frame) {
        let mut state = self.lock();
        while state.frames.len() - state.lines >= MAX_REPLIES {
            state = self.written.wait(state).expect(UNPOISONED);
        }
        state.frames.push(reply);
        self.wake(state);
    }

    /// Waits until everything queued so far is written.
    pub(super) fn wait_until_written(&self) {
        let mut state = self.lock();
        while state.writing || !state.frames.is_empty() {
            state = self.written.wait(state).expect(UNPOISONED);
        }
    }

    /// Writes what is ready, all of it in one write, until a write fails.
    pub(super) fn write_to(&self, mut writer: impl Write) -> Result<Infallible, io::Error> {
        let (mut frames, mut bytes) = (Vec::new(), Vec::new());
        loop {
            self.take(&mut frames);
            for frame in frames.drain(..) {
                frame.encode_length_delimited(&mut bytes).expect("a vector takes what is written to it");
            }
            writer.write_all(&bytes)?;
            writer.flush()?;
            bytes.clear();
            bytes.shrink_to(KEEP_BYTES);
        }
    }

    /// Swaps everything that waits into `frames`, which is empty; waits for something.
    fn take(&self, frames: &mut Vec<Frame>) {
        let mut state = self.lock();
        state.writing = false;
        self.written.notify_all();
        while !state.greeted || state.frames.is_empty() {
            state.idle = true;
            state = self.ready.wait(state).expect(UNPOISONED);
            state.idle = false;
        }
        drop(state);
        // Workers that are about to finish get the chance: on a busy core, this is what makes a write carry many replies.
        thread::yield_now();
        let mut state = self.lock();
        state.writing = true;
        let dropped = mem::take(&mut state.dropped);
        if dropped > 0 {
            state.push_line(WARNING, format!("{dropped} lines of log were dropped: too many at once"));
        }
        state.lines = 0;
        mem::swap(&mut state.frames, frames);
    }

    fn log(&self, level: u32, message: String) {
        let mut state = self.lock();
        if state.lines >= MAX_LINES {
            state.dropped += 1;
            return;
        }
        state.push_line(level, message);
        self.wake(state);
    }

    /// Lets go of the lock and wakes the writer, if it waits for this.
    fn wake(&self, mut state: MutexGuard<'_, State>) {
        let wake = state.greeted && mem::take(&mut state.idle);
        drop(state);
        if wake {
            self.ready.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(UNPOISONED)
    }
}

// === impl State ===

impl State {
    fn push_line(&mut self, level: u32, message: String) {
        self.frames.push(Frame { kind: Some(Kind::Log(LogLine { level, message })) });
        self.lines += 1;
    }
}

// === impl Log ===

impl Log {
    pub(super) fn to(outbox: &Arc<Outbox>) -> Self {
        Self { outbox: Arc::clone(outbox) }
    }

    /// Queues a line: `level` as in [`LogLine`], `message` cut at [`MAX_LOG_BYTES`]. Dropped and counted when there are too many.
    pub fn line(&self, level: u32, message: &[u8]) {
        // The longest character is 4 bytes: one that crosses the limit is whole here, and is cut off whole below.
        let enough = &message[..message.len().min(MAX_LOG_BYTES + 4)];
        let mut text = String::from_utf8_lossy(enough).into_owned();
        text.truncate(text.floor_char_boundary(MAX_LOG_BYTES));
        self.outbox.log(level, text);
    }
}

const UNPOISONED: &str = "nothing panics while it holds the outbox";
