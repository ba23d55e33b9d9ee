use std::fs;

use jiff::civil::{Date, date};
use serde_json::json;

use super::{
    Digest, Kind, Package, Version,
    fixture::{Fixture, trust_in_key_1},
};
use crate::{error::Reason, trust::Trust};

const TODAY: Date = date(2026, 11, 23);

fn trust() -> Trust {
    Trust::parse(&trust_in_key_1()).expect("a good trust file")
}

#[test]
fn opens_good_packages() {
    for (fixture, kind) in [(Fixture::rulebook(), Kind::Rulebook), (Fixture::native(), Kind::Native)] {
        let directory = tempfile::tempdir().expect("a temporary folder");
        let digest = fixture.write(directory.path());
        let package = Package::open(directory.path(), &trust(), TODAY).expect("a good package");
        assert_eq!((package.digest, package.manifest.kind), (digest, kind));
        assert_eq!(package.rulebook.digest, Digest::of(b"rulebook"));
        assert_eq!(package.library.is_some(), kind == Kind::Native);
        assert_eq!(package.publisher, "development", "the publisher is who signed, not who the package says");
    }
}

#[test]
fn refuses_bad_packages_and_says_why() {
    let unsigned = || Fixture { key: None, ..Fixture::rulebook() };
    let other = Digest::of(b"another image").to_string();
    for (name, fixture, reason, hint) in [
        ("unsigned", unsigned(), Reason::NotSigned, "guidance module pack"),
        ("key 2", Fixture { key: Some(2), ..Fixture::rulebook() }, Reason::UntrustedKey, "trust file"),
        (
            "signature of another image",
            Fixture { signed_digest: Some(other), ..Fixture::rulebook() },
            Reason::NotSigned,
            "is not about sha256:",
        ),
        (
            "newer ABI",
            Fixture::native().with("abi", json!(2)),
            Reason::UnsupportedAbi,
            "update the module host",
        ),
        ("older ABI", Fixture::native().with("abi", json!(0)), Reason::UnsupportedAbi, "newer SDK"),
        (
            "other target",
            Fixture::native().with("target", json!("riscv64-unknown-linux-gnu")),
            Reason::WrongTarget,
            "riscv64",
        ),
        ("unknown key", Fixture::rulebook().with("colour", json!("red")), Reason::BadPackage, "colour"),
        (
            "small market",
            Fixture::rulebook().with("market", json!("cn")),
            Reason::BadPackage,
            "capital letters",
        ),
        (
            "bad name",
            Fixture::rulebook().with("module", json!("../china")),
            Reason::BadPackage,
            "module name",
        ),
        ("bad version", Fixture::rulebook().with("version", json!("1.0")), Reason::BadPackage, "MAJOR.MINOR"),
        ("bad kind", Fixture::rulebook().with("kind", json!("wasm")), Reason::BadPackage, "wasm"),
        (
            "rulebook with target",
            Fixture::rulebook().with("target", json!("x")),
            Reason::BadPackage,
            "target",
        ),
        (
            "rulebook with library",
            Fixture { library: Some(vec![1]), ..Fixture::rulebook() },
            Reason::BadPackage,
            "nothing else",
        ),
        (
            "native without library",
            Fixture { library: None, ..Fixture::native() },
            Reason::BadPackage,
            "one library layer",
        ),
        (
            "not a module",
            Fixture { artifact_type: "application/vnd.example", ..Fixture::rulebook() },
            Reason::BadPackage,
            "artifactType",
        ),
    ] {
        let directory = tempfile::tempdir().expect("a temporary folder");
        fixture.write(directory.path());
        let rejected = Package::open(directory.path(), &trust(), TODAY).expect_err(name);
        assert_eq!(rejected.refusal.reason, reason, "{name}: {}", rejected.refusal);
        assert!(rejected.refusal.message.contains(hint), "{name}: {} lacks {hint:?}", rejected.refusal);
    }
}

#[test]
fn refuses_every_document_that_was_touched() {
    let directory = tempfile::tempdir().expect("a temporary folder");
    Fixture::native().write(directory.path());
    let layers = [Digest::of(b"rulebook").hex(), Digest::of(b"library").hex()];
    let unread = Digest::of(b"{}").hex();
    for entry in fs::read_dir(directory.path().join("blobs/sha256")).expect("readable") {
        let path = entry.expect("readable").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8").to_owned();
        // Layers are hashed when the store copies them; nobody reads the signature's config.
        if layers.contains(&name) || name == unread {
            continue;
        }
        let good = fs::read(&path).expect("readable");
        let mut bad = good.clone();
        *bad.last_mut().expect("not empty") ^= 1;
        fs::write(&path, bad).expect("writable");
        let rejected = Package::open(directory.path(), &trust(), TODAY).expect_err("touched");
        assert_eq!(rejected.refusal.reason, Reason::BadDigest, "{name}");
        fs::remove_file(&path).expect("removable");
        assert!(Package::open(directory.path(), &trust(), TODAY).is_err(), "{name} is missing");
        fs::write(&path, good).expect("writable");
    }
    assert!(Package::open(directory.path(), &trust(), TODAY).is_ok());
}

#[test]
fn reads_plain_files_only() {
    let directory = tempfile::tempdir().expect("a temporary folder");
    Fixture::rulebook().write(directory.path());
    let index = directory.path().join("index.json");
    let elsewhere = directory.path().join("elsewhere.json");
    fs::rename(&index, &elsewhere).expect("renamed");
    std::os::unix::fs::symlink(&elsewhere, &index).expect("linked");
    assert!(Package::open(directory.path(), &trust(), TODAY).is_err(), "a link is followed");
    fs::remove_file(&index).expect("removed");
    rustix::fs::mkfifoat(rustix::fs::CWD, &index, rustix::fs::Mode::RWXU).expect("a pipe");
    assert!(Package::open(directory.path(), &trust(), TODAY).is_err(), "a pipe is read");
}

#[test]
fn versions_are_ordered() {
    let ordered = ["0.1.0-alpha", "0.1.0-beta", "0.1.0", "0.1.1-rc.1", "0.1.1", "0.2.0", "0.10.0", "1.0.0"];
    let versions: Vec<Version> = ordered.iter().map(|text| text.parse().expect(text)).collect();
    assert!(versions.is_sorted());
    for (version, text) in versions.iter().zip(ordered) {
        assert_eq!(version.to_string(), text);
    }
    for text in ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "+1.0.0", "1.0.x", "1.0.0-a b"] {
        assert!(text.parse::<Version>().is_err(), "{text:?}");
    }
}

#[test]
fn digests_have_one_spelling() {
    let digest = Digest::of(b"");
    let text = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(digest.to_string(), text);
    assert_eq!(text.parse(), Ok(digest));
    for text in [&text.to_uppercase(), &text[..70], &text[7..], "sha512:00", &text.replace('e', "é")] {
        assert!(text.parse::<Digest>().is_err(), "{text:?}");
    }
}
