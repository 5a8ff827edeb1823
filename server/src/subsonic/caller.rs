//! Who calls: an app with a password of its own. Each request says so anew.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use model::accounts::Account;
use model::app_passwords::{self, AppPassword, Proof};
use model::entitlements::Who;
use model::{Pooled, throttles};

use super::FAILURES;
use super::asked::Asked;
use super::refused::Refused;
use crate::app::App;
use crate::visit::peer_of;

/// A call by an app of somebody's.
pub struct Caller {
    /// The instance.
    pub app: web::Data<App>,
    /// What is asked.
    pub asked: Asked,
    /// Whose app it is.
    pub account: Account,
    /// Its password.
    pub password: AppPassword,
    /// The request itself.
    pub request: HttpRequest,
}

impl Caller {
    /// A connection from the pool.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn db(&self) -> Result<Pooled, Refused> {
        Ok(self.app.db().await?)
    }

    /// As whom it comes to music.
    #[must_use]
    pub fn who(&self) -> Who {
        Who::Account(self.account.id)
    }

    /// The name its owner signed in with.
    #[must_use]
    pub fn user(&self) -> &str {
        self.asked.get("u").unwrap_or(&self.account.email)
    }

    async fn of(request: HttpRequest, asked: Asked) -> Result<Self, Refused> {
        let app = request.app_data::<web::Data<App>>().cloned();
        let app = app.ok_or_else(|| Refused::generic("no App in the application's data"))?;
        let means = Means::of(&asked)?;
        let peer = peer_of(&app, &request);
        let mut db = app.db().await?;
        if let Some(wait) = throttles::wait(&mut db, FAILURES, &peer).await? {
            return Err(Refused::too_many(wait.num_seconds()));
        }
        let known = match &means {
            Means::Key(key) => app_passwords::by_key(&mut db, key).await?,
            Means::Password { user, password } => {
                app_passwords::sign_in(&mut db, &app.seal, user, Proof::Password(password)).await?
            }
            Means::Token { user, token, salt } => {
                let proof = Proof::Token { token, salt };
                app_passwords::sign_in(&mut db, &app.seal, user, proof).await?
            }
        };
        let Some((password, account)) = known else {
            throttles::hit(&mut db, FAILURES, &peer).await?;
            return Err(if matches!(means, Means::Key(_)) { Refused::wrong_key() } else { Refused::wrong_password() });
        };
        app_passwords::note_use(&mut db, &password, asked.client()).await?;
        drop(db);
        Ok(Self { app, asked, account, password, request })
    }
}

/// How an app says who it is.
enum Means {
    /// By its password alone.
    Key(String),
    /// By a name and the password.
    Password { user: String, password: String },
    /// By a name and a sum over the password.
    Token { user: String, token: String, salt: String },
}

impl Means {
    fn of(asked: &Asked) -> Result<Self, Refused> {
        let text = |name: &str| asked.given(name).map(str::to_owned);
        let is_named = ["u", "p", "t", "s"].iter().any(|name| asked.given(name).is_some());
        match (text("apiKey"), text("p"), text("t"), text("s")) {
            (Some(_), ..) if is_named => Err(Refused::conflicting()),
            (Some(key), ..) => Ok(Self::Key(key)),
            (None, Some(_), Some(_), _) => Err(Refused::conflicting()),
            (None, Some(password), None, _) => {
                Ok(Self::Password { user: asked.need("u")?.to_owned(), password: decoded(password) })
            }
            (None, None, Some(token), Some(salt)) => Ok(Self::Token { user: asked.need("u")?.to_owned(), token, salt }),
            (None, None, Some(_), None) => Err(Refused::missing("s")),
            (None, None, None, _) => Err(asked.need("u").err().unwrap_or_else(|| Refused::missing("p"))),
        }
    }
}

/// A password, which may be written as `enc:` and hexadecimal digits.
fn decoded(password: String) -> String {
    let hidden = password.strip_prefix("enc:").and_then(|digits| hex::decode(digits).ok());
    hidden.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or(password)
}

impl FromRequest for Caller {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asked = Asked::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move { Self::of(request, asked.await?).await })
    }
}
