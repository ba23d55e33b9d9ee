//! Says OK and answers bytes that are no protobuf.
#![forbid(unsafe_code)]

use guidance_country_module::Status;
use misbehaving_modules::{Fault, Misbehaving};

struct Rubbish;

impl Fault for Rubbish {
    fn misbehave() -> Result<Vec<u8>, Status> {
        Ok(vec![0xff; 64])
    }
}

guidance_country_module::export_module!(Misbehaving<Rubbish>);
