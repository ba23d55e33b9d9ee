use bytes::BytesMut;
use guidance_proto::module::v1::{Call, Frame, Hello, LogLine, frame::Kind};
use prost::Message as _;

use super::{MAX_FRAME_BYTES, put_call, take};

fn log(text: &str) -> Kind {
    Kind::Log(LogLine { level: 3, message: text.into() })
}

fn encoded(kind: Kind) -> Vec<u8> {
    Frame { kind: Some(kind) }.encode_length_delimited_to_vec()
}

#[test]
fn a_call_written_by_hand_is_the_generated_one() {
    let mut out = BytesMut::new();
    let mut expected = Vec::new();
    for (id, method, context, size) in
        [(1, "/a.B/C", &b"context"[..], 3), (128, "", b"", 0), (u64::MAX, "/a.B/C", b"", 70_000)]
    {
        let request = vec![7; size];
        put_call(&mut out, id, method, context, &request);
        let (context, request) = (context.to_vec().into(), request.into());
        expected.push(Kind::Call(Call { id, method: method.into(), context, request }));
    }
    for call in expected {
        assert_eq!(take(&mut out), Ok(Some(call)));
    }
    assert_eq!(take(&mut out), Ok(None));
}

#[test]
fn frames_come_out_whole_however_they_are_cut() {
    let frames = [Kind::Hello(Hello::default()), log("short"), log(&"x".repeat(300))];
    let bytes: Vec<u8> = frames.iter().cloned().flat_map(encoded).collect();
    for step in [1, 2, 7, bytes.len()] {
        let (mut inbox, mut found) = (BytesMut::new(), Vec::new());
        for piece in bytes.chunks(step) {
            inbox.extend_from_slice(piece);
            while let Some(frame) = take(&mut inbox).expect("good frames") {
                found.push(frame);
            }
        }
        assert_eq!(found, frames, "in pieces of {step}");
    }
}

#[test]
fn rubbish_ends_the_connection() {
    let too_long = {
        let mut bytes = Vec::new();
        prost::encode_length_delimiter(MAX_FRAME_BYTES + 1, &mut bytes).expect("a Vec grows");
        bytes
    };
    for (bytes, expected) in [
        (vec![0xff; 10], "without a length"),
        (too_long, "at most 16777216"),
        (vec![1, 0xff], "is not one"),
        (vec![0], "unknown kind"),
        (vec![2, 0x32, 0], "unknown kind"),
    ] {
        let error = take(&mut BytesMut::from(&bytes[..])).expect_err(expected);
        assert!(error.contains(expected), "{error:?} does not say {expected:?}");
    }
}
