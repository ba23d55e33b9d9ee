//! Says which parts of a condition decide nothing, and why.

use super::Purpose;
use super::domain::Domain;
use super::shape::{Part, Shape};
use super::trial::Trial;
use crate::expr::ast::{Expr, ExprNode};
use crate::expr::check::CheckError;

/// Says what is wrong, the innermost part first: it is what makes those around it constant.
struct Report<'a, 'e> {
    trial: &'a Trial,
    shape: &'a Shape<'e>,
    errors: &'a mut Vec<CheckError>,
}

// === impl Trial ===

impl Trial {
    /// Notes what decides nothing.
    pub(super) fn report(&self, shape: &Shape<'_>, purpose: Purpose, errors: &mut Vec<CheckError>) {
        let mut report = Report { trial: self, shape, errors };
        if report.part(shape.root) {
            return;
        }
        let never = purpose != Purpose::Value && self.is_never_true(shape.root);
        let value = if never { Some(false) } else { self.constant(shape.root) };
        let Some(value) = value else { return };
        let always = if value { "this is always true" } else { "this is never true" };
        let message = match (purpose, value) {
            (Purpose::AppliesIf, true) => "this is always true, so it decides nothing".to_owned(),
            (Purpose::AppliesIf, false) => format!("{always}, so the rule never applies"),
            (Purpose::FailsIf, true) => format!("{always}, so the rule fails whenever it applies"),
            (Purpose::FailsIf, false) => format!("{always}, so the rule never fails"),
            (Purpose::Value, _) => always.to_owned(),
        };
        report.note(shape.root, message, value);
    }
}

// === impl Report ===

impl Report<'_, '_> {
    fn note(&mut self, node: usize, message: impl Into<String>, value: bool) {
        let hint = reason(self.shape, node, value);
        self.errors.push(CheckError { at: self.shape.nodes[node].at, message: message.into(), hint });
    }

    /// Looks at the parts of a node; whether one of them was noted for being constant.
    fn part(&mut self, node: usize) -> bool {
        let shape = self.shape;
        if shape.nodes[node].is_elsewhere {
            return false;
        }
        match &shape.nodes[node].part {
            Part::Literal(_) | Part::AlwaysThere | Part::Value | Part::Test(..) => false,
            Part::Not(inner) => self.operand(*inner),
            Part::Row { parts, .. } => {
                // Every part is looked at, so that all faults are told at once.
                let noted = parts.iter().filter(|part| self.operand(**part)).count() > 0;
                if !noted && self.trial.constant(node).is_none() {
                    self.idle(node, parts);
                }
                noted
            }
            Part::If([condition, yes, no]) => self.branches(*condition, *yes, *no),
        }
    }

    /// A part of a row, or what `!` stands before: a constant there is a mistake.
    fn operand(&mut self, node: usize) -> bool {
        if self.part(node) {
            return true;
        }
        let constant = self.trial.constant(node).filter(|_| !self.shape.nodes[node].is_elsewhere);
        let Some(value) = constant else { return false };
        self.note(node, format!("this is always {value}"), value);
        true
    }

    /// The last part of a row that makes no difference; once it is gone, the next may make one.
    fn idle(&mut self, row: usize, parts: &[usize]) {
        let decides = &self.trial.seen[row].decides;
        let was_tried = |part: usize| self.trial.seen[part].yes || self.trial.seen[part].no;
        let idle = parts.iter().zip(decides).rfind(|(part, decides)| {
            // A named constant is a switch, and may be left in one position.
            !**decides && was_tried(**part) && self.trial.constant(**part).is_none()
        });
        if let Some((part, _)) = idle {
            let hint = "the parts beside it settle the condition alone; leave it out, or mend it".to_owned();
            let at = self.shape.nodes[*part].at;
            self.errors.push(CheckError { at, message: "this part never decides".to_owned(), hint });
        }
    }

    fn branches(&mut self, condition: usize, yes: usize, no: usize) -> bool {
        if let Some(value) = self.trial.constant(condition) {
            let unreached = if value { no } else { yes };
            let message = format!("this branch is never reached: the condition before it is always {value}");
            let hint = reason(self.shape, condition, value);
            self.errors.push(CheckError { at: self.shape.nodes[unreached].at, message, hint });
            return true;
        }
        let noted = self.part(condition);
        let is_literal = |branch: &usize| matches!(self.shape.nodes[*branch].part, Part::Literal(_));
        let branches: Vec<usize> = [yes, no].into_iter().filter(|branch| !is_literal(branch)).collect();
        branches.into_iter().filter(|branch| self.operand(*branch)).count() > 0 || noted
    }
}

/// Why a node has the value it always has, as far as that can be told.
fn reason(shape: &Shape<'_>, node: usize, value: bool) -> String {
    let mut read = Vec::new();
    sources(shape, node, &mut read);
    let name = match read[..] {
        [one] => label(&shape.sources[one].expr),
        _ => None,
    };
    let (what, domain) = match (name, &read[..]) {
        (Some(name), [one]) => (name, Some(shape.sources[*one].domain)),
        _ => ("the plan".to_owned(), None),
    };
    match (&shape.nodes[node].part, domain) {
        (Part::Literal(_), _) => "leave it out, or write what decides".to_owned(),
        (Part::AlwaysThere, _) => {
            "one that is absent counts as empty; ask for its size, or for a field of it".to_owned()
        }
        (Part::Test(..), Some(Domain::Whole(true))) => format!("{what} is 0 or more"),
        (Part::Test(..), Some(Domain::Percent)) => format!("{what} is between 0 and 100"),
        (Part::Row { settles: false, .. }, _) if !value => {
            format!("{what} cannot be all of this at once; is `||` meant?")
        }
        (Part::Row { settles: true, .. }, _) if value => {
            format!("{what} is always one of these; is `&&` meant?")
        }
        _ => format!("whatever {what} is, it makes no difference"),
    }
}

/// The sources below a node.
fn sources(shape: &Shape<'_>, node: usize, found: &mut Vec<usize>) {
    match &shape.nodes[node].part {
        Part::Literal(_) | Part::AlwaysThere | Part::Value => {}
        Part::Test(source, _) if found.contains(source) => {}
        Part::Test(source, _) => found.push(*source),
        Part::Not(inner) => sources(shape, *inner, found),
        Part::Row { parts, .. } => parts.iter().for_each(|part| sources(shape, *part, found)),
        Part::If(parts) => parts.iter().for_each(|part| sources(shape, *part, found)),
    }
}

/// What people call something that is read.
fn label(expr: &Expr) -> Option<String> {
    match &expr.node {
        ExprNode::Call(name, arguments) if name == "fact" => {
            let key: Option<Vec<&str>> = arguments.iter().map(Expr::literal_text).collect();
            Some(key.map_or("the fact".to_owned(), |key| format!("`{}`", key.join("/"))))
        }
        ExprNode::Call(name, _) if name.ends_with("size") => Some("a size".to_owned()),
        _ => expr.dotted().map(|name| format!("`{name}`")),
    }
}
