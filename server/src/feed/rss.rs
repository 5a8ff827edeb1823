//! RSS 2.0 with enclosures, for readers and players of podcasts: with what Apple's directory reads and the namespace of
//! podcasting 2.0. A feed of an artist, a release, a playlist, and a member's own.

pub mod artist;
pub mod channel;
pub mod item;
pub mod live_items;
pub mod member;
pub mod playlist;
pub mod podcast;
pub mod release;
pub mod sound;

/// Text without what no XML may hold, however it is written (XML 1.0, 2.2).
#[must_use]
pub fn clean(text: &str) -> String {
    let fits = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_xml_holds_is_left_out() {
        assert_eq!(clean("a\u{0}b\u{b}c\u{ffff}\u{1f3b5}\td"), "abc\u{1f3b5}\td");
    }
}
