//! Pages of a list (AIP-158).

use crate::FieldViolation;

/// A page of a list: where it begins, and how long it is.
#[derive(Debug)]
pub(super) struct Page {
    start: usize,
    size: usize,
    /// What a token must match: the list it was made for.
    list: u64,
}

const DEFAULT_SIZE: usize = 500;
const LARGEST: i32 = 1000;

impl Page {
    /// The page a request asks for. `list` names the list: whatever changes what stands in it, the package's digest above all. A token
    /// of another list is a violation.
    pub(super) fn of(size: i32, token: &str, list: &[&str], violations: &mut Vec<FieldViolation>) -> Self {
        let list = fingerprint(list);
        let size = match size {
            0 => DEFAULT_SIZE,
            1..=LARGEST => size as usize,
            _ => {
                let message = format!("{size} is outside 1 to {LARGEST}");
                violations.push(FieldViolation::new("page_size", message));
                DEFAULT_SIZE
            }
        };
        let start = if token.is_empty() { Some(0) } else { parse(token, list) };
        let start = start.unwrap_or_else(|| {
            let message =
                "the token is not of this list, or the module has changed since; begin with the first page";
            violations.push(FieldViolation::new("page_token", message));
            0
        });
        Self { start, size, list }
    }

    /// The items of the page, and the token of the next; empty on the last.
    pub(super) fn cut<T>(&self, items: Vec<T>) -> (Vec<T>, String) {
        let end = self.start.saturating_add(self.size);
        let next = if end < items.len() { format!("{end:x}.{:016x}", self.list) } else { String::new() };
        (items.into_iter().skip(self.start).take(self.size).collect(), next)
    }
}

fn parse(token: &str, list: u64) -> Option<usize> {
    let (start, of) = token.split_once('.')?;
    (u64::from_str_radix(of, 16).ok()? == list).then(|| usize::from_str_radix(start, 16).ok())?
}

/// 64-bit FNV-1a over the parts.
fn fingerprint(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
