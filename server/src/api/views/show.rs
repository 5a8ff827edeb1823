//! A show as the API shows it to those who manage it.

use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::show_marks::ShowMark;
use model::shows::{Show, State};
use model::stream_keys::StreamKey;
use model::{Connection, show_sessions};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::studio::shows::ways;

/// A live set or a station.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShowView {
    /// Its id.
    pub id: Uuid,
    /// Its artist's handle.
    pub artist: String,
    /// The word in its address.
    pub slug: String,
    /// `set` or `station`.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// Markdown.
    pub about: String,
    /// `planned`, `on_air`, `over` or `cancelled`.
    pub state: &'static str,
    /// When it is planned to begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it is planned to end.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// `open`, `password`, `members` or `ticket`.
    pub gate: &'static str,
    /// What a ticket costs, in the smallest unit of `ticket_currency`.
    pub ticket_minor: Option<i64>,
    /// ISO 4217.
    pub ticket_currency: Option<String>,
    /// How many may listen with one ticket, membership or signed address at once.
    pub sessions_at_once: i32,
    /// `accounts`, `guests` or `off`.
    pub chat: &'static str,
    /// Seconds between two lines of one person.
    pub slow_mode_seconds: i32,
    /// Whether a second source takes the first one's place.
    pub allows_takeover: bool,
    /// Whether it is recorded.
    pub records: bool,
    /// Whether it can be heard again at its address.
    pub replays: bool,
    /// Whether followers hear that it is live.
    pub announces: bool,
    /// `edited` or `deleted`: what becomes of that post.
    pub post_after: &'static str,
    /// What plays, as the source says.
    pub playing: PlayingView,
    /// How many listen now.
    pub listeners: i64,
    /// The mount that sources connect to, without its slash.
    pub mount: String,
    /// A stream key; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_key: Option<String>,
    /// Where Icecast sources come; null where this instance takes none.
    pub icecast: Option<IcecastView>,
    /// Where RTMP sources come, before a slash and the key; null where this instance takes none.
    pub rtmp: Option<String>,
    /// Its page.
    pub page: String,
    /// The playlist of HLS; behind a gate the page gives a signed one.
    pub hls: String,
    /// The release that its recording became.
    pub recording: Option<Uuid>,
}

/// What plays.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlayingView {
    /// Title; may be empty.
    pub title: String,
    /// Whose it is; may be empty.
    pub artist: String,
}

/// Where Icecast sources come.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IcecastView {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// A stream key.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeyView {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The key; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it let a source in the last time.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The keys of a show.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyList {
    /// Those that work, the newest first.
    pub keys: Vec<KeyView>,
}

/// Where something begins.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MarkView {
    /// Its id.
    pub id: Uuid,
    /// Milliseconds of recorded time, gaps left out.
    pub at_ms: i64,
    /// What begins.
    pub title: String,
    /// Whose it is; empty for the artist's own.
    pub artist: String,
    /// Who set it: `source`, `artist`, `rotation` or `import`.
    pub origin: &'static str,
    /// The track of this instance that it is.
    pub track: Option<Uuid>,
}

/// The marks of a show.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarkList {
    /// In order.
    pub marks: Vec<MarkView>,
}

impl ShowView {
    /// The view of a show.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(connection: &mut Connection, app: &App, artist: &Artist, show: &Show) -> diesel::QueryResult<Self> {
        let absolute = |path: String| urls::absolute(&app.base_url, &path);
        let open = app.edge.addresses();
        let host = ways::host(&app.settings);
        let rtmp = open.rtmps.map(|at| ("rtmps", at)).or_else(|| open.rtmp.map(|at| ("rtmp", at)));
        Ok(Self {
            id: show.id.0,
            artist: artist.handle.clone(),
            slug: show.slug.clone(),
            kind: show.kind.word(),
            title: show.title.clone(),
            about: show.about.clone(),
            state: state(show.state()),
            starts_at: show.starts_at,
            ends_at: show.ends_at,
            started_at: show.started_at,
            ended_at: show.ended_at,
            gate: show.gate.word(),
            ticket_minor: show.ticket_minor,
            ticket_currency: show.ticket_currency.clone(),
            sessions_at_once: show.sessions_at_once,
            chat: show.chat.word(),
            slow_mode_seconds: show.slow_mode_seconds,
            allows_takeover: show.allows_takeover,
            records: show.records,
            replays: show.replays,
            announces: show.announces,
            post_after: show.post_after.word(),
            playing: PlayingView { title: show.playing_title.clone(), artist: show.playing_artist.clone() },
            listeners: show_sessions::running(connection, show.id).await?,
            mount: show.slug.clone(),
            stream_key: None,
            rtmp: rtmp.map(|(scheme, at)| format!("{scheme}://{host}:{}/{}", at.port(), show.slug)),
            icecast: open.icecast.map(|at| IcecastView { host, port: at.port() }),
            page: absolute(urls::live::show(&show.slug)),
            hls: absolute(urls::live::master(&show.slug, None)),
            recording: show.recording_release_id.map(|release| release.0),
        })
    }
}

impl KeyView {
    /// The view of a key, without its word.
    #[must_use]
    pub fn of(key: &StreamKey) -> Self {
        Self {
            id: key.id.0,
            name: key.name.clone(),
            key: None,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
        }
    }
}

impl MarkView {
    /// The view of a mark.
    #[must_use]
    pub fn of(mark: &ShowMark) -> Self {
        Self {
            id: mark.id.0,
            at_ms: mark.at_ms,
            title: mark.title.clone(),
            artist: mark.artist_name.clone(),
            origin: mark.origin.word(),
            track: mark.track_id.map(|track| track.0),
        }
    }
}

const fn state(state: State) -> &'static str {
    match state {
        State::Planned => "planned",
        State::OnAir => "on_air",
        State::Over => "over",
        State::Cancelled => "cancelled",
    }
}
