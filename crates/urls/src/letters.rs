//! Addresses of download codes, of letters by mail, and of those who get them.

use uuid::Uuid;

/// Where a code is redeemed.
pub const REDEEM: &str = "/redeem";
/// The letters that come to one's address.
pub const SUBSCRIPTIONS: &str = "/account/letters";
/// The page that says to look for a mail.
pub const SENT: &str = "/letters/sent";

/// Where a code is redeemed, with the code filled in.
#[must_use]
pub fn redeem(code: &str) -> String {
    format!("/redeem/{code}")
}

/// What a code gave, for whoever holds the link.
#[must_use]
pub fn redemption(id: Uuid, key: &str) -> String {
    format!("/redemptions/{id}/{key}")
}

/// Where one asks for an artist's letters.
#[must_use]
pub fn subscribe(handle: &str) -> String {
    format!("/@{handle}/letters")
}

/// Where a wish for letters is confirmed.
#[must_use]
pub fn confirmation(id: Uuid, key: &str) -> String {
    format!("/letters/confirmations/{id}/{key}")
}

/// Where letters are ended, without signing in.
#[must_use]
pub fn unsubscription(id: Uuid, key: &str) -> String {
    format!("/letters/unsubscriptions/{id}/{key}")
}

/// Where one of the letters that come to one's address is ended.
#[must_use]
pub fn subscription(id: Uuid) -> String {
    format!("/account/letters/{id}/deletion")
}

/// The download codes of a release.
#[must_use]
pub fn codes(release: Uuid) -> String {
    format!("/studio/releases/{release}/codes")
}

/// The codes of a batch as a table.
#[must_use]
pub fn codes_table(batch: Uuid) -> String {
    format!("/studio/codes/{batch}/codes.csv")
}

/// The codes of a batch to print.
#[must_use]
pub fn codes_sheet(batch: Uuid) -> String {
    format!("/studio/codes/{batch}/sheet")
}

/// The end of a batch.
#[must_use]
pub fn codes_end(batch: Uuid) -> String {
    format!("/studio/codes/{batch}/end")
}

/// An artist's letters.
#[must_use]
pub fn letters(handle: &str) -> String {
    format!("/studio/letters?artist={handle}")
}

/// Where a letter is begun.
#[must_use]
pub fn new_letter(handle: &str) -> String {
    format!("/studio/artists/{handle}/letters")
}

/// A letter.
#[must_use]
pub fn letter(id: Uuid) -> String {
    format!("/studio/letters/{id}")
}

/// Where a letter is sent.
#[must_use]
pub fn letter_sending(id: Uuid) -> String {
    format!("/studio/letters/{id}/sending")
}

/// The end of a draft of a letter.
#[must_use]
pub fn letter_deletion(id: Uuid) -> String {
    format!("/studio/letters/{id}/deletion")
}

/// Who gets an artist's letters.
#[must_use]
pub fn subscribers(handle: &str) -> String {
    format!("/studio/subscribers?artist={handle}")
}

/// The same as a table.
#[must_use]
pub fn subscribers_table(handle: &str) -> String {
    format!("/studio/artists/{handle}/subscribers.csv")
}

/// Where a subscriber is taken off the list.
#[must_use]
pub fn subscriber_deletion(id: Uuid) -> String {
    format!("/studio/subscribers/{id}/deletion")
}
