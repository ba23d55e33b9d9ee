//! The module manifest: the config of a module's image.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    MarketCode,
    error::{Reason, Refusal},
};

/// Version of the module ABI this host and its runner speak.
const ABI: u32 = 1;

/// What a package says it is. Checked against what the runner finds in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModuleManifest {
    /// The market it serves.
    #[serde(deserialize_with = "market")]
    pub market: MarketCode,
    /// Name of the module, for example `china`.
    #[serde(deserialize_with = "name")]
    pub module: String,
    /// Its version.
    pub version: Version,
    /// What it is made of.
    pub kind: Kind,
    /// Version of the module ABI it was built for.
    pub abi: u32,
    /// Who says they publish it. Who signed it is in the trust file.
    pub publisher: String,
    /// Languages its texts come in, BCP 47; the first is the default.
    pub languages: Vec<String>,
    /// Kind of machine its library runs on; only with [`Kind::Native`].
    #[serde(default)]
    pub target: Option<String>,
}

/// What a module is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Data only; the host's own stock library serves it.
    Rulebook,
    /// Data and a library.
    Native,
}

/// A semantic version, `MAJOR.MINOR.PATCH` with an optional pre-release.
///
/// Ordered by its numbers; a pre-release comes before its release, and pre-releases of one release by their text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    numbers: [u64; 3],
    is_release: bool,
    pre_release: String,
}

// === impl ModuleManifest ===

impl ModuleManifest {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| {
            Refusal::new(Reason::BadPackage, format!("the module manifest cannot be read: {error}"))
        })?;
        if manifest.target.is_some() != (manifest.kind == Kind::Native) {
            return Err(Refusal::new(
                Reason::BadPackage,
                "the module manifest must have a target when its kind is native, and none when it is rulebook",
            ));
        }
        Ok(manifest)
    }

    /// Refuses what this host's runner cannot load.
    pub(super) fn runs_here(&self) -> Result<(), Refusal> {
        if self.abi != ABI {
            let fix =
                if self.abi > ABI { "update the module host" } else { "build it again with a newer SDK" };
            let message = format!("it was built for module ABI {}, this host has {ABI}; {fix}", self.abi);
            return Err(Refusal::new(Reason::UnsupportedAbi, message));
        }
        let here = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        match &self.target {
            Some(target) if *target != here => {
                let message =
                    format!("it was built for {target}, this host runs on {here}; build it for {here}");
                Err(Refusal::new(Reason::WrongTarget, message))
            }
            _ => Ok(()),
        }
    }
}

// === impl Kind ===

impl Kind {
    /// As it is written in manifests and trust files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rulebook => "rulebook",
            Self::Native => "native",
        }
    }
}

// === impl Version ===

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a version; write MAJOR.MINOR.PATCH, for example \"0.1.0\"");
        let (release, pre_release) = match text.split_once('-') {
            Some((_, "")) => return Err(bad()),
            Some((release, pre_release)) => (release, pre_release),
            None => (text, ""),
        };
        let is_identifier = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let number = |text: &str| match text.as_bytes() {
            [b'0', _, ..] | [b'+', ..] => None,
            _ => text.parse::<u64>().ok(),
        };
        let numbers: Vec<u64> = release.split('.').map(number).collect::<Option<_>>().ok_or_else(bad)?;
        let numbers = numbers.try_into().map_err(|_| bad())?;
        if text.len() > 64 || !pre_release.chars().all(is_identifier) {
            return Err(bad());
        }
        Ok(Self { numbers, is_release: pre_release.is_empty(), pre_release: pre_release.into() })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        if self.is_release { Ok(()) } else { write!(f, "-{}", self.pre_release) }
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

fn market<'de, D: Deserializer<'de>>(deserializer: D) -> Result<MarketCode, D::Error> {
    let text = String::deserialize(deserializer)?;
    MarketCode::parse(&text).filter(|code| code.as_str() == text).ok_or_else(|| {
        D::Error::custom(format!("{text:?} is not a market; write two capital letters, for example \"CN\""))
    })
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if (1..=64).contains(&text.len()) && text.chars().all(is_name) {
        return Ok(text);
    }
    Err(D::Error::custom(format!("{text:?} is not a module name; use up to 64 of a-z, 0-9, - and _")))
}
