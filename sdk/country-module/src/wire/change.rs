//! Changes.

use guidance_proto::v1 as pb;
use guidance_rulebook::{Change, Rulebook};

use super::sources;

pub(crate) fn change(rulebook: &Rulebook, change: Change<'_>) -> pb::Change {
    let Change { date, kind, id, title, before, after, affected_rules, upcoming, sources: from, recorded } =
        change;
    pb::Change {
        date: date.to_string(),
        kind: kind.as_str().to_owned(),
        id: id.to_owned(),
        title,
        before,
        after,
        affected_rules: affected_rules.into_iter().map(str::to_owned).collect(),
        upcoming,
        sources: sources(rulebook, from),
        recorded: recorded.map_or(String::new(), |day| day.to_string()),
    }
}
