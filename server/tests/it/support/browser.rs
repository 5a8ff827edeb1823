//! A browser: cookies are kept, redirects are shown and not followed, forms carry their token.

use reqwest::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, StatusCode, redirect};
use scraper::{Html, Selector};

/// Somebody at a browser.
pub struct Browser {
    base: String,
    client: Client,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Browser {
    /// Nobody the instance knows.
    pub fn new(base: &str) -> Self {
        Self::build(base, None)
    }

    /// Somebody whose session has this token.
    pub fn with_session(base: &str, token: &str) -> Self {
        Self::with_cookie(base, &format!("tonewood_session={token}"))
    }

    /// Somebody with this cookie from the beginning, sent whatever its name asks for.
    pub fn with_cookie(base: &str, cookie: &str) -> Self {
        Self::build(base, Some(cookie))
    }

    fn build(base: &str, cookie: Option<&str>) -> Self {
        let jar = reqwest::cookie::Jar::default();
        if let Some(cookie) = cookie {
            jar.add_cookie_str(&format!("{cookie}; Path=/"), &base.parse().unwrap());
        }
        let client = Client::builder().cookie_provider(jar.into()).redirect(redirect::Policy::none()).build().unwrap();
        Self { base: base.to_owned(), client }
    }

    /// A request to build on.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// Sends what was built.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Posts fields as they are, without a token.
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.request(Method::POST, path).form(fields)).await
    }

    /// Opens `page`, takes its form token, and posts the fields to `action`.
    pub async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.csrf(page).await;
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(action, &all).await
    }

    /// The form token of a page.
    pub async fn csrf(&self, page: &str) -> String {
        let answer = self.get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.text());
        answer.attribute("input[name=csrf]", "value").unwrap_or_else(|| panic!("{page} has no form token"))
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: impl AsRef<str>) -> String {
        self.headers.get(name.as_ref()).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// Where it leads.
    pub fn location(&self) -> String {
        self.header(LOCATION)
    }

    /// Its media type.
    pub fn content_type(&self) -> String {
        self.header(CONTENT_TYPE)
    }

    /// Whether it sets a cookie of this name.
    pub fn sets_cookie(&self, name: &str) -> bool {
        self.headers.get_all(SET_COOKIE).iter().any(|value| value.to_str().unwrap().starts_with(&format!("{name}=")))
    }

    /// The text of every element a selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text());
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// An attribute of the first element a selector finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.text());
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector).next().and_then(|element| element.value().attr(name)).map(str::to_owned)
    }
}
