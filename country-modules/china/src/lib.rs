//! The country module for mainland China: its rulebook, and what YAML cannot do well.
#![forbid(unsafe_code)]

mod characters;
mod script;
mod superlatives;

use guidance_country_module::{
    CallContext, CountryModule, CreateError, Logger, NativeFunction, RulebookModule, Status, Value,
    export_module,
};

/// Functions that rules call as `native.<name>(…)`.
pub const NATIVE_FUNCTIONS: [NativeFunction; 2] = [
    NativeFunction { name: "script", arity: 1, function: script::native },
    NativeFunction { name: "superlatives", arity: 2, function: superlatives::native },
];

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

/// An argument that must be a text.
fn text(arguments: &[Value], index: usize) -> Result<&str, String> {
    arguments[index].as_text().ok_or_else(|| format!("argument {} must be a text", index + 1))
}

#[cfg(test)]
mod tests;
