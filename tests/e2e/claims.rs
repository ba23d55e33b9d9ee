//! Every claim of the founding document is in a module, and can be found by its id.
//!
//! The list of claims is kept outside this repository; where it is not at hand the test says so and passes.

use std::fs;

use guidance_e2e::{Artifacts, Stack, within};
use guidance_proto::v1 as pb;
use pb::fact_value::Value;
use saphyr::{LoadableYamlNode as _, Yaml};

const CLAIMS: &str = "../shared/dossier/seed-claims.yaml";
const MODULES: [&str; 6] = ["CN", "ID", "IN", "JP", "KR", "MY"];

/// A claim as the founding document's list has it.
struct Claim {
    id: String,
    market: String,
    number: Option<f64>,
    year: String,
    /// The list itself doubts it.
    doubtful: bool,
}

fn claims() -> Option<Vec<Claim>> {
    let text = fs::read_to_string(Artifacts::workspace().join(CLAIMS)).ok()?;
    let documents = Yaml::load_from_str(&text).expect("the list of claims is YAML");
    let claims = documents[0]["claims"].as_vec().expect("it has claims").iter().map(|claim| {
        let text = |key: &str| {
            claim.as_mapping_get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
        };
        let value = claim.as_mapping_get("value");
        let number =
            value.and_then(|value| value.as_integer().map(|n| n as f64).or(value.as_floating_point()));
        let note = text("note");
        Claim {
            id: text("id"),
            market: text("market"),
            number,
            year: text("as_of").chars().take(4).collect(),
            doubtful: ["ambiguous", "doubtful", "in tension"].iter().any(|word| note.contains(word)),
        }
    });
    Some(claims.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_founding_claim_is_found_by_its_id() {
    let Some(claims) = claims() else {
        eprintln!("skipped: {CLAIMS} is not at hand");
        return;
    };
    assert_eq!(claims.len(), 125, "the founding document makes 125 claims");
    let stack =
        MODULES[1..].iter().fold(Stack::with_market(MODULES[0]), |stack, market| stack.and_market(market));
    let stack = stack.start().await;
    let mut wrong = Vec::new();
    for claim in &claims {
        wrong.extend(
            fault(&stack, claim).await.map(|fault| format!("{} ({}): {fault}", claim.id, claim.market)),
        );
    }
    assert!(wrong.is_empty(), "{} of {} claims:\n{}", wrong.len(), claims.len(), wrong.join("\n"));
}

/// What is wrong with how a claim is carried.
async fn fault(stack: &Stack, claim: &Claim) -> Option<String> {
    // What is said of the region, of the world, or of a country without a module stands in the regional base.
    let own = MODULES.contains(&claim.market.as_str());
    let market = if own { claim.market.clone() } else { "CN".to_owned() };
    let ids = vec![claim.id.clone()];
    let request = pb::ListFactsRequest {
        market: market.clone(),
        view: pb::View::Full.into(),
        ids: ids.clone(),
        ..Default::default()
    };
    let facts =
        within("ListFacts", stack.catalog().list_facts(request)).await.expect("an answer").into_inner().facts;
    let request = pb::ListRulesRequest { market, ids, ..Default::default() };
    let rules = within("ListRules", stack.rulebook().list_rules(request))
        .await
        .expect("an answer")
        .into_inner()
        .rules;
    if facts.is_empty() && rules.is_empty() {
        return Some("is carried by no fact and no rule".to_owned());
    }
    if let Some(rule) = rules.iter().find(|rule| rule.sources.is_empty()) {
        return Some(format!("the rule {} has no source", rule.id));
    }
    for fact in &facts {
        if let Some(fault) = wrong_fact(fact, claim) {
            return Some(format!("{}: {fault}", fact.key));
        }
    }
    let disputed = facts.iter().any(|fact| !fact.disputes.is_empty());
    (claim.doubtful && !disputed).then(|| "is doubtful, and no fact says so".to_owned())
}

fn wrong_fact(fact: &pb::Fact, claim: &Claim) -> Option<String> {
    let entry = fact.history.iter().find(|entry| entry.claims.contains(&claim.id))?;
    if entry.sources.is_empty() {
        return Some("has no source".to_owned());
    }
    if !entry.valid_from.starts_with(&claim.year) {
        return Some(format!("is dated {}, the claim {}", entry.valid_from, claim.year));
    }
    let carried = match &entry.value {
        Some(Value::Integer(number)) => Some(*number as f64),
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    match (carried, claim.number) {
        (Some(carried), Some(claimed)) if carried != claimed => {
            Some(format!("says {carried}, the claim {claimed}"))
        }
        _ => None,
    }
}
