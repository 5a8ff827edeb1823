//! The word in a show's address: unique on the instance, because it is the name of the mount as well.

use diesel::{BoolExpressionMethods, ExpressionMethods, PgTextExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::schema::shows;
use crate::{Connection, slugs};

/// The most characters: the labels of a domain name have as many, and a number still fits behind.
pub(super) const MOST: usize = 56;

/// Words that stand below `/live` or on the port of the mounts already, or may one day.
const RESERVED: [&str; 20] = [
    "admin",
    "api",
    "calendar",
    "chat",
    "feed",
    "index",
    "live",
    "master",
    "media",
    "new",
    "now",
    "past",
    "plain",
    "soon",
    "source",
    "static",
    "stats",
    "status",
    "status-json",
    "studio",
];

/// Whether a word cannot be a show's.
#[must_use]
pub fn is_reserved(slug: &str) -> bool {
    RESERVED.contains(&slug)
}

/// What is wrong with a slug that somebody typed.
pub(super) fn problem(slug: &str) -> Option<&'static str> {
    let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if slug.len() > MOST {
        Some("The address has at most 56 characters.")
    } else if slug.is_empty() || !slug.bytes().all(is_sign) || slug.starts_with('-') || slug.ends_with('-') {
        Some("The address has small letters, digits, and hyphens between them.")
    } else if is_reserved(slug) {
        Some("This word is used for something else here. Choose another one.")
    } else {
        None
    }
}

/// A free slug made of a title.
pub(super) async fn of_title(connection: &mut Connection, title: &str) -> QueryResult<String> {
    let long = slugs::from_title(title, "show");
    let wanted = long.get(..MOST).unwrap_or(&long).trim_matches('-').to_owned();
    let mut taken: Vec<String> = shows::table
        .filter(shows::slug.eq(&wanted).or(shows::slug.ilike(format!("{wanted}-%"))))
        .select(shows::slug)
        .load(connection)
        .await?;
    if is_reserved(&wanted) {
        taken.push(wanted.clone());
    }
    Ok(slugs::free(&wanted, &taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_typed_in_signs_that_fit_and_takes_no_place_of_ours() {
        for good in ["ode", "low-water-2", "7"] {
            assert_eq!(problem(good), None, "{good}");
        }
        for bad in ["", "-ode", "ode-", "Ode", "ode.mp3", "öde", "a b", "admin", "status-json", &"x".repeat(57)] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
