//! `GET /robots.txt`.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::releases::mining;

use crate::app::App;
use crate::error::PageError;

/// How many open releases are named, the newest. Those after them say it in their own headers.
pub const OPEN: i64 = 1_000;
/// What is nobody's to index: it is behind a sign-in, made for one visitor, or no page.
const NO_PAGES: &[&str] = &[
    "/account",
    "/admin",
    "/api/v1/",
    "/comments/new",
    "/confirm/",
    "/feed$",
    "/feeds/",
    "/follows",
    "/library",
    "/private/",
    "/purchases/",
    "/receipts/",
    "/remote/",
    "/reset",
    "/rest/",
    "/search",
    "/setup/",
    "/sign-in",
    "/sign-up",
    "/studio",
];
/// Those that gather to train models, by the names that they give themselves.
const GATHERERS: &[&str] = &[
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GoogleOther",
    "GPTBot",
    "img2dataset",
    "meta-externalagent",
    "omgili",
    "PanguBot",
    "SemrushBot-OCOB",
    "Timpibot",
    "webzio-extended",
];

/// Gives it.
///
/// # Errors
/// When the database fails.
pub async fn show(app: web::Data<App>) -> Result<HttpResponse, PageError> {
    let open = mining::open(&mut *app.db().await?, OPEN).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(text(&app.base_url, &open)))
}

fn text(base_url: &str, open: &[(String, String)]) -> String {
    let mut lines = vec!["User-agent: *".to_owned()];
    lines.extend(NO_PAGES.iter().map(|path| format!("Disallow: {path}")));
    lines.push(String::new());
    lines
        .push("# To learn from: only what its artist declared free for that. See /.well-known/tdmrep.json.".to_owned());
    lines.extend(GATHERERS.iter().map(|name| format!("User-agent: {name}")));
    for (handle, slug) in open {
        let page = urls::release(handle, slug);
        lines.push(format!("Allow: {page}$"));
        lines.push(format!("Allow: {page}/"));
    }
    lines.push("Disallow: /".to_owned());
    lines.push(String::new());
    lines.push(format!("Sitemap: {}", urls::absolute(base_url, urls::feeds::SITEMAP)));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_open_is_let_go() {
        let text = text("https://music.example", &[("ode".to_owned(), "low-water".to_owned())]);
        let (everybody, gatherers) = text.split_once("\n\n").unwrap();
        assert!(everybody.contains("Disallow: /studio") && !everybody.contains("Disallow: /\n"));
        assert!(gatherers.contains("User-agent: GPTBot\n"));
        assert!(gatherers.contains("Allow: /@ode/low-water$\nAllow: /@ode/low-water/\nDisallow: /\n"));
        assert!(text.ends_with("Sitemap: https://music.example/sitemap.xml\n"));
    }
}
