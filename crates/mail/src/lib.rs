//! Mail: one [`Message`], sent by SMTP, written to a folder as `.eml` files, or kept in memory for tests.
//!
//! This crate must not know why a mail is sent: subjects and texts are made by the caller. It knows no database;
//! whoever sends keeps trying, and [`MailError::is_temporary`] says whether that makes sense.
//!
//! **To add a way to send**: a variant of `Way` in `mailer.rs` and a constructor of [`Mailer`].

mod compose;
mod error;
mod mailer;
mod smtp;

pub use compose::{ListHeaders, Message};
pub use error::MailError;
pub use mailer::{Mailer, Sent};
