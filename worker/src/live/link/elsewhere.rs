//! A sound card of this worker for a show that another one owns: what it gives goes there over the link, like the bytes of any
//! other source.

use std::time::Duration;

use live::link::{self, Answer, Ask, LinkError};
use model::ids::ShowId;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::super::capture;
use super::super::owner::Owner;
use super::super::source::{Given, Source, source};

/// How long a card may take to open.
const OPENING: Duration = Duration::from_secs(10);

/// Opens the card and has it feed the show at the worker that owns it.
pub(super) async fn capture(owner: &Owner, (address, token): (&str, &str), (show, device): (ShowId, &str)) -> Answer {
    let (end, mut card) = source(capture::facts(device));
    let (media, name) = (owner.context().media.clone(), device.to_owned());
    owner.spawn(async move { capture::run(&media, &name, end).await });
    // Who chose the card hears from here what is wrong with it: the other worker knows nothing of it.
    match tokio::time::timeout(OPENING, card.given.recv()).await {
        Ok(Some(Given::Refused(reason))) => return Answer::Refused { reason },
        Ok(Some(_)) => {}
        Ok(None) | Err(_) => {
            let reason = "The sound card does not answer: unplug it and plug it in again, then try again.".to_owned();
            return Answer::Refused { reason };
        }
    }
    let asked = link::ask(address, token, show.0, Ask::Feed(card.facts.clone())).await;
    match asked {
        Ok((Answer::Done, link)) => {
            let stop = owner.stop();
            owner.spawn(async move {
                tokio::select! {
                    sent = send(card, link) => tracing::debug!(%show, ?sent, "a sound card feeds a show elsewhere no more"),
                    () = stop.cancelled() => {}
                }
            });
            Answer::Done
        }
        Ok((answer, _)) => answer,
        Err(error) => {
            tracing::warn!(%show, %error, "the owner of a show cannot be reached");
            let reason = "The worker that has the show does not answer: try again in a moment.".to_owned();
            Answer::Refused { reason }
        }
    }
}

/// Sends the samples until the card or the other worker has no more.
async fn send(mut card: Source, link: BufReader<TcpStream>) -> Result<(), LinkError> {
    let (mut reading, mut writing) = tokio::io::split(link);
    let sending = async {
        while let Some(given) = card.given.recv().await {
            if let Given::Samples(samples) = given {
                let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
                writing.write_all(&bytes).await?;
            }
        }
        writing.shutdown().await?;
        Ok(())
    };
    tokio::select! {
        sent = sending => sent,
        // Whatever it says, it wants no more.
        _ = reading.read_u8() => Ok(()),
    }
}
