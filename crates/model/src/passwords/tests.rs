use super::*;

#[tokio::test]
async fn a_hash_answers_to_its_password_alone() {
    let hashed = hash("correct horse battery").await.unwrap();
    assert!(hashed.starts_with("$argon2id$"));
    assert!(verify("correct horse battery", Some(&hashed)).await.unwrap());
    assert!(!verify("correct horse batterz", Some(&hashed)).await.unwrap());
    assert!(!verify("nobody has this password", None).await.unwrap());
}

#[tokio::test]
async fn short_and_endless_passwords_are_refused() {
    assert!(matches!(hash("ninechars").await, Err(PasswordError::TooShort)));
    assert!(matches!(hash(&"x".repeat(257)).await, Err(PasswordError::TooLong)));
}
