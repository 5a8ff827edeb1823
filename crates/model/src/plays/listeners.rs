//! Who listens, for a day: a word made with a key that is thrown away when the day is over, so that nobody can turn it back into
//! an address or an account, or tell that yesterday's listener is today's.

use aws_lc_rs::hmac;
use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, TextExpressionMethods};
use diesel_async::RunQueryDsl;

use crate::account_links::LinkError;
use crate::ids::AccountId;
use crate::schema::secrets as secrets_table;
use crate::{Connection, secrets};

/// What the names of the keys begin with; a day follows.
const KEYS: &str = "listeners:";

/// Somebody who listens, as a word that is good for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Listener([u8; 16]);

impl Listener {
    /// As it stands in the database.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Who that is.
#[derive(Debug, Clone, Copy)]
pub enum Person<'a> {
    /// Somebody who is signed in.
    Account(AccountId),
    /// Somebody who is not: all behind one address are one, for what a program calls itself is soon made up.
    Visitor {
        /// Their IPv4 address, or the network of their IPv6 address.
        place: &'a str,
    },
}

/// The word for somebody on the day of `now`.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn word(connection: &mut Connection, person: Person<'_>, now: DateTime<Utc>) -> Result<Listener, LinkError> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key(connection, now.date_naive()).await?);
    let text = match person {
        Person::Account(account) => format!("account\0{account}"),
        Person::Visitor { place } => format!("visitor\0{place}"),
    };
    let mut word = [0; 16];
    for (byte, signed) in word.iter_mut().zip(hmac::sign(&key, text.as_bytes()).as_ref()) {
        *byte = *signed;
    }
    Ok(Listener(word))
}

async fn key(connection: &mut Connection, day: NaiveDate) -> Result<Vec<u8>, LinkError> {
    let name = format!("{KEYS}{day}");
    let kept = secrets_table::table.find(&name).select(secrets_table::value).first(connection).await.optional()?;
    match kept {
        Some(key) => Ok(key),
        None => secrets::get_or_create(connection, &name).await,
    }
}

/// Throws the keys of days away that are over.
///
/// # Errors
/// When the database fails.
pub async fn forget_keys(connection: &mut Connection, now: DateTime<Utc>) -> QueryResult<usize> {
    // Yesterday's stays for a while: a server's clock may be behind.
    let yesterday = now.date_naive().checked_sub_days(Days::new(1)).unwrap_or_default();
    diesel::delete(secrets_table::table)
        .filter(secrets_table::name.like(format!("{KEYS}%")))
        .filter(secrets_table::name.lt(format!("{KEYS}{yesterday}")))
        .execute(connection)
        .await
}
