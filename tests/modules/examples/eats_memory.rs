//! Takes all the memory it gets.
#![forbid(unsafe_code)]

use guidance_country_module::Status;
use misbehaving_modules::{Fault, Misbehaving};

struct EatsMemory;

impl Fault for EatsMemory {
    fn misbehave() -> Result<Vec<u8>, Status> {
        let mut eaten = Vec::new();
        loop {
            eaten.push(vec![0xa5_u8; 16 << 20]);
            std::hint::black_box(&eaten);
        }
    }
}

guidance_country_module::export_module!(Misbehaving<EatsMemory>);
