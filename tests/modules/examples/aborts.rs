//! Aborts: nothing can catch that.
#![forbid(unsafe_code)]

use guidance_country_module::Status;
use misbehaving_modules::{Fault, Misbehaving};

struct Aborts;

impl Fault for Aborts {
    fn misbehave() -> Result<Vec<u8>, Status> {
        std::process::abort()
    }
}

guidance_country_module::export_module!(Misbehaving<Aborts>);
