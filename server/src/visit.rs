//! A visit: one request for a page, and who makes it. Every page handler takes a [`Visit`], or a [`SignedIn`] or [`Admin`]
//! where nobody else may come.

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use model::Pooled;
use model::accounts::Account;
use model::entitlements::Who;
use model::sessions::Session;

use crate::app::App;
use crate::assets::Assets;
use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::media::grant;
use crate::page::{Flash, Page, Viewer};
use crate::security::Nonce;
use crate::studio::speaking;
use crate::{csrf, flash};

/// One request for a page.
#[derive(Clone)]
pub struct Visit {
    /// The instance.
    pub app: web::Data<App>,
    /// The request.
    pub request: HttpRequest,
    /// The session and account of whoever is signed in.
    pub session: Option<(Session, Account)>,
    /// What form tokens are bound to: the session's cookie, else the visitor's.
    bound_to: Option<String>,
}

/// The word a visitor's forms will be bound to; the security middleware sends it as a cookie.
pub struct NewVisitor(pub String);

/// How many reports wait, for an admin's pages.
struct OpenReports(i64);

/// How much the account's artists have not read, for the studio's pages.
struct Unread(i64);

/// How much the fan has not read, for the pages named in [`OF_FANS`].
struct News(i64);

/// Where the pages begin that are about what somebody follows and keeps.
const OF_FANS: [&str; 5] = ["/feed", "/follows", "/library", "/notifications", "/account"];

impl Visit {
    /// A connection from the pool.
    ///
    /// # Errors
    /// When the database does not answer: 503.
    pub async fn db(&self) -> Result<Pooled, PageError> {
        self.app.db().await
    }

    /// Who is signed in.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        self.session.as_ref().map(|(_, account)| account)
    }

    /// The common part of a page.
    #[must_use]
    pub fn page(&self, title: &str) -> Page {
        let nonce = self.request.extensions().get::<Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default();
        Page {
            title: title.to_owned(),
            site_name: self.app.name().to_owned(),
            nonce,
            path: self.request.path().to_owned(),
            base_url: self.app.base_url.clone(),
            csrf: self.bound_to.as_deref().map(|cookie| csrf::token(&self.app, cookie)).unwrap_or_default(),
            viewer: self.account().map(Viewer::from),
            flash: self.flash(),
            // A debug build reads the disk, where the front end may have been built anew since the start.
            assets: if cfg!(debug_assertions) { Assets::load() } else { self.app.assets.clone() },
            hue: "h-255 k-30".to_owned(),
            noindex: false,
            seeding: crate::seeding::progress(),
            open_reports: self.request.extensions().get::<OpenReports>().map_or(0, |open| open.0),
            unread: self.request.extensions().get::<Unread>().map_or(0, |unread| unread.0),
            news: self.request.extensions().get::<News>().map_or(0, |news| news.0),
        }
    }

    /// The common part of a page with a form for visitors: binds it to a cookie of theirs.
    ///
    /// # Errors
    /// When there are no random bytes.
    pub fn form_page(&self, title: &str) -> Result<Page, PageError> {
        let mut page = self.page(title);
        if page.csrf.is_empty() {
            let word = model::tokens::random("").map_err(PageError::internal)?;
            page.csrf = csrf::token(&self.app, &word);
            self.request.extensions_mut().insert(NewVisitor(word));
        }
        Ok(page)
    }

    /// Whether a form's token is one that was given to this visitor.
    #[must_use]
    pub fn holds(&self, token: &str) -> bool {
        self.bound_to.as_deref().is_some_and(|cookie| csrf::matches(&self.app, cookie, token))
    }

    /// A word for this browser that says nothing about it: the same as long as its session or its visitor's cookie lasts.
    #[must_use]
    pub fn browser(&self) -> String {
        self.bound_to.as_deref().map(|cookie| hex::encode(model::tokens::hash(cookie))).unwrap_or_default()
    }

    /// 303 to `path`.
    #[must_use]
    pub fn redirect(&self, path: &str) -> HttpResponse {
        HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
    }

    /// 303 to `path`, whose page says `text` as good news.
    #[must_use]
    pub fn redirect_saying(&self, path: &str, text: &str) -> HttpResponse {
        self.redirect_with(path, "good", text)
    }

    /// 303 to `path`, whose page says `text` as a warning.
    #[must_use]
    pub fn redirect_warning(&self, path: &str, text: &str) -> HttpResponse {
        self.redirect_with(path, "bad", text)
    }

    /// The same request by nobody in particular: what stands in other people's pages knows no account.
    #[must_use]
    pub fn without_account(mut self) -> Self {
        self.session = None;
        self.bound_to = None;
        self
    }

    /// The address the request came from, behind trusted proxies the one they name.
    #[must_use]
    pub fn peer(&self) -> String {
        peer_of(&self.app, &self.request)
    }

    /// As whom it comes to music.
    #[must_use]
    pub fn who(&self) -> Who {
        match self.account() {
            Some(account) => Who::Account(account.id),
            None => Who::Visitor(grant::listener(&self.app, &self.peer(), &self.user_agent())),
        }
    }

    /// What the browser calls itself.
    #[must_use]
    pub fn user_agent(&self) -> String {
        self.request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    fn redirect_with(&self, path: &str, kind: &str, text: &str) -> HttpResponse {
        let at = path.split_once('#').map_or("", |(_, at)| at);
        let cookie = cookies::make(&self.app, Name::Flash, flash::encode(kind, at, text), 0);
        HttpResponse::SeeOther().insert_header((header::LOCATION, path)).cookie(cookie).finish()
    }

    fn flash(&self) -> Option<Flash> {
        let cookie = self.request.cookie(&Name::Flash.on(&self.app))?;
        flash::decode(cookie.value())
    }

    /// The page asked for; where a form was sent, the page it stood on.
    fn page_to_come_back_to(&self) -> String {
        if self.request.method().is_safe() {
            return self.request.uri().to_string();
        }
        let header = |name| self.request.headers().get(name).and_then(|value| value.to_str().ok());
        let before = header(header::REFERER).and_then(|address| address.split_once("://")?.1.split_once('/'));
        match before {
            Some((host, path)) if Some(host) == header(header::HOST) => format!("/{path}"),
            _ => "/".to_owned(),
        }
    }

    async fn of(request: HttpRequest) -> Result<Self, PageError> {
        let app = request
            .app_data::<web::Data<App>>()
            .cloned()
            .ok_or_else(|| PageError::internal("no App in the application's data"))?;
        let cookie = |name: Name| request.cookie(&name.on(&app)).map(|cookie| cookie.value().to_owned());
        let token = cookie(Name::Session);
        let session = match &token {
            Some(token) => {
                let mut connection = app.db().await?;
                model::sessions::find(&mut connection, token).await?
            }
            None => None,
        };
        let bound_to = if session.is_some() { token } else { cookie(Name::Visitor) };
        Ok(Self { app, request, session, bound_to })
    }
}

/// The address a request came from, behind trusted proxies the one they name.
#[must_use]
pub fn peer_of(app: &App, request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr().map(|addr| addr.ip()) else { return String::new() };
    if app.settings.trusted_proxies.contains(peer)
        && let Some(forwarded) = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok())
        && let Some(last) = forwarded.rsplit(',').next()
    {
        return last.trim().chars().take(64).collect();
    }
    peer.to_string()
}

impl FromRequest for Visit {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::of(request.clone()))
    }
}

/// A visit by somebody who is signed in; others are sent to the sign-in form.
pub struct SignedIn {
    /// The visit.
    pub visit: Visit,
    /// Who it is.
    pub account: Account,
    /// Through which session.
    pub session: Session,
}

impl Deref for SignedIn {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl FromRequest for SignedIn {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visit = Visit::of(request).await?;
            let Some((session, account)) = visit.session.clone() else {
                return Err(PageError::sign_in(&visit.page_to_come_back_to()));
            };
            let signed_in = Self { visit, account, session };
            if signed_in.request.method().is_safe() && signed_in.request.path().starts_with("/studio") {
                let unread = speaking::unread(&mut *signed_in.db().await?, &signed_in).await?;
                signed_in.request.extensions_mut().insert(Unread(unread));
            }
            if signed_in.request.method().is_safe()
                && OF_FANS.iter().any(|page| signed_in.request.path().starts_with(page))
            {
                let db = &mut *signed_in.db().await?;
                let unread = model::notifications::unread_of_fan(db, signed_in.account.id).await?;
                signed_in.request.extensions_mut().insert(News(unread));
            }
            Ok(signed_in)
        })
    }
}

/// A visit by an admin; for others the page does not exist.
pub struct Admin(pub SignedIn);

impl Deref for Admin {
    type Target = SignedIn;
    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl FromRequest for Admin {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let signed_in = signed_in.await?;
            if !signed_in.account.is_admin {
                return Err(PageError::not_found());
            }
            let open = model::reports::count_open(&mut *signed_in.db().await?).await?;
            signed_in.request.extensions_mut().insert(OpenReports(open));
            Ok(Self(signed_in))
        })
    }
}
