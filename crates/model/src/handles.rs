//! Handles: the name of an artist or a fan in addresses and in the fediverse.

/// Handles nobody may take: they would pass for the instance or its pages.
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "ap",
    "api",
    "artist",
    "artists",
    "assets",
    "billing",
    "collection",
    "contact",
    "discover",
    "embed",
    "feed",
    "federation",
    "help",
    "home",
    "hostmaster",
    "info",
    "instance",
    "live",
    "livez",
    "mail",
    "media",
    "metrics",
    "moderator",
    "new_releases",
    "null",
    "oembed",
    "postmaster",
    "private",
    "readyz",
    "release",
    "releases",
    "rest",
    "root",
    "search",
    "security",
    "settings",
    "setup",
    "sign_in",
    "sign_out",
    "sign_up",
    "static",
    "studio",
    "support",
    "system",
    "tags",
    "tonewood",
    "track",
    "tracks",
    "undefined",
    "webfinger",
    "webhooks",
    "webmaster",
    "well_known",
    "www",
];

/// Why a handle will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    /// Letters, digits and underscores only.
    #[error("A handle has 2 to 30 characters: a to z, 0 to 9 and _.")]
    Invalid,
    /// Kept for the instance.
    #[error("This handle is reserved for the instance. Choose another one.")]
    Reserved,
}

/// The handle as it is stored: lower-case, without a leading @.
///
/// # Errors
/// When it has other characters than a to z, 0 to 9 and _, is too short or too long, or is reserved.
pub fn normal(typed: &str) -> Result<String, HandleError> {
    let handle = typed.trim().trim_start_matches('@').to_lowercase();
    let fits = (2..=30).contains(&handle.len())
        && handle.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !fits {
        return Err(HandleError::Invalid);
    }
    if RESERVED.contains(&handle.as_str()) {
        return Err(HandleError::Reserved);
    }
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_lower_case_and_short_and_not_the_instances() {
        assert_eq!(normal(" @Ode_Halloran "), Ok("ode_halloran".to_owned()));
        assert_eq!(normal("a"), Err(HandleError::Invalid));
        assert_eq!(normal("öde"), Err(HandleError::Invalid));
        assert_eq!(normal("a-b"), Err(HandleError::Invalid));
        for reserved in ["Admin", "instance", "@new_releases"] {
            assert_eq!(normal(reserved), Err(HandleError::Reserved), "{reserved}");
        }
    }
}
