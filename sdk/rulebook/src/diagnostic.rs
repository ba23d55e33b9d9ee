//! What is wrong with a rulebook, where, and what to do.

use std::fmt;

use crate::yaml::Place;

/// One fault of a rulebook. Shown as file, line and column, the fault, a picture of the line, and a hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// File, relative to the rulebook's folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do; empty where there is nothing to add.
    pub hint: String,
    /// The line itself.
    pub excerpt: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(out, " {number} | {}", self.excerpt)?;
        writeln!(out, " {margin} | {}^", " ".repeat(self.column.saturating_sub(1)))?;
        if !self.hint.is_empty() {
            writeln!(out, " {margin} = {}", self.hint)?;
        }
        Ok(())
    }
}

/// Collects the faults of a load, so that all are seen at once.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    found: Vec<Diagnostic>,
}

/// More than this many faults help nobody.
const MOST: usize = 200;

impl Faults {
    /// Notes a fault at a place.
    pub(crate) fn note(&mut self, place: &Place, message: impl Into<String>, hint: impl Into<String>) {
        if self.is_full() {
            return;
        }
        // What is missing at the end of a file stands behind its last line, and a text that is folded or escaped reaches beyond its own.
        let line = place.line.min(place.file.text.lines().count().max(1));
        let excerpt = place.file.line(line).to_owned();
        self.found.push(Diagnostic {
            file: place.file.name.clone(),
            line,
            column: place.column.min(excerpt.chars().count() + 1),
            message: message.into(),
            hint: hint.into(),
            excerpt,
        });
    }

    /// Adds those found elsewhere.
    pub(crate) fn add(&mut self, others: Self) {
        self.found.extend(others.found);
        self.found.truncate(MOST);
    }

    /// Whether further ones would be left out.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    /// The faults in the order of files and lines, or `value` when there are none.
    pub(crate) fn into_result<T>(mut self, value: impl FnOnce() -> T) -> Result<T, Vec<Diagnostic>> {
        if self.found.is_empty() {
            return Ok(value());
        }
        self.found.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        self.found.dedup();
        Err(self.found)
    }
}
