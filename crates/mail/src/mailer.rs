use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::AsyncTransport as _;
use lettre::message::Mailbox;

use crate::compose::mailbox;
use crate::smtp::{self, Transport};
use crate::{ListHeaders, MailError, Message};

/// Sends mail from one sender. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

/// A mail that was kept, with the headers of a list where it went to one.
type Kept = (Message, Option<ListHeaders>);

#[derive(Clone)]
enum Way {
    Smtp(Transport),
    Folder(Arc<PathBuf>),
    Memory(Arc<Mutex<Vec<Kept>>>),
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// A mail server took it.
    Smtp,
    /// It lies in this file.
    File(PathBuf),
    /// It is kept for [`Mailer::kept`].
    Memory,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let way = match &self.way {
            Way::Smtp(_) => "smtp",
            Way::Folder(_) => "folder",
            Way::Memory(_) => "memory",
        };
        f.debug_struct("Mailer").field("from", &self.from).field("way", &way).finish()
    }
}

impl Mailer {
    /// Sends through the server at `url`, e.g. `smtps://user:password@mail.example`. `smtp://` means STARTTLS unless the
    /// server is on this machine or the address ends with `?tls=none` or `?tls=opportunistic`. Connects at the first mail.
    ///
    /// # Errors
    /// [`MailError::Server`] or [`MailError::Address`] when an address cannot be understood.
    pub fn smtp(url: &str, from: &str) -> Result<Self, MailError> {
        Ok(Self { from: mailbox(from)?, way: Way::Smtp(smtp::transport(url)?) })
    }

    /// Writes mail to `folder` as `.eml` files named by time and recipient; the folder is made at the first mail.
    ///
    /// # Errors
    /// [`MailError::Address`] when the sender cannot be understood.
    pub fn folder(folder: impl Into<PathBuf>, from: &str) -> Result<Self, MailError> {
        Ok(Self { from: mailbox(from)?, way: Way::Folder(Arc::new(folder.into())) })
    }

    /// Keeps mail in memory, for tests: [`Mailer::kept`] gives it.
    #[must_use]
    pub fn memory() -> Self {
        let from = Mailbox::new(None, lettre::Address::new_dangerous("tonewood", "localhost"));
        Self { from, way: Way::Memory(Arc::default()) }
    }

    /// The mail sent so far by a mailer made with [`Mailer::memory`]; empty for others.
    pub fn kept(&self) -> Vec<Message> {
        self.kept_with_lists().into_iter().map(|(message, _)| message).collect()
    }

    /// The same, each with what mailboxes are told of the list it goes to.
    pub fn kept_with_lists(&self) -> Vec<(Message, Option<ListHeaders>)> {
        match &self.way {
            Way::Memory(kept) => kept.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Way::Smtp(_) | Way::Folder(_) => Vec::new(),
        }
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// See [`MailError`]; [`MailError::is_temporary`] says whether to try again.
    pub async fn send(&self, message: &Message) -> Result<Sent, MailError> {
        self.send_as(message, None).await
    }

    /// Sends a mail to one of those on a list.
    ///
    /// # Errors
    /// See [`MailError`]; [`MailError::is_temporary`] says whether to try again.
    pub async fn send_to_list(&self, message: &Message, list: &ListHeaders) -> Result<Sent, MailError> {
        self.send_as(message, Some(list)).await
    }

    async fn send_as(&self, message: &Message, list: Option<&ListHeaders>) -> Result<Sent, MailError> {
        let composed = message.compose(&self.from, list)?;
        match &self.way {
            Way::Smtp(transport) => {
                transport.send(composed).await?;
                Ok(Sent::Smtp)
            }
            Way::Folder(folder) => {
                let name = file_name(DateTime::from(SystemTime::now()), message.recipient()?.email.as_ref());
                let path = folder.join(name);
                let (folder, target, bytes) = (Arc::clone(folder), path.clone(), composed.formatted());
                let written = tokio::task::spawn_blocking(move || write(&folder, &target, &bytes)).await;
                match written.map_err(std::io::Error::other).flatten() {
                    Ok(()) => Ok(Sent::File(path)),
                    Err(source) => Err(MailError::Outbox { path, source }),
                }
            }
            Way::Memory(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push((message.clone(), list.cloned()));
                Ok(Sent::Memory)
            }
        }
    }

    /// Whether the mail server answers, or the outbox can be written.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn check(&self) -> Result<(), MailError> {
        match &self.way {
            Way::Smtp(transport) => match transport.test_connection().await? {
                true => Ok(()),
                false => Err(MailError::Unavailable("it closed the connection".to_owned())),
            },
            Way::Folder(folder) => {
                let probe = folder.join(format!(".{}", uuid::Uuid::new_v4()));
                let checked = make_private(folder)
                    .and_then(|()| std::fs::write(&probe, b""))
                    .and_then(|()| std::fs::remove_file(&probe));
                checked.map_err(|source| MailError::Outbox { path: folder.to_path_buf(), source })
            }
            Way::Memory(_) => Ok(()),
        }
    }
}

/// `20260131T120000.123Z-ann@example.org-1f0c….eml`: sorted by time, safe as a name, never the same twice.
fn file_name(now: DateTime<Utc>, recipient: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+') { c } else { '_' };
    let recipient: String = recipient.chars().take(100).map(plain).collect();
    let unique = uuid::Uuid::new_v4().simple().to_string();
    format!("{}-{recipient}-{}.eml", now.format("%Y%m%dT%H%M%S%.3fZ"), unique.chars().take(8).collect::<String>())
}

/// Mail holds links that sign people in: the folder and the files are for this user alone.
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes under a hidden name first, so that nobody reads half a mail.
fn write(folder: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    make_private(folder)?;
    let part = folder.join(format!(".{}", uuid::Uuid::new_v4()));
    let written =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
    let placed = written.and_then(|()| std::fs::rename(&part, target));
    if placed.is_err() {
        // The part may not exist; the first error is the one that matters.
        let _ = std::fs::remove_file(&part);
    }
    placed
}
