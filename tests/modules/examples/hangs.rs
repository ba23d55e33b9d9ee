//! Never answers.
#![forbid(unsafe_code)]

use guidance_country_module::Status;
use misbehaving_modules::{Fault, Misbehaving};

struct Hangs;

impl Fault for Hangs {
    fn misbehave() -> Result<Vec<u8>, Status> {
        loop {
            std::thread::park();
        }
    }
}

guidance_country_module::export_module!(Misbehaving<Hangs>);
