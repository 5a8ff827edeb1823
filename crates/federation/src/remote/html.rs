//! HTML of other servers, made safe to show.

use std::collections::HashSet;
use std::sync::LazyLock;

/// How many bytes of HTML are kept of one text.
const BYTES: usize = 60_000;

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let tags: HashSet<&str> =
        ["p", "br", "em", "strong", "b", "i", "del", "a", "ul", "ol", "li", "blockquote", "code", "pre", "span"].into();
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .tags(tags)
        .tag_attributes([("a", ["href"].into())].into())
        .generic_attributes(["lang"].into())
        .link_rel(Some("nofollow noopener ugc"))
        .url_schemes(["http", "https"].into());
    cleaner
});

/// The HTML with nothing in it that could run, load, frame or style.
#[must_use]
pub fn clean(html: &str) -> String {
    CLEANER.clean(cut(html)).to_string()
}

/// The words of some HTML, for names and titles that should have none: at most `chars` characters.
#[must_use]
pub fn words(html: &str, chars: usize) -> String {
    let bare = ammonia::Builder::empty().clean(cut(html)).to_string();
    let text = bare
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(chars).collect()
}

fn cut(html: &str) -> &str {
    let end = (0..=BYTES.min(html.len())).rev().find(|at| html.is_char_boundary(*at)).unwrap_or(0);
    html.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_gone() {
        let html = clean(
            "<p onclick=x>a <script>b</script><a href='javascript:c'>d</a><img src=x onerror=y><a href='https://e.example/' class='mention'>@e</a></p>",
        );
        for bad in ["onclick", "script", "javascript", "<img", "onerror", "class"] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert!(html.contains("<a href=\"https://e.example/\" rel=\"nofollow noopener ugc\">@e</a>"), "{html}");
    }

    #[test]
    fn names_have_no_markup() {
        assert_eq!(words("<b>Ode</b> &amp; <i>co</i>", 20), "Ode & co");
        assert_eq!(words(&"é".repeat(100_000), 3), "ééé");
    }
}
