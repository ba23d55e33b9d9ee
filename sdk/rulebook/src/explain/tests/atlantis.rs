//! A country made for it.

use crate::bundle::Bundle;
use crate::native::{NativeFunction, NativeFunctions};
use crate::rulebook::Rulebook;

const MODULE: &str = "module: atlantis
market: AT
name: Atlantis
version: 1.0.0
kind: rulebook
languages: [en]
time_zone: UTC
publisher: affiliates/at
recorded: 2026-01-01
affiliate: {role: Local affiliate, reach: Ask}
---
source: talk
title: A talk
kind: panel
---
fact: access/facebook
title: Can people reach Facebook?
type: access_state
before_first: unknown
review_every: 365d
history:
  - {from: 2008, value: open, confidence: medium, sources: [talk]}
  - {from: 2009-07, value: blocked, confidence: medium, sources: [talk]}
---
fact: access/agora
title: Can people reach Agora?
type: access_state
before_first: unknown
review_every: never
history: [{from: 2008, value: open, confidence: medium, sources: [talk]}]
---
platform: facebook
names: Facebook
kind: social_network
standing: [{from: 2008, level: avoid}]
---
platform: agora
names: Agora
kind: forum
substitutes_for: [facebook]
standing: [{from: 2008, level: leading}]
";

const BLOCKED: &str = "rule: AT-RCH-001
title: A channel cannot be reached
status: active
in_force: {from: 2009}
recorded: 2008-01-01
authority: reach
severity: blocker
waivable: {by: [lead]}
kind: channel_access
states: [blocked]
message: '{channel.platform} is {state}.'
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {channels: [{platform: facebook}]}}
  - {name: b, expect: pass, plan: {channels: [{platform: agora}]}}
  - {name: c, expect: not_applicable, plan: {channels: [{platform: facebook, audience_side: overseas}]}}
  - {name: d, expect: cannot_tell, plan: {channels: [{}]}}
";

const DRAFT: &str = "rule: AT-RCH-009
title: A draft
status: draft
authority: reach
severity: blocker
fails_if: 'plan.mobile_ready'
message: It is so.
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {mobile_ready: true}}
  - {name: b, expect: pass, plan: {mobile_ready: false}}
  - {name: c, expect: not_applicable, plan: {audience: {region_codes: [FR]}}}
  - {name: d, expect: cannot_tell, plan: {}}
";

const ADVICE: &str = "rule: AT-ADV-001
title: Be kind
status: active
authority: advice
severity: advice
kind: advice
do: Be kind.
sources: [talk]
";

/// Runs over what the library lists, which need be no part of the plan.
const LISTED: &str = "rule: AT-CUS-002
title: What the library lists
status: active
authority: custom
severity: advice
for_each: {item: native.listed(plan.audience.languages)}
fails_if: 'item == \"xx\"'
message: It is so.
sources: [talk]
examples:
  - {name: a, expect: fail, plan: {audience: {languages: [xx]}}}
  - {name: b, expect: pass, plan: {audience: {languages: [en]}}}
  - {name: c, expect: not_applicable, plan: {audience: {region_codes: [FR]}}}
  - {name: d, expect: cannot_tell, plan: {}}
";

/// A rule over more parts than anybody reads.
fn endless() -> String {
    let numbers: Vec<String> = (1..=20).map(|number| number.to_string()).collect();
    let numbers = numbers.join(", ");
    format!(
        "rule: AT-CUS-001
title: Without end
status: active
authority: custom
severity: advice
for_each: {{channel: plan.channels}}
fails_if: '[{numbers}].exists(x, [{numbers}].exists(y, [{numbers}].exists(z, channel.platform == \"x\" && x * y * z == 0)))'
message: It is so.
sources: [talk]
examples:
  - {{name: a, expect: pass, plan: {{channels: [{{platform: agora}}]}}}}
  - {{name: b, expect: fail, plan: {{channels: [{{platform: x}}]}}}}
  - {{name: c, expect: not_applicable, plan: {{channels: []}}}}
  - {{name: d, expect: cannot_tell, plan: {{channels: [{{}}]}}}}
"
    )
}

pub(super) fn atlantis() -> Rulebook {
    let endless = endless();
    let files = [
        ("module.yaml", MODULE),
        ("rules/AT-RCH-001.yaml", BLOCKED),
        ("rules/AT-RCH-009.yaml", DRAFT),
        ("rules/AT-ADV-001.yaml", ADVICE),
        ("rules/AT-CUS-001.yaml", &endless),
        ("rules/AT-CUS-002.yaml", LISTED),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let listed = NativeFunction { name: "listed", arity: 1, function: |given| Ok(given[0].clone()) };
    Rulebook::load_with(&Bundle::from_files(files), NativeFunctions::new([listed])).unwrap_or_else(|faults| {
        panic!("must load:\n{}", faults.iter().map(ToString::to_string).collect::<String>())
    })
}
