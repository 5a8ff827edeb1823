use super::*;

/// Bytes that are a chunk by themselves.
fn big(byte: u8) -> Bytes {
    Bytes::from(vec![byte; CHUNK_BYTES])
}

fn taken(cursor: &mut Cursor) -> (Taken, Vec<u8>) {
    let mut chunks = Vec::new();
    let taken = cursor.take(&mut chunks);
    (taken, chunks.iter().map(|chunk| chunk.bytes[0]).collect())
}

#[test]
fn who_joins_gets_a_burst_and_who_is_slow_the_edge() {
    let ring = Ring::with_room("audio/mpeg", CHUNK_BYTES * 8);
    for byte in 0..6 {
        ring.push(big(byte));
    }
    let mut cursor = ring.join(CHUNK_BYTES * 4);
    let mut late = ring.join(0);
    assert_eq!(taken(&mut cursor), (Taken::Chunks, vec![2, 3, 4, 5]));
    assert_eq!(taken(&mut late), (Taken::Nothing, vec![]));
    for byte in 6..20 {
        ring.push(big(byte));
    }
    assert_eq!(taken(&mut cursor), (Taken::Skipped, vec![19]));
    assert_eq!(taken(&mut cursor), (Taken::Nothing, vec![]));
    ring.push(big(20));
    ring.end();
    ring.push(big(21));
    assert_eq!(taken(&mut cursor), (Taken::Chunks, vec![20]));
    assert_eq!(taken(&mut cursor), (Taken::End, vec![]));
}

#[tokio::test]
async fn small_pieces_come_together_and_wake_everybody() {
    let ring = Ring::new("audio/aac");
    let readers: Vec<_> = (0..200)
        .map(|_| {
            let mut cursor = ring.join(0);
            tokio::spawn(async move {
                let mut all = Vec::new();
                while let Some(chunks) = cursor.next().await {
                    chunks.iter().for_each(|chunk| all.extend_from_slice(chunk));
                }
                all
            })
        })
        .collect();
    let mut sent = Vec::new();
    for number in 0..2_000_u32 {
        ring.push(Bytes::copy_from_slice(&number.to_le_bytes()));
        sent.extend_from_slice(&number.to_le_bytes());
        if number % 100 == 0 {
            ring.playing("x", "y");
            tokio::task::yield_now().await;
        }
    }
    ring.end();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), sent);
    }
}
