//! `POST /studio/releases/{id}/extras`: bonus files sent by a form.

use actix_multipart::Multipart;
use actix_web::{HttpResponse, web};
use model::uploads::plain_filename;

use crate::error::PageError;
use crate::extras::receive::{Announced, receive};
use crate::studio::find;
use crate::studio::multipart::Parts;
use crate::visit::SignedIn;

/// Takes every file of the form; each that came whole is kept, whatever becomes of the others.
///
/// # Errors
/// 404 for a release of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, multipart: Multipart) -> Result<HttpResponse, PageError> {
    let release = {
        let mut connection = visit.db().await?;
        find::release(&mut connection, &visit, find::id(&id)?).await?.1
    };
    let mut parts = Parts::open(&visit, multipart).await?;
    let (mut kept, mut refused) = (0, Vec::new());
    while let Some(mut field) = parts.next().await? {
        let name = field.content_disposition().and_then(|disposition| disposition.get_filename().map(str::to_owned));
        let Some(filename) = name.filter(|name| !name.is_empty()) else { continue };
        let shown = plain_filename(&filename);
        let announced = Announced { filename, description: String::new(), bytes: 0 };
        match receive(&visit.app, &release, &announced, &mut field).await {
            Ok(_) => kept += 1,
            Err(error) if error.leaves_bytes() => {
                refused.push(format!("{shown}: {error}"));
                break;
            }
            Err(error) if error.is_of_the_file() => refused.push(format!("{shown}: {error}")),
            Err(error) => return Err(error.into()),
        }
    }
    let path = urls::studio::release_extras(release.id.0);
    Ok(match (refused.as_slice(), kept) {
        ([], 0) => visit.redirect_warning(&path, "Choose a file first."),
        ([], 1) => visit.redirect_saying(&path, "The file is here."),
        ([], count) => visit.redirect_saying(&path, &format!("{count} files are here.")),
        (refused, _) => visit.redirect_warning(&path, &refused.join(" ")),
    })
}
