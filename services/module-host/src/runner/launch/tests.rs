use std::{fs, path::Path, sync::Arc};

use serde_json::json;

use super::Launcher;
use crate::{
    error::Reason,
    package::Digest,
    runner::{CallContexts, Launch as _},
    store::Store,
};

fn launcher(data: &Path, runner: &str) -> Launcher {
    let blob = data.join("blob");
    fs::write(&blob, b"blob").expect("writable");
    let store = Store::open(data).expect("a store");
    let digest = store.add_own(&blob).expect("copied");
    let manifest = json!({
        "market": "CN", "module": "china", "version": "0.1.0", "kind": "rulebook", "abi": 1,
        "publisher": "affiliates/cn", "languages": ["en"],
    });
    Launcher {
        runner: runner.into(),
        store: Arc::new(store),
        library: digest,
        rulebook: digest,
        manifest: serde_json::from_value(manifest).expect("a good manifest"),
        contexts: CallContexts::new(digest.to_string(), "development".into()),
    }
}

#[tokio::test]
async fn says_why_a_runner_does_not_come_up() {
    for (runner, expected) in [
        ("/nonexistent/runner", "/nonexistent/runner does not start"),
        ("/bin/false", "it ended before it said hello (exit code 1)"),
    ] {
        let data = tempfile::tempdir().expect("a temporary folder");
        let refusal = launcher(data.path(), runner).launch().await.expect_err(runner);
        assert_eq!(refusal.reason, Reason::NotStarted);
        assert!(refusal.message.contains(expected), "{refusal} does not say {expected:?}");
    }
}

#[tokio::test]
async fn a_changed_blob_is_never_given_to_a_runner() {
    let data = tempfile::tempdir().expect("a temporary folder");
    let mut launcher = launcher(data.path(), "/bin/false");
    let stored = launcher.store.verify(Digest::of(b"blob")).expect("stored");
    fs::remove_file(&stored).expect("removable");
    fs::write(&stored, b"evil").expect("writable");
    assert_eq!(launcher.launch().await.expect_err("changed").reason, Reason::BadDigest);
}
