//! Extras: what a release comes with besides its tracks: a booklet, a video, a text, a picture. They are handed out to whoever
//! may download the release, by themselves and in its ZIP.

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::fields::FieldErrors;
use crate::ids::{ArtistId, ExtraId, ReleaseId};
use crate::schema::extras;
use crate::uploads::plain_filename;
use crate::{Connection, changes};

/// The most a release can come with.
pub const AT_MOST: usize = 50;

crate::sql_types::words! {
    /// What an extra is, by its bytes.
    ExtraKind {
        /// A PDF.
        Document = "document",
        /// MP4, MOV or WebM.
        Video = "video",
        /// JPEG, PNG, WebP or GIF.
        Image = "image",
        /// Plain text.
        Text = "text",
    }
}

impl ExtraKind {
    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "PDF",
            Self::Video => "Video",
            Self::Image => "Picture",
            Self::Text => "Text",
        }
    }
}

/// An extra; its bytes are in storage under its id.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = extras, check_for_backend(diesel::pg::Pg))]
pub struct Extra {
    /// Its id.
    pub id: ExtraId,
    /// Of which release.
    pub release_id: ReleaseId,
    /// Whose quota it counts to.
    pub artist_id: ArtistId,
    /// Its place in the list, from 1.
    pub position: i32,
    /// What it is saved as; ends with `.` and its extension.
    pub filename: String,
    /// What the artist says of it.
    pub description: String,
    /// What it is.
    pub kind: ExtraKind,
    /// Its media type.
    pub media_type: String,
    /// Its real format's ending, without the dot: the end of its blob's name.
    pub extension: String,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of its bytes.
    pub sha256: Vec<u8>,
    /// CRC-32 of its bytes.
    pub crc32: i64,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// The fields a form or the API changes; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = extras)]
pub struct ExtraChanges {
    /// What it is saved as.
    pub filename: Option<String>,
    /// What the artist says of it.
    pub description: Option<String>,
}

/// Fields as they were sent; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
pub struct ExtraInput {
    /// What it is to be called, with or without its ending.
    pub filename: Option<String>,
    /// What the artist says of it.
    pub description: Option<String>,
}

impl ExtraInput {
    /// The changes they make to `extra`.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self, extra: &Extra) -> Result<ExtraChanges, FieldErrors> {
        let mut errors = FieldErrors::default();
        let filename = errors.line("filename", self.filename.as_ref(), 200);
        if filename.as_deref().is_some_and(str::is_empty) {
            errors.add("filename", "Give the file a name.");
        }
        let description = errors.line("description", self.description.as_ref(), 300);
        let current = extra.filename.rsplit_once('.').map_or(extra.extension.as_str(), |(_, ending)| ending);
        errors.or(ExtraChanges { filename: filename.map(|name| named(&name, &[current])), description })
    }
}

/// `typed` as a file's name that ends as it should: with the first of `endings`, unless it has one of them already. So no file
/// is called what it is not.
#[must_use]
pub fn named(typed: &str, endings: &[&str]) -> String {
    let plain = plain_filename(typed);
    let has = |ending: &&str| {
        plain.rsplit_once('.').is_some_and(|(stem, own)| !stem.is_empty() && own.eq_ignore_ascii_case(ending))
    };
    match (endings.iter().any(has), endings.first()) {
        (false, Some(ending)) => {
            let room = 250_usize.saturating_sub(ending.len());
            format!("{}.{ending}", plain.chars().take(room).collect::<String>().trim_end_matches('.'))
        }
        _ => plain,
    }
}

/// Keeps an extra behind those that are there, and gives it as it stands. To be called inside a transaction that has locked the
/// artist.
///
/// # Errors
/// When the database fails.
pub async fn create(connection: &mut Connection, extra: &Extra) -> QueryResult<Extra> {
    let last: Option<i32> = extras::table
        .filter(extras::release_id.eq(extra.release_id))
        .select(max(extras::position))
        .first(connection)
        .await?;
    let placed = Extra { position: last.unwrap_or(0) + 1, ..extra.clone() };
    diesel::insert_into(extras::table).values(&placed).execute(connection).await?;
    changes::notify(connection, extra.release_id).await?;
    Ok(placed)
}

/// The extra with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ExtraId) -> QueryResult<Option<Extra>> {
    extras::table.find(id).select(Extra::as_select()).first(connection).await.optional()
}

/// The extras of a release in order.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<Extra>> {
    extras::table
        .filter(extras::release_id.eq(release))
        .order((extras::position.asc(), extras::id.asc()))
        .select(Extra::as_select())
        .load(connection)
        .await
}

/// Changes an extra.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection, extra: &Extra, fields: &ExtraChanges) -> QueryResult<()> {
    if fields.filename.is_some() || fields.description.is_some() {
        diesel::update(extras::table.find(extra.id)).set(fields).execute(connection).await?;
    }
    changes::notify(connection, extra.release_id).await
}

/// Puts the extras of a release into the order of `ids`; those not named follow in their old order. Inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn reorder(connection: &mut Connection, release: ReleaseId, ids: &[ExtraId]) -> QueryResult<()> {
    let present: Vec<ExtraId> = of_release(connection, release).await?.into_iter().map(|extra| extra.id).collect();
    let named = ids.iter().copied().filter(|id| present.contains(id));
    let rest = present.iter().copied().filter(|id| !ids.contains(id));
    for (position, id) in (1..).zip(named.chain(rest).collect::<Vec<_>>()) {
        diesel::update(extras::table.find(id)).set(extras::position.eq(position)).execute(connection).await?;
    }
    changes::notify(connection, release).await
}

/// Removes an extra; its bytes in storage are the caller's to remove.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, extra: &Extra) -> QueryResult<()> {
    diesel::delete(extras::table.find(extra.id)).execute(connection).await?;
    changes::notify(connection, extra.release_id).await
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_file_is_called_what_it_is() {
        assert_eq!(named("Booklet.PDF", &["pdf"]), "Booklet.PDF");
        assert_eq!(named("../../booklet.exe", &["pdf"]), "booklet.exe.pdf");
        assert_eq!(named("liner notes", &["txt", "md"]), "liner notes.txt");
        assert_eq!(named("notes.md", &["txt", "md"]), "notes.md");
        assert_eq!(named(".jpg", &["jpg", "jpeg"]), ".jpg.jpg");
        assert_eq!(named("", &["pdf"]), "untitled.pdf");
        assert!(named(&"é".repeat(400), &["jpeg"]).ends_with("é.jpeg"));
    }
}
