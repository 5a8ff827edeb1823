//! `tonewood media verify`: every blob that a row names is read and held against its hash and size; blobs that no row names
//! are listed. What is wrong is said in one line each, and the exit code says whether anything was.

use std::collections::HashMap;

use config::Settings;
use futures::TryStreamExt;
use model::downloads::Download;
use model::encodings::{Encoding, Rendition};
use model::{Pool, downloads, encodings, images, inventory};
use sha2::{Digest, Sha256};
use storage::{Key, Storage, StorageError};

use crate::commands::instance::{Instance, runtime};

/// Reads everything and says what is wrong.
///
/// # Errors
/// When something is wrong, or the database or the storage does not answer.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    let instance = Instance::open(settings)?;
    let done = runtime()?.block_on(async {
        instance.migrate().await?;
        let storage = instance.storage()?;
        let mut verifier = Verifier { storage: storage.clone(), pool: instance.pool.clone(), seen: 0, wrong: 0 };
        verifier.masters().await?;
        verifier.encodings().await?;
        verifier.pictures().await?;
        verifier.downloads().await?;
        verifier.extras().await?;
        let orphans = worker::orphans::find(&storage, &instance.pool).await?;
        for orphan in &orphans {
            println!("ORPHAN {}: no row names it; the worker sweeps it within the hour", orphan.path);
        }
        println!("{} blobs read, {} wrong, {} orphans", verifier.seen, verifier.wrong, orphans.len());
        anyhow::ensure!(verifier.wrong == 0, "{} things are wrong; the lines above name them", verifier.wrong);
        anyhow::Ok(())
    });
    instance.close();
    done
}

struct Verifier {
    storage: Storage,
    pool: Pool,
    seen: u64,
    wrong: u64,
}

/// What is known of some blobs that are hashed together.
struct Known<'a> {
    /// What they are, for the one who reads the line.
    what: String,
    keys: Vec<Key>,
    /// Their sizes, where each is known.
    sizes: Option<Vec<u64>>,
    sha256: Option<&'a [u8]>,
    /// What to do when they are wrong.
    way_out: &'a str,
}

const RESTORE: &str = "restore it from a backup";
const REBUILD: &str = "make it anew with `tonewood media rebuild`";
const UPLOAD: &str = "upload the picture again";

impl Verifier {
    async fn masters(&mut self) -> anyhow::Result<()> {
        let mut after = None;
        loop {
            let page = inventory::masters(&mut *self.pool.get().await?, after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            for master in page {
                let key =
                    Key::Master { artist: master.artist_id.0, master: master.id.0, ext: master.extension.clone() };
                let known = Known {
                    what: format!("master of track {} ({})", master.track_id, master.filename),
                    keys: vec![key],
                    sizes: Some(vec![u64::try_from(master.bytes)?]),
                    sha256: Some(&master.sha256),
                    way_out: RESTORE,
                };
                self.check(known).await?;
            }
        }
    }

    async fn encodings(&mut self) -> anyhow::Result<()> {
        let mut after = None;
        loop {
            let mut connection = self.pool.get().await?;
            let page = inventory::encodings(&mut connection, after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            let ids: Vec<_> = page.iter().map(|encoding| encoding.id).collect();
            let mut rungs: HashMap<_, Vec<Rendition>> = HashMap::new();
            for rung in encodings::renditions_of(&mut connection, &ids).await? {
                rungs.entry(rung.encoding_id).or_default().push(rung);
            }
            drop(connection);
            for encoding in page {
                self.encoding(&encoding, rungs.remove(&encoding.id).unwrap_or_default()).await?;
            }
        }
    }

    async fn encoding(&mut self, encoding: &Encoding, rungs: Vec<Rendition>) -> anyhow::Result<()> {
        let key = |path: String| Key::Encoding { encoding: encoding.id.0, path };
        let of = format!("of track {}, encoding {}", encoding.track_id, encoding.id);
        for rung in rungs {
            let facts: media::Rendition = serde_json::from_value(rung.segments.clone())?;
            let sizes = facts.segments.iter().map(|segment| u64::from(segment.bytes));
            let sizes: Vec<u64> = std::iter::once(u64::from(facts.init_bytes)).chain(sizes).collect();
            let segments = (0..facts.segments.len()).map(|number| format!("{}/{number}.m4s", rung.rung));
            let init = std::iter::once(format!("{}/init.mp4", rung.rung));
            let known = Known {
                what: format!("rung {} {of}", rung.rung),
                keys: init.chain(segments).map(key).collect(),
                sizes: Some(sizes),
                sha256: rung.sha256.as_deref(),
                way_out: REBUILD,
            };
            self.check(known).await?;
        }
        let progressive = [
            ("progressive.m4a", encoding.progressive_m4a_bytes, &encoding.progressive_m4a_sha256),
            ("progressive.mp3", encoding.progressive_mp3_bytes, &encoding.progressive_mp3_sha256),
        ];
        // They come behind the first rungs of a draft's new track.
        for (name, bytes, sha256) in progressive.into_iter().filter(|_| encoding.has_files()) {
            let known = Known {
                what: format!("{name} {of}"),
                keys: vec![key(name.to_owned())],
                sizes: Some(vec![u64::try_from(bytes)?]),
                sha256: sha256.as_deref(),
                way_out: REBUILD,
            };
            self.check(known).await?;
        }
        self.previews(encoding, &of).await
    }

    /// The first seconds as files, where others than buyers hear no more.
    async fn previews(&mut self, encoding: &Encoding, of: &str) -> anyhow::Result<()> {
        let Some(seconds) = encoding.preview_seconds else { return Ok(()) };
        for (ext, bytes) in [("m4a", encoding.preview_m4a_bytes), ("mp3", encoding.preview_mp3_bytes)] {
            let path = format!("preview-{seconds}.{ext}");
            let known = Known {
                what: format!("{path} {of}"),
                keys: vec![Key::Encoding { encoding: encoding.id.0, path }],
                sizes: bytes.map(|bytes| u64::try_from(bytes).map(|bytes| vec![bytes])).transpose()?,
                sha256: None,
                way_out: REBUILD,
            };
            self.check(known).await?;
        }
        Ok(())
    }

    async fn pictures(&mut self) -> anyhow::Result<()> {
        let mut after = None;
        loop {
            let page = inventory::pictures(&mut *self.pool.get().await?, after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            for picture in page {
                let names = images::files_of(picture.purpose).into_iter();
                let known = Known {
                    what: format!("picture {}", picture.id),
                    keys: names.map(|name| Key::Image { image: picture.id.0, name }).collect(),
                    sizes: None,
                    sha256: picture.sha256.as_deref(),
                    way_out: UPLOAD,
                };
                self.check(known).await?;
            }
        }
    }

    async fn downloads(&mut self) -> anyhow::Result<()> {
        let mut after = None;
        loop {
            let page = inventory::prepared(&mut *self.pool.get().await?, after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            for download in page {
                self.download(&download).await?;
            }
        }
    }

    /// One that is wrong is forgotten: it is only a copy.
    async fn download(&mut self, download: &Download) -> anyhow::Result<()> {
        // Without a master its file is gone or about to go.
        let Some(master) = download.master_id else { return Ok(()) };
        let key = Key::Download { master: master.0, name: download.stored_name() };
        self.seen += 1;
        let wrong = match self.storage.get(&key).await {
            Ok(blob) if blob.size != u64::try_from(download.bytes)? => Some("has another size than was stored"),
            Ok(blob) => {
                let mut hasher = crc32fast::Hasher::new();
                let mut bytes = blob.into_stream();
                while let Some(part) = bytes.try_next().await? {
                    hasher.update(&part);
                }
                let known = download.crc32.map(u32::try_from).transpose()?;
                known.filter(|known| *known != hasher.finalize()).map(|_| "has other bytes than were stored")
            }
            Err(StorageError::Missing(_)) => Some("is missing"),
            Err(error) => return Err(error.into()),
        };
        if let Some(wrong) = wrong {
            downloads::forget(&mut *self.pool.get().await?, download.id).await?;
            self.storage.delete(&key).await?;
            self.say(&key.path()?, wrong, "it is forgotten, and made again when somebody asks for it");
        }
        Ok(())
    }

    async fn extras(&mut self) -> anyhow::Result<()> {
        let mut after = None;
        loop {
            let page = inventory::extras(&mut *self.pool.get().await?, after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            for extra in page {
                let key = Key::Extra { release: extra.release_id.0, extra: extra.id.0, ext: extra.extension.clone() };
                let known = Known {
                    what: format!("extra {} ({})", extra.id, extra.filename),
                    keys: vec![key],
                    sizes: Some(vec![u64::try_from(extra.bytes)?]),
                    sha256: Some(&extra.sha256),
                    way_out: RESTORE,
                };
                self.check(known).await?;
            }
        }
    }

    /// Reads some blobs, one after the other, and says the first thing that is wrong with them.
    async fn check(&mut self, known: Known<'_>) -> anyhow::Result<()> {
        let mut hasher = Sha256::new();
        for (index, key) in known.keys.iter().enumerate() {
            self.seen += 1;
            let path = format!("{} ({})", key.path()?, known.what);
            let blob = match self.storage.get(key).await {
                Ok(blob) => blob,
                Err(StorageError::Missing(_)) => {
                    self.say(&path, "is missing", known.way_out);
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            };
            let size = known.sizes.as_ref().and_then(|sizes| sizes.get(index));
            if let Some(size) = size.filter(|size| **size != blob.size) {
                self.say(&path, &format!("has {} bytes instead of {size}", blob.size), known.way_out);
                return Ok(());
            }
            let mut bytes = blob.into_stream();
            while let Some(part) = bytes.try_next().await? {
                hasher.update(&part);
            }
        }
        let hash = hasher.finalize();
        if known.sha256.is_some_and(|sha256| *sha256 != *hash) {
            let path = known.keys.first().map(Key::path).transpose()?.unwrap_or_default();
            self.say(&format!("{path} ({})", known.what), "has other bytes than were stored", known.way_out);
        }
        Ok(())
    }

    fn say(&mut self, path: &str, wrong: &str, way_out: &str) {
        self.wrong += 1;
        println!("WRONG  {path} {wrong}; {way_out}");
    }
}
