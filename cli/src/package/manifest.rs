//! The module manifest: the config blob of a package.

use std::env::consts::ARCH;

use serde::Serialize;

use guidance_rulebook::ModuleKind;

use crate::{Error, Result, module::Module};

/// Version of the module ABI that libraries built from this workspace export. A host that speaks another one refuses them.
pub const ABI_VERSION: u32 = 1;

/// What a package says of itself; a host holds it against what the module's own rulebook says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModuleManifest {
    /// Market, ISO 3166-1 alpha-2.
    pub market: String,
    /// Name of the country module.
    pub module: String,
    /// Semantic version of its behaviour.
    pub version: String,
    /// Whether it carries code.
    pub kind: Kind,
    /// Version of the module ABI its library was built for; the host's stock library's, when it has none.
    pub abi: u32,
    /// Who publishes it.
    pub publisher: String,
    /// Languages its texts come in, BCP 47; the first is the default.
    pub languages: Vec<String>,
    /// What its library runs on, for example `x86_64-unknown-linux-gnu`; `None` when it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// What a module is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// YAML only: the host pairs it with its stock library.
    Rulebook,
    /// YAML and a library.
    Native,
}

// === impl ModuleManifest ===

impl ModuleManifest {
    /// What a package of `module` says, with a library built on this machine if it is native.
    ///
    /// # Errors
    /// [`Error::Usage`] when it serves no market: a regional base travels inside the modules that extend it.
    pub fn of(module: &Module) -> Result<Self> {
        let about = module.rulebook().module();
        let market = about.market.clone().ok_or_else(|| {
            Error::Usage(format!(
                "{} is a regional base: it serves no market and travels inside the modules that extend it",
                about.name
            ))
        })?;
        let kind = Kind::from(about.kind);
        Ok(Self {
            market,
            module: about.name.clone(),
            version: about.version.clone(),
            kind,
            abi: ABI_VERSION,
            publisher: about.publisher.clone(),
            languages: about.languages.clone(),
            target: (kind == Kind::Native).then(Self::target_here),
        })
    }

    /// The target of libraries built on this machine.
    pub fn target_here() -> String {
        format!("{ARCH}-unknown-linux-gnu")
    }
}

impl From<ModuleKind> for Kind {
    fn from(kind: ModuleKind) -> Self {
        match kind {
            ModuleKind::Rulebook => Self::Rulebook,
            ModuleKind::Native => Self::Native,
        }
    }
}
