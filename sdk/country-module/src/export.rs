//! The one place where a module meets the C ABI: [`export_module!`](crate::export_module) and the functions behind it.
//!
//! Every entry catches panics, checks pointers, and writes its outputs last. The contract is in `guidance_abi`.
// A C ABI cannot be spoken in safe code; every block below says why it holds.
#![allow(unsafe_code)]

use std::any::Any;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use guidance_abi::ModuleTable;
use guidance_abi::{ABI_VERSION, HostCallbacks, HostSlice, INTERNAL, INVALID_ARGUMENT, ModuleBuffer, OK};
use prost::Message as _;

use crate::status::MODULE_PANICKED;
use crate::{CallContext, CountryModule, Logger, Status};

/// Exports a [`CountryModule`](crate::CountryModule) from a library: `guidance_country_module::export_module!(Atlantis);`.
///
/// Say it once in a crate whose `crate-type` has `cdylib`. The crate may `#![forbid(unsafe_code)]`.
#[macro_export]
macro_rules! export_module {
    ($module:ty) => {
        const _: () = {
            static TABLE: $crate::export::ModuleTable = $crate::export::table::<$module>();

            #[unsafe(no_mangle)]
            extern "C" fn guidance_module_entry_v1() -> *const $crate::export::ModuleTable {
                &raw const TABLE
            }
        };
    };
}

/// The host's log callback, copied out of its table.
struct HostLog {
    user: *mut c_void,
    log: unsafe extern "C" fn(*mut c_void, u32, HostSlice),
}

/// The table of a module.
pub const fn table<M: CountryModule>() -> ModuleTable {
    ModuleTable {
        abi_version: ABI_VERSION,
        size: size_of::<ModuleTable>() as u32,
        create: create::<M>,
        call: call::<M>,
        free,
        destroy: destroy::<M>,
    }
}

/// `ModuleTable::create`.
///
/// # Safety
/// The arguments are as the ABI's contract says; every pointer may also be null.
unsafe extern "C" fn create<M: CountryModule>(
    callbacks: *const HostCallbacks,
    rulebook: HostSlice,
    instance: *mut *mut c_void,
    error: *mut ModuleBuffer,
) -> u32 {
    if instance.is_null() {
        return INTERNAL;
    }
    let made = catch_unwind(|| {
        // SAFETY: the runner keeps its callbacks for as long as the instance lives; null is handled.
        let log = unsafe { logger(callbacks) };
        // SAFETY: the runner lends the rulebook until this function returns; the borrow ends with this closure.
        M::create(unsafe { rulebook.as_bytes() }, log)
    });
    let (code, message) = match made {
        Ok(Ok(module)) => {
            // SAFETY: not null, checked above; the runner lends a place for one pointer.
            unsafe { instance.write(Box::into_raw(Box::new(module)).cast()) };
            return OK;
        }
        Ok(Err(refusal)) => (INVALID_ARGUMENT, refusal.0),
        Err(panic) => (INTERNAL, panic_message(panic)),
    };
    if !error.is_null() {
        // SAFETY: not null; the runner lends a place for one buffer.
        unsafe { error.write(ModuleBuffer::from_vec(message.into_bytes())) };
    }
    code
}

/// `ModuleTable::call`.
///
/// # Safety
/// The arguments are as the ABI's contract says; `instance` and `response` may also be null.
unsafe extern "C" fn call<M: CountryModule>(
    instance: *mut c_void,
    context: HostSlice,
    method: HostSlice,
    request: HostSlice,
    response: *mut ModuleBuffer,
) -> u32 {
    if instance.is_null() || response.is_null() {
        return INTERNAL;
    }
    let answered = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: `instance` is what `create::<M>` wrote, not yet destroyed, and M is Sync.
        let module = unsafe { &*instance.cast_const().cast::<M>() };
        // SAFETY: the runner lends all three until this function returns; the borrows end with this closure.
        let (context, method, request) =
            unsafe { (context.as_bytes(), method.as_bytes(), request.as_bytes()) };
        answer(module, context, method, request)
    }));
    let (code, body) = match answered {
        Ok(Ok(body)) => (OK, body),
        Ok(Err(status)) => (status.code() as u32, status.encode()),
        Err(panic) => {
            let status = Status::internal(panic_message(panic)).with_reason(MODULE_PANICKED);
            (INTERNAL, status.encode())
        }
    };
    // SAFETY: not null, checked above; the runner lends a place for one buffer.
    unsafe { response.write(ModuleBuffer::from_vec(body)) };
    code
}

/// `ModuleTable::free`.
///
/// # Safety
/// `buffer` came from `create` or `call` of this library, unchanged, and is not used again.
unsafe extern "C" fn free(buffer: ModuleBuffer) {
    // SAFETY: the caller's promise is that of `into_vec`; bytes have no destructor that could panic.
    drop(unsafe { buffer.into_vec() });
}

/// `ModuleTable::destroy`.
///
/// # Safety
/// `instance` is null or what `create::<M>` wrote; no call is under way and none follows.
unsafe extern "C" fn destroy<M: CountryModule>(instance: *mut c_void) {
    if instance.is_null() {
        return;
    }
    let dropped = catch_unwind(|| {
        // SAFETY: `create::<M>` gave this box away, and the runner gives it back once.
        drop(unsafe { Box::from_raw(instance.cast::<M>()) });
    });
    if let Err(panic) = dropped {
        // Nobody is left to tell; the panic hook has written it to stderr.
        std::mem::forget(panic);
    }
}

/// The safe half of a call.
fn answer<M: CountryModule>(
    module: &M,
    context: &[u8],
    method: &[u8],
    request: &[u8],
) -> Result<Vec<u8>, Status> {
    let context = CallContext::decode(context).map_err(|error| {
        Status::internal(format!("the runner sent a context that is no CallContext: {error}"))
    })?;
    let method =
        str::from_utf8(method).map_err(|_| Status::internal("the runner sent a method that is not UTF-8"))?;
    module.call(&context, method, request)
}

/// A logger over the host's callback; silent where the host has none.
///
/// # Safety
/// `callbacks` is null, or its first `size` bytes are valid now, and `user` and `log` for as long as a clone of the
/// logger lives.
unsafe fn logger(callbacks: *const HostCallbacks) -> Logger {
    // SAFETY: `size` is the first field: not null is enough to read it.
    if callbacks.is_null() || (unsafe { (*callbacks).size } as usize) < size_of::<HostCallbacks>() {
        return Logger::silent();
    }
    // SAFETY: `size` says that all the fields we know are there.
    let HostCallbacks { user, log, .. } = unsafe { *callbacks };
    let host = HostLog { user, log };
    Logger::new(move |level, message| host.line(level as u32, message))
}

/// What a panic said. A payload that is no text is leaked: its destructor could panic again, outside every catch.
fn panic_message(panic: Box<dyn Any + Send>) -> String {
    let said = match panic.downcast::<&'static str>() {
        Ok(text) => (*text).to_owned(),
        Err(panic) => match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(panic) => {
                std::mem::forget(panic);
                "no message".to_owned()
            }
        },
    };
    format!("the module panicked: {said}")
}

// === impl HostLog ===

impl HostLog {
    fn line(&self, level: u32, message: &str) {
        // SAFETY: the host promises that `user` and `log` are valid while the instance lives, and that `log` copies.
        unsafe { (self.log)(self.user, level, HostSlice::new(message.as_bytes())) }
    }
}

// SAFETY: the contract lets any thread of the module call `log` with `user`.
unsafe impl Send for HostLog {}
// SAFETY: as for Send; several threads may log at once.
unsafe impl Sync for HostLog {}

#[cfg(test)]
mod tests;
