//! Both ends of the link.

use std::io;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use uuid::Uuid;

use super::{Answer, Ask, LONGEST_LINE, Request};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);
/// How long the first line of who connects may take.
const FIRST_LINE: Duration = Duration::from_secs(5);
/// For how long what was sent may stay without word that it came.
const SILENT: Duration = Duration::from_secs(10);
/// How long an answer may take: the worker may have to claim a show and to start a device.
const ANSWER: Duration = Duration::from_secs(15);
/// How often a show is followed to another worker.
const MOVES: usize = 3;

/// Why the link did not do.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The connection failed.
    #[error("the worker of this show cannot be reached: {0}")]
    Io(#[from] io::Error),
    /// Nobody answered in time.
    #[error("the worker of this show does not answer")]
    Late,
    /// What came is no line of the link.
    #[error("what came over the link is no line of it")]
    NoLine,
    /// Who connected does not know the secret.
    #[error("who connected to the link does not know its secret")]
    WrongToken,
    /// No worker was named.
    #[error("no worker is running: start one with `tonewood work`")]
    Nobody,
}

/// Asks the worker at an address; what follows the answer can be read from what is given back, and written to it.
///
/// # Errors
/// When the worker cannot be reached or does not answer within 15 seconds.
pub async fn ask(
    address: &str,
    token: &str,
    show: Uuid,
    ask: Ask,
) -> Result<(Answer, BufReader<TcpStream>), LinkError> {
    let stream = timeout(CONNECT, TcpStream::connect(address)).await.map_err(|_| LinkError::Late)??;
    stream.set_nodelay(true)?;
    // A machine that lost its power says nothing: without this, what is written goes nowhere for a quarter of an hour.
    socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(SILENT))?;
    let mut stream = BufReader::new(stream);
    let request = Request { token: token.to_owned(), show, ask };
    write_line(&mut stream, &request).await?;
    let answer = timeout(ANSWER, read_line(&mut stream)).await.map_err(|_| LinkError::Late)??;
    Ok((answer.ok_or(LinkError::NoLine)?, stream))
}

/// Asks the first of some workers that can be reached, and follows the show to the worker that owns it.
///
/// # Errors
/// When no worker answers.
pub async fn ask_owner(
    addresses: &[String],
    token: &str,
    show: Uuid,
    what: Ask,
) -> Result<(Answer, BufReader<TcpStream>), LinkError> {
    let mut trouble = LinkError::Nobody;
    for address in addresses {
        let mut address = address.clone();
        for _ in 0..MOVES {
            match ask(&address, token, show, what.clone()).await {
                Ok((Answer::Elsewhere { address: next }, _)) if next != address => address = next,
                Ok(answered) => return Ok(answered),
                Err(error) => {
                    trouble = error;
                    break;
                }
            }
        }
    }
    Err(trouble)
}

/// Reads what is asked by who connected, who must know the token.
///
/// # Errors
/// When nothing fit comes within five seconds, or the token is another one.
pub async fn read_request(stream: &mut (impl AsyncBufRead + Unpin), token: &str) -> Result<Request, LinkError> {
    let request = timeout(FIRST_LINE, read_line::<Request>(stream)).await.map_err(|_| LinkError::Late)??;
    let request = request.ok_or(LinkError::NoLine)?;
    if token.is_empty() || !bool::from(request.token.as_bytes().ct_eq(token.as_bytes())) {
        return Err(LinkError::WrongToken);
    }
    Ok(request)
}

/// Reads a line; `None` when the link ended before one.
///
/// # Errors
/// When the link breaks, or what comes is too long or something else.
pub async fn read_line<T: DeserializeOwned>(stream: &mut (impl AsyncBufRead + Unpin)) -> Result<Option<T>, LinkError> {
    let mut line = Vec::new();
    stream.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop() != Some(b'\n') {
        return Err(LinkError::NoLine);
    }
    serde_json::from_slice(&line).map(Some).map_err(|_| LinkError::NoLine)
}

/// Writes a line.
///
/// # Errors
/// When the link breaks.
pub async fn write_line(stream: &mut (impl AsyncWrite + Unpin), line: &impl Serialize) -> Result<(), LinkError> {
    let mut line = serde_json::to_vec(line).map_err(|_| LinkError::NoLine)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    stream.flush().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    async fn worker(answer: Answer) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = BufReader::new(stream);
                if let Ok(request) = read_request(&mut stream, "secret").await {
                    assert_eq!(request.ask, Ask::End);
                    write_line(&mut stream, &answer).await.unwrap();
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn a_show_is_followed_to_its_owner() {
        let owner = worker(Answer::Done).await;
        let other = worker(Answer::Elsewhere { address: owner.clone() }).await;
        let (answer, _) = ask_owner(&["127.0.0.1:1".to_owned(), other], "secret", Uuid::nil(), Ask::End).await.unwrap();
        assert_eq!(answer, Answer::Done);
    }

    #[tokio::test]
    async fn who_does_not_know_the_secret_hears_nothing() {
        let owner = worker(Answer::Done).await;
        for token in ["", "secre", "secret2", "Secret"] {
            assert!(ask(&owner, token, Uuid::nil(), Ask::End).await.is_err(), "{token}");
        }
        assert!(matches!(ask_owner(&[], "secret", Uuid::nil(), Ask::End).await, Err(LinkError::Nobody)));
    }

    #[tokio::test]
    async fn a_worker_whose_machine_is_gone_is_given_up_within_seconds() {
        let (_, link) = ask(&worker(Answer::Done).await, "secret", Uuid::nil(), Ask::End).await.unwrap();
        let limit = socket2::SockRef::from(link.get_ref()).tcp_user_timeout().unwrap();
        assert!(limit.is_some_and(|limit| limit <= Duration::from_secs(10)), "{limit:?}");
    }

    #[tokio::test]
    async fn lines_have_a_limit() {
        let mut long = vec![b' '; usize::try_from(LONGEST_LINE).unwrap() + 1];
        long.push(b'\n');
        assert!(matches!(read_line::<Answer>(&mut &long[..]).await, Err(LinkError::NoLine)));
        assert!(matches!(read_line::<Answer>(&mut &b"\"done\""[..]).await, Err(LinkError::NoLine)));
        assert!(matches!(read_line::<Answer>(&mut &b""[..]).await, Ok(None)));
    }
}
