//! `trust.toml` for development.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Error, Result, package::DevelopmentKey};

/// Writes a `trust.toml` that trusts `key` for every market, and returns its path.
pub(super) fn write(data: &Path, key: &DevelopmentKey) -> Result<PathBuf> {
    let path = data.join("trust.toml");
    fs::write(&path, text(&key.public_key_pem())).map_err(Error::unwritable(&path))?;
    Ok(path)
}

fn text(public_key_pem: &str) -> String {
    format!(
        "# Written by `guidance up` for this machine alone. Elsewhere, name each publisher's own key and markets.\n\
         [[publisher]]\n\
         name = \"development\"\n\
         key = \"\"\"\n\
         {public_key_pem}\"\"\"\n\
         markets = [\"*\"]\n\
         kinds = [\"rulebook\", \"native\"]\n"
    )
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn is_toml_with_the_key_in_it() {
        let pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
        let table: toml::Table = text(pem).parse().expect("trust.toml must be TOML");
        let publisher = &table["publisher"][0];
        assert_eq!(publisher["key"].as_str(), Some(pem));
        assert_eq!(publisher["markets"][0].as_str(), Some("*"));
        assert_eq!(publisher["kinds"].as_array().map(Vec::len), Some(2));
    }
}
