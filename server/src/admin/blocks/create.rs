//! Setting a block; one that the domain has is replaced.

use actix_web::HttpResponse;
use model::domain_blocks::{self, NewDomainBlock, Severity, effects};

use super::index::{self, BlockForm};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The most characters of a comment.
const MOST_CHARS: usize = 2_000;

/// `POST /admin/blocks`
///
/// # Errors
/// When the database fails.
pub async fn create(visit: Admin, Form(form): Form<BlockForm>) -> Result<HttpResponse, PageError> {
    let Some(domain) = domain_blocks::normal(&form.domain) else {
        return index::refused(&visit, form, "That is no domain. Enter one such as bad.example.").await;
    };
    if visit.app.federation.federation().domain == domain {
        return index::refused(&visit, form, "That is this instance itself.").await;
    }
    let Ok(severity) = form.severity.parse::<Severity>() else {
        return index::refused(&visit, form, "Choose how the block is meant.").await;
    };
    let new = NewDomainBlock {
        domain,
        severity,
        reject_media: form.reject_media,
        reject_reports: form.reject_reports,
        public_comment: kept(&form.public_comment),
        private_comment: kept(&form.private_comment),
        obfuscate: form.obfuscate,
    };
    let mut connection = visit.db().await?;
    let severed = effects::impose(&mut connection, &new).await?;
    let words = match severity {
        Severity::Suspend => format!("{} is suspended.{}", new.domain, super::cut_off(severed)),
        Severity::Silence => format!("{} is silenced: only those who follow somebody there see them.", new.domain),
        Severity::Noop => format!("The rule for {} is saved.", new.domain),
    };
    Ok(visit.redirect_saying(super::PAGE, &words))
}

fn kept(comment: &str) -> String {
    comment.trim().replace('\0', "").chars().take(MOST_CHARS).collect()
}
