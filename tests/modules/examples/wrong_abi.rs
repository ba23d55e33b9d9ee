//! Says that it was built for version 2 of the ABI. The one fixture that writes its export by hand.

use guidance_country_module::export::{ModuleTable, table};
use misbehaving_modules::WellBehaved;

static TABLE: ModuleTable = ModuleTable { abi_version: 2, ..table::<WellBehaved>() };

// SAFETY: nothing else in this library has this name.
#[unsafe(no_mangle)]
extern "C" fn guidance_module_entry_v1() -> *const ModuleTable {
    &raw const TABLE
}
