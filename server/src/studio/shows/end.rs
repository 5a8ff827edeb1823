//! `POST /studio/shows/{id}/end`

use actix_web::{HttpResponse, web};
use chrono::Utc;
use live::link::Ask;
use model::shows::{self, State};

use super::telling::{Told, told};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Ends a show that is on air. Where no worker owns it any more, the database alone knows that it runs.
///
/// # Errors
/// 404 for a show of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = super::find(&mut db, &visit, &id).await?;
    drop(db);
    let desk = urls::live::desk(show.id.0);
    if show.state() != State::OnAir {
        return Ok(visit.redirect_warning(&desk, "The show is not on air."));
    }
    end(&visit.app, show.id).await?;
    let said =
        if show.records { "The show is over. Its recording is being made into a draft." } else { "The show is over." };
    Ok(visit.redirect_saying(&desk, said))
}

/// Ends a show, with its worker or without.
///
/// # Errors
/// When the database fails.
pub async fn end(app: &crate::app::App, show: model::ids::ShowId) -> Result<(), PageError> {
    if told(app, show, Ask::End).await != Told::Done {
        shows::end(&mut *app.db().await?, show, Utc::now()).await?;
    }
    Ok(())
}
