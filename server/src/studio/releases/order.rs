//! `POST /studio/releases/{id}/order`: the tracks in another order.

use std::str::FromStr;

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::ids::TrackId;
use model::tracks;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// Saves it. A script is answered 204, a form is led back.
///
/// # Errors
/// 404 for a release of others.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let ids: Vec<TrackId> = in_order(&fields);
    connection.transaction(async |connection| tracks::reorder(connection, release.id, &ids).await).await?;
    if visit.request.headers().contains_key("x-csrf-token") {
        return Ok(HttpResponse::NoContent().finish());
    }
    Ok(visit.redirect_saying(&urls::studio::release(release.id.0), "The order is saved."))
}

/// Pairs of `order` (an id) and `position`, sorted by position; where two are equal, the one that stood first comes first.
#[must_use]
pub fn in_order<T: FromStr>(fields: &[(String, String)]) -> Vec<T> {
    let mut wanted: Vec<(u32, T)> = Vec::new();
    for (name, value) in fields {
        match (name.as_str(), value.parse::<T>(), value.parse::<u32>()) {
            ("order", Ok(id), _) => wanted.push((u32::MAX, id)),
            ("position", _, Ok(position)) => {
                if let Some(last) = wanted.last_mut() {
                    last.0 = position;
                }
            }
            _ => {}
        }
    }
    wanted.sort_by_key(|(position, _)| *position);
    wanted.into_iter().map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_at_one_position_keep_their_order() {
        let (a, b, c) = (TrackId::new(), TrackId::new(), TrackId::new());
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let fields = [
            pair("csrf", "x".to_owned()),
            pair("order", a.to_string()),
            pair("position", "2".to_owned()),
            pair("order", b.to_string()),
            pair("position", "2".to_owned()),
            pair("order", c.to_string()),
            pair("position", "1".to_owned()),
            pair("order", "nonsense".to_owned()),
        ];
        assert_eq!(in_order::<TrackId>(&fields), [c, a, b]);
    }
}
