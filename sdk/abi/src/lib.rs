//! The C ABI between a module runner and a country module, version 1.
//!
//! # The contract
//! A module is a shared library that exports one symbol, [`ENTRY_SYMBOL`]: a function without arguments that returns a
//! pointer to a [`ModuleTable`], valid for as long as the process lives. Nothing is ever unloaded. A new major version of
//! this ABI is a new symbol, so that a runner which does not know it does not find it.
//!
//! 1. The runner calls `create` once, with a [`HostCallbacks`] table that outlives the instance, and with the rulebook's
//!    bytes. On [`OK`] the module has written an instance, which is not null; on any other code it has written a message for
//!    people, in UTF-8, to `error`, or nothing. [`INVALID_ARGUMENT`] says that the rulebook is at fault.
//! 2. It calls `call` from up to [`MAX_CONCURRENT_CALLS`] threads at once, which need not be the one that called `create`. The
//!    return value is a canonical gRPC code, 0 to 16: on [`OK`] `response` holds the response message, else a
//!    `google.rpc.Status`. Payloads are protobuf of `marketguidance.v1`, so this surface never grows with the API.
//! 3. It gives every [`ModuleBuffer`] whose `data` is not null back to `free`, once, from any thread, whatever its `length`.
//! 4. It may call `destroy` once, when no call is under way. Usually the process simply ends.
//!
//! **Ownership.** A [`HostSlice`] is borrowed: valid until the function returns. A [`ModuleBuffer`] belongs to the module that
//! made it and goes back to that module's `free`. The runner sets output arguments to all zero before a call; the module
//! writes them on return, and only then.
//!
//! **Unwinding.** No entry may unwind: a module catches its own panics and answers [`INTERNAL`].
//!
//! **Callbacks.** `log` is the only one. It copies its message, may be called from any thread of the module while the
//! instance lives, and never calls back into the module.
//!
//! The same in C: `guidance_module.h` beside this crate.

use core::ffi::c_void;

/// Version of this ABI.
pub const ABI_VERSION: u32 = 1;

/// The exported symbol, NUL-terminated.
pub const ENTRY_SYMBOL: &core::ffi::CStr = c"guidance_module_entry_v1";

/// Most threads that may be inside `call` at once.
pub const MAX_CONCURRENT_CALLS: usize = 64;

/// Canonical gRPC code OK.
pub const OK: u32 = 0;

/// Canonical gRPC code INVALID_ARGUMENT; what `create` answers to a rulebook that it cannot serve.
pub const INVALID_ARGUMENT: u32 = 3;

/// Canonical gRPC code INTERNAL; what a module answers when it caught a panic.
pub const INTERNAL: u32 = 13;

/// Most bytes of a line of log; the runner cuts what is longer.
pub const MAX_LOG_BYTES: usize = 4096;

/// Type of the function behind [`ENTRY_SYMBOL`].
pub type Entry = unsafe extern "C" fn() -> *const ModuleTable;

/// Bytes lent by the runner for the length of a call. `data` may be null when `length` is 0.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct HostSlice {
    /// First byte.
    pub data: *const u8,
    /// Number of bytes.
    pub length: usize,
}

/// Bytes made by the module; goes back to its `free`. All zero when there is nothing to free.
#[repr(C)]
#[derive(Debug)]
pub struct ModuleBuffer {
    /// First byte.
    pub data: *mut u8,
    /// Number of bytes.
    pub length: usize,
    /// For the module's own use; returned to `free` as it was.
    pub capacity: usize,
}

/// What the runner offers to a module.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct HostCallbacks {
    /// `size_of::<HostCallbacks>()` of the runner; a field beyond it does not exist.
    pub size: u32,
    /// Passed back to `log`.
    pub user: *mut c_void,
    /// Takes a line of log: level 1 error, 2 warning, 3 information, 4 debug; UTF-8, cut at [`MAX_LOG_BYTES`].
    pub log: unsafe extern "C" fn(user: *mut c_void, level: u32, message: HostSlice),
}

/// What a module exports. No pointer in it is null.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct ModuleTable {
    /// [`ABI_VERSION`] the module was built for. Checked before anything else.
    pub abi_version: u32,
    /// `size_of::<ModuleTable>()` of the module; a field beyond it does not exist.
    pub size: u32,
    /// Makes the instance from a rulebook. See the contract, 1.
    pub create: unsafe extern "C" fn(
        callbacks: *const HostCallbacks,
        rulebook: HostSlice,
        instance: *mut *mut c_void,
        error: *mut ModuleBuffer,
    ) -> u32,
    /// Answers one call. See the contract, 2.
    pub call: unsafe extern "C" fn(
        instance: *mut c_void,
        context: HostSlice,
        method: HostSlice,
        request: HostSlice,
        response: *mut ModuleBuffer,
    ) -> u32,
    /// Takes a buffer back. See the contract, 3.
    pub free: unsafe extern "C" fn(buffer: ModuleBuffer),
    /// Ends the instance. See the contract, 4.
    pub destroy: unsafe extern "C" fn(instance: *mut c_void),
}

// === impl HostSlice ===

impl HostSlice {
    /// Lends `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        Self { data: bytes.as_ptr(), length: bytes.len() }
    }

    /// The bytes lent; none where `data` is null.
    ///
    /// # Safety
    /// `data` and `length` describe memory that stays valid and unchanged for `'a`, or `data` is null, or `length` is 0.
    pub unsafe fn as_bytes<'a>(self) -> &'a [u8] {
        if self.data.is_null() || self.length == 0 {
            return &[];
        }
        // SAFETY: the caller promises a valid range for 'a.
        unsafe { core::slice::from_raw_parts(self.data, self.length) }
    }
}

// === impl ModuleBuffer ===

impl ModuleBuffer {
    /// Nothing to free.
    pub const EMPTY: Self = Self { data: core::ptr::null_mut(), length: 0, capacity: 0 };

    /// Gives a vector away; [`ModuleBuffer::into_vec`] in the same library takes it back.
    pub fn from_vec(bytes: Vec<u8>) -> Self {
        if bytes.capacity() == 0 {
            return Self::EMPTY;
        }
        let mut bytes = core::mem::ManuallyDrop::new(bytes);
        Self { data: bytes.as_mut_ptr(), length: bytes.len(), capacity: bytes.capacity() }
    }

    /// Takes back what [`ModuleBuffer::from_vec`] gave away.
    ///
    /// # Safety
    /// The buffer came from `from_vec` in the same library, unchanged, and is not used again.
    pub unsafe fn into_vec(self) -> Vec<u8> {
        if self.data.is_null() {
            return Vec::new();
        }
        // SAFETY: the parts are those of a vector that from_vec gave away and nobody took back.
        unsafe { Vec::from_raw_parts(self.data, self.length, self.capacity) }
    }
}
