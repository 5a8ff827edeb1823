//! XSPF 1.

use askama::Template;

use super::Tracklist;
use crate::error::PageError;
use crate::feed::rss::clean;

/// A playlist as XSPF.
#[derive(Template)]
#[template(path = "tracklists/xspf.xml")]
pub struct Xspf<'a> {
    /// Its title.
    pub title: String,
    /// Who made it.
    pub by: String,
    /// The rest of it.
    pub list: &'a Tracklist,
}

/// The list as XSPF.
///
/// # Errors
/// When the template fails, which is ours to mend: 500.
pub fn write(list: &Tracklist) -> Result<String, PageError> {
    Xspf { title: clean(&list.title), by: clean(&list.by), list }.render().map_err(PageError::internal)
}
