//! From files to a module that has said what it is: or a refusal that says what to do.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use guidance_abi::{ABI_VERSION, INTERNAL, OK};
use guidance_proto::module::v1::hello::Outcome;
use guidance_proto::module::v1::{Call, CallContext, DescribeResponse, Hello, Refusal};
use guidance_proto::v1::Market;
use prost::Message as _;

use crate::config::Config;
use crate::library::{CreateRefusal, LibraryError, Module, ModuleLibrary};
use crate::serve::{Answer, Log};
use crate::status;

/// Version of the frames this runner speaks.
pub const PROTOCOL_VERSION: u32 = 1;

/// The method that a module describes itself by.
pub const DESCRIBE: &str = "/marketguidance.module.v1.ModuleService/Describe";

/// Most bytes of a rulebook.
pub const MAX_RULEBOOK_BYTES: u64 = 64 << 20;

/// Loads the library, makes the module from its rulebook, and asks it what it is.
///
/// # Errors
/// The refusal for the Hello: `LIBRARY_NOT_LOADABLE`, `ABI_MISMATCH`, `RULEBOOK_INVALID`, `CREATE_FAILED` or `DESCRIBE_FAILED`.
pub fn open(config: &Config, log: Log) -> Result<(Market, impl Fn(&Call) -> Answer + use<>), Refusal> {
    let library = ModuleLibrary::load(&config.library).map_err(refused_library)?;
    let rulebook = read_rulebook(&config.rulebook)?;
    let module = library.create(&rulebook, log).map_err(refused_create)?;
    drop(rulebook);
    let market = describe(&module)?;
    Ok((market, move |call: &Call| module.call(&call.method, &call.context, &call.request)))
}

/// The Hello of a module that is ready.
pub fn loaded(market: Market) -> Hello {
    hello(Outcome::Module(market))
}

/// The Hello of a module that is not.
pub fn refused(refusal: Refusal) -> Hello {
    hello(Outcome::Refusal(refusal))
}

fn hello(outcome: Outcome) -> Hello {
    Hello { protocol_version: PROTOCOL_VERSION, abi_version: ABI_VERSION, outcome: Some(outcome) }
}

fn read_rulebook(path: &Path) -> Result<Vec<u8>, Refusal> {
    let invalid = |what: String| refusal("RULEBOOK_INVALID", format!("{}: {what}", path.display()));
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_RULEBOOK_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| invalid(format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MAX_RULEBOOK_BYTES {
        return Err(invalid(format!("longer than the {MAX_RULEBOOK_BYTES} bytes that a rulebook may have")));
    }
    Ok(bytes)
}

/// What the module says it is. Digest and publisher are the host's to say; the module is told the time, and no more.
fn describe(module: &Module) -> Result<Market, Refusal> {
    let failed =
        |what: String| refusal("DESCRIBE_FAILED", format!("the module does not describe itself: {what}"));
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let context = CallContext { now_unix_seconds: since_epoch.as_secs().cast_signed(), ..Default::default() };
    let Answer { code, body } = module.call(DESCRIBE, &context.encode_to_vec(), &[]);
    if code != OK {
        let message = status::message(&body).unwrap_or_else(|| "it gives no reason".to_owned());
        return Err(failed(format!("{DESCRIBE} answered code {code}: {message}")));
    }
    let response = DescribeResponse::decode(body)
        .map_err(|error| failed(format!("{DESCRIBE} answered no DescribeResponse: {error}")))?;
    let market = response.module.unwrap_or_default();
    for (field, value) in
        [("market", &market.market), ("module", &market.module), ("module_version", &market.module_version)]
    {
        if value.is_empty() {
            return Err(failed(format!("{DESCRIBE} answered without module.{field}")));
        }
    }
    Ok(market)
}

fn refused_library(error: LibraryError) -> Refusal {
    let reason = match &error {
        LibraryError::NotLoadable(_) => "LIBRARY_NOT_LOADABLE",
        LibraryError::NoEntry | LibraryError::OtherVersion { .. } | LibraryError::BrokenTable(_) => {
            "ABI_MISMATCH"
        }
    };
    refusal(reason, error.to_string())
}

/// The rulebook is at fault, unless the module says that it is itself.
fn refused_create(CreateRefusal { code, message }: CreateRefusal) -> Refusal {
    let reason = if code == INTERNAL { "CREATE_FAILED" } else { "RULEBOOK_INVALID" };
    let message = if message.is_empty() {
        format!("the module refuses its rulebook with code {code} and gives no reason")
    } else {
        message
    };
    refusal(reason, message)
}

fn refusal(reason: &str, message: String) -> Refusal {
    Refusal { reason: reason.to_owned(), message }
}
