//! Lists, a part at a time: `?before=&limit=`, and the address of the next part in `Link: <…>; rel="next"`.
//!
//! ```ignore
//! pub async fn index(caller: Caller, paging: Paging<Cursor>) -> Result<HttpResponse, ApiError> {
//!     let found = history::list(&mut db, account, paging.before, paging.fetch()).await?;
//!     let (found, next) = paging.cut(found, |entry| entry.cursor);
//!     Ok(paging.answer(&HistoryList { entries: views(found) }, next))
//! }
//! ```
//! The operation's description takes `params(PagingParams)`.

use std::fmt::Display;
use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;
use url::form_urlencoded;
use utoipa::IntoParams;

use crate::api::error::ApiError;
use crate::app::App;

/// How many a part holds where nobody asks for another number.
pub const PER_PAGE: i64 = 25;
/// The most that a part may hold.
pub const LIMIT: i64 = 100;
/// The longest cursor there is: a moment and an id.
const CURSOR_CHARS: usize = 100;

/// The same as [`Paging`], for the API's description.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only its description is used")]
pub struct PagingParams {
    /// Where the part before ended, as the `Link` header of its answer says
    #[param(max_length = 100)]
    before: Option<String>,
    /// How many, from 1 to 100; 25 if left out
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone)]
pub struct Paging<C> {
    /// Behind which entry it begins; `None` for the beginning.
    pub before: Option<C>,
    /// How many it holds at most.
    pub limit: i64,
    /// The whole address without its query.
    address: String,
    /// What else the query says: it stays in the next part's address.
    others: Vec<(String, String)>,
}

impl<C: Display> Paging<C> {
    /// How many to ask the database for: one more than is shown tells whether anything follows.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// What is shown of what was fetched, and where the next part begins, if there is one.
    pub fn cut<T>(&self, mut found: Vec<T>, cursor: impl Fn(&T) -> C) -> (Vec<T>, Option<C>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let is_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| is_more).map(cursor);
        (found, next)
    }

    /// The answer: the list, and in its header where it goes on.
    pub fn answer(&self, list: &impl Serialize, next: Option<C>) -> HttpResponse {
        let mut answer = HttpResponse::Ok();
        if let Some(next) = next {
            answer.insert_header((header::LINK, format!("<{}>; rel=\"next\"", self.next_address(&next))));
        }
        answer.json(list)
    }

    fn next_address(&self, next: &C) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.others);
        query.append_pair("before", &next.to_string()).append_pair("limit", &self.limit.to_string());
        format!("{}?{}", self.address, query.finish())
    }
}

/// How many entries of a list are before a part: for lists that are short, or ordered by what changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(usize);

/// The last place: what is behind it is found by asking for less.
pub const LAST_PLACE: usize = 10_000;

impl Place {
    /// Behind so many entries; `None` beyond the last place.
    #[must_use]
    pub fn behind(entries: usize) -> Option<Self> {
        (entries <= LAST_PLACE).then_some(Self(entries))
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Place {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().ok().and_then(Self::behind).ok_or(())
    }
}

impl Paging<Place> {
    /// How many entries are before this part.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.before.map_or(0, |place| place.0)
    }

    /// How many entries it holds at most.
    #[must_use]
    pub fn most(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(usize::MAX)
    }

    /// Where the next part begins, of so many entries in all.
    #[must_use]
    pub fn behind(&self, all: usize) -> Option<Place> {
        let end = self.offset().saturating_add(self.most());
        Place::behind(end).filter(|_| all > end)
    }

    /// This part of a list that is there as a whole, and where the next one begins.
    pub fn part<T>(&self, all: Vec<T>) -> (Vec<T>, Option<Place>) {
        let next = self.behind(all.len());
        (all.into_iter().skip(self.offset()).take(self.most()).collect(), next)
    }
}

impl<C: FromStr> Paging<C> {
    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let base = request.app_data::<web::Data<App>>().map(|app| app.base_url.clone()).unwrap_or_default();
        let address = urls::absolute(&base, request.path());
        let mut paging = Self { before: None, limit: PER_PAGE, address, others: Vec::new() };
        for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
            match (name.as_ref(), value.as_ref()) {
                ("before" | "limit", "") => {}
                ("before", text) => paging.before = Some(cursor(text)?),
                ("limit", text) => paging.limit = limit(text)?,
                (name, value) => paging.others.push((name.to_owned(), value.to_owned())),
            }
        }
        Ok(paging)
    }
}

fn cursor<C: FromStr>(text: &str) -> Result<C, ApiError> {
    let wrong =
        || ApiError::field("before", "This is no place in this list. Take it from the Link header, or leave it out.");
    if text.len() > CURSOR_CHARS {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

fn limit(text: &str) -> Result<i64, ApiError> {
    let wrong = || ApiError::field("limit", "A limit is a number from 1 to 100.");
    text.parse().ok().filter(|limit| (1..=LIMIT).contains(limit)).ok_or_else(wrong)
}

impl<C: FromStr> FromRequest for Paging<C> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(uri: &str) -> Result<Paging<i64>, ApiError> {
        Paging::of(&TestRequest::with_uri(uri).to_http_request())
    }

    #[test]
    fn the_next_part_is_said_where_there_is_one() {
        let paging = asked("/api/v1/things?q=a+b%26c&limit=2").unwrap();
        assert_eq!((paging.before, paging.limit, paging.fetch()), (None, 2, 3));
        let (shown, next) = paging.cut(vec![9, 7, 5], |one| *one);
        assert_eq!((shown, next), (vec![9, 7], Some(7)));
        let answer = paging.answer(&"list", next);
        let link = answer.headers().get("link").unwrap().to_str().unwrap();
        assert_eq!(link, "</api/v1/things?q=a+b%26c&before=7&limit=2>; rel=\"next\"");
        let (shown, next) = asked("/api/v1/things?before=7&limit=2").unwrap().cut(vec![5], |one| *one);
        assert_eq!((shown, next), (vec![5], None));
    }

    #[test]
    fn short_lists_are_cut_by_places() {
        let paging = |query: &str| Paging::<Place>::of(&TestRequest::with_uri(query).to_http_request());
        let first = paging("/api/v1/things?limit=2").unwrap();
        assert_eq!(first.part(vec![1, 2, 3, 4]), (vec![1, 2], Some(Place(2))));
        assert_eq!(paging("/api/v1/things?limit=2&before=2").unwrap().part(vec![1, 2, 3, 4]), (vec![3, 4], None));
        assert_eq!(paging("/api/v1/things?before=9").unwrap().part(vec![1]), (Vec::new(), None));
        assert_eq!(paging("/api/v1/things?before=10000&limit=100").unwrap().behind(usize::MAX), None);
        for query in ["before=10001", "before=-1", "before=1.5"] {
            assert!(paging(&format!("/api/v1/things?{query}")).is_err(), "{query}");
        }
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for query in ["limit=0", "limit=101", "limit=-1", "limit=x", "before=x", "before=1&limit=1e9"] {
            assert!(asked(&format!("/api/v1/things?{query}")).is_err(), "{query}");
        }
        assert!(asked(&format!("/api/v1/things?before={}", "9".repeat(500))).is_err());
        assert_eq!(asked("/api/v1/things?before=&limit=").unwrap().limit, PER_PAGE);
    }
}
