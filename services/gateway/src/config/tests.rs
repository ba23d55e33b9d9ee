use super::*;

fn parse(flags: &str) -> Result<Config, String> {
    let args = std::iter::once("gateway").chain(flags.split_whitespace());
    Config::from_args(args).map_err(|error| one_line(&error))
}

#[test]
fn defaults() {
    let config = parse("--listen 127.0.0.1:0 --host localhost:7001").expect("the least that is needed");
    assert_eq!(config.max_message_bytes, 4 * 1024 * 1024);
    assert_eq!(config.deadline, Duration::from_secs(10));
    assert!(!config.exit_on_stdin_eof);
}

#[test]
fn refusals_are_one_line_that_names_the_flag() {
    let cases = [
        ("", "--listen"),
        ("--listen 127.0.0.1:0", "--host"),
        ("--listen nowhere --host localhost:7001", "--listen"),
        ("--listen 127.0.0.1:0 --host localhost", "host:port"),
        ("--listen 127.0.0.1:0 --host localhost:0", "host:port"),
        ("--listen 127.0.0.1:0 --host user@localhost:1", "host:port"),
        ("--listen 127.0.0.1:0 --host a:1 --host a:1", "given twice"),
        ("--listen 127.0.0.1:0 --host a:1 --deadline 0", "--deadline"),
        ("--listen 127.0.0.1:0 --host a:1 --deadline 601", "--deadline"),
        ("--listen 127.0.0.1:0 --host a:1 --max-message-bytes 1023", "--max-message-bytes"),
        ("--listen 127.0.0.1:0 --host a:1 --max-message-bytes 16777217", "--max-message-bytes"),
        ("--listen 127.0.0.1:0 --host a:1 --color", "--color"),
    ];
    for (flags, named) in cases {
        let line = parse(flags).expect_err(flags);
        assert!(line.starts_with("error: "), "{flags:?} gave {line:?}, which does not start with `error: `");
        assert!(
            line.contains(named) && !line.contains('\n'),
            "{flags:?} gave {line:?}, which does not name {named}"
        );
    }
}
