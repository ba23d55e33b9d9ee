//! Progress in the manner of cargo, whose lines stand between ours.

/// Writes one short line a step to standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    colour: bool,
}

// === impl Progress ===

impl Progress {
    /// With colour only where a person looks on.
    pub(super) fn new(colour: bool) -> Self {
        Self { colour }
    }

    /// What is being done, and to what.
    pub(super) fn step(&self, verb: &str, what: &str) {
        let (on, off) = if self.colour { ("\x1b[1;32m", "\x1b[0m") } else { ("", "") };
        eprintln!("{on}{verb:>12}{off} {what}");
    }
}
