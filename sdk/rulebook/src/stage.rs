//! Stages of the playbook.

use crate::decode::{self, Link, Map};
use crate::diagnostic::Faults;
use crate::platform::one_of;
use crate::schema;
use crate::text::LocalText;
use crate::yaml::{Node, Place};

/// A step of the playbook.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Identifier.
    pub id: String,
    /// Place in the order, from 1.
    pub order: u32,
    /// Title.
    pub title: LocalText,
    /// What to do.
    pub action: LocalText,
    /// When to enter it.
    pub enter_when: Option<LocalText>,
    /// When to leave it.
    pub leave_when: Option<LocalText>,
    /// How long it usually takes; 0 where it never ends.
    pub usual_weeks: u32,
    /// Sources, by id.
    pub sources: Vec<String>,
    pub(crate) links: Vec<Link>,
    pub(crate) overrides: bool,
    pub(crate) place: Place,
}

const KEYS: &[&str] =
    &["stage", "order", "title", "do", "enter_when", "leave_when", "usual_weeks", "sources", "overrides"];

pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Stage> {
    let map = Map::read(node, KEYS, faults)?;
    let id = map.required("stage", faults, |node, faults| one_of(node, schema::STAGES, "a stage", faults));
    let order = map.required("order", faults, |node, faults| decode::within(node, 1, faults));
    let title = map.required("title", faults, decode::local_text);
    let action = map.required("do", faults, decode::local_text);
    let enter_when = map.optional("enter_when", faults, decode::local_text);
    let leave_when = map.optional("leave_when", faults, decode::local_text);
    let weeks = map.optional("usual_weeks", faults, |node, faults| decode::within(node, 0, faults));
    let links = map.list("sources", faults, decode::link);
    let overrides = map.optional("overrides", faults, decode::local_text).is_some();
    Some(Stage {
        id: id?,
        order: order?,
        title: title?,
        action: action?,
        enter_when,
        leave_when,
        usual_weeks: weeks.unwrap_or(0),
        sources: links.iter().map(|link| link.name.clone()).collect(),
        links,
        overrides,
        place: node.place.clone(),
    })
}
