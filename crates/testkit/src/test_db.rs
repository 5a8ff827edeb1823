use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postgres::Socket;
use sha2::{Digest as _, Sha256};

use crate::server;

/// The database that statements about databases are sent to.
const MAINTENANCE: &str = "postgres";
const NO_SUCH_DATABASE: &str = "(3D000)";

/// A database of one test, dropped with this value. It starts as a copy of a template that is built once.
#[derive(Debug)]
pub struct TestDb {
    socket: Socket,
    name: String,
}

impl TestDb {
    /// A new database as `build` leaves it. `build` gets the connection string of an empty database and runs once for each
    /// `label` and state of the migrations and of `Cargo.lock`, not once a test; it must leave no connection open.
    ///
    /// # Errors
    /// When PostgreSQL cannot be started or `build` fails.
    pub async fn create<B>(label: &str, build: B) -> anyhow::Result<Self>
    where
        B: AsyncFnOnce(String) -> anyhow::Result<()>,
    {
        let socket = tokio::task::spawn_blocking(server::shared).await??;
        let template = format!("template_{label}_{}", fingerprint()?);
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        let clone = format!("CREATE DATABASE {name} TEMPLATE \"{template}\" STRATEGY FILE_COPY");
        if let Err(error) = execute(&socket, clone.clone()).await {
            if !error.to_string().contains(NO_SUCH_DATABASE) {
                return Err(error).context("copying the template");
            }
            build_template(&socket, &template, build).await?;
            execute(&socket, clone).await.context("copying the template")?;
        }
        Ok(Self { socket, name })
    }

    /// Where its server listens, and its name there.
    pub(crate) fn place(&self) -> (PathBuf, &str) {
        (self.socket.file(), &self.name)
    }

    /// The connection string.
    pub fn url(&self) -> String {
        self.socket.url(&self.name)
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // The server throws everything away soon; a database left until then harms nobody.
        let _ = self.socket.execute(MAINTENANCE, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// Builds a template under another name, so that nobody copies half of one. Others wait.
async fn build_template<B>(socket: &Socket, template: &str, build: B) -> anyhow::Result<()>
where
    B: AsyncFnOnce(String) -> anyhow::Result<()>,
{
    let gate = server::data_dir()?.join(format!("{template}.lock"));
    let _gate = tokio::task::spawn_blocking(move || {
        let gate = File::create(gate)?;
        gate.lock()?;
        std::io::Result::Ok(gate)
    })
    .await??;
    let unfinished = format!("unfinished_{template}");
    let rename = format!("ALTER DATABASE \"{unfinished}\" RENAME TO \"{template}\"");
    if execute(socket, format!("ALTER DATABASE \"{template}\" WITH IS_TEMPLATE true")).await.is_ok() {
        // Somebody built it while this one waited.
        return Ok(());
    }
    execute(socket, format!("DROP DATABASE IF EXISTS \"{unfinished}\" WITH (FORCE)")).await?;
    execute(socket, format!("CREATE DATABASE \"{unfinished}\"")).await?;
    build(socket.url(&unfinished)).await.context("building the template")?;
    execute(socket, disconnect(&unfinished)).await?;
    execute(socket, rename).await
}

/// A driver closes its connections in the background; PostgreSQL renames only what nobody uses.
fn disconnect(database: &str) -> String {
    format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'")
}

async fn execute(socket: &Socket, sql: String) -> anyhow::Result<()> {
    let socket = socket.clone();
    Ok(tokio::task::spawn_blocking(move || socket.execute(MAINTENANCE, &sql)).await??)
}

/// Changes with the migrations and with the versions of all dependencies, some of which bring tables of their own.
fn fingerprint() -> anyhow::Result<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = vec![root.join("Cargo.lock")];
    collect(&root.join("migrations"), &mut files)?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update(std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?);
    }
    Ok(hex::encode(hash.finalize()).chars().take(12).collect())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
