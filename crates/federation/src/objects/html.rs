//! The little HTML we write ourselves.

/// Text as it may stand in HTML, in an attribute too.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // A control character is no text in any of the languages a title can be in.
            other if other.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

/// A link that shows its address without the scheme.
pub(super) fn link(address: &str, rel: &str) -> String {
    let shown = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    let rel = if rel.is_empty() { String::new() } else { format!(" rel=\"{}\"", escape(rel)) };
    format!("<a href=\"{}\"{rel}>{}</a>", escape(address), escape(shown))
}
