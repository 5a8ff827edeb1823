//! Making the demo catalogue: the way an artist would, only faster.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use demo::{Artist as DemoArtist, Release as DemoRelease};
use diesel_async::AsyncConnection;
use model::accounts::{self, NewAccount};
use model::artists::{self, Artist, ArtistChanges, Link};
use model::ids::{AccountId, ImageId, ReleaseId, UploadId};
use model::images::{self, ImagePurpose};
use model::releases::{self, ReleaseChanges, publication};
use model::tracks::{self, TrackChanges, TrackState};
use model::uploads::{self, NewUpload};
use model::{Connection, credits, tokens};
use storage::Key;

use super::{DOMAIN, Seeding, selling};

/// The demo accounts.
pub const LOGINS: [&str; 3] = ["artist", "fan", "admin"];
/// How long the worker may take for one release before the seed gives up.
const PATIENCE: Duration = Duration::from_secs(600);

/// The address of a demo account.
#[must_use]
pub fn login(name: &str) -> String {
    format!("{name}@{DOMAIN}")
}

/// Makes it all.
///
/// # Errors
/// When the database, storage or the worker fails.
pub async fn make(seeding: &Seeding) -> anyhow::Result<()> {
    let catalogue = demo::catalogue();
    let owner = make_accounts(seeding).await?;
    let mut by_handle = HashMap::new();
    for artist in &catalogue.artists {
        if let Some(made) = make_artist(seeding, owner, artist, &by_handle).await? {
            by_handle.insert(artist.handle, made);
        }
    }
    let total: usize = catalogue.releases.iter().map(|release| release.tracks.len()).sum();
    let mut done = 0;
    let mut drafts = Vec::new();
    for release in catalogue.releases {
        let Some(artist) = by_handle.get(release.artist_handle).cloned() else { continue };
        let id = make_release(seeding, owner, &artist, &release).await?;
        for track in release.tracks {
            upload(seeding, owner, (&artist, id), track).await?;
            done += 1;
            seeding.tell(Some(i32::try_from(done * 60 / total)?)).await?;
        }
        drafts.push(id);
    }
    let count = drafts.len();
    for (number, id) in (1..).zip(drafts) {
        publish(seeding, owner, id).await?;
        seeding.tell(Some(60 + i32::try_from(number * 39 / count)?)).await?;
    }
    tracing::info!(tracks = total, releases = count, "the demo catalogue is published");
    Ok(())
}

async fn make_accounts(seeding: &Seeding) -> anyhow::Result<AccountId> {
    let mut connection = seeding.pool.get().await?;
    let mut lines = vec!["Logins of the demo catalogue. `tonewood seed remove` removes them with it.".to_owned()];
    let mut owner = None;
    for name in LOGINS {
        let password: String = tokens::random("")?.chars().take(20).collect();
        let email = login(name);
        let new = NewAccount {
            email: &email,
            name: &format!("Demo {name}"),
            password: &password,
            is_admin: name == "admin",
            confirmed: true,
            approved: true,
        };
        let account = accounts::create(&mut connection, new).await?;
        lines.push(format!("{email}  {password}"));
        if name == "artist" {
            owner = Some(account.id);
        }
    }
    let path = seeding.settings.data_dir.join("demo-logins.txt");
    write_private(&path, &(lines.join("\n") + "\n"))
        .with_context(|| format!("{} cannot be written", path.display()))?;
    println!("The demo catalogue is being made. Its logins are in {}", path.display());
    owner.context("the demo artist's account was not made")
}

fn write_private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

/// None where somebody has the handle already: a seed takes nothing from anybody.
async fn make_artist(
    seeding: &Seeding,
    owner: AccountId,
    artist: &DemoArtist,
    earlier: &HashMap<&'static str, Artist>,
) -> anyhow::Result<Option<Artist>> {
    let mut connection = seeding.pool.get().await?;
    if artists::by_handle(&mut connection, artist.handle).await?.is_some() {
        return Ok(None);
    }
    let made = artists::create(&mut connection, owner, artist.handle, artist.name, artist.kind.code().parse()?).await?;
    let drawn = artist.clone();
    let (picture, header) = tokio::task::spawn_blocking(move || (drawn.picture_png(), drawn.header_png())).await?;
    let links: Vec<Link> =
        artist.links.iter().map(|(label, url)| Link { label: (*label).to_owned(), url: (*url).to_owned() }).collect();
    let changes = ArtistChanges {
        bio: Some(artist.bio.to_owned()),
        place: Some(artist.place.to_owned()),
        links: Some(serde_json::to_value(links)?),
        picture_id: Some(image(seeding, &mut connection, ImagePurpose::Picture, picture).await?),
        header_id: Some(image(seeding, &mut connection, ImagePurpose::Header, header).await?),
        ..ArtistChanges::default()
    };
    let made = artists::update(&mut connection, made.id, &changes).await?;
    selling::open(seeding, &mut connection, &made).await?;
    for member in artist.roster.iter().filter_map(|handle| earlier.get(handle)) {
        artists::add_to_roster(&mut connection, made.id, member.id).await?;
    }
    Ok(Some(made))
}

async fn image(
    seeding: &Seeding,
    connection: &mut Connection,
    purpose: ImagePurpose,
    png: Vec<u8>,
) -> anyhow::Result<ImageId> {
    let id = ImageId::new();
    seeding.storage.put_bytes(&Key::Image { image: id.0, name: "original".to_owned() }, png).await?;
    images::create(connection, id, purpose, "").await?;
    Ok(id)
}

async fn make_release(
    seeding: &Seeding,
    owner: AccountId,
    artist: &Artist,
    release: &DemoRelease,
) -> anyhow::Result<ReleaseId> {
    let _ = owner;
    let mut connection = seeding.pool.get().await?;
    let made = releases::create(&mut connection, artist.id, release.title, release.kind.code().parse()?).await?;
    let drawn = release.clone();
    let cover = tokio::task::spawn_blocking(move || drawn.cover_png()).await?;
    let text = |text: Option<&str>| Some(text.unwrap_or_default().to_owned());
    let changes = ReleaseChanges {
        about: text(Some(release.about)),
        genre: text(Some(release.genre)),
        tags: Some(release.tags.iter().map(|tag| (*tag).to_owned()).collect()),
        language: text(release.language),
        place: text(Some(release.place)),
        label: text(release.label),
        catalogue_number: text(release.catalogue_number),
        licence: text(Some(release.licence.code())),
        ai_declaration: text(Some("wholly")),
        price_mode: Some(release.price.mode.code().parse()?),
        price_amount_minor: Some(release.price.amount_minor),
        price_currency: text(Some(release.price.currency)),
        release_date: Some(Some(release.release_date.parse()?)),
        cover_id: Some(image(seeding, &mut connection, ImagePurpose::Cover, cover).await?),
        ..ReleaseChanges::default()
    };
    releases::update(&mut connection, made.id, &changes).await?;
    let pairs: Vec<(String, String)> =
        release.credits.iter().map(|(name, role)| ((*name).to_owned(), (*role).to_owned())).collect();
    connection.transaction(async |connection| credits::replace(connection, made.id, None, &pairs).await).await?;
    Ok(made.id)
}

async fn upload(
    seeding: &Seeding,
    owner: AccountId,
    (artist, release): (&Artist, ReleaseId),
    track: demo::Track,
) -> anyhow::Result<()> {
    let id = UploadId::new();
    let path = seeding.settings.uploads().join(id.to_string());
    let changes = TrackChanges {
        title: Some(track.title.to_owned()),
        artist_name: Some(track.artist_name.to_owned()).filter(|name| *name != artist.name),
        explicit: Some(track.explicit),
        lyrics: track.lyrics.clone(),
        lyrics_synced: track.lrc.clone(),
        ..TrackChanges::default()
    };
    let pairs: Vec<(String, String)> =
        track.credits.iter().map(|(name, role)| ((*name).to_owned(), (*role).to_owned())).collect();
    let (filename, position) = (track.file_name(), i32::from(track.position));
    let bytes = tokio::task::spawn_blocking(move || render(&track, path)).await??;
    let new = NewUpload {
        id,
        account_id: owner,
        artist_id: artist.id,
        release_id: release,
        track_id: None,
        filename,
        position: Some(position),
        bytes_total: i64::try_from(bytes)?,
    };
    let mut connection = seeding.pool.get().await?;
    connection
        .transaction(async |connection| {
            uploads::create(connection, &new).await?;
            let made = uploads::complete(connection, id).await?;
            tracks::update(connection, made.id, &changes).await?;
            credits::replace(connection, release, Some(made.id), &pairs).await
        })
        .await?;
    Ok(())
}

fn render(track: &demo::Track, path: PathBuf) -> std::io::Result<u64> {
    let mut out = BufWriter::new(std::fs::File::create(&path)?);
    track.render(&mut out)?;
    out.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

/// Waits until every track of the release plays, then publishes it.
async fn publish(seeding: &Seeding, owner: AccountId, release: ReleaseId) -> anyhow::Result<()> {
    let started = tokio::time::Instant::now();
    loop {
        let mut connection = seeding.pool.get().await?;
        let all = tracks::of_release(&mut connection, release).await?;
        if let Some(refused) = all.iter().find(|track| track.state == TrackState::Refused) {
            anyhow::bail!("{} was refused: {}", refused.title, refused.refusal_message.clone().unwrap_or_default());
        }
        if all.iter().all(|track| track.encoding_id.is_some()) {
            let version = publication::current_terms(&mut connection).await?.0;
            connection
                .transaction(async |connection| publication::publish(connection, release, owner, version, None).await)
                .await?;
            return Ok(());
        }
        drop(connection);
        anyhow::ensure!(
            started.elapsed() < PATIENCE,
            "the worker does not answer; start `tonewood up` or `tonewood work`"
        );
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}
