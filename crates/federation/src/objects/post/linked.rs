//! Makes links of the handles and hashtags in a text, as the fediverse writes them.

use crate::facts::Mention;
use crate::objects::hashtags::Hashtag;
use crate::objects::html::escape;

/// `html` (well-formed and safe) with links where it names somebody or something; what is a link or code already stays.
pub(super) fn linked(html: &str, mentions: &[Mention], hashtags: &[Hashtag]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut fixed = 0_usize;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        push_text(&mut out, text, fixed > 0, mentions, hashtags);
        let end = tag.find('>').map_or(tag.len(), |at| at + 1);
        let (tag, after) = tag.split_at(end);
        match name(tag) {
            "a" | "code" | "pre" if tag.starts_with("</") => fixed = fixed.saturating_sub(1),
            "a" | "code" | "pre" => fixed += 1,
            _ => {}
        }
        out.push_str(tag);
        rest = after;
    }
    push_text(&mut out, rest, fixed > 0, mentions, hashtags);
    out
}

/// The name of a tag.
fn name(tag: &str) -> &str {
    let inside = tag.trim_start_matches(['<', '/']);
    inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

fn push_text(out: &mut String, text: &str, fixed: bool, mentions: &[Mention], hashtags: &[Hashtag]) {
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let begins = !fixed && (before.is_whitespace() || before == '(');
        let found = match first {
            '@' if begins => mention(rest, mentions),
            '#' if begins => hashtag(rest, hashtags),
            _ => None,
        };
        let taken = match found {
            Some((link, taken)) => {
                out.push_str(&link);
                taken
            }
            None => {
                out.push(first);
                first.len_utf8()
            }
        };
        before = rest.get(..taken).and_then(|taken| taken.chars().next_back()).unwrap_or(first);
        rest = rest.get(taken..).unwrap_or_default();
    }
}

/// A mention at the beginning of `text`: its link, and how many bytes it stands for. `@user` means the first of that name.
fn mention(text: &str, mentions: &[Mention]) -> Option<(String, usize)> {
    let whole = mentions.iter().find_map(|one| Some((one, begins(text, '@', &one.handle)?)));
    let (one, taken) = whole.or_else(|| mentions.iter().find_map(|one| Some((one, begins(text, '@', user(one))?))))?;
    let (href, name) = (escape(&one.uri), escape(user(one)));
    let link =
        format!("<span class=\"h-card\"><a href=\"{href}\" class=\"u-url mention\">@<span>{name}</span></a></span>");
    Some((link, taken))
}

fn user(mention: &Mention) -> &str {
    mention.handle.split('@').next().unwrap_or(&mention.handle)
}

fn hashtag(text: &str, hashtags: &[Hashtag]) -> Option<(String, usize)> {
    hashtags.iter().find_map(|one| Some((one.link(), begins(text, '#', &one.name)?)))
}

/// How many bytes of `text` are `sign` and `word`, whatever the case, where the word ends there.
fn begins(text: &str, sign: char, word: &str) -> Option<usize> {
    let after = text.strip_prefix(sign)?;
    let mut characters = after.chars();
    let same = word.chars().all(|c| characters.next().is_some_and(|other| other.to_lowercase().eq(c.to_lowercase())));
    let left = characters.as_str();
    let mut next = left.chars();
    let ends = match next.next() {
        None => true,
        // A full stop or a hyphen that goes on is part of a name; one that ends a sentence is not.
        Some('.' | '-' | ':') => !next.next().is_some_and(char::is_alphanumeric),
        Some(other) => !other.is_alphanumeric() && other != '_' && other != '@',
    };
    (same && ends).then(|| text.len() - left.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(html: &str) -> String {
        let mention = |uri: &str, handle: &str| Mention { uri: uri.to_owned(), handle: handle.to_owned() };
        let mentions =
            [mention("https://a.example/u/1", "ode@a.example"), mention("https://b.example/u/2", "od@b.example")];
        let hashtag = |name: &str| Hashtag { name: name.to_owned(), href: format!("https://music.example/{name}") };
        linked(html, &mentions, &[hashtag("pop"), hashtag("été")])
    }

    const ODE: &str =
        "<span class=\"h-card\"><a href=\"https://a.example/u/1\" class=\"u-url mention\">@<span>ode</span></a></span>";

    #[test]
    fn handles_become_links_once() {
        assert_eq!(link("<p>@ode@a.example, hello</p>"), format!("<p>{ODE}, hello</p>"));
        assert_eq!(link("<p>(@Ode) @ode.</p>"), format!("<p>({ODE}) {ODE}.</p>"));
        assert!(link("<p>@od@b.example</p>").contains("https://b.example/u/2"));
    }

    #[test]
    fn hashtags_become_links() {
        assert_eq!(
            link("<p>#Pop</p>"),
            "<p><a class=\"mention hashtag\" rel=\"tag\" href=\"https://music.example/pop\">#<span>pop</span></a></p>"
        );
        assert!(link("<p>#ÉTÉ!</p>").contains("#<span>été</span></a>!"));
    }

    #[test]
    fn what_is_no_name_stays_as_it_is() {
        for html in [
            "<p>@odessa a@ode.example x#pop #popular #39 &#39;s</p>",
            "<p><a href=\"https://x.example/@ode\">@ode</a> <code>#pop</code></p>",
            "<pre><code>@ode\n#pop</code></pre>",
            "<p>@ode@c.example @ode.net</p>",
            "",
        ] {
            assert_eq!(link(html), html);
        }
    }
}
