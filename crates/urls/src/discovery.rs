//! Addresses of what helps to find music: new, charts, tags, places, labels.

use super::encode;

/// Everything, narrowed by what the query says.
pub const DISCOVER: &str = "/discover";
/// What is new, from here and elsewhere.
pub const NEW: &str = "/new";
/// What most people played.
pub const CHARTS: &str = "/charts";
/// All tags.
pub const TAGS: &str = "/tags";
/// All places.
pub const PLACES: &str = "/places";
/// All labels.
pub const LABELS: &str = "/labels";

/// The charts of a `day`, `week` or `month`.
#[must_use]
pub fn charts(period: &str) -> String {
    format!("{CHARTS}?period={}", encode(period))
}

/// What comes from a place.
#[must_use]
pub fn place(place: &str) -> String {
    below(PLACES, "place", place)
}

/// What a label brought out.
#[must_use]
pub fn label(label: &str) -> String {
    below(LABELS, "label", label)
}

/// Where a tag is followed.
#[must_use]
pub fn follow_tag(tag: &str) -> String {
    format!("{TAGS}/{}/follow", segment(tag))
}

/// Where a tag is no longer followed.
#[must_use]
pub fn unfollow_tag(tag: &str) -> String {
    format!("{TAGS}/{}/unfollow", segment(tag))
}

/// The page of a word below a list. A browser takes dots out of a path: such a word goes into a query.
pub(crate) fn below(list: &str, name: &str, word: &str) -> String {
    match word.trim() {
        "" | "." | ".." => format!("{DISCOVER}?{name}={}", encode(word)),
        word => format!("{list}/{}", segment(word)),
    }
}

/// `text` as it may stand between two slashes.
fn segment(text: &str) -> String {
    encode(text.trim()).replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_word_has_an_address() {
        assert_eq!(place("Kirkcaldy, Fife"), "/places/Kirkcaldy%2C%20Fife");
        assert_eq!(label("4/4 + more"), "/labels/4%2F4%20%2B%20more");
        assert_eq!(label(".."), "/discover?label=..");
        assert_eq!(follow_tag("drum & bass"), "/tags/drum%20%26%20bass/follow");
        assert_eq!(charts("week"), "/charts?period=week");
    }
}
