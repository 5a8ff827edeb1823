//! Publication: what is missing for it, now or at an hour, and taking it back.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::account_mails::{self, AccountMail, OfRelease};
use crate::ids::{AccountId, ReleaseId};
use crate::images::{self, ImageState};
use crate::jobs::{self, AlignRelease, PrepareRelease, PublishRelease, ReleaseEvent};
use crate::releases::{self, Release, telling};
use crate::schema::{releases as table, terms, terms_acceptances};
use crate::tracks::{self, TrackState};
use crate::{Connection, changes, encodings, members, previews};

/// Something a publication still needs, or would be better with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// No title.
    Title,
    /// No track at all.
    Tracks,
    /// Tracks whose files are still on their way through the worker.
    TracksInWork(usize),
    /// Tracks whose files were refused.
    TracksRefused(usize),
    /// The cover was refused.
    CoverRefused,
    /// No cover; a drawn one stands in.
    Cover,
    /// No genre and no tags: nobody finds it by kind.
    Genre,
    /// Nothing declared about generated music.
    AiDeclaration,
}

impl Missing {
    /// Whether the release cannot be published without it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        !matches!(self, Self::Cover | Self::Genre | Self::AiDeclaration)
    }

    /// A stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Tracks => "tracks",
            Self::TracksInWork(_) => "tracks_in_work",
            Self::TracksRefused(_) => "tracks_refused",
            Self::CoverRefused => "cover_refused",
            Self::Cover => "cover",
            Self::Genre => "genre",
            Self::AiDeclaration => "ai_declaration",
        }
    }

    /// A sentence for the artist.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Title => "Give the release a title.".to_owned(),
            Self::Tracks => "Upload at least one track.".to_owned(),
            Self::TracksInWork(1) => "One track is still being prepared.".to_owned(),
            Self::TracksInWork(n) => format!("{n} tracks are still being prepared."),
            Self::TracksRefused(1) => "One file was refused. Upload a better one or remove the track.".to_owned(),
            Self::TracksRefused(n) => format!("{n} files were refused. Upload better ones or remove the tracks."),
            Self::CoverRefused => "The cover was refused. Choose another picture.".to_owned(),
            Self::Cover => "Add a cover. Without one, a pattern in the artist's colours stands in.".to_owned(),
            Self::Genre => "Choose a genre or tags, so that people find it.".to_owned(),
            Self::AiDeclaration => "Say whether any of it was generated.".to_owned(),
        }
    }
}

/// Why a release cannot be published.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    /// Something required is missing.
    #[error("the release is not complete")]
    Incomplete(Vec<Missing>),
    /// The accepted terms are not the current ones.
    #[error("The terms have changed. Read and accept the current ones.")]
    TermsOutdated,
    /// It is published already.
    #[error("The release is published already.")]
    AlreadyPublished,
    /// There is no such release.
    #[error("There is no such release.")]
    Gone,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// The current terms: version and Markdown text.
///
/// # Errors
/// When the database fails.
pub async fn current_terms(connection: &mut Connection) -> QueryResult<(i32, String)> {
    terms::table.order(terms::version.desc()).select((terms::version, terms::body)).first(connection).await
}

/// What the release still needs, required things first.
///
/// # Errors
/// When the database fails.
pub async fn missing(connection: &mut Connection, release: &Release) -> QueryResult<Vec<Missing>> {
    let mut missing = Vec::new();
    if release.title.trim().is_empty() {
        missing.push(Missing::Title);
    }
    let all = tracks::of_release(connection, release.id).await?;
    if all.is_empty() {
        missing.push(Missing::Tracks);
    }
    let refused = all.iter().filter(|track| track.state == TrackState::Refused).count();
    let waiting = all.iter().filter(|track| track.state != TrackState::Refused && track.encoding_id.is_none()).count();
    // Without its files a track plays here, and neither in feeds nor on other servers.
    let in_work = waiting + usize::try_from(encodings::without_files(connection, release.id).await?).unwrap_or(0);
    if in_work > 0 {
        missing.push(Missing::TracksInWork(in_work));
    }
    if refused > 0 {
        missing.push(Missing::TracksRefused(refused));
    }
    match release.cover_id {
        None => missing.push(Missing::Cover),
        Some(id) => {
            let cover = images::find(connection, id).await?;
            if cover.is_some_and(|image| image.state == ImageState::Refused) {
                missing.push(Missing::CoverRefused);
            }
        }
    }
    if release.genre.is_empty() && release.tags.is_empty() {
        missing.push(Missing::Genre);
    }
    if release.ai_declaration.is_empty() {
        missing.push(Missing::AiDeclaration);
    }
    missing.sort_by_key(|item| !item.is_required());
    Ok(missing)
}

/// Publishes the release now, or at `at` if that is to come. To be called inside a transaction.
///
/// # Errors
/// When something required is missing, the terms accepted are not the current ones, or it is published already.
pub async fn publish(
    connection: &mut Connection,
    id: ReleaseId,
    account: AccountId,
    terms_version: i32,
    at: Option<DateTime<Utc>>,
) -> Result<Release, PublicationError> {
    let release = releases::lock(connection, id).await?.ok_or(PublicationError::Gone)?;
    if release.published_at.is_some() {
        return Err(PublicationError::AlreadyPublished);
    }
    let required = required(connection, &release).await?;
    if !required.is_empty() {
        return Err(PublicationError::Incomplete(required));
    }
    if current_terms(connection).await?.0 != terms_version {
        return Err(PublicationError::TermsOutdated);
    }
    diesel::insert_into(terms_acceptances::table)
        .values((
            terms_acceptances::id.eq(Uuid::now_v7()),
            terms_acceptances::release_id.eq(id),
            terms_acceptances::account_id.eq(account),
            terms_acceptances::version.eq(terms_version),
        ))
        .execute(connection)
        .await?;
    match at.filter(|at| *at > Utc::now()) {
        Some(at) => {
            diesel::update(table::table.find(id)).set(table::publish_at.eq(Some(at))).execute(connection).await?;
            jobs::enqueue_at(connection, &PublishRelease { release_id: id }, at).await?;
            changes::notify(connection, id).await?;
        }
        None => make_public(connection, id).await?,
    }
    releases::find(connection, id).await?.ok_or(PublicationError::Gone)
}

/// Publishes a scheduled release whose hour has come. One for which something required has gone missing since is a draft again,
/// and everybody who manages its artist is told by mail; what is missing is given. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn publish_scheduled(connection: &mut Connection, id: ReleaseId) -> QueryResult<Vec<Missing>> {
    let Some(release) = releases::lock(connection, id).await? else { return Ok(Vec::new()) };
    let due = release.publish_at.is_some_and(|at| at <= Utc::now());
    if release.published_at.is_some() || !due {
        return Ok(Vec::new());
    }
    let required = required(connection, &release).await?;
    if required.is_empty() {
        make_public(connection, id).await?;
        return Ok(required);
    }
    unpublish(connection, id).await?;
    let told = OfRelease {
        title: release.title.clone(),
        points: required.iter().map(Missing::sentence).collect(),
        path: urls::studio::publication(id.0),
    };
    for (account, _) in members::of_artist(connection, release.artist_id).await? {
        account_mails::send_about(connection, account.id, AccountMail::PublicationFailed, told.clone()).await?;
    }
    Ok(required)
}

/// Takes a publication or a schedule back.
///
/// # Errors
/// When the database fails.
pub async fn unpublish(connection: &mut Connection, id: ReleaseId) -> QueryResult<()> {
    if releases::find(connection, id).await?.is_some_and(|release| release.is_public()) {
        telling::tell(connection, id, ReleaseEvent::Unpublished).await?;
    }
    diesel::update(table::table.find(id))
        .set((
            table::published_at.eq(None::<DateTime<Utc>>),
            table::publish_at.eq(None::<DateTime<Utc>>),
            table::updated_at.eq(Utc::now()),
        ))
        .execute(connection)
        .await?;
    jobs::cancel(connection, &PublishRelease { release_id: id }).await?;
    changes::notify(connection, id).await
}

async fn required(connection: &mut Connection, release: &Release) -> QueryResult<Vec<Missing>> {
    Ok(missing(connection, release).await?.into_iter().filter(Missing::is_required).collect())
}

async fn make_public(connection: &mut Connection, id: ReleaseId) -> QueryResult<()> {
    let moment = Utc::now();
    diesel::update(table::table.find(id))
        .set((
            table::published_at.eq(Some(moment)),
            table::publish_at.eq(None::<DateTime<Utc>>),
            table::updated_at.eq(moment),
        ))
        .execute(connection)
        .await?;
    diesel::update(table::table.find(id).filter(table::release_date.is_null()))
        .set(table::release_date.eq(Some(moment.date_naive())))
        .execute(connection)
        .await?;
    // At once: the first fans are to hear it in one piece.
    jobs::enqueue(connection, &AlignRelease { release_id: id }).await?;
    jobs::enqueue(connection, &PrepareRelease { release_id: id }).await?;
    previews::ask(connection, id).await?;
    telling::tell(connection, id, ReleaseEvent::Published).await?;
    changes::notify(connection, id).await
}
