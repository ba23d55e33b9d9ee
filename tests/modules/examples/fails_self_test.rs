//! Its own examples and scenarios fail.
#![forbid(unsafe_code)]

use guidance_country_module::{CallContext, CountryModule, CreateError, Logger, Status};
use guidance_proto::module::v1::SelfTestResponse;
use misbehaving_modules::{SELF_TEST, WellBehaved};
use prost::Message as _;

struct FailsSelfTest(WellBehaved);

impl CountryModule for FailsSelfTest {
    fn create(rulebook: &[u8], log: Logger) -> Result<Self, CreateError> {
        WellBehaved::create(rulebook, log).map(Self)
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        if method != SELF_TEST {
            return self.0.call(context, method, request);
        }
        let failures = vec!["scenario on-purpose: expected GO, got NO_GO".to_owned()];
        Ok(SelfTestResponse { cases: 3, failures }.encode_to_vec())
    }
}

guidance_country_module::export_module!(FailsSelfTest);
