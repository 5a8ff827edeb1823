//! Every public address as a function. All give a path that starts with `/`; [`absolute`] puts the instance before it.
//!
//! Handlers, templates, feeds and mails take their addresses from here, so that an address changes in one place.

use uuid::Uuid;

pub mod ap;
pub mod books;
pub mod discovery;
pub mod embed;
pub mod fans;
pub mod feeds;
pub mod letters;
pub mod library;
pub mod live;
pub mod media;
pub mod memberships;
pub mod money;
pub mod player;
pub mod plays;
pub mod search;
pub mod studio;
pub mod subsonic;

/// The path below the instance's public address, whatever slash that ends in.
#[must_use]
pub fn absolute(base: &str, path: &str) -> String {
    format!("{}{path}", base.trim_end_matches('/'))
}

/// An artist's page.
#[must_use]
pub fn artist(handle: &str) -> String {
    format!("/@{handle}")
}

/// A release's page.
#[must_use]
pub fn release(handle: &str, release: &str) -> String {
    format!("/@{handle}/{release}")
}

/// A track's page.
#[must_use]
pub fn track(handle: &str, release: &str, track: &str) -> String {
    format!("/@{handle}/{release}/{track}")
}

/// Where a release is downloaded: its formats, whole or by track.
#[must_use]
pub fn release_downloads(handle: &str, release: &str) -> String {
    format!("/@{handle}/{release}/downloads")
}

/// A whole release in a format, as a ZIP.
#[must_use]
pub fn release_download(handle: &str, release: &str, format: &str) -> String {
    format!("/@{handle}/{release}/downloads/{format}.zip")
}

/// One track in a format.
#[must_use]
pub fn track_download(handle: &str, release: &str, track: &str, format: &str) -> String {
    format!("/@{handle}/{release}/{track}/downloads/{format}")
}

/// The page of a whole release in a format that has to be made first.
#[must_use]
pub fn release_download_page(handle: &str, release: &str, format: &str) -> String {
    format!("/@{handle}/{release}/downloads/{format}")
}

/// The page of one track in a format that has to be made first.
#[must_use]
pub fn track_download_page(handle: &str, release: &str, track: &str, format: &str) -> String {
    format!("/@{handle}/{release}/downloads/{format}/{track}")
}

/// A bonus file of a release.
#[must_use]
pub fn extra(handle: &str, release: &str, id: Uuid) -> String {
    format!("/@{handle}/{release}/downloads/extras/{id}")
}

/// A release behind its private link.
#[must_use]
pub fn private_release(key: &str) -> String {
    format!("/private/{key}")
}

/// What has a tag.
#[must_use]
pub fn tag(tag: &str) -> String {
    discovery::below(discovery::TAGS, "tag", tag)
}

/// A link that came by mail: `confirm`, `reset`, `change_email`, or the one that makes the first admin.
#[must_use]
pub fn account_link(purpose: &str, token: &str) -> String {
    match purpose {
        "reset" => format!("/reset/{token}"),
        "first_admin" => format!("/setup/{token}"),
        "change_email" => format!("/account/email/{token}"),
        _ => format!("/confirm/{token}"),
    }
}

/// An image in one of its sizes.
#[must_use]
pub fn image(id: Uuid, size: u32) -> String {
    format!("/media/images/{id}/{size}.jpg")
}

/// `text` as it may stand in a query.
#[must_use]
pub fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_whole_once() {
        assert_eq!(absolute("https://music.example/", &artist("ode")), "https://music.example/@ode");
        assert_eq!(tag("field recording & more"), "/tags/field%20recording%20%26%20more");
    }
}
