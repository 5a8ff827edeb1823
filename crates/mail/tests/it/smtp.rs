use mail::{MailError, Mailer, Sent};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::message;

/// A mail server that answers every recipient with `verdict` and hands on what it takes.
async fn sink(verdict: &'static str) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let (taken, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, verdict, taken.clone()));
        }
    });
    (address, receiver)
}

async fn converse(
    stream: TcpStream,
    verdict: &'static str,
    taken: mpsc::UnboundedSender<String>,
) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 sink\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let reply = match line.to_uppercase() {
            verb if verb.starts_with("RCPT") => verdict,
            verb if verb.starts_with("DATA") => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut body = Vec::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    body.push(line.strip_prefix('.').unwrap_or(&line).to_owned());
                }
                taken.send(body.join("\n")).ok();
                "250 taken"
            }
            verb if verb.starts_with("QUIT") => "221 bye",
            _ => "250 fine",
        };
        writer.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_server_gets_the_mail() {
    let (address, mut taken) = sink("250 fine").await;
    let mailer = Mailer::smtp(&address, "Tonewood <tonewood@localhost>").unwrap();
    mailer.check().await.unwrap();
    assert_eq!(mailer.send(&message()).await.unwrap(), Sent::Smtp);
    let mail = taken.recv().await.unwrap();
    assert!(mail.contains("Subject: Confirm your address"), "{mail}");
    let lines: Vec<_> = mail.lines().collect();
    let dot = lines.iter().position(|line| *line == ".").unwrap();
    assert!(lines[dot + 1].contains("only a dot"), "{mail}");
}

#[tokio::test]
async fn a_refusal_for_good_is_told_from_one_for_now() {
    let (address, _taken) = sink("550 no such person").await;
    let error = Mailer::smtp(&address, "a@localhost").unwrap().send(&message()).await.unwrap_err();
    assert!(matches!(&error, MailError::Refused(words) if words.contains("no such person")), "{error}");
    assert!(!error.is_temporary());

    let (address, _taken) = sink("451 greylisted").await;
    let error = Mailer::smtp(&address, "a@localhost").unwrap().send(&message()).await.unwrap_err();
    assert!(matches!(&error, MailError::Unavailable(words) if words.contains("greylisted")), "{error}");
    assert!(error.is_temporary());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_worth_another_try() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = Mailer::smtp(&address, "a@localhost").unwrap().send(&message()).await.unwrap_err();
    assert!(error.is_temporary(), "{error}");
}
