use guidance_proto::{
    module::v1::{Hello, Refusal, hello::Outcome},
    v1::Market,
};
use serde_json::json;

use super::check;
use crate::{error::Reason, package::ModuleManifest};

#[test]
fn what_is_loaded_must_be_what_was_packaged() {
    let manifest: ModuleManifest = serde_json::from_value(json!({
        "market": "CN", "module": "china", "version": "0.1.0", "kind": "rulebook", "abi": 1,
        "publisher": "affiliates/cn", "languages": ["en"],
    }))
    .expect("a good manifest");
    let loaded = |market: &str, module: &str, version: &str| {
        Some(Outcome::Module(Market {
            market: market.into(),
            module: module.into(),
            module_version: version.into(),
            ..Market::default()
        }))
    };
    let refusal = Refusal { reason: "CREATE_FAILED".into(), message: "rules/X.yaml: no such fact".into() };
    for (protocol_version, abi_version, outcome, expected) in [
        (1, 1, loaded("CN", "china", "0.1.0"), None),
        (2, 1, loaded("CN", "china", "0.1.0"), Some((Reason::NotStarted, "of one release"))),
        (1, 2, loaded("CN", "china", "0.1.0"), Some((Reason::UnsupportedAbi, "ABI 1, the runner speaks 2"))),
        (
            1,
            1,
            loaded("JP", "china", "0.1.0"),
            Some((Reason::Mismatch, "market \"CN\", what is in it says \"JP\"")),
        ),
        (1, 1, loaded("CN", "japan", "0.1.0"), Some((Reason::Mismatch, "module \"china\""))),
        (1, 1, loaded("CN", "china", "0.2.0"), Some((Reason::Mismatch, "version \"0.1.0\""))),
        (1, 1, Some(Outcome::Refusal(refusal)), Some((Reason::NotLoaded, "CREATE_FAILED): rules/X.yaml"))),
        (1, 1, None, Some((Reason::NotLoaded, "did not say"))),
    ] {
        let hello = Hello { protocol_version, abi_version, outcome };
        match (check(hello, &manifest), expected) {
            (Ok(module), None) => assert_eq!(module.module, "china"),
            (Err(refusal), Some((reason, hint))) => {
                assert_eq!(refusal.reason, reason);
                assert!(refusal.message.contains(hint), "{refusal} does not say {hint:?}");
            }
            (outcome, expected) => panic!("{outcome:?}, expected {expected:?}"),
        }
    }
}
