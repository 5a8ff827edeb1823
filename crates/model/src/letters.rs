//! Letters: what an artist writes by mail to those who asked for it. A letter is a draft until it is sent; then it has a copy for
//! each of its subscribers, and is never changed.

pub mod copies;

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, QueryableByName, Selectable,
    SelectableHelper,
};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use crate::Connection;
use crate::fields::FieldErrors;
use crate::ids::{ArtistId, LetterId, ReleaseId, SubscriberId};
use crate::jobs::{self, SendLetter};
use crate::schema::{letter_copies, letters};
use crate::throttles::{self, Limit};

crate::sql_types::words! {
    /// Who gets a letter: always of those alone who asked for letters.
    Audience {
        /// All of them.
        Subscribers = "subscribers",
        /// Those who follow the artist with a handle of this instance.
        Followers = "followers",
        /// Members.
        Members = "members",
        /// Those who have a release, bought or redeemed.
        Buyers = "buyers",
    }
}

/// The most characters of a letter.
pub const MOST_CHARS: usize = 20_000;
/// The most characters of its subject.
const SUBJECT_CHARS: usize = 150;
/// How many letters an artist may send.
const SEND: Limit = Limit { name: "letters of artist", attempts: 10, window: Duration::days(1) };
const AUDIENCE: &str = include_str!("letters/audience.sql");

/// A letter as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = letters, check_for_backend(diesel::pg::Pg))]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// Who writes it.
    pub artist_id: ArtistId,
    /// Who gets it.
    pub audience: Audience,
    /// Whose buyers get it.
    pub release_id: Option<ReleaseId>,
    /// Its subject.
    pub subject: String,
    /// Markdown.
    pub body: String,
    /// When it was sent; a draft until then.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// A letter as typed.
#[derive(Debug, Clone, Default)]
pub struct LetterInput {
    /// Its subject.
    pub subject: String,
    /// Markdown.
    pub body: String,
    /// The word of an [`Audience`]; for buyers the release's id behind it: `buyers:0190…`.
    pub audience: String,
}

/// What a letter says, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Its subject.
    pub subject: String,
    /// Markdown.
    pub body: String,
    /// Who gets it.
    pub audience: Audience,
    /// Whose buyers get it.
    pub release: Option<ReleaseId>,
}

/// Why a letter is not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It was sent before.
    #[error("This letter was sent already.")]
    Sent,
    /// Nobody would get it.
    #[error("Nobody would get it: none of those you chose asked for your letters yet.")]
    Nobody,
    /// Too many letters on one day.
    #[error("You have sent ten letters since yesterday. Let people rest, and send it tomorrow.")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl LetterInput {
    /// What was meant; `releases` are the artist's.
    ///
    /// # Errors
    /// A sentence for each field that will not do.
    pub fn check(&self, releases: &[ReleaseId]) -> Result<Words, FieldErrors> {
        let mut errors = FieldErrors::default();
        let subject = errors.line("subject", Some(&self.subject), SUBJECT_CHARS).unwrap_or_default();
        if subject.is_empty() {
            errors.add("subject", "Give it a subject: what people see before they open it.");
        }
        let body = errors.text("body", Some(&self.body), MOST_CHARS).unwrap_or_default();
        if body.is_empty() {
            errors.add("body", "Write something first.");
        }
        let (word, release) = self.audience.split_once(':').unwrap_or((&self.audience, ""));
        let audience = word.parse::<Audience>().ok();
        let release = release.parse::<ReleaseId>().ok().filter(|id| releases.contains(id));
        if audience.is_none() || (audience == Some(Audience::Buyers)) != release.is_some() {
            errors.add("audience", "Choose who gets it.");
        }
        errors.or(Words { subject, body, audience: audience.unwrap_or(Audience::Subscribers), release })
    }
}

/// Begins a letter.
///
/// # Errors
/// When the database fails.
pub async fn create(connection: &mut Connection, artist: ArtistId, words: &Words) -> QueryResult<Letter> {
    let at = Utc::now();
    let letter = Letter {
        id: LetterId::new(),
        artist_id: artist,
        audience: words.audience,
        release_id: words.release,
        subject: words.subject.clone(),
        body: words.body.clone(),
        sent_at: None,
        created_at: at,
        updated_at: at,
    };
    diesel::insert_into(letters::table).values(letter).returning(Letter::as_returning()).get_result(connection).await
}

/// Changes a draft. False if it was sent in the meantime.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection, id: LetterId, words: &Words) -> QueryResult<bool> {
    let done = diesel::update(letters::table.find(id).filter(letters::sent_at.is_null()))
        .set((
            letters::subject.eq(&words.subject),
            letters::body.eq(&words.body),
            letters::audience.eq(words.audience),
            letters::release_id.eq(words.release),
            letters::updated_at.eq(Utc::now()),
        ))
        .execute(connection)
        .await?;
    Ok(done > 0)
}

/// Throws a draft away. False if it was sent in the meantime.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: LetterId) -> QueryResult<bool> {
    let draft = letters::table.find(id).filter(letters::sent_at.is_null());
    Ok(diesel::delete(draft).execute(connection).await? > 0)
}

/// The letter with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: LetterId) -> QueryResult<Option<Letter>> {
    letters::table.find(id).select(Letter::as_select()).first(connection).await.optional()
}

/// An artist's letters, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId, limit: i64) -> QueryResult<Vec<Letter>> {
    letters::table
        .filter(letters::artist_id.eq(artist))
        .order((letters::created_at.desc(), letters::id.desc()))
        .limit(limit)
        .select(Letter::as_select())
        .load(connection)
        .await
}

#[derive(QueryableByName)]
struct Recipient {
    #[diesel(sql_type = SqlUuid)]
    id: SubscriberId,
}

/// Who would get a letter for this audience at this moment.
///
/// # Errors
/// When the database fails.
pub async fn audience(
    connection: &mut Connection,
    artist: ArtistId,
    (audience, release): (Audience, Option<ReleaseId>),
) -> QueryResult<Vec<SubscriberId>> {
    let found: Vec<Recipient> = diesel::sql_query(AUDIENCE)
        .bind::<SqlUuid, _>(artist)
        .bind::<Text, _>(audience)
        .bind::<Nullable<SqlUuid>, _>(release)
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|one| one.id).collect())
}

/// Sends a letter: in one transaction it gets its copies, one for each of those who get it now, and the job that brings them.
///
/// # Errors
/// When it was sent before, nobody would get it, there were too many, or the database fails.
pub async fn send(connection: &mut Connection, id: LetterId) -> Result<i64, SendError> {
    connection
        .transaction::<_, SendError, _>(async |connection| {
            let sent: Option<Letter> = diesel::update(letters::table.find(id).filter(letters::sent_at.is_null()))
                .set(letters::sent_at.eq(Some(Utc::now())))
                .returning(Letter::as_returning())
                .get_result(connection)
                .await
                .optional()?;
            let letter = sent.ok_or(SendError::Sent)?;
            let to = audience(connection, letter.artist_id, (letter.audience, letter.release_id)).await?;
            if to.is_empty() {
                return Err(SendError::Nobody);
            }
            if throttles::hit(connection, SEND, &letter.artist_id.to_string()).await?.is_some() {
                return Err(SendError::TooMany);
            }
            for some in to.chunks(1000) {
                let some: Vec<_> = some
                    .iter()
                    .map(|one| (letter_copies::letter_id.eq(letter.id), letter_copies::subscriber_id.eq(*one)))
                    .collect();
                diesel::insert_into(letter_copies::table).values(some).execute(connection).await?;
            }
            jobs::enqueue(connection, &SendLetter { letter_id: letter.id }).await?;
            Ok(i64::try_from(to.len()).unwrap_or(i64::MAX))
        })
        .await
}
