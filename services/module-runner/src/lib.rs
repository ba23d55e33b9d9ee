//! The child process that opens one country module and answers calls on a socket.
//!
//! The only place of the project that loads code. It has no network and no async runtime, and it never unloads: one process is
//! one module generation, and the way to end a module is to end its process.
//!
//! [`serve`](serve::serve) is the whole protocol, generic over what answers and over both ends of the connection; `library` is
//! the only `unsafe`; `main` puts them together under the [limits](limits::apply).
#![deny(unsafe_code)]

pub mod config;
pub mod error;
pub mod frame;
pub mod hello;
pub mod library;
pub mod limits;
pub mod serve;
mod status;
