//! A source whose bytes come over the link: decoded in a process of its own, so that whatever is wrong with them ends this
//! source alone.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use live::link::{Answer, SourceFacts};
use media::live::{Decoded, LiveDecodeJob, LiveDecoder, Output};
use media::{Media, MediaError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::process::ChildStdin;

use super::{Reading, say};
use crate::live::mount::Passing;
use crate::live::owner::{Handle, Owner};
use crate::live::source::{Given, LetGo, SourceEnd, source};

/// Most bytes read at once: 0.4 s of 320 kbit/s.
const READ: usize = 16 << 10;
/// How long what was sent last may take to be decoded.
const FLUSH: Duration = Duration::from_secs(5);

/// Why a feed ended.
enum Over {
    /// The source went away, or everything of it was played.
    Source,
    /// The run wants no more of it.
    LetGo(LetGo),
    /// It cannot be played.
    Refused(String),
}

impl From<LetGo> for Over {
    fn from(how: LetGo) -> Self {
        Self::LetGo(how)
    }
}

/// Feeds a show with the bytes that follow.
pub(super) async fn feed(
    owner: &Owner,
    handle: &Handle,
    facts: SourceFacts,
    (reading, mut writing): (Reading, OwnedWriteHalf),
) -> io::Result<()> {
    let content_type = facts.content_type.clone();
    let (end, source) = source(facts);
    let answer = handle.feed(source).await;
    say(&mut writing, &answer).await?;
    if answer != Answer::Done {
        return Ok(());
    }
    match play(&owner.context().media, content_type, reading, &end).await {
        // Without a word: it may come again by itself.
        Over::Source | Over::LetGo(LetGo::ForNow) => Ok(()),
        Over::LetGo(LetGo::ForGood) => {
            let reason =
                "The show does not take this source any more: it was let go, it is over, or another took its place.";
            say(&mut writing, &Answer::Refused { reason: reason.to_owned() }).await
        }
        Over::Refused(reason) => {
            // The run may have let it go already.
            let _ = end.give(Given::Refused(reason.clone())).await;
            say(&mut writing, &Answer::Refused { reason }).await
        }
    }
}

async fn play(media: &Media, content_type: String, reading: Reading, end: &SourceEnd) -> Over {
    let passes = Passing::of(&content_type).is_some();
    let decoder = media.live_decode(&LiveDecodeJob { content_type }).await;
    let LiveDecoder { input, mut output } = match decoder {
        Ok(decoder) => decoder,
        Err(error) => return died(&error),
    };
    let decoding = decode(&mut output, end);
    let taking = take(reading, input, passes.then_some(end));
    tokio::pin!(decoding);
    tokio::select! {
        biased;
        over = &mut decoding => return over,
        let_go = end.until_let_go() => return Over::LetGo(let_go),
        () = taking => {}
    }
    // The source went away; what it sent until then is still played.
    tokio::select! {
        over = &mut decoding => over,
        let_go = end.until_let_go() => Over::LetGo(let_go),
        () = tokio::time::sleep(FLUSH) => Over::Source,
    }
}

/// Hands the bytes of the source to the decoder, and to the mount if they may go there, until the source goes away.
async fn take(mut reading: Reading, mut input: ChildStdin, passing: Option<&SourceEnd>) {
    let mut bytes = vec![0; READ];
    loop {
        // A connection that breaks is as one that ends.
        let Ok(read @ 1..) = reading.read(&mut bytes).await else { return };
        let read = bytes.get(..read).unwrap_or_default();
        if let Some(end) = passing
            && end.give(Given::Bytes(Bytes::copy_from_slice(read))).await.is_err()
        {
            return;
        }
        if input.write_all(read).await.is_err() {
            // The decoder has ended, and says why.
            std::future::pending::<()>().await;
        }
    }
}

async fn decode(output: &mut Output<Decoded>, end: &SourceEnd) -> Over {
    loop {
        let given = match output.next().await {
            Ok(Some(Decoded::Facts(facts))) => Given::Facts(facts),
            Ok(Some(Decoded::Samples(samples))) => Given::Samples(samples),
            Ok(Some(Decoded::Playing { title, artist })) => Given::Playing { title, artist, track: None },
            Ok(Some(Decoded::Refused(refusal))) => return Over::Refused(refusal.message),
            Ok(None) => return Over::Source,
            Err(error) => return died(&error),
        };
        if let Err(let_go) = end.give(given).await {
            return let_go.into();
        }
    }
}

fn died(error: &MediaError) -> Over {
    tracing::warn!(%error, "the decoder of a source died");
    Over::Refused("The server could not decode this source: connect again, or send MP3.".to_owned())
}
