//! Named pure functions of a module's own library, called from rules as `native.<name>(…)`.

use crate::value::Value;

/// A function of the module's library. It must be pure: the same arguments give the same value, no clock, no network.
#[derive(Debug, Clone, Copy)]
pub struct NativeFunction {
    /// Name, as rules write it after `native.`.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: usize,
    /// The function; `Err` says what is wrong with the arguments and becomes the rule's ERROR.
    pub function: fn(&[Value]) -> Result<Value, String>,
}

/// The functions of a library.
#[derive(Debug, Clone, Default)]
pub struct NativeFunctions {
    functions: Vec<NativeFunction>,
}

impl NativeFunctions {
    /// The functions of a library.
    pub fn new(functions: impl IntoIterator<Item = NativeFunction>) -> Self {
        Self { functions: functions.into_iter().collect() }
    }

    /// A function by name.
    pub(crate) fn find(&self, name: &str) -> Option<&NativeFunction> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// The names of all functions.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.functions.iter().map(|function| function.name).collect()
    }
}
