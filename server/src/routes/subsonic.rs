//! Addresses of OpenSubsonic: one line a method, each with and without `.view`, asked for or posted; and the page where the passwords
//! of apps are made.

use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, get, post, resource, route, scope};
use actix_web::{FromRequest, Handler, Resource, Responder};

use crate::accounts::apps;
use crate::subsonic::{
    albums, artists, bookmarks, covers, downloads, dress, folders, genres, hls, indexes, info, lists, lyrics, missing,
    playlists, podcasts, queues, radio, scans, scrobbles, search, shares, similar, songs, stars, streams, system,
    users,
};

/// What will never be here: jukebox, video, chat, stations and podcasts of others.
const GONE: [&str; 19] = [
    "addChatMessage",
    "createInternetRadioStation",
    "createPodcastChannel",
    "deleteInternetRadioStation",
    "deletePodcastChannel",
    "deletePodcastEpisode",
    "downloadPodcastEpisode",
    "findSonicPath",
    "getCaptions",
    "getChatMessages",
    "getSonicSimilarTracks",
    "getTranscodeDecision",
    "getTranscodeStream",
    "getVideoInfo",
    "getVideos",
    "jukeboxControl",
    "refreshPodcasts",
    "search",
    "updateInternetRadioStation",
];
/// What is done on the pages.
const ON_PAGES: [&str; 4] = ["changePassword", "createUser", "deleteUser", "updateUser"];

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/account/apps", get().to(apps::index::index))
        .route("/account/apps", post().to(apps::create::create))
        .route("/account/apps/{id}/revoke", post().to(apps::delete::delete));
    config.service(
        scope(urls::subsonic::REST)
            .wrap(from_fn(dress::dress))
            .configure(of_server)
            .configure(of_catalogue)
            .configure(of_listener)
            .configure(refused)
            .default_service(route().to(dress::nothing)),
    );
}

/// The server, and bytes.
fn of_server(config: &mut ServiceConfig) {
    config
        .service(named("ping", system::ping))
        .service(named("getLicense", system::license))
        .service(named("getOpenSubsonicExtensions", system::extensions))
        .service(named("tokenInfo", system::token_info))
        .service(named("getUser", users::show))
        .service(named("getUsers", users::index))
        .service(named("getScanStatus", scans::show))
        .service(named("startScan", scans::show))
        .service(named("stream", streams::show))
        .service(named("download", downloads::show))
        .service(named("hls", hls::show))
        .service(named("hls.m3u8", hls::show))
        .service(named("getCoverArt", covers::show))
        .service(named("getAvatar", covers::avatar))
        .service(named("getLyrics", lyrics::by_name))
        .service(named("getLyricsBySongId", lyrics::by_song));
}

/// What there is to hear.
fn of_catalogue(config: &mut ServiceConfig) {
    config
        .service(named("getMusicFolders", folders::folders))
        .service(named("getIndexes", indexes::indexes))
        .service(named("getMusicDirectory", folders::directory))
        .service(named("getArtists", indexes::artists))
        .service(named("getArtist", artists::show))
        .service(named("getAlbum", albums::show))
        .service(named("getSong", songs::show))
        .service(named("getGenres", genres::index))
        .service(named("getArtistInfo", info::artist_old))
        .service(named("getArtistInfo2", info::artist_new))
        .service(named("getAlbumInfo", info::album))
        .service(named("getAlbumInfo2", info::album))
        .service(named("getSimilarSongs", similar::old))
        .service(named("getSimilarSongs2", similar::new))
        .service(named("getTopSongs", similar::top))
        .service(named("getAlbumList", lists::old))
        .service(named("getAlbumList2", lists::new))
        .service(named("getRandomSongs", songs::random))
        .service(named("getSongsByGenre", songs::by_genre))
        .service(named("search2", search::old))
        .service(named("search3", search::new))
        .service(named("getInternetRadioStations", radio::index))
        .service(named("getPodcasts", podcasts::index))
        .service(named("getNewestPodcasts", podcasts::newest))
        .service(named("getPodcastEpisode", podcasts::episode));
}

/// What is somebody's own.
fn of_listener(config: &mut ServiceConfig) {
    config
        .service(named("getNowPlaying", scrobbles::now_playing))
        .service(named("scrobble", scrobbles::create))
        .service(named("reportPlayback", scrobbles::report))
        .service(named("getStarred", stars::index_old))
        .service(named("getStarred2", stars::index_new))
        .service(named("star", stars::star))
        .service(named("unstar", stars::unstar))
        .service(named("setRating", stars::rate))
        .service(named("getPlaylists", playlists::index))
        .service(named("getPlaylist", playlists::show))
        .service(named("createPlaylist", playlists::create))
        .service(named("updatePlaylist", playlists::update))
        .service(named("deletePlaylist", playlists::delete))
        .service(named("getPlayQueue", queues::show))
        .service(named("getPlayQueueByIndex", queues::show_by_index))
        .service(named("savePlayQueue", queues::save))
        .service(named("savePlayQueueByIndex", queues::save_by_index))
        .service(named("getBookmarks", bookmarks::index))
        .service(named("createBookmark", bookmarks::create))
        .service(named("deleteBookmark", bookmarks::delete))
        .service(named("getShares", shares::index))
        .service(named("createShare", shares::create))
        .service(named("updateShare", shares::update))
        .service(named("deleteShare", shares::delete));
}

fn refused(config: &mut ServiceConfig) {
    GONE.iter().for_each(|method| {
        config.service(named(method, missing::gone));
    });
    ON_PAGES.iter().for_each(|method| {
        config.service(named(method, missing::on_pages));
    });
}

/// The two addresses of a method.
fn named<H, Args>(method: &str, handler: H) -> Resource
where
    H: Handler<Args>,
    Args: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(vec![format!("/{method}"), format!("/{method}.view")]).route(route().to(handler))
}
