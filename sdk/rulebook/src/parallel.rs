//! Work on many things that do not depend on each other, on as many threads as there are processors for it.
//!
//! The threads end with the work: those of a pool would stay in every process that once loaded a rulebook.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Fewer things are done sooner than a thread is started.
const FEWEST: usize = 64;
/// Threads at most: a rulebook is loaded beside others that answer.
const MOST_THREADS: usize = 4;
/// So many things are taken at once.
const BATCH: usize = 8;

/// Asked once: the system reads files to tell.
static THREADS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS));

/// What `work` makes of each thing, in the order of the things whichever thread did it.
pub(crate) fn each<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if things.len() < FEWEST || *THREADS == 1 {
        return things.iter().map(work).collect();
    }
    let batches: Vec<&[T]> = things.chunks(BATCH).collect();
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        while let place = next.fetch_add(1, Ordering::Relaxed)
            && let Some(batch) = batches.get(place)
        {
            done.push((place, batch.iter().map(&work).collect::<Vec<R>>()));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        // Where no thread is to be had, those that are there do its share.
        let start = |_| thread::Builder::new().spawn_scoped(scope, share).ok();
        let others: Vec<_> = (1..*THREADS).filter_map(start).collect();
        let mut done = share();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// Drops the things while `work` is done.
pub(crate) fn drop_beside<T: Send, R>(things: Vec<T>, work: impl FnOnce() -> R) -> R {
    if things.len() < FEWEST || *THREADS == 1 {
        return work();
    }
    thread::scope(|scope| {
        // Where no thread is to be had they are dropped at once.
        thread::Builder::new().spawn_scoped(scope, || drop(things)).ok();
        work()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_things() {
        for count in [0, 1, FEWEST - 1, FEWEST, FEWEST + 1, BATCH * 100 + 3] {
            let things: Vec<usize> = (0..count).collect();
            let doubled = each(&things, |thing| thing * 2);
            assert_eq!(doubled, things.iter().map(|thing| thing * 2).collect::<Vec<_>>(), "of {count}");
        }
    }

    #[test]
    #[should_panic(expected = "the thing 99")]
    fn a_panic_is_passed_on() {
        let things: Vec<usize> = (0..500).collect();
        each(&things, |thing| assert!(*thing != 99, "the thing {thing}"));
    }
}
