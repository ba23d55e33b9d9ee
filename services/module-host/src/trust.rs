//! Whose packages are let in: publisher keys, bound to markets and kinds.

use jiff::civil::Date;
use p256::{
    ecdsa::{DerSignature, VerifyingKey, signature::Verifier as _},
    pkcs8::DecodePublicKey as _,
};
use serde::Deserialize;

use crate::{
    MarketCode,
    error::{Reason, Refusal},
    package::Kind,
};

/// The trust file, read. An empty one lets nothing in.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    publishers: Vec<Publisher>,
}

/// One key of a publisher, and what it is trusted for.
#[derive(Debug, Clone)]
struct Publisher {
    name: String,
    key: VerifyingKey,
    markets: Markets,
    kinds: Vec<Kind>,
    /// First day (UTC) on which the key is trusted no more.
    expires: Option<Date>,
}

#[derive(Debug, Clone)]
enum Markets {
    All,
    Only(Vec<MarketCode>),
}

/// A payload and a signature of it, neither trusted yet.
#[derive(Debug, Clone)]
pub struct Signed {
    /// What was signed.
    pub payload: Vec<u8>,
    /// ECDSA P-256 SHA-256 signature, DER.
    pub signature: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    publisher: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    key: String,
    markets: Vec<String>,
    kinds: Vec<Kind>,
    expires: Option<String>,
}

// === impl Trust ===

impl Trust {
    /// Reads a trust file.
    ///
    /// # Errors
    /// A message that says which entry is wrong, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = 1 + error.span().map_or(0, |span| text[..span.start].matches('\n').count());
            format!("line {line}: {}", error.message())
        })?;
        let publishers = file.publisher.into_iter().map(Entry::check).collect::<Result<_, _>>()?;
        Ok(Self { publishers })
    }

    /// Name of the publisher who signed, and is trusted for that market and kind today (UTC).
    ///
    /// # Errors
    /// A refusal that names the nearest miss: a key trusted for something else, one that has expired, or none at all.
    pub fn publisher(
        &self,
        signed: &Signed,
        market: MarketCode,
        kind: Kind,
        today: Date,
    ) -> Result<&str, Refusal> {
        let mut miss = None;
        for publisher in self.publishers.iter().filter(|publisher| publisher.signed(signed)) {
            match publisher.check(market, kind, today) {
                Ok(()) => return Ok(&publisher.name),
                Err(refusal) => miss = Some(refusal),
            }
        }
        Err(miss.unwrap_or_else(|| {
            Refusal::new(
                Reason::UntrustedKey,
                "no key of the trust file made its signature; sign it with a trusted key (guidance module pack), \
                 or add the publisher's public key to the trust file",
            )
        }))
    }
}

// === impl Publisher ===

impl Publisher {
    fn signed(&self, signed: &Signed) -> bool {
        DerSignature::from_bytes(&signed.signature)
            .is_ok_and(|signature| self.key.verify(&signed.payload, &signature).is_ok())
    }

    fn check(&self, market: MarketCode, kind: Kind, today: Date) -> Result<(), Refusal> {
        let name = &self.name;
        if let Some(expires) = self.expires.filter(|expires| today >= *expires) {
            let message = format!(
                "the key of publisher {name} that signed it expired on {expires}; sign it with a newer key"
            );
            return Err(Refusal::new(Reason::KeyExpired, message));
        }
        if !self.markets.contain(market) {
            let message = format!(
                "publisher {name} is not trusted for market {market}; add {market} to its markets in the trust file, \
                 or have the market's own publisher sign it"
            );
            return Err(Refusal::new(Reason::WrongMarket, message));
        }
        if !self.kinds.contains(&kind) {
            let message = format!(
                "publisher {name} is not trusted for {kind} modules; add {kind:?} to its kinds in the trust file, \
                 or ship another kind",
                kind = kind.as_str()
            );
            return Err(Refusal::new(Reason::WrongKind, message));
        }
        Ok(())
    }
}

// === impl Markets ===

impl Markets {
    fn contain(&self, market: MarketCode) -> bool {
        match self {
            Self::All => true,
            Self::Only(markets) => markets.contains(&market),
        }
    }
}

// === impl Entry ===

impl Entry {
    fn check(self) -> Result<Publisher, String> {
        let name = self.name;
        if name.is_empty() {
            return Err("publisher without a name; write name = \"affiliates/cn\"".into());
        }
        let key = VerifyingKey::from_public_key_pem(self.key.trim()).map_err(|error| {
            format!(
                "publisher {name}: key is not a P-256 public key in PEM (-----BEGIN PUBLIC KEY-----): {error}"
            )
        })?;
        let markets = match self.markets.as_slice() {
            [all] if all == "*" => Markets::All,
            codes => codes
                .iter()
                .map(|code| {
                    MarketCode::parse(code).ok_or_else(|| {
                        format!("publisher {name}: {code:?} is not a market; write a code such as \"CN\", or [\"*\"] for all")
                    })
                })
                .collect::<Result<_, _>>()
                .map(Markets::Only)?,
        };
        let expires = self
            .expires
            .map(|date| {
                date.parse::<Date>().map_err(|_| {
                    format!("publisher {name}: expires = {date:?} is not a date; write \"2027-01-31\"")
                })
            })
            .transpose()?;
        Ok(Publisher { name, key, markets, kinds: self.kinds, expires })
    }
}

#[cfg(test)]
mod tests;
