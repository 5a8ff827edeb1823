//! As much of PostgreSQL's protocol as it takes to ask "are you there?" and to run a statement without rows, so that
//! this crate needs neither an async runtime nor a driver.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::PostgresError;

pub(crate) const USER: &str = "tonewood";
pub(crate) const NO_SUCH_DATABASE: &str = "3D000";
pub(crate) const STARTING: &str = "57P03";

/// Version 3.0 of the protocol.
const PROTOCOL: i32 = 3 << 16;
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// No answer to what is asked here comes near this; anything longer is not PostgreSQL.
const LONGEST_MESSAGE: usize = 1 << 20;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("{message} ({code})")]
    Refused { code: String, message: String },
}

impl From<Error> for PostgresError {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => Self::Unreachable(error),
            refused @ Error::Refused { .. } => Self::Refused(refused.to_string()),
        }
    }
}

pub(crate) struct Connection {
    stream: UnixStream,
}

impl Connection {
    /// Connects and waits until the server is ready for a statement.
    pub(crate) fn open(socket: &Path, database: &str) -> Result<Self, Error> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(TIME_LIMIT))?;
        stream.set_write_timeout(Some(TIME_LIMIT))?;
        let mut connection = Self { stream };
        let mut body = PROTOCOL.to_be_bytes().to_vec();
        for text in ["user", USER, "database", database] {
            body.extend_from_slice(text.as_bytes());
            body.push(0);
        }
        body.push(0);
        connection.send(None, &body)?;
        connection.until_ready()?;
        Ok(connection)
    }

    pub(crate) fn execute(&mut self, sql: &str) -> Result<(), PostgresError> {
        let mut body = sql.as_bytes().to_vec();
        body.push(0);
        self.send(Some(b'Q'), &body)?;
        Ok(self.until_ready()?)
    }

    fn send(&mut self, kind: Option<u8>, body: &[u8]) -> Result<(), Error> {
        let length = i32::try_from(body.len() + 4).map_err(std::io::Error::other)?;
        let mut message: Vec<u8> = kind.into_iter().collect();
        message.extend_from_slice(&length.to_be_bytes());
        message.extend_from_slice(body);
        Ok(self.stream.write_all(&message)?)
    }

    /// Reads up to ReadyForQuery. An error before it is kept and given then; one that ends the connection is given at once.
    fn until_ready(&mut self) -> Result<(), Error> {
        let mut refused = None;
        loop {
            let (kind, body) = match self.receive() {
                Ok(message) => message,
                Err(error) => return Err(refused.unwrap_or(Error::Io(error))),
            };
            match kind {
                b'E' => refused = Some(refusal(&body)),
                b'R' if !body.starts_with(&[0, 0, 0, 0]) => {
                    let message = "it asks for a password".to_owned();
                    return Err(Error::Refused { code: "28000".to_owned(), message });
                }
                b'Z' => return refused.map_or(Ok(()), Err),
                _ => {}
            }
        }
    }

    fn receive(&mut self) -> std::io::Result<(u8, Vec<u8>)> {
        let mut kind = [0];
        self.stream.read_exact(&mut kind)?;
        let mut length = [0; 4];
        self.stream.read_exact(&mut length)?;
        let length = usize::try_from(i32::from_be_bytes(length)).unwrap_or_default();
        let length = length.checked_sub(4).filter(|length| *length <= LONGEST_MESSAGE);
        let mut body = vec![0; length.ok_or(std::io::ErrorKind::InvalidData)?];
        self.stream.read_exact(&mut body)?;
        let [kind] = kind;
        Ok((kind, body))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Terminate, politely; a server that is gone already does not mind.
        let _ = self.send(Some(b'X'), &[]);
    }
}

fn refusal(body: &[u8]) -> Error {
    let field = |wanted: u8| {
        let field = body.split(|byte| *byte == 0).find(|field| field.first() == Some(&wanted));
        field
            .and_then(|field| field.get(1..))
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .unwrap_or_default()
    };
    Error::Refused { code: field(b'C'), message: field(b'M') }
}
