//! What was counted in the last minutes, from counters that only grow.

use std::collections::VecDeque;

use model::Millis;

use super::histogram::Counted;

/// How far back a window reaches, at least, if there were scrapes.
const LENGTH_MS: i64 = 300_000;
/// Looks that are nearer to each other than this are not all kept.
const STEP_MS: i64 = 60_000;

/// The looks of the last minutes, oldest first.
#[derive(Debug, Default)]
pub(super) struct Window(VecDeque<(Millis, Counted)>);

impl Window {
    /// What of `counted`, seen `now`, came within the window; all of it until the first look has become old.
    pub(super) fn look(&mut self, now: Millis, counted: &Counted) -> Counted {
        let age = |taken: &Millis| now.0.saturating_sub(taken.0);
        // One look that is old enough is where the window begins.
        while self.0.get(1).is_some_and(|(taken, _)| age(taken) >= LENGTH_MS) {
            self.0.pop_front();
        }
        let begin = self.0.front().filter(|(taken, _)| age(taken) >= LENGTH_MS);
        let recent = begin.map_or_else(|| counted.clone(), |(_, before)| counted.since(before));
        if self.0.back().is_none_or(|(taken, _)| age(taken) >= STEP_MS) {
            self.0.push_back((now, counted.clone()));
        }
        recent
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::histogram::Histogram;
    use super::*;

    #[test]
    fn what_is_older_than_the_window_is_forgotten() {
        let histogram = Histogram::default();
        let mut window = Window::default();
        let mut look = |now: i64, record: u64| {
            (0..record).for_each(|_| histogram.record(Duration::from_micros(1)));
            let mut counted = Counted::default();
            histogram.add_to(&mut counted);
            window.look(Millis(now), &counted).count()
        };
        assert_eq!(look(0, 5), 5);
        assert_eq!(look(1000, 1), 6);
        assert_eq!(look(200_000, 1), 7);
        assert_eq!(look(300_000, 1), 3, "since the look at 0");
        assert_eq!(look(499_999, 0), 3);
        assert_eq!(look(500_000, 0), 1, "since the look at 200 s");
        assert_eq!(look(9_000_000, 2), 2, "since the look at 500 s");
    }

    #[test]
    fn looks_that_are_kept_are_bounded() {
        let mut window = Window::default();
        for now in 0..2000 {
            window.look(Millis(now * 1000), &Counted::default());
        }
        assert!(window.0.len() <= 7, "{}", window.0.len());
    }
}
