//! The mails an account gets: a subject, a text and the same as HTML, from the pairs in `templates/emails/`.
//!
//! To add one: its word in `model::account_mails`, a pair of templates, its line in [`compose`].

use askama::Template;
use mail::Message;
use model::account_mails::AccountMail;

/// What a mail says, apart from its words.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Where it goes.
    pub to: &'a str,
    /// What the instance is called.
    pub site_name: &'a str,
    /// The public address of the instance, without a slash at its end.
    pub base_url: &'a str,
    /// The account's name.
    pub account_name: &'a str,
    /// The account's address.
    pub account_email: &'a str,
    /// The whole one-time link, where the mail holds one; else the address that is the next step.
    pub link: &'a str,
}

/// What a scheduled release that stayed unpublished is told about.
#[derive(Debug, Clone, Copy)]
pub struct Unpublished<'a> {
    /// The release's title.
    pub title: &'a str,
    /// What is missing, in words.
    pub missing: &'a [String],
}

/// Makes a mail of one pair of templates.
macro_rules! pair {
    ($mail:expr, $unpublished:expr, $subject:expr, $name:literal) => {{
        #[derive(Template)]
        #[template(path = concat!("emails/", $name, ".txt"))]
        struct Text<'a> {
            mail: &'a Facts<'a>,
            unpublished: &'a Unpublished<'a>,
        }
        #[derive(Template)]
        #[template(path = concat!("emails/", $name, ".html"))]
        struct Html<'a> {
            mail: &'a Facts<'a>,
            unpublished: &'a Unpublished<'a>,
        }
        Message {
            to: $mail.to.to_owned(),
            subject: $subject,
            text: Text { mail: $mail, unpublished: $unpublished }.render()?,
            html: Some(Html { mail: $mail, unpublished: $unpublished }.render()?),
        }
    }};
}
