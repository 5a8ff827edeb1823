//! Whether the recording of a master is on this instance already. It stops nothing: the artist is told where that may be known.

use media::fingerprint;
use model::jobs::CompareRecording;
use model::notices;

use crate::{Context, JobError};

/// How many fingerprints are in memory at once; each takes some four kilobytes.
const AT_ONCE: i64 = 500;

pub(super) async fn run(payload: CompareRecording, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(own) = notices::heard(&mut connection, payload.master_id).await? else { return Ok(()) };
    let words = words(&own.fingerprint);
    let mut after = None;
    loop {
        let others = notices::comparable(&mut connection, own.master_id, after, AT_ONCE).await?;
        let Some(last) = others.last().map(|other| other.master_id) else { return Ok(()) };
        after = Some(last);
        let own_words = words.clone();
        // A comparison takes some tenths of a millisecond: enough, in hundreds, to hold other jobs up.
        let same = tokio::task::spawn_blocking(move || {
            let is_same =
                |other: &notices::Heard| fingerprint::same_recording(&own_words, &self::words(&other.fingerprint));
            others.iter().filter(|other| is_same(other)).map(|other| other.master_id).collect::<Vec<_>>()
        })
        .await
        .map_err(JobError::retry)?;
        if !same.is_empty() {
            notices::note_same(&mut connection, own.master_id, &same).await?;
        }
    }
}

/// The artist misses a remark and nothing else.
pub(super) async fn given_up(payload: CompareRecording, _: &Context, error: &JobError) {
    tracing::warn!(master = %payload.master_id, %error, "a recording could not be compared");
}

/// A fingerprint as it is kept: 32-bit words, little-endian.
fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}
