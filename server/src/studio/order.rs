//! Lists that an artist puts in another order, by dragging or by numbers in a form.

use std::str::FromStr;

use actix_web::HttpResponse;

use crate::visit::SignedIn;

/// After the order is saved: a script is answered 204, a form is led back to `page`.
#[must_use]
pub fn saved(visit: &SignedIn, page: &str) -> HttpResponse {
    if visit.request.headers().contains_key("x-csrf-token") {
        return HttpResponse::NoContent().finish();
    }
    visit.redirect_saying(page, "The order is saved.")
}

/// Pairs of `order` (an id) and `position`, sorted by position; where two are equal, the one that stood first comes first.
#[must_use]
pub fn in_order<T: FromStr>(fields: &[(String, String)]) -> Vec<T> {
    let mut wanted: Vec<(u32, T)> = Vec::new();
    for (name, value) in fields {
        match (name.as_str(), value.parse::<T>(), value.parse::<u32>()) {
            ("order", Ok(id), _) => wanted.push((u32::MAX, id)),
            ("position", _, Ok(position)) => {
                if let Some(last) = wanted.last_mut() {
                    last.0 = position;
                }
            }
            _ => {}
        }
    }
    wanted.sort_by_key(|(position, _)| *position);
    wanted.into_iter().map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use model::ids::TrackId;

    use super::*;

    #[test]
    fn two_at_one_position_keep_their_order() {
        let (a, b, c) = (TrackId::new(), TrackId::new(), TrackId::new());
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let fields = [
            pair("csrf", "x".to_owned()),
            pair("order", a.to_string()),
            pair("position", "2".to_owned()),
            pair("order", b.to_string()),
            pair("position", "2".to_owned()),
            pair("order", c.to_string()),
            pair("position", "1".to_owned()),
            pair("order", "nonsense".to_owned()),
        ];
        assert_eq!(in_order::<TrackId>(&fields), [c, a, b]);
    }
}
