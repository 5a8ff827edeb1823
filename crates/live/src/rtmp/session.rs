//! One RTMP connection: handshake, commands, messages. Chunks, messages and the handshake are the library's; its own server is
//! not used because it takes nothing but plain TCP, lets strangers send what they like, and writes stream keys to the log.

use bytes::{Buf, Bytes, BytesMut};
use rtmp_rs::amf::AmfValue;
use rtmp_rs::protocol::chunk::{ChunkDecoder, ChunkEncoder, RtmpChunk};
use rtmp_rs::protocol::handshake::{Handshake, HandshakeRole};
use rtmp_rs::protocol::message::{Command, ConnectParams, ConnectResponseBuilder, RtmpMessage, UserControlEvent};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Most bytes before a source has been let in.
const BEFORE_ADMISSION: usize = 64 << 10;
/// Most bytes that wait to become a message: a picture may be some megabytes.
const LONGEST_BUFFER: usize = 24 << 20;
/// So many bytes between acknowledgements, as the other side is told.
const WINDOW: u32 = 2_500_000;
/// Size of the chunks sent.
const CHUNK: u32 = 4_096;
/// The chunk streams of control messages and of commands.
const CONTROL: u32 = 2;
const COMMANDS: u32 = 3;

/// What a source does.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// It wants to publish.
    Publish {
        /// What it called the application.
        app: String,
        /// What it calls the stream.
        name: String,
        /// What it calls its Flash player.
        client: String,
    },
    /// A tag of sound.
    Audio(Bytes),
    /// Something that means nothing here.
    Other,
}

/// One connection.
pub(super) struct Session<S> {
    stream: S,
    received: BytesMut,
    decoder: ChunkDecoder,
    encoder: ChunkEncoder,
    app: String,
    client: String,
    /// The message stream on which it publishes.
    publishes_on: u32,
    streams: u32,
    admitted: bool,
    total: usize,
    acknowledged: usize,
    /// A message has been taken from what was received; another may be there.
    more: bool,
}

/// The other side has gone, or does not speak RTMP.
#[derive(Debug)]
pub(super) struct Gone;

impl<E: std::error::Error> From<E> for Gone {
    fn from(_: E) -> Self {
        Self
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            received: BytesMut::new(),
            decoder: ChunkDecoder::new(),
            encoder: ChunkEncoder::new(),
            app: String::new(),
            client: String::new(),
            publishes_on: 0,
            streams: 0,
            admitted: false,
            total: 0,
            acknowledged: 0,
            more: false,
        }
    }

    /// Everything until the source says what it publishes; `None` when it does not.
    pub async fn opening(&mut self) -> Option<Event> {
        self.handshake().await.ok()?;
        loop {
            match self.next().await? {
                event @ Event::Publish { .. } => return Some(event),
                _ => continue,
            }
        }
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Event> {
        let chunk = self.chunk().await.ok()?;
        let message = RtmpMessage::from_chunk(&chunk).ok()?;
        self.handle(message).await.ok()
    }

    /// Tells the source that it may begin.
    pub async fn welcome(&mut self) -> Result<(), Gone> {
        self.admitted = true;
        let stream = self.publishes_on;
        self.send(CONTROL, 0, &RtmpMessage::UserControl(UserControlEvent::StreamBegin(stream))).await?;
        let status = Command::on_status(stream, "status", "NetStream.Publish.Start", "The stream is on.");
        self.send(COMMANDS, stream, &RtmpMessage::Command(status)).await
    }

    /// Tells the source why it is not taken, and ends the connection.
    pub async fn refuse(&mut self, words: &str) {
        let stream = self.publishes_on;
        let status = Command::on_status(stream, "error", "NetStream.Publish.BadName", words);
        if self.send(COMMANDS, stream, &RtmpMessage::Command(status)).await.is_ok() {
            _ = self.stream.shutdown().await;
        }
    }

    async fn handshake(&mut self) -> Result<(), Gone> {
        let mut handshake = Handshake::new(HandshakeRole::Server);
        handshake.generate_initial();
        while !handshake.is_done() {
            if self.received.len() < handshake.bytes_needed() {
                self.receive().await?;
                continue;
            }
            let mut rest = Bytes::copy_from_slice(&self.received);
            let answer = handshake.process(&mut rest)?;
            self.received.advance(self.received.len().saturating_sub(rest.len()));
            if let Some(answer) = answer {
                self.stream.write_all(&answer).await?;
                self.stream.flush().await?;
            }
        }
        self.more = true;
        self.send(CONTROL, 0, &RtmpMessage::SetChunkSize(CHUNK)).await?;
        self.encoder.set_chunk_size(CHUNK);
        Ok(())
    }

    /// The next message in its raw form.
    async fn chunk(&mut self) -> Result<RtmpChunk, Gone> {
        loop {
            let before = self.received.len();
            if self.more {
                if let Some(chunk) = self.decoder.decode(&mut self.received)? {
                    return Ok(chunk);
                }
                // A piece of a message may have been taken without its being whole.
                self.more = self.received.len() < before;
                continue;
            }
            self.receive().await?;
            self.more = true;
        }
    }

    async fn receive(&mut self) -> Result<(), Gone> {
        let count = self.stream.read_buf(&mut self.received).await?;
        self.total += count;
        let too_much = if self.admitted { self.received.len() > LONGEST_BUFFER } else { self.total > BEFORE_ADMISSION };
        if count == 0 || too_much {
            return Err(Gone);
        }
        Ok(())
    }

    async fn handle(&mut self, message: RtmpMessage) -> Result<Event, Gone> {
        if self.total - self.acknowledged >= WINDOW as usize / 2 {
            self.acknowledged = self.total;
            // The number goes round after four gigabytes.
            let sequence = u32::try_from(self.total & u32::MAX as usize).unwrap_or_default();
            self.send(CONTROL, 0, &RtmpMessage::Acknowledgement { sequence }).await?;
        }
        match message {
            RtmpMessage::SetChunkSize(0) => return Err(Gone),
            RtmpMessage::SetChunkSize(size) => self.decoder.set_chunk_size(size),
            RtmpMessage::Abort { csid } => self.decoder.abort(csid),
            RtmpMessage::UserControl(UserControlEvent::PingRequest(at)) => {
                self.send(CONTROL, 0, &RtmpMessage::UserControl(UserControlEvent::PingResponse(at))).await?;
            }
            RtmpMessage::Command(command) | RtmpMessage::CommandAmf3(command) => return self.command(command).await,
            RtmpMessage::Audio { data, .. } if self.admitted => return Ok(Event::Audio(data)),
            _ => {}
        }
        Ok(Event::Other)
    }

    async fn command(&mut self, command: Command) -> Result<Event, Gone> {
        let id = command.transaction_id;
        match command.name.as_str() {
            "connect" => {
                let params = ConnectParams::from_amf(&command.command_object);
                self.app = params.app;
                self.client = params.flash_ver.unwrap_or_default();
                self.send(CONTROL, 0, &RtmpMessage::WindowAckSize(WINDOW)).await?;
                self.send(CONTROL, 0, &RtmpMessage::SetPeerBandwidth { size: WINDOW, limit_type: 2 }).await?;
                let answer = ConnectResponseBuilder::new().fms_ver("FMS/3,5,7,7009").capabilities(31).build(id);
                self.send(COMMANDS, 0, &RtmpMessage::Command(answer)).await?;
            }
            "createStream" => {
                self.streams += 1;
                let number = AmfValue::Number(f64::from(self.streams));
                self.send(COMMANDS, 0, &RtmpMessage::Command(Command::result(id, AmfValue::Null, number))).await?;
            }
            // Some wait for an answer to these.
            "releaseStream" | "FCPublish" => {
                let answer = Command::result(id, AmfValue::Null, AmfValue::Undefined);
                self.send(COMMANDS, 0, &RtmpMessage::Command(answer)).await?;
            }
            "publish" if !self.admitted => {
                self.publishes_on = command.stream_id;
                let name = command.arguments.first().and_then(AmfValue::as_str).unwrap_or_default().to_owned();
                return Ok(Event::Publish { app: self.app.clone(), name, client: self.client.clone() });
            }
            "deleteStream" | "FCUnpublish" | "closeStream" if self.admitted => return Err(Gone),
            "play" => {
                let words = "Nothing is played over RTMP here: open the page of the show.";
                let status = Command::on_status(command.stream_id, "error", "NetStream.Play.Failed", words);
                self.send(COMMANDS, command.stream_id, &RtmpMessage::Command(status)).await?;
                return Err(Gone);
            }
            _ => {}
        }
        Ok(Event::Other)
    }

    async fn send(&mut self, csid: u32, stream_id: u32, message: &RtmpMessage) -> Result<(), Gone> {
        let (message_type, payload) = message.encode();
        let mut out = BytesMut::new();
        self.encoder.encode(&RtmpChunk { csid, timestamp: 0, message_type, stream_id, payload }, &mut out);
        self.stream.write_all(&out).await?;
        self.stream.flush().await?;
        Ok(())
    }
}
