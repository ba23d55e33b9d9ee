//! The country module for Japan: its rulebook, and what YAML cannot do well.
#![forbid(unsafe_code)]

mod politeness;
mod script;
mod superlatives;

use guidance_country_module::{
    CallContext, CountryModule, CreateError, Logger, NativeFunction, RulebookModule, Status, Value,
    export_module,
};

/// Functions that rules call as `native.<name>(…)`.
pub const NATIVE_FUNCTIONS: [NativeFunction; 3] = [
    NativeFunction { name: "politeness", arity: 1, function: politeness::native },
    NativeFunction { name: "script", arity: 1, function: script::native },
    NativeFunction { name: "superlatives", arity: 2, function: superlatives::native },
];

/// The module.
#[derive(Debug)]
pub struct Japan(RulebookModule);

impl CountryModule for Japan {
    fn create(rulebook: &[u8], _log: Logger) -> Result<Self, CreateError> {
        RulebookModule::load(rulebook, NATIVE_FUNCTIONS).map(Self)
    }

    fn call(&self, context: &CallContext, method: &str, request: &[u8]) -> Result<Vec<u8>, Status> {
        self.0.call(context, method, request)
    }
}

export_module!(Japan);

/// An argument that must be a text.
fn text(arguments: &[Value], index: usize) -> Result<&str, String> {
    arguments[index].as_text().ok_or_else(|| format!("argument {} must be a text", index + 1))
}

fn is_kana(c: char) -> bool {
    is_hiragana(c) || is_katakana(c)
}

fn is_hiragana(c: char) -> bool {
    ('\u{3041}'..='\u{3096}').contains(&c)
}

/// Letters only: the middle dot and the long mark stand in Chinese texts too.
fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{ff66}'..='\u{ff9d}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests;
