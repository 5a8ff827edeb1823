//! `GET /about/servers`: which servers this instance keeps away, and why. A block is told of when its reason is for anybody to read.

use actix_web::HttpResponse;
use askama::Template;
use model::domain_blocks::{self, DomainBlock, Severity, allows};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "about/servers.html")]
pub struct ServersPage {
    /// The common part.
    pub page: Page,
    /// Whether only allowed servers are spoken with.
    pub allow_list: bool,
    /// Those that are told of, by name.
    pub blocks: Vec<Told>,
}

/// A block.
#[derive(Debug, Clone)]
pub struct Told {
    /// The domain, or part of it.
    pub domain: String,
    /// What it means for the people there.
    pub effect: &'static str,
    /// Why.
    pub reason: String,
}

impl Told {
    /// None for a block whose reason is nobody else's business.
    fn of(block: &DomainBlock) -> Option<Self> {
        let effect = match (block.severity, block.reject_media) {
            (Severity::Suspend, _) => "Nothing comes from there and nothing goes there.",
            (Severity::Silence, true) => "Shown only to those who follow somebody there, without pictures and sound.",
            (Severity::Silence, false) => "Shown only to those who follow somebody there.",
            (Severity::Noop, true) => "Without pictures and sound.",
            (Severity::Noop, false) => return None,
        };
        let reason = block.public_comment.trim();
        (!reason.is_empty()).then(|| Self { domain: block.public_domain(), effect, reason: reason.to_owned() })
    }
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: Visit) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let blocks = domain_blocks::list(&mut db).await?.iter().filter_map(Told::of).collect();
    let allow_list = allows::is_on(&mut db).await?;
    drop(db);
    render(&ServersPage { page: visit.page("Other servers"), allow_list, blocks })
}
