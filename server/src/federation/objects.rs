//! What local actors said, as documents: releases, tracks, posts, and what answers them.

use actix_web::{HttpRequest, HttpResponse, web};
use federation::facts::{self, ReleaseFacts};
use federation::objects::collection::{self, Order};
use federation::objects::{self, Duration, context};
use model::activities;
use model::ids::{PostId, ReleaseId, TrackId};
use model::posts::{self, Subject};
use model::reactions;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{self, Refusal};
use super::{current, negotiation, reading};
use crate::app::App;
use crate::comments::place;
use crate::error::PageError;

/// How many answers, likes or boosts are listed.
const LISTED: i64 = 100;

/// `GET /ap/releases/{id}`: the Album.
///
/// # Errors
/// 404 for what is not public.
pub async fn release(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    match release_facts(&app, *id).await? {
        Some(facts) => Ok(answer::document(&objects::album(&facts))),
        None => taken_down(&app, &urls::ap::release_note(*id), &urls::ap::release(*id), "Album").await,
    }
}

/// `GET /ap/releases/{id}/note`: the Note that stands in timelines.
///
/// # Errors
/// 404 for what is not public.
pub async fn release_note(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    match release_facts(&app, *id).await? {
        Some(facts) => Ok(answer::document(&objects::release_note(&facts))),
        None => taken_down(&app, &urls::ap::release_note(*id), &urls::ap::release_note(*id), "Note").await,
    }
}

/// `GET /ap/releases/{id}/tracks`: every track as Audio.
///
/// # Errors
/// 404 for what is not public.
pub async fn release_tracks(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let facts = release_facts(&app, *id).await?.ok_or_else(Refusal::not_found)?;
    let tracks = facts.tracks.iter().map(|track| objects::audio(&facts, track, Duration::Iso)).collect();
    let address = app.federation.federation().absolute(&urls::ap::release_tracks(*id));
    Ok(answer::document(&collection::whole(&address, Order::Ordered, tracks, Some(context::music()))))
}

/// `GET /ap/releases/{id}/context`: everything in the thread of a release (FEP-7888).
///
/// # Errors
/// 404 for what is not public.
pub async fn release_context(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let facts = release_facts(&app, *id).await?.ok_or_else(Refusal::not_found)?;
    let federation = app.federation.federation();
    let mut members = vec![json!(federation.absolute(&urls::ap::release_note(*id)))];
    members.extend(facts.tracks.iter().map(|track| json!(federation.absolute(&urls::ap::track_note(track.id)))));
    members.extend(answers(&app, Subject::Release(ReleaseId(*id))).await?);
    let address = federation.absolute(&urls::ap::release_context(*id));
    Ok(answer::document(&collection::whole(&address, Order::Ordered, members, None)))
}

/// `GET /ap/tracks/{id}`: the Audio. Funkwhale reads whole seconds alone, and says who it is.
///
/// # Errors
/// 404 for what is not public.
pub async fn track(app: web::Data<App>, request: HttpRequest, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let duration = Duration::for_software(agent.split('/').next().unwrap_or_default());
    let facts = track_facts(&app, *id).await?;
    match facts.as_ref().and_then(|facts| Some((facts, facts.track(*id)?))) {
        Some((facts, track)) => Ok(answer::document(&objects::audio(facts, track, duration))),
        None => taken_down(&app, &urls::ap::track(*id), &urls::ap::track(*id), "Audio").await,
    }
}

/// `GET /ap/tracks/{id}/note`: the track's Note, an answer to its release's.
///
/// # Errors
/// 404 for what is not public.
pub async fn track_note(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let facts = track_facts(&app, *id).await?;
    match facts.as_ref().and_then(|facts| Some((facts, facts.track(*id)?))) {
        Some((facts, track)) => Ok(answer::document(&objects::track_note(facts, track))),
        None => taken_down(&app, &urls::ap::track(*id), &urls::ap::track_note(*id), "Note").await,
    }
}

/// `GET /ap/posts/{id}`: a post or comment. One that is not for everybody is shown to those it is for, who sign.
///
/// # Errors
/// 404 for what there is not, and to those it is not for; 410 for what was deleted.
pub async fn post(app: web::Data<App>, request: HttpRequest, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    if negotiation::wants_page(&request) {
        return Ok(HttpResponse::SeeOther().insert_header(("location", crate::posts::href(PostId(*id)))).finish());
    }
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    let found = posts::find(&mut connection, PostId(*id)).await?.filter(posts::Post::is_local);
    let post = found.ok_or_else(Refusal::not_found)?;
    if post.deleted_at.is_some() {
        return Ok(answer::gone(&federation.absolute(&urls::ap::post(*id)), "Note"));
    }
    // What is not on a page here is not in a document either: of a suspended author, below what is not public.
    if !place::is_there(&mut connection, &post).await? {
        return Err(Refusal::not_found());
    }
    let is_public = post.visibility.is_public();
    if !is_public {
        // To others it is as if it were not there.
        let reader = reading::signer(&app, &request).await.map_err(|_| Refusal::not_found())?;
        if !posts::may_see(&mut connection, &post, Some(reader.id)).await? {
            return Err(Refusal::not_found());
        }
    }
    let facts = facts::post(&mut connection, &federation.base_url, &federation.domain, post.id).await?;
    let document = objects::post(&facts.ok_or_else(Refusal::not_found)?);
    Ok(if is_public { answer::document(&document) } else { answer::private_document(&document) })
}

/// `GET …/replies`, `…/likes` and `…/shares` of a release's note, a track's note or a post.
///
/// # Errors
/// 404 for what is not public.
pub async fn collection_of(
    app: web::Data<App>,
    path: web::Path<(String, Uuid, String)>,
) -> Result<HttpResponse, Refusal> {
    let (kind, id, which) = path.into_inner();
    let (subject, note) = match kind.as_str() {
        "releases" => (Subject::Release(ReleaseId(id)), urls::ap::release_note(id)),
        "tracks" => (Subject::Track(TrackId(id)), urls::ap::track_note(id)),
        "posts" => (Subject::Post(PostId(id)), urls::ap::post(id)),
        _ => return Err(Refusal::not_found()),
    };
    if !is_public(&app, subject).await? {
        return Err(Refusal::not_found());
    }
    let federation = app.federation.federation();
    if which == "replies" {
        let mut members = own_answers(&app, subject).await?;
        members.extend(answers(&app, subject).await?);
        let address = federation.absolute(&urls::ap::replies(&note));
        return Ok(answer::document(&collection::whole(&address, Order::Unordered, members, None)));
    }
    let mut connection = federation.db().await?;
    let counts = reactions::count(&mut connection, subject).await?;
    // Who likes what is nobody else's business; how many do is.
    let (address, total) = match which.as_str() {
        "likes" => (urls::ap::likes(&note), counts.likes),
        "shares" => (urls::ap::shares(&note), counts.boosts),
        _ => return Err(Refusal::not_found()),
    };
    let total = u64::try_from(total).unwrap_or_default();
    Ok(answer::document(&collection::counted(&federation.absolute(&address), Order::Unordered, total)))
}

/// A release's page as a document: its Note, for that is what everybody can read.
///
/// # Errors
/// 404 for what is not public.
pub async fn of_release_page(
    app: &App,
    request: &HttpRequest,
    release: ReleaseId,
) -> Result<Option<HttpResponse>, PageError> {
    if !negotiation::wants_document(request) {
        return Ok(None);
    }
    let facts = release_facts(app, release.0).await.ok().flatten().ok_or_else(PageError::not_found)?;
    Ok(Some(answer::document(&objects::release_note(&facts))))
}

/// A track's page as a document: its Note.
///
/// # Errors
/// 404 for what is not public.
pub async fn of_track_page(
    app: &App,
    request: &HttpRequest,
    track: TrackId,
) -> Result<Option<HttpResponse>, PageError> {
    if !negotiation::wants_document(request) {
        return Ok(None);
    }
    let facts = track_facts(app, track.0).await.ok().flatten().ok_or_else(PageError::not_found)?;
    let found = facts.track(track.0).ok_or_else(PageError::not_found)?;
    Ok(Some(answer::document(&objects::track_note(&facts, found))))
}

async fn release_facts(app: &App, id: Uuid) -> Result<Option<ReleaseFacts>, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    Ok(facts::release(&mut connection, &federation.base_url, ReleaseId(id)).await?)
}

async fn track_facts(app: &App, id: Uuid) -> Result<Option<ReleaseFacts>, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    Ok(facts::release_of_track(&mut connection, &federation.base_url, TrackId(id)).await?)
}

/// 410 for what followers were told is deleted, else 404: what was never public is as if it were not.
async fn taken_down(app: &App, told: &str, id: &str, former: &str) -> Result<HttpResponse, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    let was_deleted = activities::was_deleted(&mut connection, &federation.absolute(told)).await?;
    if was_deleted { Ok(answer::gone(&federation.absolute(id), former)) } else { Err(Refusal::not_found()) }
}

async fn is_public(app: &App, subject: Subject) -> Result<bool, Refusal> {
    Ok(match subject {
        Subject::Release(id) => release_facts(app, id.0).await?.is_some(),
        Subject::Track(id) => track_facts(app, id.0).await?.is_some(),
        Subject::Post(id) => {
            let mut connection = app.federation.federation().db().await?;
            current::post(&mut connection, id).await?.is_some()
        }
    })
}

/// The ids of public answers.
async fn answers(app: &App, subject: Subject) -> Result<Vec<Value>, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    let found = posts::replies(&mut connection, subject, LISTED).await?;
    let id = |post: &posts::Post| post.uri.clone().unwrap_or_else(|| federation.absolute(&urls::ap::post(post.id.0)));
    Ok(found.iter().filter(|post| post.is_shown()).map(|post| json!(id(post))).collect())
}

/// The notes of a release's tracks answer the release's.
async fn own_answers(app: &App, subject: Subject) -> Result<Vec<Value>, Refusal> {
    let Subject::Release(id) = subject else { return Ok(Vec::new()) };
    let Some(facts) = release_facts(app, id.0).await? else { return Ok(Vec::new()) };
    let federation = app.federation.federation();
    Ok(facts.tracks.iter().map(|track| json!(federation.absolute(&urls::ap::track_note(track.id)))).collect())
}
