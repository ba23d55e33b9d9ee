//! A process under test: started, known to be ready, ended, and never left behind.

use std::{
    fs::File,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    thread,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::within;

/// A service as a child process. Killed when dropped; a failing test then prints its standard error.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: PathBuf,
}

// === impl Process ===

impl Process {
    /// Starts `command`, to end with its standard input, which is ours; its standard error in a file in `logs`.
    pub fn start(mut command: Command, logs: &Path) -> Self {
        let program = Path::new(command.as_std().get_program()).file_name().expect("a program has a name");
        let name = program.to_string_lossy().into_owned();
        let stderr = logs.join(format!("{name}.log"));
        let log = File::create(&stderr).expect("a file in a fresh folder");
        command.arg("--exit-on-stdin-eof");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let stdout = BufReader::new(child.stdout.take().expect("piped above")).lines();
        Self { name, stdin: child.stdin.take(), child, stdout, stderr }
    }

    /// Waits for the line `ready <address>`, and returns the address.
    pub async fn ready(&mut self) -> SocketAddr {
        let line = within(&format!("{} to be ready", self.name), self.stdout.next_line()).await;
        let line = line.expect("its standard output is text");
        line.as_deref()
            .and_then(|line| line.strip_prefix("ready "))
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("{} said {line:?} where `ready <address>` was due", self.name))
    }

    /// Its process id while it is known to run.
    pub fn running(&self) -> Option<Pid> {
        self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()))
    }

    /// Its process id.
    ///
    /// # Panics
    /// When it has ended.
    pub fn pid(&self) -> Pid {
        self.running().unwrap_or_else(|| panic!("{} has ended", self.name))
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("a child of ours takes signals");
    }

    /// Ends its standard input, as the end of whoever started it does.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Ends it with SIGKILL.
    pub fn kill(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.start_kill();
    }

    /// Waits until it ends.
    pub async fn ended(&mut self) -> ExitStatus {
        let ended = within(&format!("{} to end", self.name), self.child.wait()).await;
        ended.expect("a child can be waited for")
    }

    /// What it wrote to standard error so far.
    pub fn stderr(&self) -> String {
        std::fs::read_to_string(&self.stderr).expect("standard error is text")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            eprintln!("--- standard error of {}\n{}", self.name, self.stderr());
        }
    }
}
