//! The country module for South Korea: its rulebook, and what YAML cannot do well.
#![forbid(unsafe_code)]

mod ad_mark;
mod hangul;
mod script;
mod speech_level;

use guidance_country_module::{
    CallContext, CountryModule, CreateError, Logger, NativeFunction, RulebookModule, Status, Value,
    export_module,
};

/// Functions that rules call as `native.<name>(…)`. Each takes a text and gives one word.
pub const NATIVE_FUNCTIONS: [NativeFunction; 3] = [
    NativeFunction { name: "ad_mark", arity: 1, function: ad_mark::native },
    NativeFunction { name: "script", arity: 1, function: script::native },
    NativeFunction { name: "speech_level", arity: 1, function: speech_level::native },
];

/// The module.
#[derive(Debug)]
pub struct Korea(RulebookModule);

impl CountryModule for Korea {
    fn create(rulebook: &[u8], _log: Logger) -> Result<Self, CreateError> {
        RulebookModule::load(rulebook, NATIVE_FUNCTIONS).map(Self)
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        self.0.call(context, method, request)
    }
}

export_module!(Korea);

/// Answers a native function of one text by one word.
fn word_for(arguments: &[Value], word: fn(&str) -> &'static str) -> Result<Value, String> {
    let [text] = arguments else { return Err(format!("one text is needed, not {}", arguments.len())) };
    let text = text.as_text().ok_or("a text is needed")?;
    Ok(Value::text(word(text)))
}

#[cfg(test)]
mod tests;
