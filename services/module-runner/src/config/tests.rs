use super::{Config, DEFAULT_MEMORY_BYTES};

fn parse(line: &str) -> Result<Config, String> {
    Config::from_args(line.split_whitespace().map(Into::into)).map_err(|error| error.to_string())
}

#[test]
fn a_complete_line_is_understood_in_any_order() {
    let expected = Config { library: "/l".into(), rulebook: "/r".into(), memory_bytes: DEFAULT_MEMORY_BYTES };
    assert_eq!(parse("--library /l --rulebook /r"), Ok(expected.clone()));
    assert_eq!(
        parse("--memory-bytes 4096 --rulebook /r --library /l"),
        Ok(Config { memory_bytes: 4096, ..expected })
    );
}

#[test]
fn a_wrong_line_says_what_is_wrong_and_how_to_call() {
    for (line, says) in [
        ("", "--library is missing"),
        ("--library /l", "--rulebook is missing"),
        ("--library", "--library needs a value"),
        ("--libary /l", "unknown argument --libary"),
        ("--library /l --rulebook /r --memory-bytes many", "--memory-bytes is no number of bytes: many"),
        ("--library /l --rulebook /r --memory-bytes 0", "--memory-bytes is no number of bytes: 0"),
    ] {
        let error = parse(line).expect_err(line);
        assert!(error.starts_with(says) && error.contains("usage: module-runner"), "{line:?} gave {error:?}");
    }
}
