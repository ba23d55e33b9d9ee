//! How long to wait before a runner is started again.

use std::time::Duration;

/// First wait; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(100);
/// Longest wait.
const LONGEST: Duration = Duration::from_secs(10);
/// A runner that lived so long was healthy: what was before is forgotten.
const HEALTHY: Duration = Duration::from_secs(30);

/// Waits: none after a healthy runner, then 100 ms, doubled up to 10 s.
///
/// A runner that answered calls is not one that cannot start, however soon it was lost: after it the wait is never more than
/// 100 ms. Else a client that repeats one poisonous call could keep the market from all the others.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    /// Faults in a row.
    faults: u32,
}

impl Backoff {
    /// A runner was lost after it had lived for `lifetime` and answered so many calls.
    pub(super) fn lost(&mut self, lifetime: Duration, answered: u64) {
        let before = match (lifetime >= HEALTHY, answered > 0) {
            (true, _) => 0,
            (false, true) => self.faults.min(1),
            (false, false) => self.faults,
        };
        self.faults = before.saturating_add(1);
    }

    /// A runner did not start.
    pub(super) fn not_started(&mut self) {
        self.faults = self.faults.saturating_add(1);
    }

    /// How long to wait before the next start.
    pub(super) fn delay(&self) -> Duration {
        match self.faults {
            0 | 1 => Duration::ZERO,
            faults => FIRST.saturating_mul(1 << (faults - 2).min(16)).min(LONGEST),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Backoff, HEALTHY};

    const YOUNG: Duration = Duration::from_secs(1);

    fn delays(losses: &[(Duration, u64)]) -> Vec<u128> {
        let mut backoff = Backoff::default();
        losses
            .iter()
            .map(|(lifetime, answered)| {
                backoff.lost(*lifetime, *answered);
                backoff.delay().as_millis()
            })
            .collect()
    }

    #[test]
    fn doubles_from_nothing_to_ten_seconds() {
        assert_eq!(delays(&[(YOUNG, 0); 10]), [0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    }

    #[test]
    fn forgets_after_a_healthy_runner() {
        assert_eq!(
            delays(&[(YOUNG, 0), (YOUNG, 0), (YOUNG, 0), (HEALTHY, 9), (YOUNG, 0)]),
            [0, 100, 200, 0, 100]
        );
    }

    #[test]
    fn a_runner_that_answers_is_soon_replaced() {
        assert_eq!(delays(&[(YOUNG, 1); 4]), [0, 100, 100, 100]);
        assert_eq!(delays(&[(YOUNG, 0), (YOUNG, 0), (YOUNG, 0), (YOUNG, 1)]), [0, 100, 200, 100]);
    }

    #[test]
    fn starts_that_fail_count_too() {
        let mut backoff = Backoff::default();
        backoff.lost(YOUNG, 1);
        backoff.not_started();
        assert_eq!(backoff.delay().as_millis(), 100);
        (0..100).for_each(|_| backoff.not_started());
        assert_eq!(backoff.delay().as_secs(), 10);
    }
}
