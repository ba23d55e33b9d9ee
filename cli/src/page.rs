//! Text laid out for a person: lines broken to the width of the terminal in any script, hanging indents, and a little colour.

mod wrap;

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

pub use self::wrap::{clean, cut, wrap};
use crate::terminal::Terminal;

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Running text.
    Plain,
    /// Headings.
    Strong,
    /// What is there to be looked up.
    Faint,
    /// What stands in the way.
    Bad,
    /// What is not certain, or should be changed.
    Doubtful,
    /// What is well.
    Good,
}

/// A text that grows line by line.
#[derive(Debug)]
pub struct Page {
    terminal: Terminal,
    text: String,
}

/// Columns that the labels of a list take.
const LABEL: usize = 9;

// === impl Ink ===

impl Ink {
    /// `text` in this colour.
    pub fn paint(self, text: &str, terminal: Terminal) -> String {
        let code = match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Bad => "1;31",
            Self::Doubtful => "33",
            Self::Good => "32",
        };
        if code.is_empty() || text.is_empty() || !terminal.has_colour {
            return text.to_owned();
        }
        format!("\x1b[{code}m{text}\x1b[0m")
    }
}

// === impl Page ===

impl Page {
    /// An empty page.
    pub fn new(terminal: Terminal) -> Self {
        Self { terminal, text: String::new() }
    }

    /// What it is laid out for.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    /// The text so far.
    pub fn into_text(self) -> String {
        self.text
    }

    /// An empty line, unless there is one or nothing is above it.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line of its own, all in one ink, with a gap above it.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.hanging(0, "", Ink::Strong, Ink::Strong, text);
    }

    /// A paragraph.
    pub fn paragraph(&mut self, indent: usize, ink: Ink, text: &str) {
        self.hanging(indent, "", ink, ink, text);
    }

    /// A paragraph that hangs on a mark, for example `✗ `.
    pub fn item(&mut self, indent: usize, mark: &str, ink: Ink, text: &str) {
        self.hanging(indent, mark, ink, Ink::Plain, text);
    }

    /// A paragraph that hangs on a label; nothing where it is empty.
    pub fn labelled(&mut self, indent: usize, label: &str, text: &str) {
        if !text.is_empty() {
            self.hanging(indent, &format!("{label:<LABEL$}"), Ink::Faint, Ink::Plain, text);
        }
    }

    /// A line that is not broken, because it is to be copied.
    pub fn verbatim(&mut self, indent: usize, ink: Ink, text: &str) {
        let text = ink.paint(&clean(text), self.terminal);
        let _ = writeln!(self.text, "{:indent$}{text}", "");
    }

    /// Lines that are laid out already.
    pub fn lines(&mut self, lines: &str) {
        self.text.push_str(lines);
    }

    fn hanging(&mut self, indent: usize, mark: &str, mark_ink: Ink, ink: Ink, text: &str) {
        let hang = indent + mark.width();
        let lines = wrap(&clean(text), self.terminal.width.saturating_sub(hang).max(16));
        for (number, line) in lines.iter().enumerate() {
            let line = ink.paint(line, self.terminal);
            let line = if number == 0 {
                format!("{:indent$}{}{line}", "", mark_ink.paint(mark, self.terminal))
            } else {
                format!("{:hang$}{line}", "")
            };
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests;
