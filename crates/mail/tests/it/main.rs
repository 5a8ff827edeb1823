//! Mail as it leaves: to a folder, and over SMTP to a sink in this process.
#![expect(clippy::unwrap_used, reason = "tests")]

mod folder;
mod smtp;

fn message() -> mail::Message {
    mail::Message {
        to: "Ann <ann@example.org>".to_owned(),
        subject: "Confirm your address".to_owned(),
        text: "Open http://127.0.0.1:8080/confirm/abc\n.\nA line that is only a dot came before this one.".to_owned(),
        html: None,
    }
}
