//! Messages of the Market Guidance API, generated from the `.proto` files beside this crate.
//!
//! Feature `client` adds gRPC clients, `server` adds server traits, `raw` adds what routers need, [`raw::RawCodec`] and [`compare`].
//! Without them the crate is messages only, so that a country module carries no HTTP stack.
#![forbid(unsafe_code)]

/// `marketguidance.v1`: the public API.
pub mod v1 {
    #![allow(missing_docs, clippy::doc_lazy_continuation, clippy::large_enum_variant)]
    include!(concat!(env!("OUT_DIR"), "/marketguidance.v1.rs"));
}

/// `marketguidance.module.v1`: frames between module host and runner, and what a module is told with each call.
pub mod module {
    #[allow(missing_docs, clippy::large_enum_variant)]
    pub mod v1 {
        include!(concat!(env!("OUT_DIR"), "/marketguidance.module.v1.rs"));
    }
}

#[cfg(feature = "raw")]
pub mod compare;
#[cfg(feature = "raw")]
pub mod raw;

/// Every `.proto` file of the project as an encoded `google.protobuf.FileDescriptorSet`, comments included; what
/// reflection serves.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
