//! The time a caller gives, from the header `grpc-timeout`.

use std::time::Duration;

use http::HeaderMap;

/// Kept back of the caller's time, so that the host's own answer, which says what ran out, comes before tonic's.
const MARGIN: Duration = Duration::from_millis(2);

/// The time a caller gives. `None` when it gives none, or one that cannot be read: the contract bounds every wait anyway.
pub(super) fn of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let count: u64 = digits.parse().ok()?;
    let timeout = match unit {
        "H" => Duration::from_secs(count * 3600),
        "M" => Duration::from_secs(count * 60),
        "S" => Duration::from_secs(count),
        "m" => Duration::from_millis(count),
        "u" => Duration::from_micros(count),
        "n" => Duration::from_nanos(count),
        _ => return None,
    };
    Some(timeout.saturating_sub(MARGIN))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderValue};

    #[test]
    fn reads_what_grpc_writes() {
        for (text, expected) in [
            ("100m", Some(Duration::from_millis(98))),
            ("10S", Some(Duration::from_millis(9_998))),
            ("5000000u", Some(Duration::from_millis(4_998))),
            ("99999999H", Some(Duration::from_secs(99_999_999 * 3600) - Duration::from_millis(2))),
            ("1n", Some(Duration::ZERO)),
            ("100000000m", None),
            ("m", None),
            ("", None),
            ("+1m", None),
            ("10s", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-timeout", HeaderValue::from_static(text));
            assert_eq!(super::of(&headers), expected, "{text:?}");
        }
        assert_eq!(super::of(&HeaderMap::new()), None);
    }
}
