use std::os::unix::fs::PermissionsExt as _;

use mail::{MailError, Mailer, Sent};

use crate::message;

#[tokio::test]
async fn each_mail_is_a_private_file_named_by_time_and_recipient() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = folder.path().join("outbox");
    let mailer = Mailer::folder(&outbox, "Tonewood <tonewood@localhost>").unwrap();
    let Sent::File(first) = mailer.send(&message()).await.unwrap() else { panic!("not a file") };
    let Sent::File(second) = mailer.send(&message()).await.unwrap() else { panic!("not a file") };
    assert_ne!(first, second);
    assert_eq!(std::fs::read_dir(&outbox).unwrap().count(), 2);
    assert!(first.file_name().unwrap().to_str().unwrap().contains("Z-ann@example.org-"), "{first:?}");
    let text = std::fs::read_to_string(&first).unwrap();
    assert!(text.contains("To: Ann <ann@example.org>\r\n"), "{text}");
    assert!(text.contains("http://127.0.0.1:8080/confirm/abc"), "{text}");
    assert_eq!(outbox.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(first.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_recipient_cannot_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::folder(folder.path(), "tonewood@localhost").unwrap();
    let odd = mail::Message { to: "a/b@example.org".to_owned(), ..message() };
    let Sent::File(path) = mailer.send(&odd).await.unwrap() else { panic!("not a file") };
    assert_eq!(path.parent(), Some(folder.path()));
    assert!(path.exists());
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_worth_another_try() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let mailer = Mailer::folder(file.join("outbox"), "tonewood@localhost").unwrap();
    let error = mailer.send(&message()).await.unwrap_err();
    assert!(matches!(error, MailError::Outbox { .. }) && error.is_temporary(), "{error}");
    assert!(mailer.check().await.is_err());
}

#[tokio::test]
async fn memory_keeps_what_was_sent() {
    let mailer = Mailer::memory();
    mailer.clone().send(&message()).await.unwrap();
    assert_eq!(mailer.kept(), [message()]);
}
