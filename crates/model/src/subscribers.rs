//! Subscribers: who asked for an artist's letters. Nobody gets one who has not said so from the address itself: by a link in a
//! mail, or signed in to an account whose address was confirmed.

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::{count_star, now};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::accounts;
use crate::artists::Artist;
use crate::ids::{AccountId, ArtistId, SubscriberId};
use crate::jobs::{self, SendSubscriptionMail};
use crate::schema::{artists, subscribers};
use crate::throttles::{self, Limit};

crate::sql_types::words! {
    /// Where somebody asked for letters.
    Source {
        /// On the artist's page.
        ArtistPage = "artist_page",
        /// When they bought something.
        Checkout = "checkout",
        /// When they became a member.
        Membership = "membership",
        /// When they redeemed a code.
        DownloadCode = "download_code",
    }
}

/// A subscriber as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = subscribers, check_for_backend(diesel::pg::Pg))]
pub struct Subscriber {
    /// Its id.
    pub id: SubscriberId,
    /// Whose letters.
    pub artist_id: ArtistId,
    /// Where they go, as [`accounts::normal_email`] gives it.
    pub email: String,
    /// The account of the address, if there was one.
    pub account_id: Option<AccountId>,
    /// Where they asked.
    pub source: Source,
    /// When they asked.
    pub consented_at: DateTime<Utc>,
    /// When that was confirmed; not yet for none.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When they had enough.
    pub unsubscribed_at: Option<DateTime<Utc>>,
}

/// What became of a wish for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The letters come from now on.
    Subscribed,
    /// They come already.
    Already,
    /// A mail is on its way, with a link that confirms it.
    ToConfirm,
}

/// How many mails that anybody can ask for an address gets: five an hour, whoever the artists are.
const ASKED_FOR: Limit = Limit { name: "subscription mail", attempts: 5, window: Duration::hours(1) };
/// How long a wish waits to be confirmed.
const WAITS: Duration = Duration::days(7);

impl Subscriber {
    /// Whether letters go there.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.confirmed_at.is_some() && self.unsubscribed_at.is_none()
    }

    /// What ends the link that confirms this wish: another wish.
    #[must_use]
    pub fn state(&self) -> String {
        self.consented_at.timestamp_micros().to_string()
    }
}

/// Takes the wish for an artist's letters. `email` is as [`accounts::normal_email`] gives it; `account` is who is signed in, or
/// bought: where `email` is its confirmed address, no mail is needed. A mail goes out in the caller's transaction.
///
/// # Errors
/// When the database fails.
pub async fn ask(
    connection: &mut Connection,
    artist: ArtistId,
    (email, account): (&str, Option<AccountId>),
    source: Source,
) -> QueryResult<Asked> {
    let account = match account {
        Some(id) => accounts::find(connection, id).await?,
        None => None,
    };
    let own = account.filter(|account| account.email == email && account.confirmed_at.is_some());
    if let Some(there) = at(connection, artist, email).await?.filter(Subscriber::is_on) {
        if own.is_none() {
            send_mail(connection, &there).await?;
            return Ok(Asked::ToConfirm);
        }
        return Ok(Asked::Already);
    }
    let asked = Utc::now();
    let fresh = (
        subscribers::account_id.eq(own.as_ref().map(|account| account.id)),
        subscribers::source.eq(source),
        subscribers::consented_at.eq(asked),
        subscribers::confirmed_at.eq(own.as_ref().map(|_| asked)),
        subscribers::unsubscribed_at.eq(None::<DateTime<Utc>>),
    );
    let there: Subscriber = diesel::insert_into(subscribers::table)
        .values((
            subscribers::id.eq(SubscriberId::new()),
            subscribers::artist_id.eq(artist),
            subscribers::email.eq(email),
            fresh,
        ))
        .on_conflict((subscribers::artist_id, subscribers::email))
        .do_update()
        .set(fresh)
        .returning(Subscriber::as_returning())
        .get_result(connection)
        .await?;
    if own.is_some() {
        return Ok(Asked::Subscribed);
    }
    send_mail(connection, &there).await?;
    Ok(Asked::ToConfirm)
}

/// The mail that asks to confirm, or says that it was done before. Past the limit it is kept back, and nobody is told.
async fn send_mail(connection: &mut Connection, subscriber: &Subscriber) -> QueryResult<()> {
    if throttles::hit(connection, ASKED_FOR, &subscriber.email).await?.is_some() {
        return Ok(());
    }
    jobs::enqueue(connection, &SendSubscriptionMail { subscriber_id: subscriber.id }).await
}

/// Notes that somebody confirmed their wish, by the link in the mail. False if there was nothing to confirm any more.
///
/// # Errors
/// When the database fails.
pub async fn confirm(connection: &mut Connection, id: SubscriberId) -> QueryResult<bool> {
    let waiting = subscribers::table.find(id).filter(subscribers::confirmed_at.is_null());
    let waiting = waiting.filter(subscribers::unsubscribed_at.is_null());
    let done = diesel::update(waiting).set(subscribers::confirmed_at.eq(now)).execute(connection).await?;
    Ok(done > 0)
}

/// Ends the letters for somebody; a second time changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn unsubscribe(connection: &mut Connection, id: SubscriberId) -> QueryResult<()> {
    let there = subscribers::table.find(id).filter(subscribers::unsubscribed_at.is_null());
    diesel::update(there).set(subscribers::unsubscribed_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// The subscriber with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: SubscriberId) -> QueryResult<Option<Subscriber>> {
    subscribers::table.find(id).select(Subscriber::as_select()).first(connection).await.optional()
}

/// The subscriber with this address.
///
/// # Errors
/// When the database fails.
pub async fn at(connection: &mut Connection, artist: ArtistId, email: &str) -> QueryResult<Option<Subscriber>> {
    subscribers::table
        .filter(subscribers::artist_id.eq(artist))
        .filter(subscribers::email.eq(email))
        .select(Subscriber::as_select())
        .first(connection)
        .await
        .optional()
}

/// Those who get an artist's letters, the latest first, `limit` of them behind `after`.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(
    connection: &mut Connection,
    artist: ArtistId,
    after: Option<SubscriberId>,
    limit: i64,
) -> QueryResult<Vec<Subscriber>> {
    let mut query = subscribers::table
        .filter(subscribers::artist_id.eq(artist))
        .filter(subscribers::confirmed_at.is_not_null().and(subscribers::unsubscribed_at.is_null()))
        .order(subscribers::id.desc())
        .limit(limit)
        .select(Subscriber::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(subscribers::id.lt(after));
    }
    query.load(connection).await
}

/// How many get an artist's letters, by where they asked for them.
///
/// # Errors
/// When the database fails.
pub async fn count_by_source(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<(Source, i64)>> {
    subscribers::table
        .filter(subscribers::artist_id.eq(artist))
        .filter(subscribers::confirmed_at.is_not_null().and(subscribers::unsubscribed_at.is_null()))
        .group_by(subscribers::source)
        .order(count_star().desc())
        .select((subscribers::source, count_star()))
        .load(connection)
        .await
}

/// Whose letters come to an account: to its address, or to one it had when it asked.
///
/// # Errors
/// When the database fails.
pub async fn of_account(
    connection: &mut Connection,
    account: AccountId,
    email: &str,
) -> QueryResult<Vec<(Subscriber, Artist)>> {
    subscribers::table
        .inner_join(artists::table)
        .filter(subscribers::email.eq(email).or(subscribers::account_id.eq(account)))
        .filter(subscribers::confirmed_at.is_not_null().and(subscribers::unsubscribed_at.is_null()))
        .order((artists::name.asc(), subscribers::email.asc()))
        .select((Subscriber::as_select(), Artist::as_select()))
        .load(connection)
        .await
}

/// Forgets addresses whose wish nobody confirmed within a week.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection) -> QueryResult<usize> {
    let old = subscribers::consented_at.lt(Utc::now() - WAITS);
    diesel::delete(subscribers::table.filter(old.and(subscribers::confirmed_at.is_null()))).execute(connection).await
}
