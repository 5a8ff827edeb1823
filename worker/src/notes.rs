//! Mails to people who may have no account: what confirms a wish for letters, what a redeemed code gave, and the letters.

use askama::Template;
use mail::Message;
use model::markdown;

/// What every one of them says.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a> {
    /// Where it goes.
    pub to: &'a str,
    /// What the instance is called.
    pub site_name: &'a str,
    /// The public address of the instance, without a slash at its end.
    pub base_url: &'a str,
    /// The whole address of the next step; of a letter, of what ends letters.
    pub link: &'a str,
}

/// Makes a mail of both forms of it.
macro_rules! both {
    ($note:expr, $subject:expr, $text:expr, $html:expr) => {
        Ok(Message { to: $note.to.to_owned(), subject: $subject, text: $text.render()?, html: Some($html.render()?) })
    };
}

#[derive(Template)]
#[template(path = "emails/subscription.txt")]
struct SubscriptionText<'a> {
    note: &'a Note<'a>,
    about: &'a str,
    is_on: bool,
}

#[derive(Template)]
#[template(path = "emails/subscription.html")]
struct SubscriptionHtml<'a> {
    note: &'a Note<'a>,
    about: &'a str,
    is_on: bool,
}

/// Asks to confirm a wish for the letters of `artist`; where they come already, says so.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn subscription(note: &Note<'_>, artist: &str, is_on: bool) -> Result<Message, askama::Error> {
    let subject = if is_on { format!("Letters from {artist}") } else { format!("Letters from {artist}: is it you?") };
    both!(
        note,
        subject,
        SubscriptionText { note, about: artist, is_on },
        SubscriptionHtml { note, about: artist, is_on }
    )
}

#[derive(Template)]
#[template(path = "emails/redemption.txt")]
struct RedemptionText<'a> {
    note: &'a Note<'a>,
    about: &'a str,
}

#[derive(Template)]
#[template(path = "emails/redemption.html")]
struct RedemptionHtml<'a> {
    note: &'a Note<'a>,
    about: &'a str,
}

/// Says where what a code gave is downloaded; `release` is "Ebb by Ode".
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn redemption(note: &Note<'_>, release: &str) -> Result<Message, askama::Error> {
    let subject = format!("Your download: {release}");
    both!(note, subject, RedemptionText { note, about: release }, RedemptionHtml { note, about: release })
}

#[derive(Template)]
#[template(path = "emails/letter.txt")]
struct LetterText<'a> {
    note: &'a Note<'a>,
    about: &'a str,
    body: &'a str,
}

#[derive(Template)]
#[template(path = "emails/letter.html")]
struct LetterHtml<'a> {
    note: &'a Note<'a>,
    about: &'a str,
    href: &'a str,
    body: String,
}

/// A copy of a letter: `artist` is the name and the address of its page, `words` the subject and the Markdown below it.
///
/// # Errors
/// When a template fails, which is ours to mend.
pub fn letter(
    note: &Note<'_>,
    (artist, href): (&str, &str),
    (subject, body): (&str, &str),
) -> Result<Message, askama::Error> {
    let text = LetterText { note, about: artist, body };
    both!(note, subject.to_owned(), text, LetterHtml { note, about: artist, href, body: markdown::to_html(body) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: Note<'_> = Note {
        to: "ann@example.org",
        site_name: "Tide & Co",
        base_url: "https://music.example",
        link: "https://music.example/next/abc",
    };

    #[test]
    fn every_note_leads_on_in_both_forms_and_names_are_text() {
        let artist = "Ode <b>";
        for message in [
            subscription(&NOTE, artist, false).unwrap(),
            subscription(&NOTE, artist, true).unwrap(),
            redemption(&NOTE, artist).unwrap(),
            letter(&NOTE, (artist, "https://music.example/@ode"), ("Hi", "New *songs* <script>x</script>")).unwrap(),
        ] {
            let html = message.html.unwrap();
            assert!(message.text.contains(artist), "{}", message.text);
            assert!(
                html.contains("Ode &#60;b&#62;") && !html.contains("Ode <b>") && !html.contains("<script"),
                "{html}"
            );
            for body in [&message.text, &html] {
                assert!(body.contains(NOTE.link), "{body}");
            }
        }
    }

    #[test]
    fn a_letter_is_its_words_and_how_to_end_it() {
        let message = letter(&NOTE, ("Ode", "https://music.example/@ode"), ("Hi", "New *songs*")).unwrap();
        assert_eq!(message.subject, "Hi");
        assert!(message.text.starts_with("New *songs*") && message.text.contains("No more letters: https://"));
        assert!(message.html.unwrap().contains("<em>songs</em>"));
    }
}
