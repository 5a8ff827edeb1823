//! Cookies: `__Host-` and Secure where the instance is reached by https, plain on loopback.

use actix_web::cookie::{Cookie, SameSite, time::Duration};

use crate::app::App;

/// The cookies there are.
#[derive(Debug, Clone, Copy)]
pub enum Name {
    /// The token of a session.
    Session,
    /// A random word that a visitor's form tokens are bound to.
    Visitor,
    /// What the next page says once.
    Flash,
    /// Where a visitor goes on who is making an account.
    Next,
    /// What lets a browser into the show with this id: a signed word.
    Show(uuid::Uuid),
    /// What a guest is called in chats.
    ChatName,
}

impl Name {
    /// What it is called on this instance.
    #[must_use]
    pub fn on(self, app: &App) -> String {
        let word = match self {
            Self::Session => "tonewood_session".to_owned(),
            Self::Visitor => "tonewood_visitor".to_owned(),
            Self::Flash => "tonewood_flash".to_owned(),
            Self::Next => "tonewood_next".to_owned(),
            Self::ChatName => "tonewood_chat_name".to_owned(),
            Self::Show(id) => format!("tonewood_show_{}", id.simple()),
        };
        if app.secure { format!("__Host-{word}") } else { word }
    }
}

/// A cookie for the whole site that scripts cannot read; `days` 0 makes one that ends with the browser.
#[must_use]
pub fn make(app: &App, name: Name, value: String, days: i64) -> Cookie<'static> {
    let mut cookie =
        Cookie::build(name.on(app), value).path("/").http_only(true).same_site(SameSite::Lax).secure(app.secure);
    if days > 0 {
        cookie = cookie.max_age(Duration::days(days));
    }
    cookie.finish()
}

/// A cookie that removes the one of this name.
#[must_use]
pub fn remove(app: &App, name: Name) -> Cookie<'static> {
    let mut cookie = make(app, name, String::new(), 0);
    cookie.make_removal();
    cookie
}
