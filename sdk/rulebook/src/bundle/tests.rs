//! Bytes that are a bundle, and bytes that are none.

use super::*;

/// Bytes of a header, and what each file is filled up to.
const BLOCK: usize = 512;

fn bundle() -> Bundle {
    let files =
        [("a.yaml", "first: 1\n".repeat(100)), ("b.yaml", String::new()), ("c.yaml", "日本\n".to_owned())];
    Bundle::from_files(files.map(|(path, text)| (path.to_owned(), text)))
}

/// A tar of one entry whose header says so.
fn entry(kind: tar::EntryType, size: u64, data: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path("a.yaml").expect("a short path");
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
    bytes
}

#[test]
fn its_own_bytes_are_read_back() {
    let bytes = bundle().to_tar();
    assert_eq!(Bundle::from_tar(&bytes).expect("its own bytes"), bundle());
}

#[test]
fn bytes_that_end_within_a_file_are_refused() {
    let bytes = bundle().to_tar();
    let data_of_c = BLOCK + 1024 + BLOCK + BLOCK;
    for until in [BLOCK, BLOCK + 1, BLOCK + 899, data_of_c, data_of_c + 1, data_of_c + 6] {
        let read = Bundle::from_tar(&bytes[..until]);
        assert!(matches!(read, Err(BundleError::Unreadable(_))), "the first {until} bytes: {read:?}");
    }
}

#[test]
fn what_a_header_claims_is_not_believed() {
    for kind in [tar::EntryType::Regular, tar::EntryType::Directory] {
        for size in [3 * BLOCK as u64 + 1, 40 << 20, u64::MAX >> 1, u64::MAX] {
            let read = Bundle::from_tar(&entry(kind, size, b"a: 1"));
            assert!(matches!(read, Err(BundleError::Unreadable(_))), "{kind:?} of {size} bytes: {read:?}");
        }
    }
}

#[test]
fn what_is_no_text_or_too_large_is_refused() {
    let read = Bundle::from_tar(&entry(tar::EntryType::Regular, 2, b"\xff\xfe"));
    assert!(matches!(read, Err(BundleError::NotText(_))), "{read:?}");
    let large = vec![b'#'; MOST_BYTES + 1];
    let read = Bundle::from_tar(&entry(tar::EntryType::Regular, large.len() as u64, &large));
    assert!(matches!(read, Err(BundleError::TooLarge(_))), "{read:?}");
}
