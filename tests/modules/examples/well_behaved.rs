//! Does everything right: the module to compare the others with.
#![forbid(unsafe_code)]

use misbehaving_modules::WellBehaved;

guidance_country_module::export_module!(WellBehaved);
