//! One request for a file of a show, by somebody who was let in.

use std::net::IpAddr;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use model::entitlements::Listener;
use model::show_sessions::Delivery;
use model::shows::{Gate, Show};

use super::Stage;
use crate::app::App;
use crate::error::PageError;
use crate::live::clients;
use crate::live::gate::Entry;
use crate::live::listens::Start;
use crate::media::grant;
use crate::visit;

/// One request.
pub struct Asked<'a> {
    pub app: &'a App,
    pub request: &'a HttpRequest,
    pub show: &'a Show,
    pub entry: &'a Entry,
    pub stage: Stage,
}

impl Asked<'_> {
    /// Whether everybody may have it.
    pub fn is_open(&self) -> bool {
        self.show.gate == Gate::Open && self.entry.word.is_none()
    }

    /// Whether one more may listen with this pass. Who listens already may go on.
    pub async fn has_room(&self) -> Result<bool, PageError> {
        let Some((pass, most)) = self.entry.limit(self.show) else { return Ok(true) };
        let listens = &self.app.edge.listens;
        if listens.knows(self.show.id, self.listener()) {
            return Ok(true);
        }
        listens.has_room(&self.app.pool, self.show.id, (&pass, most)).await.map_err(PageError::unavailable)
    }

    /// Counts whoever asks for sound as a listener; `false` if its pass is good for no more.
    pub async fn listens(&self) -> Result<bool, PageError> {
        let start = || Start {
            show: self.show.id,
            delivery: Delivery::Hls,
            client: clients::name(self.text(header::USER_AGENT.as_str()).unwrap_or_default()),
            country: self.country(),
            pass: self.entry.limit(self.show),
        };
        let listens = &self.app.edge.listens;
        let heard = listens.hear(&self.app.pool, (self.show.id, self.listener()), start).await;
        heard.map_err(PageError::unavailable)
    }

    /// Lets pages elsewhere play what is everybody's.
    pub fn allow_players(&self, answer: &mut HttpResponse) {
        if self.is_open() {
            answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
        }
    }

    fn listener(&self) -> Listener {
        let peer = visit::peer_of(self.app, self.request);
        grant::listener(self.app, &peer, self.text(header::USER_AGENT.as_str()).unwrap_or_default())
    }

    /// What a header says of the country is believed where forwarding headers are.
    fn country(&self) -> String {
        let countries = &self.app.edge.countries;
        let peer = self.request.peer_addr().map(|peer| peer.ip());
        let is_believed = peer.is_some_and(|peer| self.app.settings.trusted_proxies.contains(peer));
        let said = countries.header().filter(|_| is_believed).and_then(|name| self.text(name));
        let address: Option<IpAddr> = visit::peer_of(self.app, self.request).parse().ok();
        countries.find(said, address)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name).and_then(|value| value.to_str().ok())
    }
}
