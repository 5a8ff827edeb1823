//! Our server: a process with one mount on the port of Icecast, as `tonewood` has it, without the rest of the house.

use std::sync::Arc;

use bytes::Bytes;
use live::icecast::{Listener, Mounts, Tune};
use live::mount::{Ring, Status};
use live::source::{Claim, Door, Incoming, Playing, Refusal, Source};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::{KEY, MOUNT};

/// The process: says where it listens, and ends when its parent does.
pub fn serve() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.spawn(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        let house = Arc::new(House { ring: Ring::new("audio/mpeg") });
        while let Ok((stream, peer)) = listener.accept().await {
            tokio::spawn(live::icecast::serve(stream, peer, Arc::clone(&house)));
        }
    });
    _ = std::io::read_to_string(std::io::stdin());
    runtime.shutdown_background();
}

struct House {
    ring: Arc<Ring>,
}

impl Door for House {
    type Admitted = ();

    async fn admit(&self, source: &Source) -> Result<(), Refusal> {
        if source.claim.password == KEY { Ok(()) } else { Err(Refusal::Unauthorized) }
    }

    async fn feed(&self, (): (), mut incoming: Incoming) {
        let mut buffer = vec![0; 16 << 10];
        while let Ok(count @ 1..) = incoming.bytes.read(&mut buffer).await {
            self.ring.push(Bytes::copy_from_slice(&buffer[..count]));
        }
    }

    async fn playing(&self, _: &Claim, _: Playing) -> Result<(), Refusal> {
        Ok(())
    }
}

impl Mounts for House {
    async fn listen(&self, listener: &Listener) -> Result<Tune, Refusal> {
        let tune = || Tune {
            ring: Arc::clone(&self.ring),
            name: "Bench".to_owned(),
            genre: String::new(),
            bitrate: Some(128),
            stay: Box::new(()),
        };
        (listener.mount == MOUNT).then(tune).ok_or(Refusal::NoSuchMount)
    }

    async fn address(&self, _: &Listener) -> Option<(String, String)> {
        None
    }

    async fn status(&self, _: &str) -> Status {
        Status::default()
    }
}
