//! Text in columns that line up, also when some characters are two columns wide.

use std::fmt;

use unicode_width::UnicodeWidthStr as _;

/// Which edge of its column a cell keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows under a heading. `Display` gives one line a row, without trailing blanks.
#[derive(Debug)]
pub struct Table<const COLUMNS: usize> {
    align: [Align; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
}

// === impl Table ===

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// A table with only its heading.
    pub fn new(heading: [(&str, Align); COLUMNS]) -> Self {
        Self {
            align: heading.map(|(_, align)| align),
            rows: vec![heading.map(|(title, _)| title.to_owned())],
        }
    }

    /// Adds a row below the others.
    pub fn push(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells);
    }

    fn widths(&self) -> [usize; COLUMNS] {
        std::array::from_fn(|column| {
            self.rows.iter().map(|row| row[column].width()).max().unwrap_or_default()
        })
    }
}

impl<const COLUMNS: usize> fmt::Display for Table<COLUMNS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                if column > 0 {
                    line.push_str("  ");
                }
                line.push_str(&padded(cell, widths[column], self.align[column]));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A cell in a column of `width`; one that is wider stays as it is.
pub fn padded(cell: &str, width: usize, align: Align) -> String {
    let blanks = " ".repeat(width.saturating_sub(cell.width()));
    match align {
        Align::Left => format!("{cell}{blanks}"),
        Align::Right => format!("{blanks}{cell}"),
    }
}

#[cfg(test)]
mod tests;
