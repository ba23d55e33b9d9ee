//! Describes itself as the module of another market than its rulebook's.
#![forbid(unsafe_code)]

use guidance_country_module::{CallContext, CountryModule, CreateError, Logger, Status};
use misbehaving_modules::WellBehaved;

struct WrongMarket(WellBehaved);

impl CountryModule for WrongMarket {
    fn create(rulebook: &[u8], log: Logger) -> Result<Self, CreateError> {
        let mut base = WellBehaved::create(rulebook, log)?;
        base.market = "ZZ".to_owned();
        Ok(Self(base))
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        self.0.call(context, method, request)
    }
}

guidance_country_module::export_module!(WrongMarket);
