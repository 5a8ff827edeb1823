//! Whether a page's address is asked for as a page or as an ActivityPub document.

use actix_web::HttpRequest;
use actix_web::http::header;

/// Whether the request wants a document: it names one of ActivityPub's types, and no HTML before it.
#[must_use]
pub fn wants_document(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    wants(accept)
}

/// Whether a browser asks: it names HTML, and no document before it.
#[must_use]
pub fn wants_page(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html") && !wants(accept)
}

fn wants(accept: &str) -> bool {
    let is_document = |part: &str| {
        let kind = part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        kind == "application/activity+json"
            || (kind == "application/ld+json" && (part.contains("activitystreams") || !part.contains("profile")))
    };
    let is_page =
        |part: &str| part.trim_start().starts_with("text/html") || part.trim_start().starts_with("application/xhtml");
    // Types in quotes have no commas that matter here.
    let mut parts = accept.split(',');
    parts.find(|part| is_document(part) || is_page(part)).is_some_and(is_document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_get_documents_and_browsers_pages() {
        for accept in [
            "application/activity+json",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/activity+json, application/ld+json",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1",
            "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1",
        ] {
            assert!(wants(accept), "{accept}");
        }
        for accept in [
            "",
            "*/*",
            "text/html,application/xhtml+xml,*/*;q=0.8",
            "application/json",
            "text/html, application/activity+json",
        ] {
            assert!(!wants(accept), "{accept}");
        }
    }
}
