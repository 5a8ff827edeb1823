//! A release as the API shows it.

use chrono::{DateTime, NaiveDate, Utc};
use model::Connection;
use model::artists::Artist;
use model::credits::{self, Credit};
use model::releases::Release;
use model::releases::publication::{self, Missing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::artist::ArtistMention;
use super::extra::ExtraView;
use super::image::ImageView;
use super::track::{TrackView, views};
use crate::api::find::Seen;
use crate::app::App;

/// A release.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the fields are those of the release; those that are not say what they are")]
pub struct ReleaseView {
    pub id: Uuid,
    pub artist: ArtistMention,
    /// Its name in addresses.
    pub slug: String,
    /// `draft`, `scheduled` or `published`.
    pub state: &'static str,
    pub title: String,
    /// `album`, `ep`, `single`, `compilation` or `live`.
    pub kind: &'static str,
    /// Markdown.
    pub about: String,
    pub genre: String,
    pub tags: Vec<String>,
    /// A language tag of BCP 47, or empty.
    pub language: String,
    pub place: String,
    pub label: String,
    pub catalogue_number: String,
    pub upc: String,
    /// A code: `all-rights-reserved`, `cc-by` and the like.
    pub licence: String,
    pub explicit: bool,
    /// `none`, `partly` or `wholly` generated; empty until declared.
    pub ai_declaration: String,
    pub price: PriceView,
    pub release_date: Option<NaiveDate>,
    pub cover: Option<ImageView>,
    /// The release's own credits; tracks have theirs.
    pub credits: Vec<CreditView>,
    /// Its page, for everybody once it is published.
    pub url: String,
    /// The private link, where there is one; for its artist only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_url: Option<String>,
    pub publish_at: Option<DateTime<Utc>>,
    pub published_at: Option<DateTime<Utc>>,
    /// What a publication still needs; for its artist only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<MissingView>>,
    pub tracks: Vec<TrackView>,
    /// What it comes with besides its tracks.
    pub extras: Vec<ExtraView>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a release costs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PriceView {
    /// `free`, `fixed` or `minimum`.
    pub mode: &'static str,
    /// In the currency's smallest unit.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// Who did what.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CreditView {
    /// Who.
    pub name: String,
    /// Did what.
    #[serde(default)]
    pub role: String,
}

impl From<&Credit> for CreditView {
    fn from(credit: &Credit) -> Self {
        Self { name: credit.name.clone(), role: credit.role.clone() }
    }
}

/// Something a publication still needs, or would be better with.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissingView {
    /// A stable word.
    pub code: &'static str,
    /// Whether the release cannot be published without it.
    pub required: bool,
    /// A sentence that says what to do.
    pub detail: String,
}

impl From<&Missing> for MissingView {
    fn from(missing: &Missing) -> Self {
        Self { code: missing.code(), required: missing.is_required(), detail: missing.sentence() }
    }
}

impl ReleaseView {
    /// The view of a release, with its tracks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(connection: &mut Connection, app: &App, seen: &Seen) -> diesel::QueryResult<Self> {
        let release = &seen.release;
        let tracks = model::tracks::of_release(connection, release.id).await?;
        let missing = match seen.member {
            true => Some(publication::missing(connection, release).await?.iter().map(MissingView::from).collect()),
            false => None,
        };
        let credits = credits::of_release(connection, release.id).await?;
        let extras = model::extras::of_release(connection, release.id).await?;
        Ok(Self {
            cover: ImageView::find(connection, app, release.cover_id).await?,
            private_url: private_url(app, release).filter(|_| seen.member),
            missing,
            credits: credits.iter().filter(|credit| credit.track_id.is_none()).map(CreditView::from).collect(),
            tracks: views(connection, app, seen, &tracks).await?,
            extras: extras.iter().map(|extra| ExtraView::of(app, seen, extra)).collect(),
            ..Self::bare(app, &seen.artist, release)
        })
    }

    /// What the release's own row says.
    fn bare(app: &App, artist: &Artist, release: &Release) -> Self {
        Self {
            id: release.id.0,
            artist: artist.into(),
            slug: release.slug.clone(),
            state: release.state().word(),
            title: release.title.clone(),
            kind: release.kind.word(),
            about: release.about.clone(),
            genre: release.genre.clone(),
            tags: release.tags.clone(),
            language: release.language.clone(),
            place: release.place.clone(),
            label: release.label.clone(),
            catalogue_number: release.catalogue_number.clone(),
            upc: release.upc.clone(),
            licence: release.licence.clone(),
            explicit: release.explicit,
            ai_declaration: release.ai_declaration.clone(),
            price: PriceView {
                mode: release.price_mode.word(),
                amount_minor: release.price_amount_minor,
                currency: release.price_currency.clone(),
            },
            release_date: release.release_date,
            cover: None,
            credits: Vec::new(),
            url: urls::absolute(&app.base_url, &urls::release(&artist.handle, &release.slug)),
            private_url: None,
            publish_at: release.publish_at,
            published_at: release.published_at,
            missing: None,
            tracks: Vec::new(),
            extras: Vec::new(),
            created_at: release.created_at,
            updated_at: release.updated_at,
        }
    }
}

/// The address behind which a draft can be heard, where its artist made one.
#[must_use]
pub fn private_url(app: &App, release: &Release) -> Option<String> {
    release.private_key.as_deref().map(|key| urls::absolute(&app.base_url, &urls::private_release(key)))
}

/// A release in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseSummary {
    /// Its id.
    pub id: Uuid,
    /// Its artist.
    pub artist: ArtistMention,
    /// Its name in addresses.
    pub slug: String,
    /// `draft`, `scheduled` or `published`.
    pub state: &'static str,
    /// Its title.
    pub title: String,
    /// `album`, `ep`, `single`, `compilation` or `live`.
    pub kind: &'static str,
    /// Its page.
    pub url: String,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
}

impl ReleaseSummary {
    /// The summary of a release.
    #[must_use]
    pub fn of(app: &App, artist: &Artist, release: &Release) -> Self {
        Self {
            id: release.id.0,
            artist: artist.into(),
            slug: release.slug.clone(),
            state: release.state().word(),
            title: release.title.clone(),
            kind: release.kind.word(),
            url: urls::absolute(&app.base_url, &urls::release(&artist.handle, &release.slug)),
            published_at: release.published_at,
        }
    }
}
