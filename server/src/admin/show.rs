//! The overview: what the instance holds, and what waits for an admin.

use actix_web::HttpResponse;
use askama::Template;
use model::instance::{self, Counts, Registration};
use model::queue;

use super::size;
use crate::accounts::registration;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Admin;

/// The disk that the data folder is on.
pub struct Disk {
    /// Percent in use.
    pub percent: i64,
    /// What is left, in words.
    pub free: String,
    /// All there is, in words.
    pub whole: String,
    /// Whether less than a tenth is left.
    pub short: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/show.html")]
pub struct OverviewPage {
    /// The common part.
    pub page: Page,
    /// What the instance holds.
    pub counts: Counts,
    /// Room the masters take, in words.
    pub masters: String,
    /// Jobs that wait or run.
    pub jobs_waiting: i64,
    /// Whether a worker runs.
    pub worker_lives: bool,
    /// Jobs that have failed.
    pub jobs_failed: i64,
    /// The disk; nothing when the system does not say.
    pub disk: Option<Disk>,
    /// Who may sign up.
    pub registration: Registration,
}

/// `GET /admin`
pub async fn show(visit: Admin) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let counts = instance::counts(&mut connection).await?;
    let (jobs_waiting, jobs_failed) = queue::counts(&mut connection).await?;
    let worker_lives = queue::worker_lives(&mut connection).await?;
    let registration = registration::mode(&visit.app, &mut connection).await?;
    render(&OverviewPage {
        page: visit.page("Admin"),
        masters: size::words(counts.master_bytes),
        counts,
        jobs_waiting,
        worker_lives,
        jobs_failed,
        disk: disk(&visit.app.settings.data_dir),
        registration,
    })
}

fn disk(folder: &std::path::Path) -> Option<Disk> {
    let stat = match rustix::fs::statvfs(folder) {
        Ok(stat) => stat,
        Err(error) => {
            tracing::warn!(%error, "the system does not say how full the disk is");
            return None;
        }
    };
    let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(stat.f_frsize)).unwrap_or(i64::MAX);
    let (whole, free) = (bytes(stat.f_blocks), bytes(stat.f_bavail));
    let percent = size::percent(whole - free, whole);
    Some(Disk { percent, free: size::words(free), whole: size::words(whole), short: percent >= 90 })
}
