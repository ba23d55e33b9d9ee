//! Dies of SIGSEGV.
#![forbid(unsafe_code)]

use guidance_country_module::Status;
use misbehaving_modules::{Fault, Misbehaving};
use rustix::process::{Signal, getpid, kill_process};

struct Segfaults;

impl Fault for Segfaults {
    fn misbehave() -> Result<Vec<u8>, Status> {
        // The runner's standard library looks at the first one, finds no stack overflow, and lets the second one kill.
        loop {
            kill_process(getpid(), Signal::SEGV).expect("a process may signal itself");
        }
    }
}

guidance_country_module::export_module!(Misbehaving<Segfaults>);
