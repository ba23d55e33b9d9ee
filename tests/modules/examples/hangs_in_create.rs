//! Never gets ready.
#![forbid(unsafe_code)]

use guidance_country_module::{CallContext, CountryModule, CreateError, Logger, Status};

struct HangsInCreate;

impl CountryModule for HangsInCreate {
    fn create(_: &[u8], _: Logger) -> Result<Self, CreateError> {
        loop {
            std::thread::park();
        }
    }

    fn call(&self, _: &CallContext, method: &str, _: &[u8]) -> Result<Vec<u8>, Status> {
        Err(Status::unimplemented(method))
    }
}

guidance_country_module::export_module!(HangsInCreate);
