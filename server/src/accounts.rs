//! Accounts: signing up and in, confirming an address, a lost password, and what people change about their own account.
//!
//! Whether an address has an account is told to nobody but its owner: signing up, asking for a link and a wrong password
//! answer alike for known and unknown addresses, and nobody is let in before the address is confirmed by mail.

use actix_web::http::StatusCode;

use crate::error::PageError;

pub mod apps;
pub mod asking;
pub mod confirmations;
pub mod create;
pub mod data;
pub mod emails;
pub mod limits;
pub mod new;
pub mod next;
pub mod own_password;
pub mod password;
pub mod problems;
pub mod registration;
pub mod resets;
pub mod security;
pub mod sent;
pub mod sessions;
pub mod setup;
pub mod show;
pub mod tokens;
pub mod update;

/// 410, for a one-time link that was used, has expired or never was; the way out leads to a new one.
#[must_use]
pub fn dead_link(href: &str, label: &str) -> PageError {
    PageError {
        status: StatusCode::GONE,
        title: "This link does not work any more",
        message: "It was used already, it is too old, or a newer one has taken its place. Every link works once."
            .to_owned(),
        way_out: (href.to_owned(), label.to_owned()),
        location: None,
    }
}
