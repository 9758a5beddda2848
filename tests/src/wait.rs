//! Waiting for what a broker does by itself.

use std::time::Duration;

const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Looks again and again, for a minute or more, until something that is sure to come is so. That is far beyond what a
/// slow machine takes.
///
/// # Panics
/// When it does not come.
pub fn until(what: &str, is_so: impl FnMut() -> bool) {
    within(3_000, what, is_so);
}

/// As [`until`], with so many looks, 20 ms apart, at most.
///
/// # Panics
/// When it does not come.
pub fn within(looks: u32, what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..looks {
        if is_so() {
            return;
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    panic!("not after {looks} looks: {what}");
}
