//! Accounts, from signing up to the last session ended.

mod own_account;
mod password_reset;
mod setup;
mod sign_in;
mod sign_up;
mod timing;

use mail::Message;

use crate::support::TestApp;

/// The path of the link in a mail.
pub fn link_in(app: &TestApp, message: &Message) -> String {
    let line = message.text.lines().find_map(|line| line.strip_prefix(&app.url)).unwrap();
    line.to_owned()
}

/// The newest mail to an address, after every job has run.
pub async fn newest_mail(app: &TestApp, to: &str) -> Message {
    app.run_pending_jobs().await;
    let mails = app.mails();
    mails.iter().rev().find(|mail| mail.to == to).unwrap_or_else(|| panic!("no mail to {to}")).clone()
}

/// How many mails went to an address so far, after every job has run.
pub async fn count_mails(app: &TestApp, to: &str) -> usize {
    app.run_pending_jobs().await;
    app.mails().iter().filter(|mail| mail.to == to).count()
}
