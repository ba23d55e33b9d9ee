use bytes::Bytes;
use guidance_proto::v1::ListRulesResponse;
use prost::Message as _;
use tonic::Code;
use tonic_types::StatusExt as _;

use super::{MAX_DETAILS_BYTES, MAX_MESSAGE_BYTES, pass_on};
use crate::runner::Answer;

fn encoded(code: i32, message: &str, details: usize) -> Bytes {
    let details = (0..details).map(|_| Default::default()).collect();
    tonic_types::Status { code, message: message.into(), details }.encode_to_vec().into()
}

#[test]
fn good_bytes_are_passed_on_untouched() {
    let body: Bytes =
        ListRulesResponse { next_page_token: "x".into(), ..Default::default() }.encode_to_vec().into();
    assert_eq!(pass_on(Answer { code: 0, body: body.clone() }, "CN".into(), 100).expect("good"), body);
    assert_eq!(
        pass_on(Answer { code: 0, body: Bytes::new() }, "CN".into(), 100).expect("good"),
        Bytes::new()
    );
}

#[test]
fn the_modules_own_errors_keep_code_message_and_details() {
    let body = encoded(3, "plan.channels: is empty", 1);
    let status = pass_on(Answer { code: 3, body: body.clone() }, "CN".into(), 100).expect_err("an error");
    assert_eq!((status.code(), status.message()), (Code::InvalidArgument, "plan.channels: is empty"));
    assert_eq!(status.details(), body);
}

#[test]
fn errors_are_cut_to_what_headers_carry() {
    let long = "é".repeat(MAX_MESSAGE_BYTES);
    for body in [encoded(3, &long, 0), encoded(3, "short", MAX_DETAILS_BYTES)] {
        let status = pass_on(Answer { code: 3, body }, "CN".into(), 100).expect_err("an error");
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().len() <= MAX_MESSAGE_BYTES && status.details().len() <= MAX_DETAILS_BYTES);
    }
}

#[test]
fn rubbish_is_called_rubbish() {
    let large = Bytes::from(vec![0; 101]);
    for (code, body, expected, reason) in [
        (0, Bytes::from_static(b"\xff\xff\xff"), Code::Internal, "MODULE_ANSWERED_RUBBISH"),
        (0, large, Code::ResourceExhausted, "RESPONSE_TOO_LARGE"),
        (17, encoded(17, "", 0), Code::Internal, "MODULE_ANSWERED_RUBBISH"),
        (3, Bytes::from_static(b"\xff"), Code::Internal, "MODULE_ANSWERED_RUBBISH"),
    ] {
        let status = pass_on(Answer { code, body }, "CN".into(), 100).expect_err(reason);
        assert_eq!(status.code(), expected);
        let info = status.get_details_error_info().expect("an ErrorInfo");
        assert_eq!((info.reason.as_str(), info.domain.as_str()), (reason, "marketguidance"));
    }
}
