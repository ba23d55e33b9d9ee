//! What this process may use. Set before anything foreign is loaded, inherited by every thread.

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::error::Error;

/// Enough for the standard streams, the socket twice, and the files open while loading.
const OPEN_FILES: u64 = 16;

/// Confines the process: no new privileges, no core files, few open files, `memory_bytes` of address space.
///
/// There is no parent-death signal: it follows the *thread* that started the child, which in the host may end before the
/// process does. The end of the socket is what tells a runner that its host is gone.
///
/// # Errors
/// [`Error::Limit`] with the first limit that the kernel refuses.
pub fn apply(memory_bytes: u64) -> Result<(), Error> {
    rustix::thread::set_no_new_privs(true).map_err(refused("no_new_privs"))?;
    for (limit, resource, value) in [
        ("RLIMIT_CORE", Resource::Core, 0),
        ("RLIMIT_NOFILE", Resource::Nofile, OPEN_FILES),
        ("RLIMIT_AS", Resource::As, memory_bytes),
    ] {
        let value = Rlimit { current: Some(value), maximum: Some(value) };
        setrlimit(resource, value).map_err(refused(limit))?;
    }
    Ok(())
}

fn refused(limit: &'static str) -> impl Fn(rustix::io::Errno) -> Error {
    move |error| Error::Limit { limit, source: error.into() }
}
