use clap::Parser;
use guidance_proto::v1::Verdict::{CannotTell, Go, GoWithChanges, NoGo, Unspecified};

use super::Gate;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    gate: Gate,
}

#[test]
fn only_what_is_asked_for_passes() {
    for (flag, passing) in [
        (None, &[Go, GoWithChanges, CannotTell][..]),
        (Some("no_go"), &[Go, GoWithChanges, CannotTell]),
        (Some("cannot_tell"), &[Go, GoWithChanges]),
        (Some("changes"), &[Go]),
    ] {
        let words = ["review"].into_iter().chain(flag.map(|_| "--fail-on")).chain(flag);
        let gate = Line::parse_from(words).gate;
        for verdict in [Go, GoWithChanges, CannotTell, NoGo, Unspecified] {
            assert_eq!(gate.passes(verdict), passing.contains(&verdict), "{flag:?} {verdict:?}");
        }
    }
}
