use std::time::Duration;

use tonic_types::ErrorDetails;

use super::*;

#[test]
fn a_status_says_what_happened_where_and_what_to_do() {
    let mut unknown = ErrorDetails::with_error_info(
        "UNKNOWN_MARKET",
        "marketguidance",
        [("nearest".to_owned(), "CN".to_owned())],
    );
    let unknown_market = "no market \"CM\", did you mean CN? available: CN, IN";
    let mut restarting = ErrorDetails::with_error_info(
        "MODULE_RESTARTING",
        "marketguidance",
        [("market".to_owned(), "CN".to_owned())],
    );
    restarting.set_retry_info(Some(Duration::from_secs(1)));
    let mut bad = ErrorDetails::new();
    bad.add_bad_request_violation("plan.tone", "`loud` is not valid here; valid here: informative");
    bad.add_bad_request_violation("as_of", "as_of: no date");
    unknown.set_retry_info(None);
    for (code, message, details, expected) in [
        (
            Code::NotFound,
            unknown_market,
            unknown,
            "no market \"CM\", did you mean CN? available: CN, IN\n  (NOT_FOUND, UNKNOWN_MARKET)",
        ),
        (
            Code::Unavailable,
            "the module is being started again",
            restarting,
            "the module is being started again\n  try again in 1 s\n  (UNAVAILABLE, MODULE_RESTARTING)",
        ),
        (
            Code::InvalidArgument,
            "2 fields are not valid",
            bad,
            "the request does not hold\n  plan.tone: `loud` is not valid here; valid here: informative\n  as_of: no date\n  (INVALID_ARGUMENT)",
        ),
        (Code::Internal, "", ErrorDetails::new(), "INTERNAL\n  (INTERNAL)"),
    ] {
        let status = Status::with_error_details(code, message, details);
        assert_eq!(Fault::of(&status).to_string(), expected);
    }
}
