//! JSON as protobuf has it, made and read with the descriptors that reflection serves too.

use std::sync::OnceLock;

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};

/// A message in one line of JSON; `name` is its full name, for example `marketguidance.v1.ReviewPlanResponse`.
pub fn line(name: &str, message: &impl Message) -> String {
    let mut dynamic = DynamicMessage::new(descriptor(name));
    dynamic.transcode_from(message).expect("a message is one of its own descriptor");
    match serde_json::to_string(&dynamic) {
        Ok(line) => line,
        // Details of a type that nobody here knows: the rest of the message is worth more.
        Err(error) => serde_json::json!({ "unprintable": name, "reason": error.to_string() }).to_string(),
    }
}

/// The message `name` that a JSON value holds.
///
/// # Errors
/// What is wrong with the value, in words.
pub fn read<T: Message + Default>(name: &str, value: serde_json::Value) -> Result<T, String> {
    let dynamic = DynamicMessage::deserialize(descriptor(name), value).map_err(|error| error.to_string())?;
    dynamic.transcode_to().map_err(|error| error.to_string())
}

/// A message type by its full name.
pub(crate) fn descriptor(name: &str) -> MessageDescriptor {
    pool().get_message_by_name(name).unwrap_or_else(|| panic!("{name} is not in the descriptors"))
}

fn pool() -> &'static DescriptorPool {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    POOL.get_or_init(|| {
        let mut pool =
            DescriptorPool::decode(guidance_proto::FILE_DESCRIPTOR_SET).expect("the descriptors are whole");
        // Details of errors.
        pool.decode_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET).expect("these are too");
        pool
    })
}

#[cfg(test)]
mod tests;
