//! OpenSubsonic under `/rest`: every answer held against the specification, who gets in, what is heard, and other people's apps.

mod apps;
mod catalogue_of;
mod door;
mod hidden;
mod keeping;
mod listening;
mod sound;
mod specification;

use model::accounts::Account;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

use crate::support::{Answer, Browser, TestApp};

/// An app with a password of an account.
pub struct Client {
    browser: Browser,
    /// The name it signs in with.
    pub user: String,
    /// The password.
    pub password: String,
}

impl Client {
    /// An app of this account.
    pub async fn of(app: &TestApp, account: &Account) -> Self {
        let db = &mut app.db().await;
        let password = model::app_passwords::create(db, &app.app.seal, account.id, "test").await.unwrap();
        Self { browser: app.visitor(), user: account.email.clone(), password }
    }

    fn signed(&self, format: &str) -> Vec<(String, String)> {
        let pairs = [("u", &*self.user), ("p", &*self.password), ("v", "1.16.1"), ("c", "tests"), ("f", format)];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }

    /// What comes back, whatever it is.
    pub async fn fetch(&self, method: &str, parameters: &[(&str, &str)], format: &str) -> Answer {
        let path = format!("/rest/{method}");
        let request = self.browser.request(Method::GET, &path).query(&self.signed(format)).query(parameters);
        self.browser.send(request).await
    }

    /// A call to build on, answered in JSON.
    pub fn request(&self, method: &str, parameters: &[(&str, &str)]) -> RequestBuilder {
        let path = format!("/rest/{method}");
        self.browser.request(Method::GET, &path).query(&self.signed("json")).query(parameters)
    }

    /// Sends what was built.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.browser.send(request).await
    }

    /// The answer in JSON, held against the specification.
    pub async fn ask(&self, method: &str, parameters: &[(&str, &str)]) -> Value {
        let answer = self.fetch(method, parameters, "json").await;
        assert_eq!(answer.status, StatusCode::OK, "{method}: {}", answer.text());
        let body = answer.json();
        specification::hold(method, &body);
        body["subsonic-response"].clone()
    }

    /// The answer of a call that goes well.
    pub async fn get(&self, method: &str, parameters: &[(&str, &str)]) -> Value {
        let body = self.ask(method, parameters).await;
        assert_eq!(body["status"], "ok", "{method} {parameters:?}: {body}");
        body
    }

    /// The number of the refusal of a call that does not go well.
    pub async fn refused(&self, method: &str, parameters: &[(&str, &str)]) -> i64 {
        let body = self.ask(method, parameters).await;
        assert_eq!(body["status"], "failed", "{method} {parameters:?}: {body}");
        body["error"]["code"].as_i64().unwrap()
    }
}
