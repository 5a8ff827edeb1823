//! Languages of texts.

/// The language of a text as a key of `contentMap`: the tag, unless it says that there is none, or several.
pub(super) fn of(tag: &str) -> Option<&str> {
    Some(tag).filter(|tag| !matches!(*tag, "" | "zxx" | "mul" | "und"))
}
