//! Download codes: a word of thirteen letters and digits that gives a release, once, to whoever redeems it.

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use crate::Connection;
use crate::code_batches::CodeBatch;
use crate::ids::{AccountId, CodeBatchId, DownloadCodeId, EntitlementId, ReleaseId};
use crate::schema::{artists, code_batches, download_codes, entitlements};
use crate::tokens::NoRandomness;

/// No 0 and O, no 1, I and L, no U that looks like a V: what is read off paper is typed right.
const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 64 bits of luck, at thirty to a sign.
const LENGTH: usize = 13;

/// A code as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = download_codes, check_for_backend(diesel::pg::Pg))]
pub struct DownloadCode {
    /// Its id.
    pub id: DownloadCodeId,
    /// The batch it was made in.
    pub batch_id: CodeBatchId,
    /// Its thirteen signs.
    pub code: String,
    /// When somebody redeemed it.
    pub redeemed_at: Option<DateTime<Utc>>,
}

/// Who redeems a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemer {
    /// The account; none for a guest.
    pub account: Option<AccountId>,
    /// The address, as [`crate::accounts::normal_email`] gives it.
    pub email: String,
}

/// What a redeemed code gave.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = entitlements, check_for_backend(diesel::pg::Pg))]
pub struct Redemption {
    /// The id of the right to have the release.
    pub id: EntitlementId,
    /// Whose it is; none for a guest's.
    pub account_id: Option<AccountId>,
    /// The address it was redeemed with.
    pub email: String,
    /// By which code.
    pub download_code_id: Option<DownloadCodeId>,
    /// What it gives.
    pub release_id: ReleaseId,
    /// When it was redeemed.
    pub created_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Why a code gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// There is no such code.
    #[error("We do not know this code. Compare it with yours, letter by letter.")]
    Unknown,
    /// The redeemer did it before: this is what it gave.
    #[error("You have redeemed this code already.")]
    ByOneself(EntitlementId),
    /// Somebody did it before.
    #[error("This code was redeemed already on {}. If that was you, the link is in the mail that you got then.", .0.format("%-d %B %Y"))]
    Redeemed(DateTime<Utc>),
    /// Its last day is over.
    #[error("This code stopped working on {}. Ask whoever gave it to you for another.", .0.format("%-d %B %Y"))]
    Expired(DateTime<Utc>),
    /// The account has the release anyway.
    #[error("You have this release already. Keep the code for a friend: it still works.")]
    HasIt(ReleaseId),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl DownloadCode {
    /// A new code of a batch, not yet in the database.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn fresh(batch: CodeBatchId) -> Result<Self, NoRandomness> {
        Ok(Self { id: DownloadCodeId::new(), batch_id: batch, code: random()?, redeemed_at: None })
    }

    /// The code as it is printed: `ABCD-EFGHJ-KMNP`.
    #[must_use]
    pub fn shown(&self) -> String {
        shown(&self.code)
    }
}

/// A code in groups: `ABCD-EFGHJ-KMNP`. What is no code stays as it is.
#[must_use]
pub fn shown(code: &str) -> String {
    match (code.get(..4), code.get(4..9), code.get(9..)) {
        (Some(first), Some(second), Some(third)) if code.len() == LENGTH => format!("{first}-{second}-{third}"),
        _ => code.to_owned(),
    }
}

/// The thirteen signs of what was typed, in any case, with blanks or dashes or without; `None` when it cannot be a code.
#[must_use]
pub fn normal(typed: &str) -> Option<String> {
    if typed.len() > 100 {
        return None;
    }
    let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.' | '_');
    let code: String = typed.chars().filter(|c| !is_between(*c)).flat_map(char::to_uppercase).collect();
    let is_one = code.len() == LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign));
    is_one.then_some(code)
}

/// Each sign is as likely as each other: bytes beyond the last whole thirty are thrown away.
fn random() -> Result<String, NoRandomness> {
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        let mut byte = [0_u8; 1];
        SystemRandom::new().fill(&mut byte).map_err(|_| NoRandomness)?;
        let [byte] = byte;
        if byte < 240
            && let Some(sign) = SIGNS.get(usize::from(byte) % SIGNS.len())
        {
            code.push(char::from(*sign));
        }
    }
    Ok(code)
}

/// Redeems a code as it was typed, in one transaction that locks it: of many who come at once, one gets the release.
///
/// # Errors
/// When the code gives nothing, or the database fails.
pub async fn redeem(
    connection: &mut Connection,
    typed: &str,
    who: &Redeemer,
    now: DateTime<Utc>,
) -> Result<Redemption, RedeemError> {
    let code = normal(typed).ok_or(RedeemError::Unknown)?;
    connection.transaction::<_, RedeemError, _>(async |connection| take(connection, &code, who, now).await).await
}

async fn take(
    connection: &mut Connection,
    code: &str,
    who: &Redeemer,
    now: DateTime<Utc>,
) -> Result<Redemption, RedeemError> {
    let found: Option<DownloadCode> = download_codes::table
        .filter(download_codes::code.eq(code))
        .select(DownloadCode::as_select())
        .for_update()
        .first(connection)
        .await
        .optional()?;
    let found = found.ok_or(RedeemError::Unknown)?;
    let batch = batch_of(connection, &found).await?.ok_or(RedeemError::Unknown)?;
    if let Some(at) = found.redeemed_at {
        return Err(match (given(connection, found.id).await?, who.account) {
            (Some(given), Some(account)) if given.account_id == Some(account) => RedeemError::ByOneself(given.id),
            _ => RedeemError::Redeemed(at),
        });
    }
    if let Some(end) = batch.expires_at.filter(|end| *end <= now) {
        return Err(RedeemError::Expired(end));
    }
    if let Some(account) = who.account
        && has(connection, account, batch.release_id).await?
    {
        return Err(RedeemError::HasIt(batch.release_id));
    }
    diesel::update(download_codes::table.find(found.id))
        .set(download_codes::redeemed_at.eq(Some(now)))
        .execute(connection)
        .await?;
    let redemption = diesel::insert_into(entitlements::table)
        .values((
            entitlements::id.eq(EntitlementId::new()),
            entitlements::download_code_id.eq(Some(found.id)),
            entitlements::account_id.eq(who.account),
            entitlements::email.eq(&who.email),
            entitlements::release_id.eq(batch.release_id),
            entitlements::created_at.eq(now),
        ))
        .returning(Redemption::as_returning())
        .get_result(connection)
        .await?;
    Ok(redemption)
}

/// The batch of a code; none while its artist is suspended.
async fn batch_of(connection: &mut Connection, code: &DownloadCode) -> QueryResult<Option<CodeBatch>> {
    let shown = artists::table.filter(artists::suspended_at.is_null()).select(artists::id);
    code_batches::table
        .find(code.batch_id)
        .filter(code_batches::artist_id.eq_any(shown))
        .select(CodeBatch::as_select())
        .first(connection)
        .await
        .optional()
}

async fn given(connection: &mut Connection, code: DownloadCodeId) -> QueryResult<Option<Redemption>> {
    entitlements::table
        .filter(entitlements::download_code_id.eq(code))
        .select(Redemption::as_select())
        .first(connection)
        .await
        .optional()
}

/// Whether the account has the whole release for good.
async fn has(connection: &mut Connection, account: AccountId, release: ReleaseId) -> QueryResult<bool> {
    let held = entitlements::table
        .filter(entitlements::account_id.eq(account))
        .filter(entitlements::release_id.eq(release))
        .filter(entitlements::track_id.is_null())
        .filter(entitlements::revoked_at.is_null());
    diesel::select(diesel::dsl::exists(held)).get_result(connection).await
}

/// What a redeemed code gave, by the id of that.
///
/// # Errors
/// When the database fails.
pub async fn redemption(connection: &mut Connection, id: EntitlementId) -> QueryResult<Option<Redemption>> {
    entitlements::table
        .find(id)
        .filter(entitlements::download_code_id.is_not_null())
        .select(Redemption::as_select())
        .first(connection)
        .await
        .optional()
}

/// The codes of a batch.
///
/// # Errors
/// When the database fails.
pub async fn of_batch(connection: &mut Connection, batch: CodeBatchId) -> QueryResult<Vec<DownloadCode>> {
    download_codes::table
        .filter(download_codes::batch_id.eq(batch))
        .order(download_codes::id.asc())
        .select(DownloadCode::as_select())
        .load(connection)
        .await
}

/// How many codes of a release there are.
pub(crate) async fn count_of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<i64> {
    download_codes::table
        .inner_join(code_batches::table)
        .filter(code_batches::release_id.eq(release))
        .count()
        .get_result(connection)
        .await
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = DownloadCode::fresh(CodeBatchId::new()).expect("random bytes");
        let printed = code.shown();
        assert_eq!((printed.len(), printed.matches('-').count()), (15, 2));
        for typed in [printed.clone(), printed.to_lowercase(), printed.replace('-', " "), format!(" {} ", code.code)] {
            assert_eq!(normal(&typed).as_ref(), Some(&code.code), "{typed}");
        }
        for wrong in ["", "ABCD", "ABCD-EFGHJ-KMN0", "ABCD-EFGHJ-KMNPQ", "ÄBCD-EFGHJ-KMN", &"-".repeat(200)] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn codes_differ_and_use_every_sign() {
        let codes: HashSet<String> = (0..500).map(|_| random().expect("random bytes")).collect();
        assert_eq!(codes.len(), 500);
        let signs: HashSet<u8> = codes.iter().flat_map(|code| code.bytes()).collect();
        assert_eq!(signs.len(), SIGNS.len());
    }
}
