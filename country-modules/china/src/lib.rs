//! The country module for mainland China: its rulebook, and what YAML cannot do well.
#![forbid(unsafe_code)]

mod superlatives;

use guidance_country_module::{
    CallContext, CountryModule, CreateError, Logger, NativeFunction, RulebookModule, Status, export_module,
};

/// Functions that rules call as `native.<name>(…)`.
pub const NATIVE_FUNCTIONS: [NativeFunction; 1] =
    [NativeFunction { name: "superlatives", arity: 2, function: superlatives::native }];

/// The module.
#[derive(Debug)]
pub struct China(RulebookModule);

impl CountryModule for China {
    fn create(rulebook: &[u8], _log: Logger) -> Result<Self, CreateError> {
        RulebookModule::load(rulebook, NATIVE_FUNCTIONS).map(Self)
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        self.0.call(context, method, request)
    }
}

export_module!(China);
