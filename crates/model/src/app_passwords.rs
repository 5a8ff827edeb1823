//! App passwords: what a music app signs in with. Each app has its own, and it ends by itself. They are kept sealed, not hashed:
//! an app proves with `md5(password + salt)` that it has one, and that cannot be checked against a hash.

use base64::Engine as _;
use chrono::{DateTime, Duration, Utc};
use diesel::dsl::{count_star, sql};
use diesel::sql_types::{Bool, Text};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::accounts::Account;
use crate::ids::{AccountId, AppPasswordId};
use crate::schema::{accounts, app_passwords};
use crate::sealing::Seal;
use crate::{Connection, tokens};

/// The most that work at once.
const MOST: i64 = 50;
/// So many are looked at for whoever comes, known or not, so that nobody learns from the time it takes who is known.
const LOOKED_AT: usize = 8;
/// Letters and digits that nobody mistakes for others: 32, so that each is five bits.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// An app password, without the password.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = app_passwords, check_for_backend(diesel::pg::Pg))]
pub struct AppPassword {
    /// Its id.
    pub id: AppPasswordId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What its owner calls the app.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to about a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// What the app calls itself.
    pub last_client: String,
}

/// What an app shows to prove that it has a password.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// The password itself.
    Password(&'a str),
    /// The MD5 of the password and a salt, in hexadecimal.
    Token {
        /// The sum.
        token: &'a str,
        /// What stands behind the password in it.
        salt: &'a str,
    },
}

/// Why there is no new app password.
#[derive(Debug, thiserror::Error)]
pub enum AppPasswordError {
    /// There are many already.
    #[error("You have {MOST} app passwords. Revoke those that you no longer use, then make another.")]
    TooMany,
    /// It cannot be made or sealed.
    #[error("no password can be made: {0}")]
    Sealing(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Makes a password for an app and gives it; no later page shows it. `seal` is the instance's.
///
/// # Errors
/// When the account has too many, there are no random bytes, or the database fails.
pub async fn create(
    connection: &mut Connection,
    seal: &Seal,
    account: AccountId,
    name: &str,
) -> Result<String, AppPasswordError> {
    let working = app_passwords::table
        .filter(app_passwords::account_id.eq(account))
        .filter(app_passwords::revoked_at.is_null())
        .select(count_star())
        .first::<i64>(connection)
        .await?;
    if working >= MOST {
        return Err(AppPasswordError::TooMany);
    }
    let sealing = |error: &dyn std::fmt::Display| AppPasswordError::Sealing(error.to_string());
    let password = random().map_err(|error| sealing(&error))?;
    let sealed = seal.seal(&purpose(account), &password).map_err(|error| sealing(&error))?;
    diesel::insert_into(app_passwords::table)
        .values((
            app_passwords::id.eq(AppPasswordId::new()),
            app_passwords::account_id.eq(account),
            app_passwords::name.eq(name.trim().chars().take(100).collect::<String>()),
            app_passwords::sealed.eq(sealed),
            app_passwords::key_hash.eq(tokens::hash(&password)),
        ))
        .execute(connection)
        .await?;
    Ok(password)
}

/// Twenty letters and digits in groups of five: a hundred random bits that can be typed on a phone.
fn random() -> Result<String, tokens::NoRandomness> {
    let word = tokens::random("")?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(word).unwrap_or_default();
    let letters = bytes.iter().take(20).filter_map(|byte| ALPHABET.get(usize::from(byte & 31)));
    let mut password = String::with_capacity(23);
    for (at, letter) in letters.enumerate() {
        if at > 0 && at % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(*letter));
    }
    // Fewer would be guessable: better none.
    if password.len() == 23 { Ok(password) } else { Err(tokens::NoRandomness) }
}

/// The account's passwords that work, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<AppPassword>> {
    app_passwords::table
        .filter(app_passwords::account_id.eq(account))
        .filter(app_passwords::revoked_at.is_null())
        .order(app_passwords::created_at.desc())
        .select(AppPassword::as_select())
        .load(connection)
        .await
}

/// Revokes one of the account's passwords; false if it is not the account's, or revoked already.
///
/// # Errors
/// When the database fails.
pub async fn revoke(connection: &mut Connection, account: AccountId, id: AppPasswordId) -> QueryResult<bool> {
    let working = app_passwords::table
        .filter(app_passwords::id.eq(id))
        .filter(app_passwords::account_id.eq(account))
        .filter(app_passwords::revoked_at.is_null());
    let revoked =
        diesel::update(working).set(app_passwords::revoked_at.eq(Some(Utc::now()))).execute(connection).await?;
    Ok(revoked > 0)
}

/// The account of this name, an address or a fan's handle, if `proof` is of one of its passwords. Takes as long for a name that
/// nobody has as for one that somebody has.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(
    connection: &mut Connection,
    seal: &Seal,
    user: &str,
    proof: Proof<'_>,
) -> QueryResult<Option<(AppPassword, Account)>> {
    let name = user.trim().trim_start_matches('@').to_lowercase();
    let by_handle = sql::<Bool>(
        "EXISTS (SELECT 1 FROM actors WHERE actors.account_id = accounts.id AND actors.host IS NULL \
         AND actors.deleted_at IS NULL AND actors.username = ",
    )
    .bind::<Text, _>(name.clone())
    .sql(")");
    let account: Option<Account> = accounts::table
        .filter(accounts::email.eq(&name).or(by_handle))
        .filter(accounts::suspended_at.is_null())
        .select(Account::as_select())
        .first(connection)
        .await
        .optional()?;
    let whose = account.as_ref().map_or(AccountId(Uuid::nil()), |account| account.id);
    let kept: Vec<(AppPassword, Vec<u8>)> = app_passwords::table
        .filter(app_passwords::account_id.eq(whose))
        .filter(app_passwords::revoked_at.is_null())
        .order(app_passwords::created_at.desc())
        .limit(MOST)
        .select((AppPassword::as_select(), app_passwords::sealed))
        .load(connection)
        .await?;
    let purpose = purpose(whose);
    let nobodys = seal.seal(&purpose, "nobodys").unwrap_or_default();
    let mut fitting = None;
    for at in 0..kept.len().max(LOOKED_AT) {
        let one = kept.get(at);
        let opened = seal.open(&purpose, one.map_or(&nobodys, |(_, sealed)| sealed)).ok();
        let fits = opened.is_some_and(|opened| is_proof(opened.as_bytes(), proof));
        if let Some((password, _)) = one.filter(|_| fits) {
            fitting = Some(password.clone());
        }
    }
    Ok(fitting.zip(account))
}

/// What a password is sealed for: nobody else's row opens with it.
fn purpose(account: AccountId) -> String {
    format!("app_password:{account}")
}

fn is_proof(password: &[u8], proof: Proof<'_>) -> bool {
    match proof {
        Proof::Password(given) => bool::from(password.ct_eq(given.as_bytes())),
        Proof::Token { token, salt } => {
            let sum = hex::encode(*md5::compute([password, salt.as_bytes()].concat()));
            bool::from(sum.as_bytes().ct_eq(token.to_lowercase().as_bytes()))
        }
    }
}

/// The account that a password used as a key belongs to.
///
/// # Errors
/// When the database fails.
pub async fn by_key(connection: &mut Connection, api_key: &str) -> QueryResult<Option<(AppPassword, Account)>> {
    app_passwords::table
        .inner_join(accounts::table)
        .filter(app_passwords::key_hash.eq(tokens::hash(api_key)))
        .filter(app_passwords::revoked_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .select((AppPassword::as_select(), Account::as_select()))
        .first(connection)
        .await
        .optional()
}

/// Notes that an app used its password; written at most once a minute.
///
/// # Errors
/// When the database fails.
pub async fn note_use(connection: &mut Connection, password: &AppPassword, client: &str) -> QueryResult<()> {
    let now = Utc::now();
    if password.last_used_at.is_some_and(|used| now - used < Duration::minutes(1)) {
        return Ok(());
    }
    let client: String = client.chars().filter(|letter| !letter.is_control()).take(60).collect();
    diesel::update(app_passwords::table.find(password.id))
        .set((app_passwords::last_used_at.eq(Some(now)), app_passwords::last_client.eq(client)))
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_can_be_typed_and_is_never_the_same() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 23);
        assert!(one.split('-').all(|group| group.len() == 5 && group.bytes().all(|byte| ALPHABET.contains(&byte))));
    }

    #[test]
    fn a_token_is_the_sum_of_password_and_salt() {
        let proof = |token, salt| Proof::Token { token, salt };
        let sum = "26719a1196d2a940705a59634eb18eab";
        assert!(is_proof(b"sesame", proof(sum, "c19b2d")));
        assert!(is_proof(b"sesame", proof("26719A1196D2A940705A59634EB18EAB", "c19b2d")));
        assert!(!is_proof(b"sesame", proof(sum, "c19b2e")));
        assert!(!is_proof(b"sesame", proof("", "")));
        assert!(is_proof(b"sesame", Proof::Password("sesame")));
        assert!(!is_proof(b"sesame", Proof::Password("")));
    }
}
