//! Opens what a command works on: the database (the one that runs, or the embedded one for as long as the command does),
//! storage, mail and the media executable.

use std::sync::Arc;

use anyhow::Context as _;
use config::{Settings, StorageSettings};
use mail::Mailer;
use media::{Limits, Media};
use model::Pool;
use postgres::Embedded;
use storage::{S3, Storage, StorageConfig};

/// An opened instance. Dropping it stops the database if this command started it.
pub struct Instance {
    /// Every setting.
    pub settings: Settings,
    /// Where PostgreSQL is.
    pub database_url: String,
    /// Connections to it.
    pub pool: Pool,
    /// The database, if this command started it.
    pub embedded: Option<Embedded>,
}

impl Instance {
    /// Opens the data folder: its running database, or else the embedded one, started now.
    ///
    /// # Errors
    /// A sentence with the way out.
    pub fn open(settings: Settings) -> anyhow::Result<Self> {
        prepare_folder(&settings)?;
        let (database_url, embedded) = match &settings.database_url {
            Some(url) => (url.expose().to_owned(), None),
            None => match Embedded::connect_running(&settings.data_dir) {
                Some(url) => (url, None),
                None => {
                    let embedded = Embedded::start(&settings.data_dir)?;
                    (embedded.url(), Some(embedded))
                }
            },
        };
        Self::with_database(settings, database_url, embedded)
    }

    /// Opens the data folder for a role that owns it: the embedded database must not run yet.
    ///
    /// # Errors
    /// A sentence with the way out, also when another `tonewood up` runs on the folder.
    pub fn own(settings: Settings) -> anyhow::Result<Self> {
        prepare_folder(&settings)?;
        match &settings.database_url {
            Some(url) => {
                let url = url.expose().to_owned();
                Self::with_database(settings, url, None)
            }
            None => {
                let embedded = Embedded::start(&settings.data_dir)?;
                let url = embedded.url();
                Self::with_database(settings, url, Some(embedded))
            }
        }
    }

    fn with_database(settings: Settings, database_url: String, embedded: Option<Embedded>) -> anyhow::Result<Self> {
        let pool = model::database::pool(&database_url, 16)?;
        Ok(Self { settings, database_url, pool, embedded })
    }

    /// Brings the tables up to date; says how many migrations ran.
    ///
    /// # Errors
    /// When the database does not answer or a migration fails.
    pub async fn migrate(&self) -> anyhow::Result<usize> {
        let ran =
            model::database::migrate(&self.database_url).await.context("the database cannot be brought up to date")?;
        worker::migrate(&self.database_url).await?;
        Ok(ran)
    }

    /// Opens storage as the settings say.
    ///
    /// # Errors
    /// When the folder cannot be made or the bucket's settings are wrong.
    pub fn storage(&self) -> anyhow::Result<Storage> {
        Ok(Storage::open(&storage_config(&self.settings))?)
    }

    /// Opens what finds things: for who tells it of changes, or only to search beside whoever does.
    ///
    /// # Errors
    /// When its folder cannot be made, or its address cannot be one.
    pub async fn search(&self, tells: bool) -> anyhow::Result<Arc<dyn search::Engine>> {
        let settings = worker::search::settings(&self.settings);
        let opened = if tells { search::open(&settings).await } else { search::open_reader(&settings).await };
        Ok(opened?)
    }

    /// What jobs work with.
    ///
    /// # Errors
    /// When storage, mail or the media executable cannot be set up.
    pub async fn worker_context(
        &self,
        storage: Storage,
        search: Arc<dyn search::Engine>,
    ) -> anyhow::Result<worker::Context> {
        let federation = crate::federation::plumbing(&self.settings, self.pool.clone()).await?;
        Ok(worker::Context {
            pool: self.pool.clone(),
            mailer: mailer(&self.settings)?,
            settings: Arc::new(self.settings.clone()),
            storage,
            media: Arc::new(media(&self.settings)?),
            base_url: self.settings.public_url().as_str().trim_end_matches('/').to_owned(),
            federation,
            payments: worker::payments::Payments::of(&self.settings, &self.pool),
            search,
        })
    }

    /// Stops the database, if this command started it.
    pub fn close(self) {
        drop(self.pool);
        if let Some(embedded) = self.embedded {
            embedded.stop();
        }
    }
}

/// The runtime a command runs on.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads can be started")
}

/// The storage that the settings describe.
#[must_use]
pub fn storage_config(settings: &Settings) -> StorageConfig {
    match settings.storage.clone() {
        StorageSettings::Folder(folder) => StorageConfig::Folder(folder),
        StorageSettings::S3 { endpoint, bucket, region, access_key_id, secret_access_key, path_style, allow_http } => {
            StorageConfig::S3(S3 {
                endpoint: endpoint.map(|url| url.as_str().trim_end_matches('/').to_owned()),
                bucket,
                region,
                access_key_id,
                secret_access_key: secret_access_key.expose().to_owned(),
                path_style,
                allow_http,
            })
        }
    }
}

/// The mailer that the settings describe.
///
/// # Errors
/// When an address cannot be understood.
pub fn mailer(settings: &Settings) -> anyhow::Result<Mailer> {
    Ok(match &settings.smtp_url {
        Some(url) => Mailer::smtp(url.expose(), &settings.mail_from)?,
        None => Mailer::folder(settings.outbox(), &settings.mail_from)?,
    })
}

/// The media executable: where the settings say, else beside this one.
///
/// # Errors
/// When there is none.
pub fn media(settings: &Settings) -> anyhow::Result<Media> {
    match &settings.media_executable {
        Some(path) => Ok(Media::new(path.clone(), Limits::default())),
        None => Ok(Media::beside_current_exe()?),
    }
}

fn prepare_folder(settings: &Settings) -> anyhow::Result<()> {
    let folder = &settings.data_dir;
    std::fs::create_dir_all(folder.join("uploads"))
        .with_context(|| format!("the data folder {} cannot be made; choose another one with --data", folder.display()))
}
