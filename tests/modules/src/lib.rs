//! Country modules that misbehave on purpose: one small library per fault, in `examples/`. Together they say what a module host
//! withstands.
//!
//! All but those that fail earlier are [`WellBehaved`] until they are asked to misbehave: a call of [`ADVISE_MARKET`] whose
//! request holds the word `misbehave`, in `language` or `module_version` for example. So one fixture can be probed, serve
//! healthy calls, and then fail.
#![forbid(unsafe_code)]

use std::marker::PhantomData;
use std::path::Path;

use guidance_country_module::{CallContext, CountryModule, CreateError, Logger, Status};
use guidance_proto::module::v1::{DescribeResponse, SelfTestResponse};
use guidance_proto::v1::{Affiliate, Coverage, Market};
use prost::Message as _;

/// What a module describes itself by.
pub const DESCRIBE: &str = "/marketguidance.module.v1.ModuleService/Describe";

/// What runs a module's own examples.
pub const SELF_TEST: &str = "/marketguidance.module.v1.ModuleService/SelfTest";

/// The one public method the fixtures answer, and the only one they misbehave on.
pub const ADVISE_MARKET: &str = "/marketguidance.v1.GuidanceService/AdviseMarket";

/// The word in a request that asks for the fault.
pub const TRIGGER: &[u8] = b"misbehave";

/// Describes itself from its rulebook's `module.yaml`, passes its self-test, and answers [`ADVISE_MARKET`] with an empty message.
#[derive(Debug)]
pub struct WellBehaved {
    /// Market it says it serves.
    pub market: String,
    /// Name it says it has.
    pub module: String,
    /// Version it says it is.
    pub version: String,
}

/// One way to misbehave.
pub trait Fault: Send + Sync + 'static {
    /// Does it.
    ///
    /// # Errors
    /// If that is what the fault is.
    fn misbehave() -> Result<Vec<u8>, Status>;
}

/// [`WellBehaved`] until it is asked for the fault `F`.
#[derive(Debug)]
pub struct Misbehaving<F> {
    base: WellBehaved,
    fault: PhantomData<F>,
}

// === impl WellBehaved ===

impl WellBehaved {
    fn describe(&self) -> Market {
        Market {
            market: self.market.clone(),
            display_name: self.module.clone(),
            module: self.module.clone(),
            module_version: self.version.clone(),
            kind: "native".to_owned(),
            languages: vec!["en".to_owned()],
            time_zone: "UTC".to_owned(),
            coverage: Some(Coverage::default()),
            affiliate: Some(Affiliate { role: "Test fixture".to_owned(), ..Default::default() }),
            ..Default::default()
        }
    }
}

impl CountryModule for WellBehaved {
    fn create(rulebook: &[u8], log: Logger) -> Result<Self, CreateError> {
        let header = module_yaml(rulebook)?;
        let base = Self {
            market: top_level(&header, "market")?,
            module: top_level(&header, "module")?,
            version: top_level(&header, "version")?,
        };
        log.info(&format!("serving market {}", base.market));
        Ok(base)
    }

    fn call(&self, _: &CallContext, method: &str, _: &[u8]) -> Result<Vec<u8>, Status> {
        match method {
            DESCRIBE => Ok(DescribeResponse { module: Some(self.describe()) }.encode_to_vec()),
            SELF_TEST => Ok(SelfTestResponse::default().encode_to_vec()),
            ADVISE_MARKET => Ok(Vec::new()),
            _ => Err(Status::unimplemented(method)),
        }
    }
}

// === impl Misbehaving ===

impl<F: Fault> CountryModule for Misbehaving<F> {
    fn create(rulebook: &[u8], log: Logger) -> Result<Self, CreateError> {
        Ok(Self { base: WellBehaved::create(rulebook, log)?, fault: PhantomData })
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        if method == ADVISE_MARKET && request.windows(TRIGGER.len()).any(|word| word == TRIGGER) {
            return F::misbehave();
        }
        self.base.call(context, method, request)
    }
}

/// The text of the module's own `module.yaml`; a base has one too, under `bases/`.
fn module_yaml(rulebook: &[u8]) -> Result<String, CreateError> {
    let mut archive = tar::Archive::new(rulebook);
    for entry in archive.entries().map_err(CreateError::new)? {
        let mut entry = entry.map_err(CreateError::new)?;
        if entry.path().map_err(CreateError::new)? == Path::new("module.yaml") {
            return std::io::read_to_string(&mut entry).map_err(CreateError::new);
        }
    }
    Err(CreateError::new("module.yaml: not in the rulebook"))
}

/// The value of a top-level `key: value` line.
fn top_level(yaml: &str, key: &str) -> Result<String, CreateError> {
    yaml.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| *name == key)
        .map(|(_, value)| value.split(" #").next().unwrap_or_default().trim().to_owned())
        .ok_or_else(|| CreateError::new(format!("module.yaml: {key} is missing")))
}
