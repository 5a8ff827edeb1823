//! What somebody may have of many releases, decided as for one, with a few queries for all of them.

use std::collections::{HashMap, HashSet};

use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::deciding::{self, Said, Terms};
use super::{Rights, Who};
use crate::ids::{AccountId, ArtistId, ReleaseId, TrackId};
use crate::releases::Release;
use crate::schema::{artist_members, entitlements, sellers};
use crate::{Connection, memberships};

/// What an account, or anybody, may have of each of these releases, leaving aside whether their artists are suspended.
///
/// # Errors
/// When the database fails.
pub async fn of_releases(
    connection: &mut Connection,
    releases: Vec<&Release>,
    who: Who,
) -> QueryResult<HashMap<ReleaseId, Rights>> {
    let mut all: Vec<Terms> = releases.into_iter().map(Terms::of).collect();
    let mut met = HashSet::new();
    all.retain(|terms| met.insert(terms.id));
    let said = said(connection, &all).await?;
    let mut rights = HashMap::new();
    let account = match who {
        Who::Account(account) => Some(Held::load(connection, &all, account).await?),
        _ => None,
    };
    for terms in &all {
        let said = said.get(&terms.artist_id).copied();
        let decided = match &account {
            Some(held) => held.decide(connection, terms, said).await?,
            None if matches!(who, Who::Anybody | Who::Visitor(_)) => {
                deciding::of_others(connection, terms, who.listener(), said).await?
            }
            None => deciding::decide(connection, terms, who).await?,
        };
        rights.insert(terms.id, decided);
    }
    Ok(rights)
}

/// How much the artists of releases let others hear of what has a price.
async fn said(connection: &mut Connection, all: &[Terms]) -> QueryResult<HashMap<ArtistId, Said>> {
    let artists: HashSet<ArtistId> = all.iter().map(|terms| terms.artist_id).collect();
    let found: Vec<(ArtistId, Said)> = sellers::table
        .filter(sellers::artist_id.eq_any(artists))
        .select((sellers::artist_id, (sellers::preview, sellers::preview_plays)))
        .load(connection)
        .await?;
    Ok(found.into_iter().collect())
}

/// What an account has, of some releases.
struct Held {
    account: AccountId,
    manages: HashSet<ArtistId>,
    memberships: Vec<(ArtistId, memberships::Rights)>,
    entitlements: HashMap<ReleaseId, Vec<Option<TrackId>>>,
}

impl Held {
    async fn load(connection: &mut Connection, all: &[Terms], account: AccountId) -> QueryResult<Self> {
        let manages: Vec<ArtistId> = artist_members::table
            .filter(artist_members::account_id.eq(account))
            .select(artist_members::artist_id)
            .load(connection)
            .await?;
        let ids: Vec<ReleaseId> = all.iter().map(|terms| terms.id).collect();
        let held: Vec<(ReleaseId, Option<TrackId>)> = entitlements::table
            .filter(entitlements::account_id.eq(account).and(entitlements::revoked_at.is_null()))
            .filter(entitlements::release_id.eq_any(ids))
            .select((entitlements::release_id, entitlements::track_id))
            .load(connection)
            .await?;
        let mut by_release: HashMap<ReleaseId, Vec<Option<TrackId>>> = HashMap::new();
        for (release, track) in held {
            by_release.entry(release).or_default().push(track);
        }
        Ok(Self {
            account,
            manages: manages.into_iter().collect(),
            memberships: memberships::of_account_artists(connection, account).await?,
            entitlements: by_release,
        })
    }

    fn is_of_member(&self, terms: &Terms) -> bool {
        let mut of_artist = self.memberships.iter().filter(|(artist, _)| *artist == terms.artist_id);
        of_artist.any(|(_, tier)| terms.are_of_member(tier))
    }

    async fn decide(&self, connection: &mut Connection, terms: &Terms, said: Option<Said>) -> QueryResult<Rights> {
        if self.manages.contains(&terms.artist_id) {
            return Ok(Rights::of_artist());
        }
        if self.is_of_member(terms) {
            return Ok(Rights::all());
        }
        let listener = Some(*self.account.0.as_bytes());
        let others = deciding::of_others(connection, terms, listener, said).await?;
        Ok(deciding::with(others, self.entitlements.get(&terms.id).cloned().unwrap_or_default()))
    }
}
