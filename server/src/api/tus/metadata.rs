//! `Upload-Metadata` and `Upload-Checksum`.

use std::collections::HashMap;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::api::error::ApiError;
use crate::uploads::append::Checksum;

/// The pairs of `Upload-Metadata`: keys, and texts in base64.
///
/// # Errors
/// 400 when it cannot be read.
pub fn pairs(header: &str) -> Result<HashMap<String, String>, ApiError> {
    let wrong =
        || ApiError::bad_request("bad_metadata", "Upload-Metadata is “key base64, key base64”, the values in UTF-8.");
    let mut pairs = HashMap::new();
    for part in header.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once(' ').unwrap_or((part, ""));
        let bytes = STANDARD.decode(value.trim()).map_err(|_| wrong())?;
        pairs.insert(key.to_owned(), String::from_utf8(bytes).map_err(|_| wrong())?);
    }
    Ok(pairs)
}

/// `Upload-Checksum`: an algorithm and a hash in base64.
///
/// # Errors
/// 400 when it cannot be read or the algorithm is none of ours.
pub fn checksum(header: &str) -> Result<Checksum, ApiError> {
    let wrong =
        || ApiError::bad_request("bad_checksum", "Upload-Checksum is “sha1” or “sha256” and the hash in base64.");
    let (name, value) = header.split_once(' ').ok_or_else(wrong)?;
    let algorithm = match name {
        "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "sha256" => &digest::SHA256,
        _ => return Err(wrong()),
    };
    Ok(Checksum { algorithm, value: STANDARD.decode(value.trim()).map_err(|_| wrong())? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_and_nonsense_is_refused() {
        let read = pairs("filename ZWJiLndhdg==, release cjE=,empty").unwrap();
        assert_eq!(read.get("filename").map(String::as_str), Some("ebb.wav"));
        assert_eq!(read.get("empty").map(String::as_str), Some(""));
        assert!(pairs("filename ***").is_err());
        assert!(pairs("filename /w==").is_err());
        assert!(checksum("md5 AAAA").is_err());
        assert_eq!(checksum("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").unwrap().value.len(), 20);
    }
}
