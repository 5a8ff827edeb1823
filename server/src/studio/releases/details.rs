//! `GET /studio/releases/{id}/details`: every field of a release.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::images::{self, ImageState};
use model::releases::{PriceMode, Release, ReleaseKind};
use model::{credits, languages, licences, money};

use super::board::Head;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::releases::record::Record;
use crate::studio::{find, lines};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/releases/details.html")]
pub struct ReleaseDetailsPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// Which of the release's pages this is.
    pub tab: &'static str,
    /// What stands in the fields.
    pub form: DetailsForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// Why the cover was refused; empty otherwise.
    pub cover_error: String,
    /// What there is to choose from.
    pub choices: Choices,
}

/// What there is to choose from: word and name.
pub struct Choices {
    /// Kinds of release.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// Languages, one that is not among those offered included.
    pub languages: Vec<(String, String)>,
    /// Licences.
    pub licences: Vec<(&'static str, &'static str)>,
    /// Declarations about generated music.
    pub declarations: Vec<(&'static str, &'static str)>,
    /// Currencies.
    pub currencies: Vec<(&'static str, String)>,
}

/// The fields as they stand in the form.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the release")]
pub struct DetailsForm {
    pub title: String,
    pub kind: String,
    pub about: String,
    pub genre: String,
    pub tags: String,
    pub language: String,
    pub place: String,
    pub label: String,
    pub catalogue_number: String,
    pub upc: String,
    pub licence: String,
    pub explicit: bool,
    pub ai_declaration: String,
    pub price_mode: String,
    pub price_amount: String,
    pub price_currency: String,
    pub release_date: String,
    pub credits: String,
    pub copies: String,
    pub members_only: bool,
}

impl DetailsForm {
    /// The sign before an amount.
    #[must_use]
    pub fn symbol(&self) -> &'static str {
        money::currency(&self.price_currency).map_or("€", |currency| currency.symbol)
    }

    async fn of(connection: &mut Connection, release: &Release) -> diesel::QueryResult<Self> {
        let all = credits::of_release(connection, release.id).await?;
        let amount =
            money::currency(&release.price_currency).map(|currency| currency.plain(release.price_amount_minor));
        let is_free = release.price_mode == PriceMode::Free;
        Ok(Self {
            title: release.title.clone(),
            kind: release.kind.word().to_owned(),
            about: release.about.clone(),
            genre: release.genre.clone(),
            tags: release.tags.join(", "),
            language: release.language.clone(),
            place: release.place.clone(),
            label: release.label.clone(),
            catalogue_number: release.catalogue_number.clone(),
            upc: release.upc.clone(),
            licence: release.licence.clone(),
            explicit: release.explicit,
            members_only: release.members_only,
            ai_declaration: release.ai_declaration.clone(),
            price_mode: release.price_mode.word().to_owned(),
            price_amount: amount.filter(|_| !is_free).unwrap_or_default(),
            price_currency: release.price_currency.clone(),
            copies: release.copies.map(|copies| copies.to_string()).unwrap_or_default(),
            release_date: release.release_date.map(|date| date.to_string()).unwrap_or_default(),
            credits: lines::from_credits(all.iter().filter(|credit| credit.track_id.is_none())),
        })
    }
}

impl Choices {
    fn of(form: &DetailsForm) -> Self {
        let mut tongues: Vec<(String, String)> =
            languages::OFFERED.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())).collect();
        if !languages::OFFERED.iter().any(|(tag, _)| *tag == form.language) {
            tongues.push((form.language.clone(), form.language.clone()));
        }
        Self {
            kinds: ReleaseKind::ALL.iter().map(|kind| (kind.word(), kind.name())).collect(),
            languages: tongues,
            licences: licences::ALL.iter().map(|licence| (licence.code, licence.name)).collect(),
            declarations: vec![
                ("", "Not said yet"),
                ("none", "Made by people, nothing generated"),
                ("partly", "Generated in part: a voice, an instrument, a mix"),
                ("wholly", "Generated"),
            ],
            currencies: money::CURRENCIES
                .iter()
                .map(|one| (one.code, format!("{} {}", one.code, one.symbol)))
                .collect(),
        }
    }
}

/// Shows it.
///
/// # Errors
/// 404 for a release of others.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let form = DetailsForm::of(&mut connection, &release).await?;
    render(&page(&visit, (artist, release), form, FieldErrors::default()).await?)
}

/// The form again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    what: (Artist, Release),
    form: DetailsForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, what, form, errors).await?)
}

async fn page(
    visit: &SignedIn,
    (artist, release): (Artist, Release),
    form: DetailsForm,
    errors: FieldErrors,
) -> Result<ReleaseDetailsPage, PageError> {
    let mut connection = visit.db().await?;
    let cover = match release.cover_id {
        Some(id) => images::find(&mut connection, id).await?,
        None => None,
    };
    let cover = cover.filter(|cover| cover.state == ImageState::Refused).and_then(|cover| cover.refusal_message);
    let record = Record::load(&mut connection, artist, release).await?;
    let head = Head::of(&record);
    let (hue1, hue2) = head.hues;
    Ok(ReleaseDetailsPage {
        page: visit.page(&format!("Details of {}", head.release.title)).hidden().in_hues(hue1, hue2),
        tab: "details",
        cover_error: if errors.get("cover").is_empty() {
            cover.unwrap_or_default()
        } else {
            errors.get("cover").to_owned()
        },
        choices: Choices::of(&form),
        head,
        form,
        errors,
    })
}
