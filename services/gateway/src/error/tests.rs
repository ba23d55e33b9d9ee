use super::*;

const HOST: &str = "127.0.0.1:7001";

/// One of each error a caller can meet, with the code, reason and metadata it gets.
fn table() -> Vec<(Error, Code, &'static str, Vec<&'static str>)> {
    let method = || "/a.B/C".to_owned();
    let unknown = |nearest: Option<&str>| Error::UnknownMarket {
        market: "CM".to_owned(),
        nearest: nearest.map(str::to_owned),
        available: vec!["CN".to_owned(), "JP".to_owned()],
    };
    let unreachable = Error::HostUnreachable {
        market: "CN".to_owned(),
        host: Authority::from_static(HOST),
        retry_after: Duration::from_secs(1),
    };
    let source = <guidance_proto::module::v1::RoutingKey as prost::Message>::decode(&[0xff_u8][..])
        .expect_err("a lone byte with its high bit set is not a message");
    vec![
        (Error::MissingMarket, Code::InvalidArgument, "INVALID_FIELD", vec![]),
        (unknown(Some("CN")), Code::NotFound, "UNKNOWN_MARKET", vec!["available", "market", "nearest"]),
        (unknown(None), Code::NotFound, "UNKNOWN_MARKET", vec!["available", "market", "nearest"]),
        (
            Error::Undecodable { method: method(), source },
            Code::InvalidArgument,
            "UNDECODABLE_REQUEST",
            vec!["method"],
        ),
        (
            Error::Unreadable { method: method(), reason: "it is empty".to_owned() },
            Code::InvalidArgument,
            "UNDECODABLE_REQUEST",
            vec!["method"],
        ),
        (Error::TooLarge { limit: 4096 }, Code::ResourceExhausted, "REQUEST_TOO_LARGE", vec!["limit_bytes"]),
        (Error::Compressed, Code::Unimplemented, "COMPRESSED_REQUEST", vec![]),
        (Error::AnswerTooLarge, Code::Internal, "ANSWER_TOO_LARGE", vec![]),
        (unreachable, Code::Unavailable, "HOST_UNREACHABLE", vec!["host", "market"]),
        (
            Error::Overloaded { what: "calls", limit: 1024 },
            Code::ResourceExhausted,
            "GATEWAY_OVERLOADED",
            vec!["limit", "of"],
        ),
        (
            Error::DeadlineExceeded { allowed: Duration::from_secs(10) },
            Code::DeadlineExceeded,
            "DEADLINE_PASSED",
            vec!["allowed_ms"],
        ),
    ]
}

#[test]
fn every_error_has_its_code_reason_and_metadata() {
    for (error, code, reason, keys) in table() {
        let status = Status::from(error);
        let details = status.get_error_details();
        assert_eq!(status.code(), code, "{status:?}");
        let info = details.error_info().expect("an ErrorInfo");
        let mut found: Vec<&str> = info.metadata.keys().map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!((info.reason.as_str(), info.domain.as_str(), found), (reason, DOMAIN, keys));
    }
}

#[test]
fn a_missing_market_names_the_field() {
    let details = Status::from(Error::MissingMarket).get_error_details();
    let violations = &details.bad_request().expect("a BadRequest").field_violations;
    assert_eq!(violations.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["market"]);
}

#[test]
fn what_passes_by_itself_says_when_to_retry() {
    for (error, code, reason, _) in table() {
        let may_retry = matches!(reason, "HOST_UNREACHABLE" | "GATEWAY_OVERLOADED");
        let status = Status::from(error);
        assert_eq!(status.get_error_details().retry_info().is_some(), may_retry, "{code:?} {reason}");
    }
}

#[test]
fn messages_are_lower_case_and_have_no_full_stop() {
    for (error, ..) in table() {
        let message = error.to_string();
        assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
    }
}

#[test]
fn an_unknown_market_is_named_with_the_others() {
    let messages: Vec<String> = table()
        .into_iter()
        .map(|(error, ..)| error.to_string())
        .filter(|it| it.starts_with("no market"))
        .collect();
    assert_eq!(
        messages,
        ["no market \"CM\", did you mean CN? available: CN, JP", "no market \"CM\"; available: CN, JP"]
    );
}
