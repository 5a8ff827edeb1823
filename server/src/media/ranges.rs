//! What a request wants of something with a known size and tag: the whole, a part, or nothing because it has it already
//! (RFC 9110, sections 13 and 14).

use actix_web::HttpRequest;
use actix_web::http::header;

/// What a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Everything.
    Whole,
    /// From the first byte to behind the last.
    Part(u64, u64),
    /// A range of which there is nothing.
    Nothing,
}

/// Whether the client has what `tag` names already.
#[must_use]
pub fn matches_tag(request: &HttpRequest, tag: &str) -> bool {
    text(request, header::IF_NONE_MATCH)
        .is_some_and(|tags| tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag))
}

/// The `Range` header, unless `If-Range` says that it is about other bytes.
#[must_use]
pub fn header<'a>(request: &'a HttpRequest, tag: &str) -> Option<&'a str> {
    let range = text(request, header::RANGE)?;
    match text(request, header::IF_RANGE) {
        Some(condition) if condition.trim() != tag => None,
        _ => Some(range),
    }
}

fn text(request: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// What a `Range` header wants of `size` bytes. What is not one range of bytes wants the whole.
#[must_use]
pub fn wanted(range: &str, size: u64) -> Wanted {
    let Some((unit, set)) = range.split_once('=') else { return Wanted::Whole };
    let Some((first, last)) = set.trim().split_once('-') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Wanted::Whole;
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>());
    match (first, digits(first), last, digits(last)) {
        ("", _, _, Some(Ok(count))) if count == 0 || size == 0 => Wanted::Nothing,
        ("", _, _, Some(Ok(count))) => Wanted::Part(size.saturating_sub(count), size),
        (_, Some(Ok(start)), "", _) if start >= size => Wanted::Nothing,
        (_, Some(Ok(start)), "", _) => Wanted::Part(start, size),
        (_, Some(Ok(start)), _, Some(Ok(end))) if end < start => Wanted::Whole,
        (_, Some(Ok(start)), _, Some(Ok(_))) if start >= size => Wanted::Nothing,
        (_, Some(Ok(start)), _, Some(Ok(end))) => Wanted::Part(start, end.saturating_add(1).min(size)),
        _ => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(wanted("bytes=0-499", 1000), Wanted::Part(0, 500));
        assert_eq!(wanted("bytes=500-", 1000), Wanted::Part(500, 1000));
        assert_eq!(wanted("bytes=-200", 1000), Wanted::Part(800, 1000));
        assert_eq!(wanted("bytes=-2000", 1000), Wanted::Part(0, 1000));
        assert_eq!(wanted("bytes=0-9999", 1000), Wanted::Part(0, 1000));
        assert_eq!(wanted("Bytes=999-999", 1000), Wanted::Part(999, 1000));
    }

    #[test]
    fn ranges_of_nothing_are_told_from_nonsense() {
        for nothing in ["bytes=1000-", "bytes=1000-1001", "bytes=-0"] {
            assert_eq!(wanted(nothing, 1000), Wanted::Nothing, "{nothing}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
        for nonsense in
            ["bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,4-5", "seconds=0-1", "bytes=+1-2"]
        {
            assert_eq!(wanted(nonsense, 1000), Wanted::Whole, "{nonsense}");
        }
        assert_eq!(wanted("bytes=99999999999999999999999-", 1000), Wanted::Whole);
    }
}
