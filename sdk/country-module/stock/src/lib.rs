//! The stock module: serves any rulebook, for teams that ship data and no code.
#![forbid(unsafe_code)]

use guidance_country_module::{RulebookModule, export_module};

export_module!(RulebookModule);
