//! Parts of a release's page that are also sent alone while it is open.

use askama::Template;

use super::board::{Head, Unfinished, Wants};
use super::row::Row;
use crate::page::Page;

/// One track.
#[derive(Template)]
#[template(path = "studio/releases/row.html")]
pub struct RowPartial<'a> {
    /// The common part.
    pub page: &'a Page,
    /// The track.
    pub row: &'a Row,
    /// How many there are.
    pub count: usize,
}

/// All tracks.
#[derive(Template)]
#[template(path = "studio/releases/list.html")]
pub struct ListPartial<'a> {
    /// The common part.
    pub page: &'a Page,
    /// The tracks.
    pub rows: &'a [Row],
    /// How many there are.
    pub count: usize,
}

/// Files that are not whole yet.
#[derive(Template)]
#[template(path = "studio/releases/unfinished.html")]
pub struct UnfinishedPartial<'a> {
    /// The common part.
    pub page: &'a Page,
    /// The files.
    pub unfinished: &'a [Unfinished],
}

/// Cover, title and state.
#[derive(Template)]
#[template(path = "studio/releases/title.html")]
pub struct TitlePartial<'a> {
    /// The release.
    pub head: &'a Head,
}

/// What the publication needs.
#[derive(Template)]
#[template(path = "studio/releases/wants.html")]
pub struct WantsPartial<'a> {
    /// The common part.
    pub page: &'a Page,
    /// The release.
    pub head: &'a Head,
    /// What it needs.
    pub wants: &'a Wants,
}

/// The list for the player.
#[derive(Template)]
#[template(path = "studio/releases/playing.html")]
pub struct PlayingPartial<'a> {
    /// As JSON.
    pub playing: &'a str,
}
