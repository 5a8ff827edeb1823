//! How far the demo catalogue has come, for the banner on every page while it is made.

use std::sync::atomic::{AtomicI32, Ordering};

static PERCENT: AtomicI32 = AtomicI32::new(-1);

/// Percent done while a seed runs in this process.
#[must_use]
pub fn progress() -> Option<i32> {
    Some(PERCENT.load(Ordering::Relaxed)).filter(|percent| *percent >= 0)
}

/// Notes how far it has come; `None` when it is over.
pub fn set_progress(percent: Option<i32>) {
    PERCENT.store(percent.unwrap_or(-1), Ordering::Relaxed);
}
