//! Scripts, styles, fonts and icons: built by `static/build.mjs`, carried inside the release binary, read from the disk
//! in a debug build.

use std::collections::HashMap;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../static/dist/"]
#[allow_missing = true]
struct Built;

/// Where the built files are served; their names hold a hash of their content.
#[derive(Debug, Clone)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The style sheet of an artist's statistics, for the studio only.
    pub statistics_css: String,
    /// The style sheet of shows, for their pages only.
    pub live_css: String,
    /// The style sheet of the library, of playlists and of what is found, for their pages only.
    pub library_css: String,
    /// The style sheet of a show's desk, for the studio only.
    pub desk_css: String,
    /// The style sheet of players in other people's pages.
    pub embed_css: String,
    /// What the player fetches with its own code: the styles of words, sleep and other devices.
    pub listening_css: String,
    /// The script of players in other people's pages.
    pub embed_js: String,
    /// The script.
    pub js: String,
    /// The scripts of a show's page, so that they come beside the first one and not after it.
    pub live_js: Vec<String>,
    /// The sprite of icons.
    pub icons: String,
    /// The faces nearly every page needs, to be fetched before the style sheet asks for them.
    pub fonts: Vec<String>,
}

impl Assets {
    /// Reads the manifest that the build wrote; empty addresses when nothing was built.
    #[must_use]
    pub fn load() -> Self {
        let manifest: HashMap<String, String> =
            Built::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
        let address = |name: &str| manifest.get(name).map(|file| format!("/assets/{file}")).unwrap_or_default();
        let is_needed = |name: &str| name.starts_with("fonts/") && name.ends_with("-latin-wght-normal.woff2");
        let mut fonts: Vec<String> =
            manifest.iter().filter(|(name, _)| is_needed(name)).map(|(_, file)| format!("/assets/{file}")).collect();
        fonts.sort_unstable();
        Self {
            css: address("app.css"),
            statistics_css: address("statistics.css"),
            live_css: address("live.css"),
            library_css: address("library.css"),
            desk_css: address("desk.css"),
            embed_css: address("embed.css"),
            listening_css: address("listening.css"),
            embed_js: address("embed.js"),
            js: address("app.js"),
            live_js: ["show.js", "engine.js"].map(address).into_iter().filter(|script| !script.is_empty()).collect(),
            icons: address("icons.svg"),
            fonts,
        }
    }
}

/// `GET /assets/{file}`: for good, and compressed where the browser takes it.
pub async fn show(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    serve(&request, &path, "public, max-age=31536000, immutable")
}

/// `GET /favicon.svg` and `/manifest.webmanifest`, whose addresses do not change.
pub async fn show_fixed(request: HttpRequest) -> HttpResponse {
    let manifest: HashMap<String, String> =
        Built::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
    let name = request.path().trim_start_matches('/').to_owned();
    let file = manifest.get(&name).cloned().unwrap_or(name);
    serve(&request, &file, "public, max-age=86400")
}

/// A built file by its plain name: "print.ttf".
#[must_use]
pub fn built(name: &str) -> Option<Vec<u8>> {
    let manifest: HashMap<String, String> =
        Built::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok())?;
    Built::get(manifest.get(name)?).map(|file| file.data.into_owned())
}

fn serve(request: &HttpRequest, path: &str, cache: &'static str) -> HttpResponse {
    let accepted =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoded = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| accepted.contains(name))
        .find_map(|(name, ending)| Built::get(&format!("{path}.{ending}")).map(|file| (Some(name), file)));
    let Some((encoding, file)) = encoded.or_else(|| Built::get(path).map(|file| (None, file))) else {
        return HttpResponse::NotFound().finish();
    };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"))
        .content_type(if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() })
        // Says that it is encoded already, or keeps the compression middleware from trying.
        .insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(encoding.unwrap_or("identity"))));
    response.body(file.data.into_owned())
}
