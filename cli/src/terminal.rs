//! The terminal a person reads in: how wide it is, and whether it shows colours.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
};

use crate::{Error, Result};

/// Narrower no text can be laid out; wider no line can be followed.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// Where nobody says how wide it is.
const USUAL_WIDTH: usize = 80;

/// What standard output leads to.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Columns to lay text out in.
    pub width: usize,
    /// Whether colours are shown.
    pub has_colour: bool,
}

// === impl Terminal ===

impl Terminal {
    /// Standard output as it is. Colours only on a terminal that knows them, and never with `NO_COLOR`; the width is that of the
    /// terminal, or `COLUMNS`.
    pub fn of_stdout() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let asked = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let measured = || {
            let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
            (size.ws_col > 0).then_some(usize::from(size.ws_col))
        };
        let width = asked.or_else(measured).unwrap_or(USUAL_WIDTH);
        Self {
            width: width.clamp(*WIDTHS.start(), *WIDTHS.end()),
            has_colour: is_terminal && !is_set("NO_COLOR") && !is_dumb,
        }
    }
}

/// Writes to standard output at once. A reader who has gone is no fault: nobody is left to be told.
///
/// # Errors
/// [`Error::Unsaid`]: a full disk, for example. An answer that is lost must not pass for one that was given.
pub fn say(text: &str) -> Result<()> {
    let mut out = io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() != io::ErrorKind::BrokenPipe => Err(Error::Unsaid(fault)),
        _ => Ok(()),
    }
}

/// Writes to standard error. Where that cannot be, the exit code is left to tell.
pub fn complain(text: &str) {
    let _lost = io::stderr().write_all(text.as_bytes());
}
