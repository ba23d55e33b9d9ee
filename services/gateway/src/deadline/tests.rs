use super::*;

#[test]
fn timeouts_are_read_as_the_protocol_has_them() {
    let cases = [
        ("1H", Some(Duration::from_secs(3600))),
        ("2M", Some(Duration::from_secs(120))),
        ("3S", Some(Duration::from_secs(3))),
        ("4m", Some(Duration::from_millis(4))),
        ("5u", Some(Duration::from_micros(5))),
        ("6n", Some(Duration::from_nanos(6))),
        ("0S", Some(Duration::ZERO)),
        ("99999999H", Some(Duration::from_secs(99_999_999 * 3600))),
        ("100000000S", None),
        ("S", None),
        ("", None),
        ("5", None),
        ("5s", None),
        ("-5S", None),
        ("+5S", None),
        (" 5S", None),
        ("5é", None),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text), expected, "grpc-timeout {text:?}");
    }
}

#[test]
fn the_shorter_of_both_holds() {
    let longest = Duration::from_secs(10);
    let cases = [
        (None, longest),
        (Some("20S"), longest),
        (Some("nonsense"), longest),
        (Some("10S"), longest - HEAD_START),
        (Some("1S"), Duration::from_millis(995)),
        (Some("10m"), Duration::from_millis(9)),
        (Some("0S"), Duration::ZERO),
    ];
    for (asked, expected) in cases {
        let mut headers = HeaderMap::new();
        if let Some(asked) = asked {
            headers.insert("grpc-timeout", asked.parse().expect("ASCII"));
        }
        assert_eq!(Deadline::of_call(&headers, longest).allowed, expected, "grpc-timeout {asked:?}");
    }
}
