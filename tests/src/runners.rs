//! The runner processes of a module host, as the kernel tells of them.

use std::fs;

use guidance_cli::package::Digest;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fd::OwnedFd,
    io::retry_on_intr,
    process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal},
};

use crate::PATIENCE;

/// A runner process, held by a handle that no later process can be mistaken for.
#[derive(Debug)]
pub struct Runner {
    /// Its process id.
    pub pid: Pid,
    handle: OwnedFd,
}

// === impl Runner ===

impl Runner {
    /// All runners of a host.
    pub fn of_host(host: Pid) -> Vec<Self> {
        children(host).into_iter().filter_map(Self::open).collect()
    }

    /// The runners of a host that serve a rulebook; two for a moment while one takes over from another.
    pub fn of_rulebook(host: Pid, rulebook: &Digest) -> Vec<Self> {
        let serves = |pid: &Pid| command_line(*pid).iter().any(|argument| argument.contains(rulebook.hex()));
        children(host).into_iter().filter(serves).filter_map(Self::open).collect()
    }

    /// Ends it with SIGKILL.
    pub fn kill(&self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = pidfd_send_signal(&self.handle, Signal::KILL);
    }

    /// Waits until it has ended.
    ///
    /// # Panics
    /// When it has not within [`PATIENCE`].
    pub fn wait_until_ended(&self) {
        let limit = Timespec { tv_sec: PATIENCE.as_secs().cast_signed(), tv_nsec: 0 };
        // The end of another child interrupts the wait; that ends nothing.
        let ended = retry_on_intr(|| poll(&mut [PollFd::new(&self.handle, PollFlags::IN)], Some(&limit)));
        assert_eq!(
            ended.expect("a process handle can be waited for"),
            1,
            "runner {:?} is still there",
            self.pid
        );
    }

    /// `None` when it has ended in the meantime.
    fn open(pid: Pid) -> Option<Self> {
        pidfd_open(pid, PidfdFlags::empty()).ok().map(|handle| Self { pid, handle })
    }
}

/// Children of every thread of a process; none when it has ended.
fn children(parent: Pid) -> Vec<Pid> {
    let Ok(threads) = fs::read_dir(format!("/proc/{}/task", parent.as_raw_nonzero())) else {
        return Vec::new();
    };
    let listed =
        threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let text: String = listed.collect();
    text.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
}

/// Empty when the process has ended.
fn command_line(pid: Pid) -> Vec<String> {
    let bytes = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).unwrap_or_default();
    bytes.split(|byte| *byte == 0).map(|argument| String::from_utf8_lossy(argument).into_owned()).collect()
}
