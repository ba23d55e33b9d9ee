use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use jiff::civil::date;

use super::Store;
use crate::{
    Error,
    error::Reason,
    package::{
        Digest, Package,
        fixture::{Fixture, trust_in_key_1},
    },
    trust::Trust,
};

fn package(directory: &Path) -> Package {
    Fixture::native().write(directory);
    let trust = Trust::parse(&trust_in_key_1()).expect("a good trust file");
    Package::open(directory, &trust, date(2026, 11, 23)).expect("a good package")
}

fn source(directory: &Path, content: &[u8]) -> PathBuf {
    directory.join("blobs/sha256").join(Digest::of(content).hex())
}

#[test]
fn keeps_blobs_read_only_under_their_digest() {
    let (data, from) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let package = package(from.path());
    let store = Store::open(data.path()).expect("a store");
    for _ in 0..2 {
        store.add(&package.layout, &package.rulebook).expect("added");
    }
    let path = store.verify(package.rulebook.digest).expect("stored");
    assert_eq!(fs::read(&path).expect("readable"), b"rulebook");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o444);
}

#[test]
fn a_blob_that_is_not_as_listed_leaves_nothing() {
    for content in [&b"RULEBOOK"[..], b"rule", b"rulebook and more"] {
        let (data, from) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let package = package(from.path());
        fs::write(source(from.path(), b"rulebook"), content).expect("writable");
        let store = Store::open(data.path()).expect("a store");
        let refusal = store.add(&package.layout, &package.rulebook).expect_err("not as listed");
        assert_eq!(refusal.reason, Reason::BadDigest);
        assert!(store.verify(package.rulebook.digest).is_err());
        assert_eq!(fs::read_dir(data.path().join("store/incoming")).expect("readable").count(), 0);
    }
}

#[test]
fn a_blob_changed_in_the_store_is_seen_and_mended() {
    let (data, from) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let package = package(from.path());
    let store = Store::open(data.path()).expect("a store");
    store.add(&package.layout, &package.rulebook).expect("added");
    let path = store.verify(package.rulebook.digest).expect("stored");
    fs::remove_file(&path).expect("removable");
    fs::write(&path, b"evil").expect("writable");
    assert_eq!(store.verify(package.rulebook.digest).expect_err("changed").reason, Reason::BadDigest);
    store.add(&package.layout, &package.rulebook).expect("added again");
    assert!(store.verify(package.rulebook.digest).is_ok());
}

#[test]
fn has_one_owner_and_forgets_unfinished_copies() {
    let data = tempfile::tempdir().expect("a folder");
    let store = Store::open(data.path()).expect("a store");
    assert!(
        matches!(Store::open(data.path()), Err(Error::Unusable(message)) if message.contains("another module host"))
    );
    let unfinished = data.path().join("store/incoming/unfinished");
    fs::write(&unfinished, b"half").expect("writable");
    drop(store);
    let _store = Store::open(data.path()).expect("a store");
    assert!(!unfinished.exists());
}

#[test]
fn takes_the_hosts_own_library() {
    let data = tempfile::tempdir().expect("a folder");
    let library = data.path().join("libstock.so");
    fs::write(&library, b"stock").expect("writable");
    let store = Store::open(data.path()).expect("a store");
    for _ in 0..2 {
        let digest = store.add_own(&library).expect("copied");
        assert_eq!(digest, Digest::of(b"stock"));
        assert_eq!(fs::read(store.verify(digest).expect("stored")).expect("readable"), b"stock");
    }
}
