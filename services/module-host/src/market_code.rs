//! The code of a market.

use std::fmt;

/// ISO 3166-1 alpha-2 code of a market, in upper case, for example `CN`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarketCode([u8; 2]);

impl MarketCode {
    /// Reads a code in either case. `None` when `text` is not two ASCII letters.
    pub fn parse(text: &str) -> Option<Self> {
        let code: [u8; 2] = text.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_alphabetic).then(|| Self(code.map(|letter| letter.to_ascii_uppercase())))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ASCII letters, checked by parse")
    }
}

impl fmt::Display for MarketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for MarketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::MarketCode;

    #[test]
    fn reads_two_letters_in_either_case() {
        for (text, code) in [
            ("CN", Some("CN")),
            ("cn", Some("CN")),
            ("jP", Some("JP")),
            ("", None),
            ("C", None),
            ("CHN", None),
            ("C1", None),
            ("é", None),
        ] {
            assert_eq!(MarketCode::parse(text).as_ref().map(MarketCode::as_str), code, "{text:?}");
        }
    }
}
