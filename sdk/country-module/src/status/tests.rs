use prost::Message as _;

use super::{Code, FieldViolation, Status, rpc};

fn decoded(status: &Status) -> rpc::Status {
    rpc::Status::decode(status.encode().as_slice()).expect("a status is a google.rpc.Status")
}

#[test]
fn violations_travel_as_one_bad_request_and_in_the_message() {
    let status = Status::invalid_argument(vec![
        FieldViolation::new("as_of", "not a date: \"soon\""),
        FieldViolation::new("plan.channels[0].platform", "required"),
    ]);
    let sent = decoded(&status);
    assert_eq!(sent.code, 3);
    assert_eq!(sent.message, "as_of: not a date: \"soon\"; plan.channels[0].platform: required");
    assert_eq!(sent.details.len(), 1);
    assert_eq!(sent.details[0].type_url, "type.googleapis.com/google.rpc.BadRequest");
    let bad = rpc::BadRequest::decode(sent.details[0].value.as_slice()).unwrap();
    let fields: Vec<_> = bad.field_violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["as_of", "plan.channels[0].platform"]);
}

/// A host passes on 1 KiB of message and 8 KiB of status, and drops the details of what is longer.
#[test]
fn many_violations_travel_as_far_as_a_caller_can_be_sent_them() {
    let violations =
        (0..1000).map(|index| FieldViolation::new(format!("plan.channels[{index}].purpose"), "x".repeat(90)));
    let sent = Status::invalid_argument(violations.collect());
    let bytes = sent.encode().len();
    assert!(sent.message().len() <= 1 << 10 && bytes <= 8 << 10, "{bytes} bytes: {}", sent.message());
    assert!(sent.violations().len() > 40, "only {} are left", sent.violations().len());
    assert!(sent.message().ends_with(" more"), "{}", sent.message());
    let one = Status::invalid_argument(vec![FieldViolation::new("plan.tone", "x".repeat(100_000))]);
    assert_eq!(one.violations().len(), 1, "the first is always told");
}

#[test]
fn a_reason_travels_as_error_info_with_sorted_metadata() {
    let status = Status::failed_precondition("VERSION_NOT_LIVE", "version 2.0.0 is not live")
        .with_info("VERSION_NOT_LIVE", [("wanted", "2.0.0"), ("live", "1.0.0")]);
    let sent = decoded(&status);
    assert_eq!(sent.code, 9);
    assert_eq!(sent.details[0].type_url, "type.googleapis.com/google.rpc.ErrorInfo");
    let info = rpc::ErrorInfo::decode(sent.details[0].value.as_slice()).unwrap();
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("VERSION_NOT_LIVE", "marketguidance"));
    assert_eq!(
        info.metadata.into_iter().collect::<Vec<_>>(),
        [("live".to_owned(), "1.0.0".to_owned()), ("wanted".to_owned(), "2.0.0".to_owned()),]
    );
}

#[test]
fn the_bytes_are_those_of_google_rpc() {
    let status = Status::new(Code::NotFound, "no");
    assert_eq!(status.encode(), [0x08, 5, 0x12, 2, b'n', b'o'], "field 1 is the code, field 2 the message");
}

#[test]
fn every_constructor_has_its_code() {
    for (status, code) in [
        (Status::invalid_argument(Vec::new()), 3),
        (Status::not_found("UNKNOWN_PLATFORM", "no platform \"qq2\""), 5),
        (Status::failed_precondition("VERSION_NOT_LIVE", "x"), 9),
        (Status::unimplemented("/a.B/C"), 12),
        (Status::internal("x"), 13),
    ] {
        assert_eq!(decoded(&status).code, code, "{status}");
    }
}
