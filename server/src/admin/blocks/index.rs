//! The list of blocks, with the form that adds or changes one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::domain_blocks::csv::BadRow;
use model::domain_blocks::{self, DomainBlock, Severity, allows};
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Admin;

/// The most wrong rows of a file that are shown.
const BAD_ROWS: usize = 50;

/// The fields of a block, as they are typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BlockForm {
    /// The domain.
    pub domain: String,
    /// How it is meant.
    pub severity: String,
    /// Whether pictures and sound are refused.
    pub reject_media: bool,
    /// Whether reports are refused.
    pub reject_reports: bool,
    /// For anybody to read.
    pub public_comment: String,
    /// For admins to read.
    pub private_comment: String,
    /// Whether the public does not read the whole name.
    pub obfuscate: bool,
}

/// What became of a file of blocks of which some rows were wrong.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// How many rows were taken.
    pub taken: usize,
    /// Those that were not.
    pub bad: Vec<BadRow>,
    /// How many more are not shown.
    pub more: usize,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/blocks/index.html")]
pub struct BlocksPage {
    /// The common part.
    pub page: Page,
    /// All blocks, by domain.
    pub blocks: Vec<DomainBlock>,
    /// The form.
    pub form: BlockForm,
    /// Whether the form changes a block that stands.
    pub changes: bool,
    /// What is wrong with the domain.
    pub problem: String,
    /// What became of a file.
    pub import: Option<Import>,
    /// Whether only allowed servers are spoken with.
    pub allow_list: bool,
    /// Those that are allowed.
    pub allowed: Vec<String>,
    /// A domain to allow, as typed.
    pub allow: String,
    /// What is wrong with it.
    pub allow_problem: String,
}

impl BlocksPage {
    /// Every severity with what it means.
    #[must_use]
    pub fn severities(&self) -> [(&'static str, &'static str); 3] {
        [
            (Severity::Suspend.word(), "Suspend: nothing is taken from there, and nothing sent"),
            (Severity::Silence.word(), "Silence: only their followers here see them"),
            (Severity::Noop.word(), "Neither: only what is ticked below"),
        ]
    }
}

/// Which block the form shows.
#[derive(Deserialize)]
pub struct Which {
    domain: Option<String>,
}

/// `GET /admin/blocks`
///
/// # Errors
/// When the database fails.
pub async fn index(visit: Admin, which: web::Query<Which>) -> Result<HttpResponse, PageError> {
    let mut page = page(&visit).await?;
    if let Some(block) = page.blocks.iter().find(|block| Some(&block.domain) == which.domain.as_ref()) {
        page.form = of_block(block);
        page.changes = true;
    }
    render(&page)
}

/// The page again, with what is wrong with a block.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &Admin, form: BlockForm, problem: &str) -> Result<HttpResponse, PageError> {
    let page = BlocksPage { form, problem: problem.to_owned(), ..page(visit).await? };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The page again, with what is wrong with a domain to allow.
///
/// # Errors
/// When the database fails.
pub async fn refused_allow(visit: &Admin, allow: String, problem: &str) -> Result<HttpResponse, PageError> {
    let page = BlocksPage { allow, allow_problem: problem.to_owned(), ..page(visit).await? };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The page with what became of a file that was not wholly right.
///
/// # Errors
/// When the database fails.
pub async fn imported(visit: &Admin, taken: usize, mut bad: Vec<BadRow>) -> Result<HttpResponse, PageError> {
    let more = bad.len().saturating_sub(BAD_ROWS);
    bad.truncate(BAD_ROWS);
    let page = BlocksPage { import: Some(Import { taken, bad, more }), ..page(visit).await? };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn page(visit: &Admin) -> Result<BlocksPage, PageError> {
    let mut connection = visit.db().await?;
    Ok(BlocksPage {
        page: visit.page("Blocks"),
        blocks: domain_blocks::list(&mut connection).await?,
        form: BlockForm { severity: Severity::Suspend.word().to_owned(), ..BlockForm::default() },
        changes: false,
        problem: String::new(),
        import: None,
        allow_list: allows::is_on(&mut connection).await?,
        allowed: allows::list(&mut connection).await?,
        allow: String::new(),
        allow_problem: String::new(),
    })
}

fn of_block(block: &DomainBlock) -> BlockForm {
    BlockForm {
        domain: block.domain.clone(),
        severity: block.severity.word().to_owned(),
        reject_media: block.reject_media,
        reject_reports: block.reject_reports,
        public_comment: block.public_comment.clone(),
        private_comment: block.private_comment.clone(),
        obfuscate: block.obfuscate,
    }
}
