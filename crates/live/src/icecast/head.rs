//! The head of a request, as sources and players write it: HTTP/1.0, HTTP/1.1, and `SOURCE /mount ICE/1.0`.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use httparse::{EMPTY_HEADER, ParserConfig, Request, Status};

/// Longest head in bytes.
pub(super) const LONGEST: usize = 8 << 10;
/// Most headers.
const MOST: usize = 64;

/// What came is no head of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no request that sources or players of Icecast make")]
pub(super) struct BadHead;

/// The head of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Method in capitals.
    pub method: String,
    /// Path without query, decoded, without its first slash.
    pub path: String,
    /// The query, decoded as far as bytes.
    pub query: Vec<(String, Vec<u8>)>,
    /// Names in small letters, and values.
    headers: Vec<(String, String)>,
    /// Whether it is HTTP/1.1.
    pub modern: bool,
}

impl Head {
    /// The head at the beginning of what was received, and how many bytes it has; `None` while it is not complete.
    pub fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, BadHead> {
        if bytes.first().is_some_and(|byte| !byte.is_ascii_alphabetic() && !byte.is_ascii_whitespace()) {
            return Err(BadHead);
        }
        if !bytes.contains(&b'\n') {
            return if bytes.len() < LONGEST { Ok(None) } else { Err(BadHead) };
        }
        let spelled = respell(bytes);
        let (text, added) = spelled.as_ref().map_or((bytes, 0), |other| (other.as_slice(), 1));
        let mut headers = [EMPTY_HEADER; MOST];
        let mut request = Request::new(&mut headers);
        let mut parser = ParserConfig::default();
        parser.ignore_invalid_headers_in_requests(true).allow_multiple_spaces_in_request_line_delimiters(true);
        let length = match parser.parse_request(&mut request, text) {
            Ok(Status::Complete(length)) => length.saturating_sub(added),
            Ok(Status::Partial) if bytes.len() < LONGEST => return Ok(None),
            _ => return Err(BadHead),
        };
        if length > LONGEST {
            return Err(BadHead);
        }
        let target = request.path.ok_or(BadHead)?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Ok(Some((
            Self {
                method: request.method.ok_or(BadHead)?.to_ascii_uppercase(),
                path: words(&decode(path, false)).trim_start_matches('/').to_owned(),
                query: fields(query),
                headers: request.headers.iter().map(|one| (one.name.to_ascii_lowercase(), words(one.value))).collect(),
                modern: request.version == Some(1),
            },
            length,
        )))
    }

    /// A header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.trim())
    }

    /// A field of the query as text.
    pub fn field(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(one, _)| one == name).map(|(_, value)| words(value))
    }

    /// Name and password of Basic authorization, or the password in `pass=`; `None` when there is neither.
    pub fn credentials(&self) -> Option<(String, String)> {
        if let Some(value) = self.header("authorization") {
            let (scheme, coded) = value.split_once(' ')?;
            if !scheme.eq_ignore_ascii_case("basic") {
                return None;
            }
            let coded = coded.trim();
            let plain = STANDARD.decode(coded).or_else(|_| STANDARD_NO_PAD.decode(coded)).ok()?;
            let plain = words(&plain);
            let (user, password) = plain.split_once(':')?;
            return Some((user.to_owned(), password.to_owned()));
        }
        let password = self.field("pass").or_else(|| self.field("password"))?;
        Some((self.field("user").unwrap_or_default(), password))
    }

    /// Whether a header names a word in its list.
    pub fn says(&self, name: &str, word: &str) -> bool {
        self.header(name).is_some_and(|value| value.split(',').any(|one| one.trim().eq_ignore_ascii_case(word)))
    }

    /// Whether the connection can be used for another request.
    pub fn keeps(&self) -> bool {
        if self.modern { !self.says("connection", "close") } else { self.says("connection", "keep-alive") }
    }
}

/// The same request in HTTP's words, one byte longer, when its first line ends in `ICE/1.0`.
fn respell(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_suffix(b"ICE/1.0")?;
    let mut other = Vec::with_capacity(bytes.len() + 2);
    other.extend_from_slice(line);
    other.extend_from_slice(b"HTTP/1.0");
    other.extend_from_slice(bytes.get(line.len() + 7..end)?);
    other.extend_from_slice(rest);
    Some(other)
}

/// The fields of a query, decoded as far as bytes.
pub(super) fn fields(query: &str) -> Vec<(String, Vec<u8>)> {
    query
        .split('&')
        .filter(|field| !field.is_empty())
        .map(|field| field.split_once('=').unwrap_or((field, "")))
        .map(|(name, value)| (words(&decode(name, true)), decode(value, true)))
        .collect()
}

/// Undoes percent encoding, and `+` for a space where that is meant.
pub(crate) fn decode(text: &str, plus: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        out.push(match (byte, behind) {
            (b'%', [high, low, behind @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = behind;
                    high << 4 | low
                }
                _ => byte,
            },
            (b'+', _) if plus => b' ',
            _ => byte,
        });
    }
    out
}

/// Bytes as text: UTF-8, or where they are not, Latin-1.
pub(super) fn words(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => latin(bytes),
    }
}

/// Latin-1 as text.
pub(super) fn latin(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests;
