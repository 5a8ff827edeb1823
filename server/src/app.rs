//! What every handler works with: settings, database, storage, keys. Made once at the start.

use std::sync::Arc;

use aws_lc_rs::hmac;
use config::Settings;
use model::ids::{AccountId, ChatMessageId, PlaylistId, ReleaseId, ShowId};
use model::{Pool, Pooled};
use storage::Storage;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::assets::Assets;
use crate::error::PageError;
use crate::live::edge::Edge;

/// The running instance as handlers see it.
pub struct App {
    /// Every setting.
    pub settings: Settings,
    /// The public address without a slash at its end.
    pub base_url: String,
    /// Whether the public address is https: cookies are Secure then.
    pub secure: bool,
    /// The database.
    pub pool: Pool,
    /// The blobs.
    pub storage: Storage,
    /// Addresses of scripts, styles and icons.
    pub assets: Assets,
    /// Signs form tokens.
    pub csrf_key: hmac::Key,
    /// Signs addresses of media that is not public.
    pub media_key: hmac::Key,
    /// Says which release changed.
    pub changes: broadcast::Sender<ReleaseId>,
    /// Says which show changed: its row, its owner, its source, its marks.
    pub shows: broadcast::Sender<ShowId>,
    /// Says which line of which show's chat is new or gone.
    pub chat: broadcast::Sender<(ShowId, ChatMessageId)>,
    /// Says which playlist changed.
    pub playlists: broadcast::Sender<PlaylistId>,
    /// Says who listens to something else or elsewhere; `None` when nobody knows who, and all have to look.
    pub queues: broadcast::Sender<Option<AccountId>>,
    /// Cancelled when the server stops: streams that would go on for ever end.
    pub stop: CancellationToken,
    /// Checksums of blobs for which nobody wrote them down.
    pub checksums: crate::downloads::checksums::Cache,
    /// Speaks with other servers.
    pub federation: ::federation::context::Plumbing,
    /// Makes the words that open the pages of purchases.
    pub purchase_secret: Vec<u8>,
    /// Seals what has to be told again: the passwords of apps.
    pub seal: model::sealing::Seal,
    /// Live sets.
    pub edge: Arc<Edge>,
    /// What finds things.
    pub search: Arc<dyn ::search::Engine>,
    /// Who takes the money.
    pub payments: worker::payments::Payments,
    /// Who chats beside which show.
    pub chat_rooms: crate::chat::rooms::Rooms,
    /// Since when what music apps browse is as it is.
    pub subsonic_indexes: crate::subsonic::indexes::Changes,
    /// The places of the charts.
    pub charts: crate::charts::kept::Charts,
    /// Who asked the API how often.
    pub api_limits: crate::api::limits::Limits,
    /// What is asked over and over about shows.
    pub shows_now: crate::shows::now::Cache,
    /// What is asked over and over about media.
    pub media_cache: crate::media::Cache,
}

impl App {
    /// A connection from the pool.
    ///
    /// # Errors
    /// When the database does not answer in time: a page that says so, 503.
    pub async fn db(&self) -> Result<Pooled, PageError> {
        self.pool.get().await.map_err(PageError::unavailable)
    }

    /// The instance's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.instance_name
    }

    /// The folder of files on their way in.
    #[must_use]
    pub fn uploads_dir(&self) -> std::path::PathBuf {
        self.settings.data_dir.join("uploads")
    }
}
