//! Plan files: YAML or JSON, read strictly. All that is wrong is told at once, each with line, column and the nearest valid word.

mod read;
mod schema;
mod whole;
mod yaml;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use guidance_proto::v1 as pb;
use guidance_rulebook::Diagnostic;

pub use self::schema::schema;
use crate::{Error, Result, page::clean, terminal::complain};

/// Largest plan file, bytes: what a gateway takes, as JSON, and room for comments.
const LARGEST: u64 = 8 << 20;

/// What a plan is called that comes from standard input.
const STDIN: &str = "standard input";

/// A plan, and where in its file each part stands.
#[derive(Debug)]
pub struct PlanFile {
    /// The plan.
    pub plan: pb::Plan,
    /// Where its parts stand.
    pub places: Places,
}

/// Line and column of each part of a plan file.
#[derive(Debug, Default)]
pub struct Places {
    file: String,
    /// By path, for example `channels[0].platform`.
    by_path: BTreeMap<String, (usize, usize)>,
}

// === impl PlanFile ===

impl PlanFile {
    /// Reads a plan file; `-` is standard input.
    ///
    /// # Errors
    /// It cannot be read, or it is at fault; the faults are printed.
    pub fn read(path: &str) -> Result<Self> {
        let (name, text) = if path == "-" {
            (STDIN, text_of(io::stdin(), STDIN)?)
        } else {
            (path, text_of(File::open(path).map_err(Error::unreadable(Path::new(path)))?, path)?)
        };
        Self::parse(name, &text).map_err(|faults| {
            let listed: String =
                faults.iter().map(|fault| format!("{}\n", fault.to_string().trim_end())).collect();
            complain(&clean_lines(&listed));
            let count = match faults.len() {
                1 => "1 fault".to_owned(),
                many => format!("{many} faults"),
            };
            Error::Plan(format!(
                "{name} is no plan: {count}; proto/plan.schema.json lists what a plan can hold"
            ))
        })
    }

    /// Reads the text of a plan file.
    ///
    /// # Errors
    /// Every fault, by line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (plan, by_path) = read::plan(file, text)?;
        Ok(Self { plan, places: Places { file: file.to_owned(), by_path } })
    }
}

/// All that a reader gives, which may not be more than a plan can hold.
fn text_of(reader: impl io::Read, name: &str) -> Result<String> {
    let mut text = String::new();
    let read =
        reader.take(LARGEST + 1).read_to_string(&mut text).map_err(Error::unreadable(Path::new(name)))?;
    if read as u64 > LARGEST {
        return Err(Error::Plan(format!("{name} is no plan: it has more than {} MiB", LARGEST >> 20)));
    }
    Ok(text)
}

/// Lines without what would steer a terminal.
fn clean_lines(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", clean(line))).collect()
}

// === impl Places ===

impl Places {
    /// Where `path` stands, as `file:line:column`; for a part that is not there, the part it would belong to.
    pub fn of(&self, path: &str) -> Option<String> {
        let mut path = path;
        loop {
            if let Some((line, column)) = self.by_path.get(path) {
                return Some(format!("{}:{line}:{column}", self.file));
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }
}

#[cfg(test)]
mod tests;
