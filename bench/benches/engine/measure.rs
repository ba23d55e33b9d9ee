//! Medians of contestants that take turns, so that what disturbs the machine disturbs them alike.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds; the median counts.
const ROUNDS: usize = 21;
/// How long one turn takes, about.
const TURN: Duration = Duration::from_millis(20);

/// Medians of what each contestant takes for one call, in nanoseconds.
pub(crate) fn medians<const N: usize>(mut contestants: [&mut dyn FnMut(); N]) -> [f64; N] {
    let calls: [u32; N] = std::array::from_fn(|place| calls_of_a_turn(contestants[place]));
    let mut taken = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for ((contestant, calls), taken) in contestants.iter_mut().zip(calls).zip(&mut taken) {
            let start = Instant::now();
            (0..calls).for_each(|_| contestant());
            taken.push(start.elapsed().as_nanos() as f64 / f64::from(calls));
        }
    }
    taken.map(median)
}

/// Median of what it takes to make something, in nanoseconds; taking it down again does not count.
pub(crate) fn median_of_making<T>(mut make: impl FnMut() -> T) -> f64 {
    let round = |_| {
        let start = Instant::now();
        let made = black_box(make());
        let taken = start.elapsed().as_nanos() as f64;
        drop(made);
        taken
    };
    median((0..ROUNDS).map(round).collect())
}

fn median(mut taken: Vec<f64>) -> f64 {
    taken.sort_by(f64::total_cmp);
    taken[ROUNDS / 2]
}

/// How many calls fill a turn; making them warms it up.
fn calls_of_a_turn(contestant: &mut dyn FnMut()) -> u32 {
    let start = Instant::now();
    let mut calls = 0;
    while start.elapsed() < TURN {
        contestant();
        calls += 1;
    }
    calls
}
