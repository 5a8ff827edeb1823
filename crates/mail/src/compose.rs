use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::MailError;

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The recipient: `ann@example.org` or `Ann <ann@example.org>`.
    pub to: String,
    /// The subject; line breaks in it become spaces.
    pub subject: String,
    /// The text that everybody can read.
    pub text: String,
    /// The same as HTML, if there is such a form.
    pub html: Option<String>,
}

/// What mailboxes are told of a mail that goes to a list of people who asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListHeaders {
    /// Who writes it, shown before the instance's own address.
    pub from_name: String,
    /// The list, like a host's name: `ode.letters.music.example`.
    pub list_id: String,
    /// The address behind "Unsubscribe": a page, which takes the one click of RFC 8058 too.
    pub unsubscribe: String,
    /// What is before the `@` in the mail's id: the same for the same copy, so that a mailbox drops one that comes twice.
    pub message_id: String,
}

impl Message {
    pub(crate) fn recipient(&self) -> Result<Mailbox, MailError> {
        mailbox(&self.to)
    }

    /// The mail as RFC 5322 wants it. Auto-replies and list software are told that a program wrote it.
    pub(crate) fn compose(&self, from: &Mailbox, list: Option<&ListHeaders>) -> Result<lettre::Message, MailError> {
        let named = |name: &str| Mailbox::new(Some(on_one_line(name)), from.email.clone());
        let id = list.map_or_else(|| uuid::Uuid::new_v4().to_string(), |list| list.message_id.clone());
        let mut builder = lettre::Message::builder()
            .from(list.map_or_else(|| from.clone(), |list| named(&list.from_name)))
            .to(self.recipient()?)
            .subject(on_one_line(&self.subject))
            .message_id(Some(format!("<{id}@{}>", from.email.domain())))
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(list) = list {
            builder = builder
                .raw_header(header("List-Id", &format!("<{}>", list.list_id)))
                .raw_header(header("List-Unsubscribe", &format!("<{}>", list.unsubscribe)))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
                .raw_header(header("Precedence", "bulk"));
        }
        let composed = match &self.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(self.text.clone(), html.clone())),
            None => builder.singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.text.clone())),
        };
        Ok(composed?)
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), on_one_line(value))
}

/// A line break would begin another header.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

pub(crate) fn mailbox(address: &str) -> Result<Mailbox, MailError> {
    address.parse().map_err(|error: lettre::address::AddressError| MailError::Address {
        address: address.to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(html: Option<&str>) -> Message {
        Message {
            to: "Zoë <zoe@example.org>".to_owned(),
            subject: "Grüße\r\nBcc: spy@example.org".to_owned(),
            text: "Hello, Zoë".to_owned(),
            html: html.map(str::to_owned),
        }
    }

    fn composed(message: &Message) -> String {
        let from = mailbox("Tonewood <tonewood@example.org>").unwrap();
        String::from_utf8(message.compose(&from, None).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_line_break_in_the_subject_adds_no_header() {
        let text = composed(&message(None));
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"));
        assert!(text.contains("Message-ID: <") && text.contains("Date: "), "{text}");
    }

    #[test]
    fn a_letter_says_how_to_end_it_in_one_click() {
        let from = mailbox("Tonewood <tonewood@example.org>").unwrap();
        let list = ListHeaders {
            from_name: "Ode\r\nBcc: spy@example.org".to_owned(),
            list_id: "ode.letters.music.example".to_owned(),
            unsubscribe: "https://music.example/letters/unsubscriptions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000/key"
                .to_owned(),
            message_id: "one.two".to_owned(),
        };
        let text = String::from_utf8(message(None).compose(&from, Some(&list)).unwrap().formatted()).unwrap();
        let unfolded = text.replace("\r\n ", " ");
        for line in [
            "List-Unsubscribe: <https://music.example/letters/unsubscriptions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000/key>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "List-Id: <ode.letters.music.example>",
            "Message-ID: <one.two@example.org>",
        ] {
            assert!(unfolded.lines().any(|there| there == line), "{line}: {text}");
        }
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
    }

    #[test]
    fn html_comes_beside_the_text() {
        let text = composed(&message(Some("<p>Hello</p>")));
        assert!(text.contains("multipart/alternative"));
        let plain = text.find("text/plain").unwrap();
        assert!(plain < text.find("text/html").unwrap());
    }

    #[test]
    fn a_wrong_recipient_is_for_good() {
        let error = Message { to: "nobody".to_owned(), ..message(None) }.recipient().unwrap_err();
        assert!(!error.is_temporary());
        assert!(error.to_string().contains("\"nobody\" is not a mail address"));
    }
}
