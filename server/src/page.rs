//! What every page knows: its title, who looks at it, and where scripts and styles are.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};
use model::accounts::Account;

use crate::assets::Assets;
use crate::error::PageError;

/// The part of a page's struct that the layouts read. Made by [`crate::visit::Visit::page`].
#[derive(Debug, Clone)]
pub struct Page {
    /// The title, without the instance's name.
    pub title: String,
    /// The instance's name.
    pub site_name: String,
    /// The nonce of this answer's Content-Security-Policy.
    pub nonce: String,
    /// The path asked for.
    pub path: String,
    /// The public address of the instance, without a slash at its end.
    pub base_url: String,
    /// The token every form carries; empty for visitors on pages without a form.
    pub csrf: String,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// What the page before wanted said.
    pub flash: Option<Flash>,
    /// Scripts, styles, icons.
    pub assets: Assets,
    /// Classes that set the two hues.
    pub hue: String,
    /// Whether search engines should pass it over.
    pub noindex: bool,
    /// How far the demo catalogue has come, while it is made.
    pub seeding: Option<i32>,
    /// How many reports wait for an admin; known on admins' pages alone.
    pub open_reports: i64,
    /// How much the account's artists have not read; known on the studio's pages alone.
    pub unread: i64,
    /// How much the fan who looks has not read; known on the pages about what they follow and keep alone.
    pub news: i64,
}

impl Page {
    /// The page in these two hues (0 to 345 in steps of 15).
    #[must_use]
    pub fn in_hues(mut self, hue1: i16, hue2: i16) -> Self {
        self.hue = hue_class(hue1, hue2);
        self
    }

    /// The page, not to be found by search engines.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.noindex = true;
        self
    }

    /// How the reports are called in the admins' navigation: with how many wait.
    #[must_use]
    pub fn reports_label(&self) -> String {
        if self.open_reports > 0 { format!("Reports ({})", self.open_reports) } else { "Reports".to_owned() }
    }

    /// How the notifications are called in the studio's navigation: with how many are new.
    #[must_use]
    pub fn notifications_label(&self) -> String {
        notifications(self.unread)
    }

    /// How a fan's own are called.
    #[must_use]
    pub fn news_label(&self) -> String {
        notifications(self.news)
    }

    /// Whether it is the page at this path.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// Whether it is one of the ways to find music.
    #[must_use]
    pub fn is_discovery(&self) -> bool {
        use urls::discovery::{CHARTS, DISCOVER, LABELS, NEW, PLACES, TAGS};
        let first = self.path.split('/').nth(1).unwrap_or_default();
        [DISCOVER, NEW, CHARTS, TAGS, PLACES, LABELS].iter().any(|way| way.trim_start_matches('/') == first)
    }

    /// A moment as it stands in `datetime` attributes.
    #[must_use]
    pub fn iso(&self, at: &DateTime<Utc>) -> String {
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// A moment for people, in UTC; a script shows it in their own time.
    #[must_use]
    pub fn date_time(&self, at: &DateTime<Utc>) -> String {
        at.format("%-d %B %Y, %H:%M UTC").to_string()
    }
}

fn notifications(unread: i64) -> String {
    if unread > 0 { format!("Notifications ({unread})") } else { "Notifications".to_owned() }
}

/// The classes that set two hues.
#[must_use]
pub fn hue_class(hue1: i16, hue2: i16) -> String {
    let step = |hue: i16| hue.rem_euclid(360) / 15 * 15;
    format!("h-{} k-{}", step(hue1), step(hue2))
}

/// Who is signed in, as the layouts show it.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The account, for its own pages: the player saves its queue there.
    pub id: String,
    /// The account's name.
    pub name: String,
    /// Up to two letters of it.
    pub initials: String,
    /// A hue of its own.
    pub hue: u16,
    /// Whether the admin pages are for it.
    pub is_admin: bool,
}

impl From<&Account> for Viewer {
    fn from(account: &Account) -> Self {
        let initials: String = account
            .name
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .take(2)
            .flat_map(char::to_uppercase)
            .collect();
        let sum: u32 = account.id.0.as_bytes().iter().map(|byte| u32::from(*byte)).sum();
        let hue = u16::try_from(sum % 24).unwrap_or(0) * 15;
        Self { id: account.id.to_string(), name: account.name.clone(), initials, hue, is_admin: account.is_admin }
    }
}

/// A sentence shown once, at the top of the next page.
#[derive(Debug, Clone)]
pub struct Flash {
    /// `good` or `bad`.
    pub kind: &'static str,
    /// The id of what on the page it is about; empty for nothing.
    pub at: String,
    /// The sentence.
    pub text: String,
}

/// The page as HTML with status 200.
///
/// # Errors
/// When a template fails, which is ours to mend: 500.
pub fn render(template: &impl Template) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::OK, template)
}

/// The page as HTML with another status: 422 for a form that needs mending.
///
/// # Errors
/// When a template fails, which is ours to mend: 500.
pub fn render_as(status: StatusCode, template: &impl Template) -> Result<HttpResponse, PageError> {
    let html = template.render().map_err(PageError::internal)?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}
