use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{NewSplit, Split, SplitError, SplitState, WHOLE_BP, standing};
use crate::account_mails::{self, AccountMail, OfRelease};
use crate::artists::{self, Artist};
use crate::ids::{ArtistId, SplitId};
use crate::schema::splits;
use crate::{Connection, members, percent, releases, tracks};

/// The release's artist proposes a share; the other artist's members hear of it by mail.
///
/// # Errors
/// When the share or the days will not do, or more than everything would be shared.
pub async fn propose(connection: &mut Connection, new: &NewSplit, now: DateTime<Utc>) -> Result<Split, SplitError> {
    if !(1..=WHOLE_BP).contains(&new.share_bp) {
        return Err(SplitError::Share);
    }
    if new.starts_on < now.date_naive() || new.ends_on.is_some_and(|end| end <= new.starts_on) {
        return Err(SplitError::Days);
    }
    connection
        .transaction(async |connection| {
            // The lock makes two proposals wait for each other, so that both cannot take the same rest.
            let release = releases::lock(connection, new.release).await?.ok_or(SplitError::Missing)?;
            if release.artist_id == new.payee {
                return Err(SplitError::Oneself);
            }
            if let Some(track) = new.track {
                let track = tracks::find(connection, track).await?.ok_or(SplitError::Missing)?;
                if track.release_id != release.id {
                    return Err(SplitError::Missing);
                }
            }
            let there = standing(connection, release.id, (new.starts_on, new.ends_on)).await?;
            let left = left(&there, new);
            if new.share_bp > left {
                return Err(SplitError::TooMuch(percent::plain(left)));
            }
            let split = insert(connection, release.artist_id, new).await?;
            tell(connection, &split, &release.title).await?;
            Ok(split)
        })
        .await
}

/// The other artist takes the share: sales from now on and from its first day are shared.
///
/// # Errors
/// When it was answered or ended before.
pub async fn accept(connection: &mut Connection, id: SplitId, now: DateTime<Utc>) -> Result<(), SplitError> {
    answer(connection, id, SplitState::Accepted, now).await
}

/// The other artist does not want the share.
///
/// # Errors
/// When it was answered or ended before.
pub async fn decline(connection: &mut Connection, id: SplitId, now: DateTime<Utc>) -> Result<(), SplitError> {
    answer(connection, id, SplitState::Declined, now).await
}

/// Either of the two ends a split from a day on, tomorrow at the earliest: what was sold is shared already. A proposal that nobody
/// answered is taken back at once.
///
/// # Errors
/// When the day will not do or it was ended before.
pub async fn end(
    connection: &mut Connection,
    id: SplitId,
    ends_on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), SplitError> {
    connection
        .transaction(async |connection| {
            let split = lock(connection, id).await?.ok_or(SplitError::Missing)?;
            let tomorrow = now.date_naive().checked_add_days(Days::new(1)).ok_or(SplitError::Days)?;
            let ends_on = match split.state {
                SplitState::Proposed => split.starts_on,
                SplitState::Accepted if ends_on < tomorrow => return Err(SplitError::TooEarly),
                SplitState::Accepted => split.ends_on.map_or(ends_on, |agreed| agreed.min(ends_on)),
                SplitState::Declined | SplitState::Ended => return Err(SplitError::Over),
            };
            diesel::update(splits::table.find(id))
                .set((splits::state.eq(SplitState::Ended), splits::ends_on.eq(Some(ends_on))))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
}

async fn answer(
    connection: &mut Connection,
    id: SplitId,
    state: SplitState,
    now: DateTime<Utc>,
) -> Result<(), SplitError> {
    connection
        .transaction(async |connection| {
            let proposed = splits::table.find(id).filter(splits::state.eq(SplitState::Proposed));
            let answered: Option<Split> = diesel::update(proposed)
                .set((splits::state.eq(state), splits::answered_at.eq(Some(now))))
                .returning(Split::as_returning())
                .get_result(connection)
                .await
                .optional()?;
            let split = answered.ok_or(SplitError::Over)?;
            tell_answer(connection, &split).await?;
            Ok(())
        })
        .await
}

async fn lock(connection: &mut Connection, id: SplitId) -> QueryResult<Option<Split>> {
    splits::table.find(id).for_update().select(Split::as_select()).first(connection).await.optional()
}

/// What may still be shared: a sale of a track shares what was agreed for the release and for the track.
fn left(there: &[Split], new: &NewSplit) -> i32 {
    let sum = |track| there.iter().filter(|split| split.track_id == track).map(|split| split.share_bp).sum::<i32>();
    let of_tracks = match new.track {
        Some(track) => sum(Some(track)),
        None => there.iter().filter_map(|split| split.track_id).map(|track| sum(Some(track))).max().unwrap_or(0),
    };
    (WHOLE_BP - sum(None) - of_tracks).max(0)
}

async fn insert(connection: &mut Connection, artist: ArtistId, new: &NewSplit) -> QueryResult<Split> {
    let reason: String = new.reason.trim().chars().filter(|c| !c.is_control()).take(200).collect();
    diesel::insert_into(splits::table)
        .values((
            splits::id.eq(SplitId::new()),
            splits::artist_id.eq(artist),
            splits::release_id.eq(new.release),
            splits::track_id.eq(new.track),
            splits::payee_id.eq(new.payee),
            splits::share_bp.eq(new.share_bp),
            splits::reason.eq(reason),
            splits::state.eq(SplitState::Proposed),
            splits::starts_on.eq(new.starts_on),
            splits::ends_on.eq(new.ends_on),
        ))
        .returning(Split::as_returning())
        .get_result(connection)
        .await
}

/// The other artist's members hear that a share is offered.
async fn tell(connection: &mut Connection, split: &Split, title: &str) -> QueryResult<()> {
    let Some((from, payee)) = both(connection, split).await? else { return Ok(()) };
    let point = format!("{} offers {} {} percent.", from.name, payee.name, percent::plain(split.share_bp));
    send(connection, &payee, AccountMail::SplitProposed, (title, point)).await
}

/// Who offered it hears what came of that.
async fn tell_answer(connection: &mut Connection, split: &Split) -> QueryResult<()> {
    let Some((from, payee)) = both(connection, split).await? else { return Ok(()) };
    let Some(release) = releases::find(connection, split.release_id).await? else { return Ok(()) };
    let share = percent::plain(split.share_bp);
    let point = match split.state {
        SplitState::Accepted => format!("{} takes the {share} percent that you offered.", payee.name),
        _ => format!("{} does not want the {share} percent that you offered.", payee.name),
    };
    send(connection, &from, AccountMail::SplitAnswered, (&release.title, point)).await
}

/// Who shares, and with whom.
async fn both(connection: &mut Connection, split: &Split) -> QueryResult<Option<(Artist, Artist)>> {
    let from = artists::find(connection, split.artist_id).await?;
    let payee = artists::find(connection, split.payee_id).await?;
    Ok(from.zip(payee))
}

async fn send(
    connection: &mut Connection,
    to: &Artist,
    mail: AccountMail,
    (title, point): (&str, String),
) -> QueryResult<()> {
    let of = OfRelease { title: title.to_owned(), points: vec![point], path: urls::books::splits(&to.handle) };
    for (account, _) in members::of_artist(connection, to.id).await? {
        account_mails::send_about(connection, account.id, mail, of.clone()).await?;
    }
    Ok(())
}
