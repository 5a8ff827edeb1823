//! The header that says whether mining what an answer holds is reserved (TDMRep, by the W3C's community group).

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// Its name.
pub const NAME: &str = "tdm-reservation";

/// The answer with the word on it.
#[must_use]
pub fn mark(mut answer: HttpResponse, is_reserved: bool) -> HttpResponse {
    let word = HeaderValue::from_static(if is_reserved { "1" } else { "0" });
    answer.headers_mut().insert(HeaderName::from_static(NAME), word);
    answer
}

/// Reserved is what nobody has said another word of.
pub fn reserve(headers: &mut HeaderMap) {
    let name = HeaderName::from_static(NAME);
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static("1"));
    }
}
