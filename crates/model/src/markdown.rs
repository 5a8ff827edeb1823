//! Markdown that people write, as HTML that is safe to show.

use std::collections::HashSet;

use pulldown_cmark::{Options, Parser, html};

/// Sanitised HTML: no images, scripts, styles or headings above the third; links open with `rel=nofollow noopener`.
#[must_use]
pub fn to_html(markdown: &str) -> String {
    let mut unsafe_html = String::new();
    html::push_html(&mut unsafe_html, Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH));
    let tags: HashSet<&str> =
        ["p", "br", "em", "strong", "del", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr"].into();
    ammonia::Builder::default()
        .tags(tags)
        .link_rel(Some("nofollow noopener ugc"))
        .url_schemes(["http", "https", "mailto"].into())
        .clean(&unsafe_html)
        .to_string()
}

/// The first `chars` characters of the text without its marks, for descriptions and cards.
#[must_use]
pub fn to_text(markdown: &str, chars: usize) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            pulldown_cmark::Event::Text(part) | pulldown_cmark::Event::Code(part) => text.push_str(&part),
            pulldown_cmark::Event::SoftBreak | pulldown_cmark::Event::HardBreak | pulldown_cmark::Event::End(_) => {
                text.push(' ')
            }
            _ => {}
        }
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= chars {
        return words;
    }
    let cut: String = words.chars().take(chars.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// The words of some HTML on one line, without its marks.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    // What stands on lines of its own there is no one word here.
    let apart =
        html.replace("<br", " <br").replace("</p>", "</p> ").replace("</li>", "</li> ").replace("</pre>", "</pre> ");
    let bare = ammonia::Builder::empty().clean(&apart).to_string();
    let text = bare
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that reads in Markdown as it is, whatever signs are in it; on one line.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            safe.push(' ');
            continue;
        }
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '!' | '~' | '&') {
            safe.push('\\');
        }
        safe.push(character);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_reads_as_one_line() {
        assert_eq!(html_to_text("<p>One<br>two &amp; <b>three</b></p><p>&lt;four&gt;</p>"), "One two & three <four>");
    }

    #[test]
    fn what_is_escaped_reads_as_it_was() {
        for text in ["*Ebb* & <flow>", "a_b_c [x](y) `z` ~~w~~ \\", "#1 @ 10!"] {
            assert_eq!(html_to_text(&to_html(&format!("Now: {}", escape(text)))), format!("Now: {text}"));
        }
    }

    #[test]
    fn what_could_run_is_gone_and_what_was_meant_stays() {
        let html = to_html(
            "**loud** <script>alert(1)</script> [x](javascript:alert(1)) ![i](http://example.org/t.gif) [ok](https://example.org)",
        );
        assert!(html.contains("<strong>loud</strong>"));
        assert!(!html.contains("script") && !html.contains("img"));
        assert!(html.contains("href=\"https://example.org\""));
        assert!(html.contains("nofollow"));
    }

    #[test]
    fn text_is_cut_at_its_length() {
        assert_eq!(to_text("A *short* one.", 40), "A short one.");
        assert_eq!(to_text("one two three", 8), "one two…");
    }
}
