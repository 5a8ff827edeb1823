//! What stands above every page of a show in the studio.

use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::shows::{Show, ShowKind, State};
use uuid::Uuid;

/// A show as its pages name it.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// How it stands, in words.
    pub state: &'static str,
    /// The class of that.
    pub badge: &'static str,
    /// Its page for everybody.
    pub public: String,
    /// Whether it has not begun.
    pub is_planned: bool,
    /// Whether it has begun and not ended.
    pub is_on_air: bool,
    /// Whether it is over, or will not be.
    pub is_over: bool,
    /// Whether it goes on for good.
    pub is_station: bool,
    /// The artist's hues.
    pub hues: (i16, i16),
    /// The artist's handle.
    pub handle: String,
}

impl Head {
    /// Of a show.
    #[must_use]
    pub fn of(artist: &Artist, show: &Show) -> Self {
        let state = show.state();
        let (words, badge) = words(state);
        Self {
            id: show.id.0,
            title: show.title.clone(),
            state: words,
            badge,
            public: urls::live::show(&show.slug),
            is_planned: state == State::Planned,
            is_on_air: state == State::OnAir,
            is_over: matches!(state, State::Over | State::Cancelled),
            is_station: show.kind == ShowKind::Station,
            hues: (artist.hue1, artist.hue2),
            handle: artist.handle.clone(),
        }
    }

    /// The address of one of its pages, or of what its forms do.
    #[must_use]
    pub fn tab(&self, name: &str) -> String {
        match name {
            "desk" => urls::live::desk(self.id),
            "edit" => urls::live::edit_show(self.id),
            "keys" => urls::live::show_keys(self.id),
            "rotation" => urls::live::rotation(self.id),
            "relays" => urls::live::relays(self.id),
            "marks" => urls::live::marks(self.id),
            "import" => urls::live::marks_import(self.id),
            "cut" => urls::live::recording_cut(self.id),
            "audience" => urls::live::audience(self.id),
            action => urls::live::desk_action(self.id, action),
        }
    }
}

/// How a show stands in words, and the class of a badge for it.
#[must_use]
pub const fn words(state: State) -> (&'static str, &'static str) {
    match state {
        State::Planned => ("Planned", ""),
        State::OnAir => ("On air", "key"),
        State::Over => ("Over", ""),
        State::Cancelled => ("Cancelled", "warn"),
    }
}

/// The moment that matters of a show: when it ended, began, or is to begin.
#[must_use]
pub fn moment(show: &Show) -> Option<DateTime<Utc>> {
    show.ended_at.or(show.started_at).or(show.starts_at)
}
