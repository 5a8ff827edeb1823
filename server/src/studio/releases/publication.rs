//! `/studio/releases/{id}/publication`: now, at an hour, and taking it back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel_async::AsyncConnection;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::markdown;
use model::releases::Release;
use model::releases::publication::{self, Missing, PublicationError};
use serde::Deserialize;

use super::board::{Head, Wants};
use crate::api::views::release::private_url;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render, render_as};
use crate::releases::record::Record;
use crate::studio::{NoFields, find};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/releases/publication.html")]
pub struct PublicationPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// Which of the release's pages this is.
    pub tab: &'static str,
    /// What the publication needs.
    pub wants: Wants,
    /// The terms as HTML that is safe to show.
    pub terms: String,
    /// Their version.
    pub terms_version: i32,
    /// What was typed.
    pub form: PublicationForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// Minutes east of Greenwich, and how that is written.
    pub zones: Vec<(i64, String)>,
    /// The private link; empty where there is none.
    pub private_url: String,
}

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PublicationForm {
    /// The version of the terms that was accepted; empty when they were not.
    #[serde(default)]
    pub accept_terms: String,
    /// `now` or `later`.
    #[serde(default)]
    pub when: String,
    /// Local date and time, as browsers send them.
    #[serde(default)]
    pub at: String,
    /// Minutes east of Greenwich.
    #[serde(default)]
    pub zone: String,
}

impl PublicationForm {
    /// The moment that was chosen; none for now.
    fn moment(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, &'static str> {
        if self.when != "later" {
            return Ok(None);
        }
        let read = |format| NaiveDateTime::parse_from_str(self.at.trim(), format);
        let local = read("%Y-%m-%dT%H:%M").or_else(|_| read("%Y-%m-%dT%H:%M:%S")).or_else(|_| read("%Y-%m-%d %H:%M"));
        let local = local.map_err(|_| "Enter date and time, as in 2026-12-01 18:00.")?;
        let minutes = self.zone.parse::<i64>().ok().filter(|minutes| (-840..=840).contains(minutes)).unwrap_or(0);
        let at = local.and_utc() - Duration::minutes(minutes);
        if at <= now {
            return Err("This hour has passed. Choose a later one, or publish now.");
        }
        if at > now + Duration::days(366 * 2) {
            return Err("Choose an hour within two years.");
        }
        Ok(Some(at))
    }
}

/// Shows it.
///
/// # Errors
/// 404 for a release of others.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let found = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let form = PublicationForm { when: "now".to_owned(), zone: "0".to_owned(), ..PublicationForm::default() };
    render(&page(&visit, found, form, FieldErrors::default()).await?)
}

/// Publishes, or schedules.
///
/// # Errors
/// 404 for a release of others. 422 with the page when something is missing.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<PublicationForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let mut errors = FieldErrors::default();
    let at = form.moment(Utc::now()).map_err(|message| errors.add("at", message)).unwrap_or_default();
    let version = form.accept_terms.parse::<i32>().unwrap_or_else(|_| {
        errors.add("accept_terms", "Read and accept the terms.");
        0
    });
    if errors.is_empty() {
        let (id, account) = (release.id, visit.account.id);
        let published = connection
            .transaction(async |connection| publication::publish(connection, id, account, version, at).await)
            .await;
        match published {
            Ok(release) if release.published_at.is_none() => {
                return Ok(
                    visit.redirect_saying(&urls::studio::publication(id.0), "Scheduled. It comes out by itself.")
                );
            }
            Ok(_) | Err(PublicationError::AlreadyPublished) => {
                return Ok(visit.redirect_saying(&urls::studio::release(id.0), &format!("“{}” is out.", release.title)));
            }
            Err(PublicationError::Incomplete(missing)) => {
                let sentences: Vec<String> = missing.iter().map(Missing::sentence).collect();
                errors.add("missing", sentences.join(" "));
            }
            Err(error @ PublicationError::TermsOutdated) => errors.add("accept_terms", error.to_string()),
            Err(PublicationError::Gone) => return Err(PageError::not_found()),
            Err(PublicationError::Database(error)) => return Err(error.into()),
        }
    }
    let page = page(&visit, (artist, release), form, errors).await?;
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Takes the publication or its schedule back.
///
/// # Errors
/// 404 for a release of others.
pub async fn delete(visit: SignedIn, id: web::Path<String>, _form: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    connection.transaction(async |connection| publication::unpublish(connection, release.id).await).await?;
    Ok(visit.redirect_saying(&urls::studio::publication(release.id.0), "Taken back. Only you can see it now."))
}

async fn page(
    visit: &SignedIn,
    (artist, release): (Artist, Release),
    form: PublicationForm,
    errors: FieldErrors,
) -> Result<PublicationPage, PageError> {
    let mut connection = visit.db().await?;
    let (terms_version, terms) = publication::current_terms(&mut connection).await?;
    let wants = Wants::load(&mut connection, &release).await?;
    let private_url = private_url(&visit.app, &release).unwrap_or_default();
    let head = Head::of(&Record::load(&mut connection, artist, release).await?);
    let (hue1, hue2) = head.hues;
    let page = visit.page(&format!("Publication of {}", head.release.title)).hidden().in_hues(hue1, hue2);
    let terms = markdown::to_html(&terms);
    let zones = zones();
    Ok(PublicationPage {
        page,
        head,
        tab: "publication",
        wants,
        terms,
        terms_version,
        form,
        errors,
        zones,
        private_url,
    })
}

/// The whole and half hours people live by: minutes east of Greenwich, and how that is written.
#[must_use]
pub fn zones() -> Vec<(i64, String)> {
    let halves = [-570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765];
    let mut minutes: Vec<i64> = (-12..=14).map(|hour| hour * 60).chain(halves).collect();
    minutes.sort_unstable();
    let name = |minutes: i64| match minutes {
        0 => "UTC".to_owned(),
        _ => {
            let sign = if minutes < 0 { '−' } else { '+' };
            format!("UTC{sign}{}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    };
    minutes.into_iter().map(|minutes| (minutes, name(minutes))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(at: &str, zone: &str) -> PublicationForm {
        PublicationForm {
            when: "later".to_owned(),
            at: at.to_owned(),
            zone: zone.to_owned(),
            ..PublicationForm::default()
        }
    }

    #[test]
    fn a_local_hour_is_a_moment() {
        let now = "2026-11-21T06:00:00Z".parse().unwrap();
        assert_eq!(form("2026-12-01T18:00", "60").moment(now), Ok(Some("2026-12-01T17:00:00Z".parse().unwrap())));
        assert_eq!(form("2026-12-01T18:00", "-330").moment(now), Ok(Some("2026-12-01T23:30:00Z".parse().unwrap())));
        assert!(form("2026-11-21T06:30", "60").moment(now).is_err());
        assert!(form("tomorrow", "0").moment(now).is_err());
        assert!(form("2036-12-01T18:00", "0").moment(now).is_err());
        assert_eq!(PublicationForm::default().moment(now), Ok(None));
    }

    #[test]
    fn zones_are_in_order() {
        let zones = zones();
        assert!(zones.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(zones.contains(&(345, "UTC+5:45".to_owned())));
        assert!(zones.contains(&(-210, "UTC−3:30".to_owned())));
    }
}
