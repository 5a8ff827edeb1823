//! The ids of every noun: a release's id cannot be handed to a function that wants a track's.

crate::sql_types::ids! {
    /// Somebody who signs in.
    AccountId,
    /// A public profile.
    ArtistId,
    /// A signed-in browser.
    SessionId,
    /// An API token.
    ApiTokenId,
    /// A cover, a picture or a header.
    ImageId,
    /// An album, EP, single, compilation or live recording.
    ReleaseId,
    /// One position on a release.
    TrackId,
    /// A file on its way in.
    UploadId,
    /// An accepted original.
    MasterId,
    /// One run of a master through the ladder.
    EncodingId,
    /// A track in a download format.
    DownloadId,
    /// A bonus file of a release.
    ExtraId,
    /// Somebody who speaks ActivityPub, here or elsewhere.
    ActorId,
    /// A pair of private keys of a local actor.
    ActorKeyId,
    /// Who follows whom.
    FollowId,
    /// What a local actor said.
    ActivityId,
    /// An activity on its way to an inbox.
    DeliveryId,
    /// A note that somebody wrote: an artist's post or a comment.
    PostId,
    /// A like or a boost.
    ReactionId,
    /// What somebody here should hear of.
    NotificationId,
    /// A release of another server.
    RemoteReleaseId,
    /// What somebody reported to the admins.
    ReportId,
    /// What somebody buys or gives.
    PurchaseId,
    /// The right to have a release or a track.
    EntitlementId,
    /// A transaction of the ledger.
    LedgerTransactionId,
    /// What an artist offers to members.
    TierId,
    /// Somebody's tier, as long as they pay for it.
    MembershipId,
    /// Download codes made at once.
    CodeBatchId,
    /// A word that gives a release.
    DownloadCodeId,
    /// A share of a sale.
    SplitId,
    /// Somebody who asked for an artist's letters.
    SubscriberId,
    /// A letter to subscribers.
    LetterId,
    /// What running the instance cost.
    CostId,
    /// A live set or a station.
    ShowId,
    /// What lets a source in.
    StreamKeyId,
    /// A worker that takes live sets.
    LiveWorkerId,
    /// A stretch of a show that one source fed.
    ShowRunId,
    /// Where something begins in a show.
    ShowMarkId,
    /// Another station that gets a show's sound.
    ShowRelayId,
    /// Somebody's listen to a show.
    ShowSessionId,
    /// A line of a chat.
    ChatMessageId,
    /// Who may not speak in an artist's chats.
    ChatBanId,
    /// What somebody keeps.
    FavouriteId,
    /// Tracks in an order that somebody chose.
    PlaylistId,
    /// A place in a playlist.
    PlaylistEntryId,
    /// One listen.
    PlayId,
    /// A listen as its listener remembers it.
    HistoryEntryId,
    /// A listen on its way to ListenBrainz.
    ScrobbleId,
    /// A password of one app.
    AppPasswordId,
    /// The word in the address of a member's own feed.
    FeedKeyId,
}
