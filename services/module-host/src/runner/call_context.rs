//! What a module is told with each call.

use std::time::{SystemTime, UNIX_EPOCH};

use guidance_proto::module::v1::CallContext;
use prost::Message as _;

/// Makes the encoded `CallContext` of each call. The host's clock is read here and nowhere else for a module.
#[derive(Debug, Clone)]
pub struct CallContexts {
    context: CallContext,
    /// `context`, encoded: made anew only when the second changes.
    encoded: Vec<u8>,
}

impl CallContexts {
    /// For calls to the package `digest` of `publisher`.
    pub fn new(digest: String, publisher: String) -> Self {
        Self { context: CallContext { now_unix_seconds: 0, digest, publisher }, encoded: Vec::new() }
    }

    /// The encoded context of a call made now.
    pub(super) fn now(&mut self) -> &[u8] {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs() as i64);
        if now != self.context.now_unix_seconds || self.encoded.is_empty() {
            self.context.now_unix_seconds = now;
            self.encoded = self.context.encode_to_vec();
        }
        &self.encoded
    }
}
