//! How it is decided what somebody may have.

use chrono::{DateTime, Duration, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use super::plays::{self, Count};
use super::{Entitlement, Listener, Rights, Who};
use crate::ids::{AccountId, ArtistId, ReleaseId, TrackId};
use crate::releases::{PriceMode, Release};
use crate::schema::{artists, entitlements, releases, sellers};
use crate::sellers::Preview;
use crate::{Connection, members, memberships};

/// What a release itself says of who may have it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = releases, check_for_backend(diesel::pg::Pg))]
pub(super) struct Terms {
    pub(super) id: ReleaseId,
    pub(super) artist_id: ArtistId,
    price_mode: PriceMode,
    private_key: Option<String>,
    publish_at: Option<DateTime<Utc>>,
    published_at: Option<DateTime<Utc>>,
    members_only: bool,
}

impl Terms {
    pub(super) fn of(release: &Release) -> Self {
        Self {
            id: release.id,
            artist_id: release.artist_id,
            price_mode: release.price_mode,
            private_key: release.private_key.clone(),
            publish_at: release.publish_at,
            published_at: release.published_at,
            members_only: release.members_only,
        }
    }

    /// With whether its artist is suspended.
    pub(super) async fn find(connection: &mut Connection, id: ReleaseId) -> QueryResult<Option<(Self, bool)>> {
        let found: Option<(Self, Option<DateTime<Utc>>)> = releases::table
            .inner_join(artists::table)
            .filter(releases::id.eq(id))
            .select((Self::as_select(), artists::suspended_at))
            .first(connection)
            .await
            .optional()?;
        Ok(found.map(|(terms, suspended_at)| (terms, suspended_at.is_some())))
    }

    /// Whether it is out, or early enough for those who get it `early_days` before the others.
    fn is_out(&self, early_days: i32) -> bool {
        let opens = self.publish_at.map(|at| at - Duration::days(i64::from(early_days)));
        self.published_at.is_some() || (early_days > 0 && opens.is_some_and(|at| at <= Utc::now()))
    }

    /// Whether a member with these rights has it.
    pub(super) fn are_of_member(&self, tier: &memberships::Rights) -> bool {
        let is_included = if self.members_only { tier.includes_members_only } else { tier.includes_releases };
        is_included && self.is_out(tier.early_days)
    }
}

pub(super) async fn decide(connection: &mut Connection, terms: &Terms, who: Who) -> QueryResult<Rights> {
    match who {
        Who::Anybody | Who::Visitor(_) => {
            let said = said(connection, terms).await?;
            of_others(connection, terms, who.listener(), said).await
        }
        Who::PrivateLink if terms.private_key.is_some() => Ok(Rights::of_private_link()),
        Who::PrivateLink => Ok(Rights::default()),
        Who::Account(account) => of_account(connection, terms, account).await,
        Who::Purchase(_) | Who::Code(_) => {
            let held = held_by(connection, terms, who).await?;
            let said = said(connection, terms).await?;
            Ok(with(of_others(connection, terms, None, said).await?, held))
        }
    }
}

/// How much an artist lets others hear of what has a price, and how often where that is counted.
pub(super) type Said = (Preview, i32);

/// What its artist says of it; none where nobody asks, and where they said nothing.
async fn said(connection: &mut Connection, terms: &Terms) -> QueryResult<Option<Said>> {
    if terms.price_mode == PriceMode::Free {
        return Ok(None);
    }
    let said = sellers::table.find(terms.artist_id).select((sellers::preview, sellers::preview_plays));
    said.first(connection).await.optional()
}

/// What everybody may have: all of what is free, of what has a price as much as its artist lets them hear.
pub(super) async fn of_others(
    connection: &mut Connection,
    terms: &Terms,
    listener: Option<Listener>,
    said: Option<Said>,
) -> QueryResult<Rights> {
    if terms.published_at.is_none() || terms.members_only {
        return Ok(Rights::default());
    }
    if terms.price_mode == PriceMode::Free {
        return Ok(Rights::all());
    }
    let (preview, most) = said.unwrap_or((Preview::Full, 0));
    let mut rights = Rights { sees: true, whole: Entitlement::LOSSY, ..Rights::default() };
    match (preview, listener) {
        (Preview::Plays, Some(listener)) => {
            let used_up = plays::used_up(connection, terms.id, listener, most).await?;
            rights.counted = Some((Count { listener, most }, used_up));
        }
        _ => rights.whole = preview.of_anybody(),
    }
    Ok(rights)
}

impl Preview {
    /// What those hear of whom nobody can tell how often they have listened.
    #[must_use]
    pub fn of_anybody(self) -> Entitlement {
        match self {
            Self::Full => Entitlement::LOSSY,
            Self::First30 => Entitlement::first(30_000),
            Self::First90 => Entitlement::first(90_000),
            Self::Plays => Entitlement::first(plays::AFTERWARDS_MS),
        }
    }
}

async fn of_account(connection: &mut Connection, terms: &Terms, account: AccountId) -> QueryResult<Rights> {
    if members::role(connection, terms.artist_id, account).await?.is_some() {
        return Ok(Rights::of_artist());
    }
    if is_of_member(connection, terms, account).await? {
        return Ok(Rights::all());
    }
    let held = held_by(connection, terms, Who::Account(account)).await?;
    let said = said(connection, terms).await?;
    let others = of_others(connection, terms, Some(*account.0.as_bytes()), said).await?;
    Ok(with(others, held))
}

/// Whether a membership includes the release: those for members only, and else all that are out.
async fn is_of_member(connection: &mut Connection, terms: &Terms, account: AccountId) -> QueryResult<bool> {
    let Some(tier) = memberships::current(connection, terms.artist_id, account).await? else { return Ok(false) };
    Ok(terms.are_of_member(&tier))
}

/// Whether what somebody has as a member of its artist includes a release.
#[must_use]
pub fn member_has(rights: &memberships::Rights, release: &Release) -> bool {
    Terms::of(release).are_of_member(rights)
}

/// What was bought or given, on top of what others may have: `None` stands for the whole release.
pub(super) fn with(others: Rights, held: Vec<Option<TrackId>>) -> Rights {
    if held.is_empty() {
        return others;
    }
    if held.contains(&None) {
        return Rights::all();
    }
    Rights { sees: true, bought: held.into_iter().flatten().collect(), ..others }
}

async fn held_by(connection: &mut Connection, terms: &Terms, who: Who) -> QueryResult<Vec<Option<TrackId>>> {
    let held = entitlements::table
        .filter(entitlements::release_id.eq(terms.id).and(entitlements::revoked_at.is_null()))
        .select(entitlements::track_id)
        .into_boxed();
    let held = match who {
        Who::Account(account) => held.filter(entitlements::account_id.eq(account)),
        Who::Purchase(purchase) => held.filter(entitlements::purchase_id.eq(purchase)),
        Who::Code(code) => held.filter(entitlements::download_code_id.eq(code)),
        Who::Anybody | Who::Visitor(_) | Who::PrivateLink => return Ok(Vec::new()),
    };
    held.load(connection).await
}
