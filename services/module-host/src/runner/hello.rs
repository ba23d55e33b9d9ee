//! What a runner loaded must be what the package says.

use guidance_proto::{
    module::v1::{Hello, hello::Outcome},
    v1::Market,
};

use crate::{
    error::{Reason, Refusal},
    package::ModuleManifest,
};

/// Version of the frames this host speaks.
const PROTOCOL: u32 = 1;

/// The module behind `hello`, when it is the one of `manifest`.
pub(super) fn check(hello: Hello, manifest: &ModuleManifest) -> Result<Market, Refusal> {
    if hello.protocol_version != PROTOCOL {
        let message = format!(
            "the runner speaks frames of version {}, this host {PROTOCOL}; install module-host and module-runner of one release",
            hello.protocol_version
        );
        return Err(Refusal::new(Reason::NotStarted, message));
    }
    let module = match hello.outcome {
        Some(Outcome::Module(module)) => module,
        Some(Outcome::Refusal(refusal)) => {
            let message = format!("the runner refused it ({}): {}", refusal.reason, refusal.message);
            return Err(Refusal::new(Reason::NotLoaded, message));
        }
        None => {
            return Err(Refusal::new(Reason::NotLoaded, "the runner did not say what it loaded"));
        }
    };
    if hello.abi_version != manifest.abi {
        let message = format!(
            "the package was built for module ABI {}, the runner speaks {}; install the module-runner of this host's \
             release, or build the package again",
            manifest.abi, hello.abi_version
        );
        return Err(Refusal::new(Reason::UnsupportedAbi, message));
    }
    let version = manifest.version.to_string();
    for (what, packaged, loaded) in [
        ("market", manifest.market.as_str(), &module.market),
        ("module", manifest.module.as_str(), &module.module),
        ("version", version.as_str(), &module.module_version),
    ] {
        if packaged != loaded {
            let message = format!(
                "the package says {what} {packaged:?}, what is in it says {loaded:?}; build the package again from that module"
            );
            return Err(Refusal::new(Reason::Mismatch, message));
        }
    }
    Ok(module)
}

#[cfg(test)]
mod tests;
