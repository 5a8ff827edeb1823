//! Sends some of a letter's copies, and comes back for the others: a mail server is not run over, and other mails go between.
//!
//! A copy is locked while it is sent and noted as sent at once, so that two workers never send the same one, and one that dies
//! sends none again but the one it was at; that has the same Message-ID, by which mailboxes know it.

use std::ops::ControlFlow;

use chrono::{Duration, Utc};
use diesel_async::AsyncConnection as _;
use mail::ListHeaders;
use model::artists::{self, Artist};
use model::ids::SubscriberId;
use model::jobs::{self, SendLetter};
use model::letters::{self, Letter, copies};
use model::link_keys::{self, LETTERS};
use model::secrets;
use model::subscribers::Subscriber;

use super::send_account_mail::without_addresses;
use crate::notes::{self, Note};
use crate::{Context, JobError};

/// How many copies go at once.
const BATCH: i64 = 40;
/// How long it rests between: 480 copies a minute at the most.
const REST: Duration = Duration::seconds(5);
/// How many that do not go, one after the other, say that the mail server is away.
const PATIENCE: usize = 3;

pub(super) async fn run(payload: SendLetter, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(letter) = letters::find(&mut connection, payload.letter_id).await? else { return Ok(()) };
    let Some(artist) = artists::find(&mut connection, letter.artist_id).await? else { return Ok(()) };
    let secret = secrets::get_or_create(&mut connection, LETTERS).await.map_err(JobError::retry)?;
    let press = Press { context, letter, artist, secret };
    let mut failed = 0;
    for to in copies::due(&mut connection, payload.letter_id, BATCH).await? {
        match press.bring(&mut connection, to).await? {
            ControlFlow::Continue(()) => failed = 0,
            ControlFlow::Break(()) => failed += 1,
        }
        if failed == PATIENCE {
            break;
        }
    }
    if let Some(next) = copies::next_at(&mut connection, payload.letter_id).await? {
        let rest = if failed == PATIENCE { Duration::minutes(1) } else { REST };
        jobs::enqueue_at(&mut connection, &payload, next.max(Utc::now() + rest)).await?;
    }
    Ok(())
}

pub(super) async fn given_up(payload: SendLetter, _: &Context, error: &JobError) {
    tracing::error!(letter = %payload.letter_id, %error, "a letter stopped on its way; its job can be run again");
}

/// A letter on its way.
struct Press<'a> {
    context: &'a Context,
    letter: Letter,
    artist: Artist,
    secret: Vec<u8>,
}

impl Press<'_> {
    /// Brings one copy; `Break` says that it did not go.
    async fn bring(&self, connection: &mut model::Connection, to: SubscriberId) -> Result<ControlFlow<()>, JobError> {
        connection
            .transaction::<_, JobError, _>(async |connection| {
                let id = self.letter.id;
                let Some(subscriber) = copies::take(connection, id, to).await? else {
                    return Ok(ControlFlow::Continue(()));
                };
                let (message, list) = self.copy(&subscriber).map_err(JobError::fail)?;
                match self.context.mailer.send_to_list(&message, &list).await {
                    Ok(_) => {
                        copies::sent(connection, id, to).await?;
                        Ok(ControlFlow::Continue(()))
                    }
                    Err(error) => {
                        let said = without_addresses(&error.to_string());
                        tracing::warn!(letter = %id, subscriber = %to, error = said, "a copy of a letter did not go");
                        copies::failed(connection, (id, to), error.is_temporary()).await?;
                        Ok(ControlFlow::Break(()))
                    }
                }
            })
            .await
    }

    fn copy(&self, to: &Subscriber) -> Result<(mail::Message, ListHeaders), askama::Error> {
        let base_url = self.context.base_url.as_str();
        let key = link_keys::key(&self.secret, "unsubscribe", to.id.0, "");
        let unsubscribe = urls::absolute(base_url, &urls::letters::unsubscription(to.id.0, &key));
        let note =
            Note { to: &to.email, site_name: &self.context.settings.instance_name, base_url, link: &unsubscribe };
        let href = urls::absolute(base_url, &urls::artist(&self.artist.handle));
        let words = (self.letter.subject.as_str(), self.letter.body.as_str());
        let message = notes::letter(&note, (&self.artist.name, &href), words)?;
        let list = ListHeaders {
            from_name: self.artist.name.clone(),
            list_id: format!("{}.letters.{}", self.artist.handle, host(base_url)),
            message_id: format!("{}.{}", self.letter.id, to.id),
            unsubscribe,
        };
        Ok((message, list))
    }
}

/// The host in the instance's address, without its port.
fn host(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.split([':', '/']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_list_is_named_for_the_host() {
        assert_eq!(host("https://music.example"), "music.example");
        assert_eq!(host("http://127.0.0.1:8080"), "127.0.0.1");
    }
}
