//! What a plan must not say as a whole, though each of its fields is valid.

use std::collections::BTreeMap;

use super::{Plan, Violation};
use crate::suggest::{hint, quoted};
use crate::value::{Record, Value};

/// The lists whose parts have an id.
const NAMED: [&str; 3] = ["channels", "contents", "endorsements"];

/// The lists whose parts name a channel.
const ON_A_CHANNEL: [&str; 2] = ["contents", "endorsements"];

impl Plan {
    /// Where the plan contradicts itself: two parts of a list with one id, a channel that is not there, an end before the start.
    pub fn contradictions(&self) -> Vec<Violation> {
        let mut violations: Vec<Violation> = NAMED.iter().flat_map(|list| self.shared_ids(list)).collect();
        violations.extend(ON_A_CHANNEL.iter().flat_map(|list| self.lost_channels(list)));
        violations.extend(self.end_before_start());
        violations
    }

    /// Findings, fixes and waivers name a part by its id.
    fn shared_ids(&self, list: &str) -> Vec<Violation> {
        let mut first: BTreeMap<&str, &Record> = BTreeMap::new();
        let mut violations = Vec::new();
        for part in self.records(list) {
            let Some(id) = text(part, "id").filter(|id| !id.is_empty()) else { continue };
            match first.get(id) {
                Some(other) => {
                    let message =
                        format!("{} is the id of {} too; give each its own", quoted(id), other.path());
                    violations.push(Violation { path: part.path_of("id"), message });
                }
                None => {
                    first.insert(id, part);
                }
            }
        }
        violations
    }

    /// A rule that looks a channel up would find none, and let the part pass.
    fn lost_channels(&self, list: &str) -> Vec<Violation> {
        let ids: Vec<&str> = self.records("channels").filter_map(|channel| text(channel, "id")).collect();
        let lost = |part: &Record| {
            let channel = text(part, "channel").filter(|channel| !ids.contains(channel))?;
            let near =
                if ids.is_empty() { "name a channel of the plan".to_owned() } else { hint(channel, &ids) };
            let message = format!("the plan has no channel {}; {near}", quoted(channel));
            Some(Violation { path: part.path_of("channel"), message })
        };
        self.records(list).filter_map(lost).collect()
    }

    fn end_before_start(&self) -> Option<Violation> {
        let (Some(Value::Date(start)), Some(Value::Date(end))) =
            (self.root.field("starts_on"), self.root.field("ends_on"))
        else {
            return None;
        };
        let message = format!("{end} is before the start, {start}; swap or mend the days");
        (end < start).then(|| Violation { path: "ends_on".to_owned(), message })
    }
}

fn text<'p>(part: &'p Record, field: &str) -> Option<&'p str> {
    part.field(field).and_then(Value::as_text)
}

#[cfg(test)]
mod tests;
