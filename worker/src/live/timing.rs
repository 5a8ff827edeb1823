//! How long the owner of a show waits for what.

use std::time::Duration;

use config::Settings;

/// The waits of live sets; tests shorten them.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// How often a worker is heard, leases are renewed and shows without an owner are looked for.
    pub beat: Duration,
    /// How long a show waits for a source that dropped before the rotation bridges the gap.
    pub grace: Duration,
    /// How long a source may be silent on an open connection before it counts as dropped.
    pub stall: Duration,
    /// How long a set may be without a source before it is over.
    pub end_after: Duration,
}

impl Timing {
    /// Those of an instance.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self {
            beat: Duration::from_secs(2),
            grace: Duration::from_secs(30),
            stall: Duration::from_secs(10),
            end_after: Duration::from_secs(settings.live.end_after_seconds),
        }
    }
}
