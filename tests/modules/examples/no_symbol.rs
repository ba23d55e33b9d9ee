//! A library, but no country module: it exports nothing.
#![forbid(unsafe_code)]
