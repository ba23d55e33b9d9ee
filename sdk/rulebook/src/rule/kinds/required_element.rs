//! `required_element`: a field of the plan must have a value.

use super::{General, Kind, Part, list_of, part_of, some_of};
use crate::decode::{self, Map};
use crate::diagnostic::Faults;
use crate::expr::Names;
use crate::yaml::Node;

pub(super) const KIND: Kind =
    Kind { name: "required_element", keys: &["field", "one_of", "is", "at_least"], general: Some(general) };

fn general(map: &Map<'_>, _: &Names<'_>, faults: &mut Faults) -> Option<General> {
    let field = map.required("field", faults, field)?;
    let mut conditions = ["one_of", "is", "at_least"].iter().filter_map(|key| map.get(key));
    if let (Some(_), Some(second)) = (conditions.next(), conditions.next()) {
        faults.note(&second.place, "one condition too many", "keep one of `one_of`, `is`, `at_least`");
    }
    let fails_if = if map.get("one_of").is_some() {
        let words = some_of(map, "one_of", "affiliate", faults, decode::string)?;
        format!("!({field} in {})", list_of(&words))
    } else if let Some(node) = map.get("is") {
        let wanted = decode::boolean(node, faults)?;
        format!("{field} != {wanted}")
    } else if let Some(node) = map.get("at_least") {
        format!("{field} < {}", decode::integer(node, faults)?)
    } else {
        faults.note(
            map.place,
            "what the field must be is missing",
            "add `one_of: […]`, `is: true` or `at_least: 2`",
        );
        return None;
    };
    let for_each = part_of(&field).as_ref().and_then(Part::each);
    Some(General { for_each, fails_if, at: Some(field), ..General::default() })
}

/// A field, and not an expression: the kind's own condition goes around it.
fn field(node: &Node, faults: &mut Faults) -> Option<String> {
    let field = decode::string(node, faults)?;
    let is_name =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if field.contains('.') && field.split('.').all(is_name) {
        return Some(field);
    }
    faults.note(&node.place, format!("`{field}` is no field of the plan"), "for example plan.local_partner");
    None
}
