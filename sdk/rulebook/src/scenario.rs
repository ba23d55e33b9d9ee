//! Scenarios: whole plans with exact expectations.

use crate::date::PartialDate;
use crate::decode::{self, Map, Word};
use crate::diagnostic::Faults;
use crate::plan::{self, Plan};
use crate::review::{Outcome, Verdict};
use crate::yaml::{Node, Place};

/// A plan with the verdict and the findings it must have, exactly.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) as_of: Option<PartialDate>,
    pub(crate) plan: Plan,
    pub(crate) verdict: Verdict,
    pub(crate) findings: Vec<Expected>,
    /// The verdict once every SAFE fix is applied.
    pub(crate) after_safe_fixes: Option<Verdict>,
    pub(crate) place: Place,
}

/// A finding that needs attention. The order matters: it is how differences are shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Expected {
    pub(crate) rule: String,
    pub(crate) at: String,
    pub(crate) outcome: &'static str,
}

const KEYS: &[&str] = &["scenario", "as_of", "plan", "expect"];
const EXPECT_KEYS: &[&str] = &["verdict", "findings", "after_safe_fixes"];

pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Scenario> {
    let map = Map::read(node, KEYS, faults)?;
    let name = map.required("scenario", faults, decode::string);
    let as_of = map.optional("as_of", faults, decode::date);
    let plan = map.required("plan", faults, plan::read);
    let expect = map.required("expect", faults, |node, faults| Map::read(node, EXPECT_KEYS, faults))?;
    let verdict = expect.required("verdict", faults, decode::word);
    let findings = expect.list("findings", faults, read_expected);
    let after_safe_fixes = expect.optional("after_safe_fixes", faults, decode::word);
    Some(Scenario {
        name: name?,
        as_of,
        plan: plan?,
        verdict: verdict?,
        findings,
        after_safe_fixes,
        place: node.place.clone(),
    })
}

fn read_expected(node: &Node, faults: &mut Faults) -> Option<Expected> {
    let map = Map::read(node, &["rule", "outcome", "at"], faults)?;
    let rule = map.required("rule", faults, decode::name);
    let outcome = map.required("outcome", faults, decode::word::<Outcome>);
    let at = map.optional("at", faults, decode::string).unwrap_or_default();
    Some(Expected { rule: rule?, at, outcome: outcome?.word() })
}
