//! `GET /account/blocks/export`: one's blocks or mutes as a file that Mastodon and others import.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::actor_blocks::{self, BlockKind};
use serde::Deserialize;

use crate::error::PageError;
use crate::visit::SignedIn;

/// Which list, and whose.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    kind: String,
    #[serde(rename = "as", default)]
    wants: String,
}

/// Sends it: a handle a line; mutes have a head besides, as Mastodon writes it.
///
/// # Errors
/// 404 for the list of somebody else.
pub async fn show(visit: SignedIn, which: web::Query<Which>) -> Result<HttpResponse, PageError> {
    let kind = if which.kind == BlockKind::Mute.word() { BlockKind::Mute } else { BlockKind::Block };
    let mut connection = visit.db().await?;
    let own = super::acting(&mut connection, &visit, &which.wants).await?;
    let away = actor_blocks::list(&mut connection, own.id, kind).await?;
    let domain = &visit.app.federation.federation().domain;
    let handles = away.iter().map(|actor| cell(&actor.handle(domain)));
    let (name, text): (_, String) = match kind {
        BlockKind::Block => ("blocked_accounts.csv", handles.map(|handle| format!("{handle}\n")).collect()),
        BlockKind::Mute => {
            let lines: String = handles.map(|handle| format!("{handle},true\n")).collect();
            ("muted_accounts.csv", format!("Account address,Hide notifications\n{lines}"))
        }
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(text))
}

/// A cell. Names come from elsewhere: what would end it stands in quotes, and what a spreadsheet would reckon does not begin it.
fn cell(text: &str) -> String {
    let text = text.trim_start_matches(['=', '+', '-', '@', '\t', '\r']);
    if text.contains([',', '"', '\n', '\r', ' ']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_name_from_elsewhere_stays_one_cell_and_is_no_formula() {
        assert_eq!(cell("ann@one.example"), "ann@one.example");
        assert_eq!(cell("=1+1@one.example"), "1+1@one.example");
        assert_eq!(cell("a,b\"@one.example"), "\"a,b\"\"@one.example\"");
    }
}
