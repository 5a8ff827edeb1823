//! The mails an account gets: a subject, a text and the same as HTML, from the pairs in `templates/emails/`.
//!
//! To add one: its word in `model::account_mails`, a pair of templates, its line in [`compose`].

pub mod buyer;
pub mod cancellation;
pub mod membership;
pub mod receipt;
pub mod refund;

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
    /// The title of the release it is about; empty where it is about none.
    pub release_title: &'a str,
    /// A sentence for each thing to do there.
    pub points: &'a [String],
    /// The whole one-time link, where the mail holds one; else the address that is the next step.
    pub link: &'a str,
}

/// Makes a mail of its two templates: what both are given, each with its name there and its type.
macro_rules! forms {
    ($to:expr, $subject:expr, ($text:literal, $html:literal), $($name:ident: $type:ident = $value:expr),+) => {{
        #[derive(askama::Template)]
        #[template(path = $text)]
        struct Text<'a> {
            $($name: &'a $type<'a>),+
        }
        #[derive(askama::Template)]
        #[template(path = $html)]
        struct Html<'a> {
            $($name: &'a $type<'a>),+
        }
        mail::Message {
            to: $to.to_owned(),
            subject: $subject,
            text: askama::Template::render(&Text { $($name: $value),+ })?,
            html: Some(askama::Template::render(&Html { $($name: $value),+ })?),
        }
    }};
}
pub(crate) use forms;

/// The same of what accounts are told.
macro_rules! pair {
    ($facts:expr, $subject:expr, $text:literal, $html:literal) => {
        forms!($facts.to, $subject, ($text, $html), mail: Facts = $facts)
    };
}

/// Composes the mail about `about`.
///
/// # Errors
/// When a template fails, which is ours to mend.
#[rustfmt::skip]
pub fn compose(about: AccountMail, facts: &Facts<'_>) -> Result<Message, askama::Error> {
    let site = facts.site_name;
    Ok(match about {
        AccountMail::Confirm =>
            pair!(facts, format!("Confirm your address for {site}"), "emails/confirm.txt", "emails/confirm.html"),
        AccountMail::Reset =>
            pair!(facts, format!("Set a new password for {site}"), "emails/reset.txt", "emails/reset.html"),
        AccountMail::ChangeEmail =>
            pair!(facts, format!("Confirm your new address for {site}"), "emails/change_email.txt", "emails/change_email.html"),
        AccountMail::AccountExists =>
            pair!(facts, format!("You have an account on {site} already"), "emails/account_exists.txt", "emails/account_exists.html"),
        AccountMail::EmailChanged =>
            pair!(facts, format!("The address of your account on {site} was changed"), "emails/email_changed.txt", "emails/email_changed.html"),
        AccountMail::PasswordChanged =>
            pair!(facts, format!("Your password on {site} was changed"), "emails/password_changed.txt", "emails/password_changed.html"),
        AccountMail::Approved =>
            pair!(facts, format!("Welcome to {site}"), "emails/approved.txt", "emails/approved.html"),
        AccountMail::PublicationFailed =>
            pair!(facts, format!("“{}” did not come out on {site}", facts.release_title), "emails/publication_failed.txt", "emails/publication_failed.html"),
        AccountMail::Sold =>
            pair!(facts, format!("Sold on {site}: {}", facts.release_title), "emails/sale.txt", "emails/sale.html"),
        AccountMail::SaleRefunded =>
            pair!(facts, format!("Given back on {site}: {}", facts.release_title), "emails/sale.txt", "emails/sale.html"),
        AccountMail::SaleDisputed =>
            pair!(facts, format!("Disputed on {site}: {}", facts.release_title), "emails/sale.txt", "emails/sale.html"),
        AccountMail::DisputeWon =>
            pair!(facts, format!("Dispute won on {site}: {}", facts.release_title), "emails/sale.txt", "emails/sale.html"),
        AccountMail::DisputeLost =>
            pair!(facts, format!("Dispute lost on {site}: {}", facts.release_title), "emails/sale.txt", "emails/sale.html"),
        AccountMail::BooksWrong =>
            pair!(facts, format!("The books of {site} do not add up"), "emails/books_wrong.txt", "emails/books_wrong.html"),
        AccountMail::SplitProposed =>
            pair!(facts, format!("A share of “{}” on {site}", facts.release_title), "emails/split_proposed.txt", "emails/split_proposed.html"),
        AccountMail::SplitAnswered =>
            pair!(facts, format!("Your split of “{}” on {site}", facts.release_title), "emails/split_answered.txt", "emails/split_answered.html"),
    })
}

/// Where a mail without a one-time link leads: `/sign-in`, or what sets things right again.
#[must_use]
pub fn next_step(about: AccountMail) -> &'static str {
    match about {
        AccountMail::EmailChanged | AccountMail::PasswordChanged => "/reset",
        _ => "/sign-in",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: Facts<'_> = Facts {
        to: "ann@example.org",
        site_name: "Tide & Co",
        base_url: "https://music.example",
        account_name: "Ann <b>Lee</b>",
        account_email: "ann@example.org",
        release_title: "Low Water",
        points: &[],
        link: "https://music.example/confirm/abc",
    };

    #[test]
    fn every_mail_greets_and_leads_on_in_both_forms() {
        for about in AccountMail::ALL {
            let message = compose(*about, &FACTS).unwrap();
            let html = message.html.unwrap();
            assert!(message.subject.contains("Tide & Co"), "{about}: {}", message.subject);
            assert!(message.text.contains("Ann <b>Lee</b>"), "{about}: {}", message.text);
            assert!(html.contains("Ann &#60;b&#62;Lee"), "{about}: {html}");
            assert!(!html.contains("<b>Lee"), "{about}");
            for body in [&message.text, &html] {
                assert!(body.contains(FACTS.link), "{about} leads nowhere: {body}");
            }
            assert!(message.text.lines().all(|line| line.chars().count() <= 78), "{about}: {}", message.text);
        }
    }
}
