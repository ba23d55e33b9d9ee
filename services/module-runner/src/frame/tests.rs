use std::io::{self, Read};

use guidance_proto::module::v1::{Call, Frame, Hello, frame::Kind};
use prost::Message as _;

use super::{CallReader, MAX_FRAME_BYTES};
use crate::error::Error;

/// Gives its bytes away in pieces of a size.
struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.size.min(buffer.len());
        self.bytes.by_ref().take(size as u64).read(buffer)
    }
}

fn framed(kind: Kind) -> Vec<u8> {
    Frame { kind: Some(kind) }.encode_length_delimited_to_vec()
}

fn call(id: u64, request: usize) -> Call {
    Call { id, method: "/a.B/C".to_owned(), context: vec![1; 40].into(), request: vec![2; request].into() }
}

/// All calls until the end of the bytes.
fn read_all(bytes: &[u8], size: usize) -> Result<Vec<Call>, Error> {
    let mut reader = CallReader::new(Pieces { bytes, size });
    let mut calls = Vec::new();
    while reader.read_batch(&mut calls)? {}
    Ok(calls)
}

#[test]
fn calls_arrive_whole_however_they_are_cut() {
    let calls: Vec<Call> = (0..5).map(|id| call(id, [0, 1, 100, 20_000, 200_000][id as usize])).collect();
    let bytes: Vec<u8> = calls.iter().flat_map(|call| framed(Kind::Call(call.clone()))).collect();
    for size in [1, 2, 7, 1000, 64 << 10, usize::MAX] {
        assert_eq!(read_all(&bytes, size).expect("these are frames"), calls, "in pieces of {size} bytes");
    }
}

#[test]
fn all_complete_calls_of_a_read_come_in_one_batch() {
    let bytes: Vec<u8> = (0..50).flat_map(|id| framed(Kind::Call(call(id, 10)))).collect();
    let mut calls = Vec::new();
    assert!(CallReader::new(bytes.as_slice()).read_batch(&mut calls).unwrap());
    assert_eq!(calls.len(), 50);
}

#[test]
fn the_longest_frame_passes_and_a_longer_one_ends_the_connection() {
    let overhead = framed(Kind::Call(call(1, MAX_FRAME_BYTES - 100))).len() - 4 - (MAX_FRAME_BYTES - 100);
    let longest = framed(Kind::Call(call(1, MAX_FRAME_BYTES - overhead)));
    assert_eq!(longest.len(), MAX_FRAME_BYTES + 4, "the test builds a frame of exactly the limit");
    assert_eq!(read_all(&longest, usize::MAX).expect("the limit itself is allowed").len(), 1);

    for prefix in [vec![0x81, 0x80, 0x80, 0x08], vec![0xff; 4], vec![0xff; 10]] {
        let error = read_all(&prefix, 1).expect_err("the length alone is enough to refuse it");
        assert!(matches!(error, Error::FrameTooLong(length) if length > MAX_FRAME_BYTES as u64), "{error}");
    }
}

#[test]
fn what_is_no_call_ends_the_connection() {
    for (bytes, says) in [
        (framed(Kind::Hello(Hello::default())), "a Hello"),
        (vec![0], "an empty frame"),
        (vec![2, 0xff, 0xff], "no call: "),
    ] {
        let error = read_all(&bytes, usize::MAX).expect_err(says).to_string();
        assert!(error.contains(says), "{error:?} should say {says:?}");
    }
}

#[test]
fn a_cut_frame_is_the_end_not_a_call() {
    let bytes = framed(Kind::Call(call(1, 10)));
    assert_eq!(read_all(&bytes[..bytes.len() - 1], usize::MAX).unwrap(), []);
}
