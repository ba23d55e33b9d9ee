//! The same rulebook, plan and dates: the same review, on every run and thread, and after loading again.

use std::thread;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{MODULES, for_all};
use crate::fuzzing::{Plans, transcript};
use crate::review::Depth;
use crate::rulebook::Rulebook;

#[test]
fn the_same_review_on_every_run_and_thread_and_after_loading_again() {
    for module in MODULES.iter().filter(|module| ["china", "template"].contains(&module.name.as_str())) {
        let (first, again) = (module.load(), module.load());
        let plans = Plans::new(&first, 6);
        for_all(10, &vec(prop_oneof![1 => Just(0), 2 => any::<u8>()], 0..250), |bytes| {
            let review = |rulebook: &Rulebook| {
                let inquiry = rulebook.inquiry(None, None, "ja", 1_800_000_000);
                transcript(&rulebook.review(&plans.plan(&bytes), &inquiry, Depth::Everything))
            };
            let wanted = review(&first);
            assert_eq!(review(&first), wanted, "the second run");
            assert_eq!(review(&again), wanted, "after loading again");
            thread::scope(|scope| {
                let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| review(&first))).collect();
                for thread in threads {
                    assert_eq!(thread.join().expect("a review does not panic"), wanted, "on another thread");
                }
            });
        });
    }
}
