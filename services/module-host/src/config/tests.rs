use super::Config;

fn arguments<'a>(dir: &'a str, file: &'a str, trust: &'a str, extra: &[&'a str]) -> Vec<&'a str> {
    let base = [
        "module-host",
        "--data",
        dir,
        "--listen",
        "127.0.0.1:0",
        "--packages",
        dir,
        "--trust",
        trust,
        "--runner",
        file,
        "--stock-library",
        file,
    ];
    base.into_iter().chain(extra.iter().copied()).collect()
}

#[test]
fn says_what_is_wrong_on_one_line() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let trust = dir.path().join("trust.toml");
    std::fs::write(&trust, "").expect("writable");
    let bad = dir.path().join("bad.toml");
    std::fs::write(&bad, "[[publisher]]\nnom = 1\n").expect("writable");
    let (dir, trust, bad) = (dir.path().to_str(), trust.to_str(), bad.to_str());
    let (dir, trust, bad) = (dir.expect("UTF-8"), trust.expect("UTF-8"), bad.expect("UTF-8"));

    for (line, expected) in [
        (arguments(dir, trust, trust, &["--call-timeout", "0"]), "--call-timeout"),
        (arguments(dir, trust, trust, &["--max-message-bytes", "0"]), "--max-message-bytes must be 1 to"),
        (arguments(dir, trust, trust, &["--frobnicate"]), "--frobnicate"),
        (arguments("/nonexistent", trust, trust, &[]), "--packages /nonexistent: no such folder"),
        (arguments(dir, "/nonexistent", trust, &[]), "--runner /nonexistent: no such file"),
        (arguments(dir, trust, "/nonexistent", &[]), "--trust /nonexistent: "),
        (arguments(dir, trust, bad, &[]), "nom"),
        (vec!["module-host"], "required arguments were not provided: --data <DIR>"),
    ] {
        let message = Config::parse(line).expect_err(expected).to_string();
        assert!(message.contains(expected), "{message:?} does not say {expected:?}");
        assert!(!message.contains('\n'), "{message:?} is more than one line");
    }
    assert!(Config::parse(arguments(dir, trust, trust, &["--exit-on-stdin-eof"])).is_ok());
}
