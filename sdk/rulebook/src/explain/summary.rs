//! Which condition decided, in one sentence.

use super::condition::cut;
use super::{Condition, ConditionState};
use crate::review::{Evidence, Finding, Outcome};

/// Most details of a sentence.
const MOST_DETAILS: usize = 4;

/// Longest quotation in a sentence, characters.
const LONGEST: usize = 160;

/// The sentence.
pub(super) fn sentence(finding: &Finding<'_>, conditions: &[Condition]) -> String {
    let outcome = finding.outcome.as_str().to_uppercase();
    let fails_if = || conditions.iter().find(|condition| condition.role == "fails_if");
    let last = || conditions.iter().rfind(|one| !one.role.starts_with("let "));
    let because = match finding.outcome {
        Outcome::Fail | Outcome::Pass => fails_if().map(|condition| decided(condition, conditions)),
        Outcome::Waived => fails_if().map(|condition| {
            let place = finding.waiver().map_or(String::new(), |place| format!(" (waivers[{place}])"));
            format!("a waiver holds for it{place}, though {}", decided(condition, conditions))
        }),
        Outcome::NotApplicable => last().map(|condition| decided(condition, conditions)),
        Outcome::CannotTell => Some(stopped(conditions, ConditionState::Unknown, "is not known")),
        Outcome::Error => Some(stopped(conditions, ConditionState::Error, "could not be evaluated")),
    };
    match because {
        Some(because) => format!("{outcome} because {because}"),
        None => outcome,
    }
}

/// The condition, its value, and what made it so.
fn decided(condition: &Condition, all: &[Condition]) -> String {
    match condition.role.as_str() {
        "in_force" => format!("it is in force {}: {}", condition.text, condition.value),
        "market" => format!("the plan is aimed elsewhere: {} is {}", condition.path, condition.value),
        "sector" => format!(
            "{} is {}, and it is for others: {}",
            condition.path,
            condition.value,
            cut(&condition.text, LONGEST)
        ),
        "for_each" => {
            format!("there is nothing to look at: {} has {}", cut(&condition.text, LONGEST), condition.value)
        }
        _ => {
            let text = format!("{} is {}", cut(&condition.text, LONGEST), condition.value);
            match details(condition, all) {
                details if details.is_empty() => text,
                details => format!("{text}: {}", details.join(", ")),
            }
        }
    }
}

/// The conditions that came to no value, and why.
fn stopped(conditions: &[Condition], state: ConditionState, what: &str) -> String {
    let (mut texts, mut whys) = (Vec::new(), Vec::new());
    for condition in conditions {
        if condition.state == state && !condition.role.starts_with("let ") {
            texts.push(cut(&condition.text, LONGEST));
            if !whys.contains(&condition.value.as_str()) {
                whys.push(&condition.value);
            }
        }
    }
    let verb = if texts.len() > 1 { what.replacen("is ", "are ", 1) } else { what.to_owned() };
    format!("{} {verb}: {}", texts.join(" and "), cut(&whys.join("; "), LONGEST))
}

/// What a condition was made of in the end: facts, and fields of the plan.
fn details(condition: &Condition, all: &[Condition]) -> Vec<String> {
    let mut leaves = Vec::new();
    let mut room = MOST_PARTS;
    gather(condition, all, &mut leaves, &mut room);
    let mut details: Vec<String> = Vec::new();
    for (place, (path, detail)) in leaves.iter().enumerate() {
        // A field of an item says more than the list of items; the list of values says it all.
        let is_list = !path.is_empty() && leaves.iter().any(|(other, _)| is_within(other, path));
        let is_said = leaves[..place].iter().any(|(other, _)| !path.is_empty() && other == path);
        if !is_list && !is_said && !details.contains(detail) {
            details.push(detail.clone());
        }
    }
    details.truncate(MOST_DETAILS);
    details
}

/// Whether a place is one of an item of a list, or of a part.
fn is_within(place: &str, whole: &str) -> bool {
    place.strip_prefix(whole).is_some_and(|rest| rest.starts_with(['[', '.']))
}

/// So many parts are looked through for a sentence: named values can be made of each other many times over.
const MOST_PARTS: usize = 400;

/// The leaves that decided, each with its place in the plan.
fn gather(condition: &Condition, all: &[Condition], leaves: &mut Vec<(String, String)>, room: &mut usize) {
    if *room == 0 {
        return;
    }
    *room -= 1;
    let leaf = |text: &str, value: &str| match condition.state {
        ConditionState::Unknown | ConditionState::Error => cut(value, LONGEST),
        _ => format!("{text} is {}", cut(value, LONGEST)),
    };
    if !condition.evidence.is_empty() {
        leaves.extend(condition.evidence.iter().map(|one| (String::new(), read(one))));
    } else if !condition.path.is_empty() {
        leaves.push((condition.path.clone(), leaf(&condition.path, &condition.value)));
    } else if !condition.parts.is_empty() {
        deciding(condition).for_each(|part| gather(part, all, leaves, room));
    } else if let Some(named) = all.iter().find(|one| one.role == format!("let {}", condition.text)) {
        let mut made_of = Vec::new();
        gather(named, all, &mut made_of, room);
        // Facts speak for themselves; a value made from fields of the plan is shorter than they are.
        if made_of.is_empty() || made_of.iter().any(|(path, _)| !path.is_empty()) {
            let places: Vec<String> =
                made_of.drain(..).map(|(path, _)| path).filter(|path| !path.is_empty()).collect();
            let of = if places.is_empty() { String::new() } else { format!(" (from {})", places.join(", ")) };
            made_of.push((String::new(), leaf(&condition.text, &condition.value) + &of));
        }
        leaves.extend(made_of);
    } else if condition.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        leaves.push((String::new(), leaf(&condition.text, &condition.value)));
    }
}

/// The parts that decided; where no one did alone, the first that came to the same as the whole.
fn deciding(condition: &Condition) -> impl Iterator<Item = &Condition> {
    let any = condition.parts.iter().any(|part| part.decisive);
    let same = condition.parts.iter().position(|part| part.state == condition.state).unwrap_or(0);
    let parts = condition.parts.iter().enumerate();
    parts.filter(move |(place, part)| if any { part.decisive } else { *place == same }).map(|(_, part)| part)
}

/// A fact with its date and sources.
fn read(evidence: &Evidence) -> String {
    let Evidence { fact, value, valid_from, sources, .. } = evidence;
    format!("{fact} is {} since {valid_from} ({})", cut(value, LONGEST), sources.join(", "))
}
