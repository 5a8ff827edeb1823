//! Sheets that are downloaded: CSV as an attachment, for its reader alone.

use actix_web::HttpResponse;
use actix_web::http::header;

/// The answer with a file of this name. The name holds handles and periods only, so it needs no quoting.
#[must_use]
pub fn answer(name: &str, text: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(text)
}
