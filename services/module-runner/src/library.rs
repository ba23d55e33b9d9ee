//! A module's library: the only place that loads code, and the only unsafe of this crate.
//!
//! A library is never closed. Unloading Rust or C++ code that has thread-local destructors, statics or threads is not sound;
//! a module ends with its process.
// The C ABI cannot be spoken in safe code; every block below says why it holds.
#![allow(unsafe_code)]

use std::error::Error as _;
use std::ffi::{c_int, c_void};
use std::path::Path;
use std::ptr::{NonNull, null_mut};
use std::{mem, slice};

use guidance_abi::{
    ABI_VERSION, ENTRY_SYMBOL, Entry, HostCallbacks, HostSlice, INTERNAL, ModuleBuffer, ModuleTable, OK,
};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use prost::bytes::Bytes;

use crate::serve::{Answer, Log};
use crate::status;

/// `RTLD_NODELETE` of Linux; libloading does not name it.
const RTLD_NODELETE: c_int = 0x1000;

/// The last canonical gRPC code, UNAUTHENTICATED.
const LAST_CODE: u32 = 16;

/// Why a library is not a module that this runner can use. Its text names what to do.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The dynamic loader refuses it.
    #[error("{0}; build the library for this machine, on a glibc no newer than this host's")]
    NotLoadable(String),
    /// It has no entry of our ABI.
    #[error(
        "the library exports no {symbol}: it is no country module, or one for another ABI than version {ABI_VERSION}, which this \
         host speaks; export it with guidance_country_module::export_module!, or as guidance_module.h says",
        symbol = ENTRY_SYMBOL.to_string_lossy()
    )]
    NoEntry,
    /// It was built for another version.
    #[error(
        "the module was built for ABI version {module}, this host speaks {ABI_VERSION}; \
         rebuild the module with the SDK of ABI version {ABI_VERSION}, or update the host"
    )]
    OtherVersion {
        /// What its table says.
        module: u32,
    },
    /// Its table is not what the version promises.
    #[error(
        "the module's table is broken ({0}) though it says ABI version {ABI_VERSION}; \
         rebuild the module with an unchanged SDK, or compare it with guidance_module.h"
    )]
    BrokenTable(&'static str),
}

/// Why `create` made no module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateRefusal {
    /// What it returned, canonical gRPC code; never OK.
    pub code: u32,
    /// What it said, for people.
    pub message: String,
}

/// A loaded library that speaks our ABI, before its module is made.
#[derive(Debug)]
pub struct ModuleLibrary {
    table: ModuleTable,
}

/// A module that answers calls.
#[derive(Debug)]
pub struct Module {
    instance: NonNull<c_void>,
    table: ModuleTable,
}

/// Bytes that belong to the module; gone back to it when dropped.
#[derive(Debug)]
struct Borrowed {
    buffer: ModuleBuffer,
    free: unsafe extern "C" fn(ModuleBuffer),
}

// === impl ModuleLibrary ===

impl ModuleLibrary {
    /// Loads `path`, for as long as the process lives, and checks that it speaks our ABI. Its initialisers run.
    ///
    /// # Errors
    /// It is no library for this machine, no country module, or one for another ABI.
    pub fn load(path: &Path) -> Result<Self, LibraryError> {
        // SAFETY: loading runs foreign code. That is what this process is for: the host has verified who signed it, and
        // isolates what it does.
        let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) }
            .map_err(|error| LibraryError::NotLoadable(loader_says(&error)))?;
        // SAFETY: the name of the symbol promises its type; a new major version would be a new name.
        let entry = unsafe { library.get::<Entry>(ENTRY_SYMBOL.to_bytes_with_nul()) }.map(|symbol| *symbol);
        mem::forget(library);
        let entry = entry.map_err(|_| LibraryError::NoEntry)?;
        // SAFETY: an entry takes nothing and may be called at any time.
        let table =
            NonNull::new(unsafe { entry() }.cast_mut()).ok_or(LibraryError::BrokenTable("it is null"))?;
        // SAFETY: the contract says that the entry's answer points to a table for as long as the process lives.
        let table = unsafe { checked_table(table) }?;
        Ok(Self { table })
    }

    /// Makes the module. `rulebook` is lent to it for this call only.
    ///
    /// # Errors
    /// The module refuses the rulebook, or breaks down over it.
    pub fn create(self, rulebook: &[u8], log: Log) -> Result<Module, CreateRefusal> {
        // Leaked, both: the module may log for as long as the process lives.
        let user = Box::into_raw(Box::new(log)).cast();
        let size = size_of::<HostCallbacks>() as u32;
        let callbacks = Box::leak(Box::new(HostCallbacks { size, user, log: take_line }));
        let (mut instance, mut error) = (null_mut(), ModuleBuffer::EMPTY);
        let rulebook = HostSlice::new(rulebook);
        // SAFETY: the callbacks live for ever, the rulebook and both outputs until create returns.
        let code = unsafe { (self.table.create)(callbacks, rulebook, &mut instance, &mut error) };
        let error = Borrowed::new(error, &self.table);
        if code != OK {
            let message = error.map(|bytes| String::from_utf8_lossy(bytes.as_ref()).into_owned());
            return Err(CreateRefusal { code, message: message.unwrap_or_default() });
        }
        let instance = NonNull::new(instance).ok_or_else(|| CreateRefusal {
            code: INTERNAL,
            message: "create answered OK without an instance".to_owned(),
        })?;
        Ok(Module { instance, table: self.table })
    }
}

// === impl Module ===

impl Module {
    /// Answers one call. What breaks the contract (no gRPC code, bytes nowhere) becomes INTERNAL with reason
    /// `MODULE_BROKE_CONTRACT`.
    pub fn call(&self, method: &str, context: &[u8], request: &[u8]) -> Answer {
        let [method, context, request] = [method.as_bytes(), context, request].map(HostSlice::new);
        let mut response = ModuleBuffer::EMPTY;
        // SAFETY: create made the instance and nothing destroys it; slices and output outlive the call; the contract lets
        // several threads call at once, and no more than WORKERS do.
        let code =
            unsafe { (self.table.call)(self.instance.as_ptr(), context, method, request, &mut response) };
        let lost = response.data.is_null() && response.length > 0;
        let body = Borrowed::new(response, &self.table).map(Bytes::from_owner).unwrap_or_default();
        if lost || code > LAST_CODE {
            return broke_contract(code, lost);
        }
        Answer { code, body }
    }
}

// SAFETY: the contract lets any thread use the instance, not only the one that made it.
unsafe impl Send for Module {}
// SAFETY: the contract lets several threads be inside `call` at once.
unsafe impl Sync for Module {}

// === impl Borrowed ===

impl Borrowed {
    /// None when there is nothing to give back.
    fn new(buffer: ModuleBuffer, table: &ModuleTable) -> Option<Self> {
        (!buffer.data.is_null()).then_some(Self { buffer, free: table.free })
    }
}

impl AsRef<[u8]> for Borrowed {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: data is not null, and the module promises `length` bytes there until they are given back.
        unsafe { slice::from_raw_parts(self.buffer.data, self.buffer.length) }
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let buffer = mem::replace(&mut self.buffer, ModuleBuffer::EMPTY);
        // SAFETY: the buffer came from this module, unchanged, and goes back once.
        unsafe { (self.free)(buffer) };
    }
}

// SAFETY: the contract lets any thread give a buffer back; until then nobody writes to it.
unsafe impl Send for Borrowed {}

/// Copies a table after checking what its version and size promise.
///
/// # Safety
/// `table` points to what a library calls its module table: at least the version and the size can be read.
unsafe fn checked_table(table: NonNull<ModuleTable>) -> Result<ModuleTable, LibraryError> {
    let table = table.as_ptr();
    // SAFETY: the version is the first field in every version of the ABI.
    let module = unsafe { (&raw const (*table).abi_version).read_unaligned() };
    if module != ABI_VERSION {
        return Err(LibraryError::OtherVersion { module });
    }
    // SAFETY: the size is the second field in every version of the ABI.
    let size = unsafe { (&raw const (*table).size).read_unaligned() } as usize;
    if size < size_of::<ModuleTable>() {
        return Err(LibraryError::BrokenTable("it is too small"));
    }
    // SAFETY: the size says that all fields are there; read as plain pointers, since a null would be no valid function.
    let functions = unsafe {
        [
            (&raw const (*table).create).cast::<*const c_void>().read_unaligned(),
            (&raw const (*table).call).cast::<*const c_void>().read_unaligned(),
            (&raw const (*table).free).cast::<*const c_void>().read_unaligned(),
            (&raw const (*table).destroy).cast::<*const c_void>().read_unaligned(),
        ]
    };
    if functions.iter().any(|function| function.is_null()) {
        return Err(LibraryError::BrokenTable("a function in it is null"));
    }
    // SAFETY: all fields are there and no function is null.
    Ok(unsafe { table.read_unaligned() })
}

/// `HostCallbacks::log`.
///
/// # Safety
/// `user` is the [`Log`] that `create` leaked; `message` is valid until this returns.
unsafe extern "C" fn take_line(user: *mut c_void, level: u32, message: HostSlice) {
    if user.is_null() {
        return;
    }
    // SAFETY: `user` came from `create` and is never freed; the module lends the message for this call.
    let (log, message) = unsafe { (&*user.cast_const().cast::<Log>(), message.as_bytes()) };
    log.line(level, message);
}

/// What the dynamic loader says: it names the file and what is wrong with it.
fn loader_says(error: &libloading::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

fn broke_contract(code: u32, lost: bool) -> Answer {
    let how = if lost {
        "it answered bytes at a null pointer".to_owned()
    } else {
        format!("it answered {code}, which is no gRPC code")
    };
    status::refusal(
        status::INTERNAL,
        "MODULE_BROKE_CONTRACT",
        format!("the module broke the ABI's contract: {how}"),
    )
}
