//! Panics. The export catches it: the call fails, the process lives.
#![forbid(unsafe_code)]

use guidance_country_module::Status;
use misbehaving_modules::{Fault, Misbehaving};

struct Panics;

impl Fault for Panics {
    fn misbehave() -> Result<Vec<u8>, Status> {
        panic!("on purpose")
    }
}

guidance_country_module::export_module!(Misbehaving<Panics>);
