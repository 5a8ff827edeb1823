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

impl Message {
    pub(crate) fn recipient(&self) -> Result<Mailbox, MailError> {
        mailbox(&self.to)
    }

    /// The mail as RFC 5322 wants it. Auto-replies and list software are told that a program wrote it.
    pub(crate) fn compose(&self, from: &Mailbox) -> Result<lettre::Message, MailError> {
        let subject: String = self.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let builder = lettre::Message::builder()
            .from(from.clone())
            .to(self.recipient()?)
            .subject(subject.trim())
            .message_id(Some(format!("<{}@{}>", uuid::Uuid::new_v4(), from.email.domain())))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        let composed = match &self.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(self.text.clone(), html.clone())),
            None => builder.singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.text.clone())),
        };
        Ok(composed?)
    }
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
        String::from_utf8(message.compose(&from).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_line_break_in_the_subject_adds_no_header() {
        let text = composed(&message(None));
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated"));
        assert!(text.contains("Message-ID: <") && text.contains("Date: "), "{text}");
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
