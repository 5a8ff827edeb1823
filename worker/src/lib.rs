//! Jobs: what happens to a file, a picture, a publication or a mail after the page has answered.
//!
//! A job runs at least once. Each handler is idempotent, and writes its result only if what it worked on is still current.
//! No codec is linked here: [`media::Media`] runs `tonewood-media` for everything that looks into a file.
//!
//! To add a job: its payload in `model::jobs`, a file in `jobs/` with `run`, its line in `jobs.rs`.

mod context;
pub mod deliveries;
mod error;
pub mod hearing;
pub mod jobs;
pub mod listenbrainz;
pub mod live;
pub mod mails;
pub mod notes;
pub mod orphans;
pub mod payments;
mod run;
mod sandbox_store;
pub mod search;
pub mod settling;

pub use context::Context;
pub use error::JobError;
pub use run::{WorkerError, migrate, run, run_pending};
