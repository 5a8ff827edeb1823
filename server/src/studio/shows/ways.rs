//! How tools connect to a show: servers, ports, mounts, and settings that are ready to be pasted.

use config::Settings;

use super::recipes::{self, Recipe};
use crate::app::App;

/// What stands for a key that is not known any more.
pub const NO_KEY: &str = "YOUR_KEY";

/// A protocol, with what its tools ask for.
#[derive(Debug, Clone)]
pub struct Way {
    /// Its name, and for what.
    pub name: &'static str,
    /// What the tool asks for.
    pub fields: Vec<Field>,
    /// Settings of tools.
    pub recipes: Vec<Recipe>,
}

/// Something that a tool asks for.
#[derive(Debug, Clone)]
pub struct Field {
    /// What the tool calls it.
    pub name: &'static str,
    /// What goes there.
    pub value: String,
    /// Whether it can be copied: not where it only stands for a key.
    pub copies: bool,
}

/// Where a show is fed.
#[derive(Debug, Clone)]
pub struct Place {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The mount, without its slash.
    pub mount: String,
    /// The key, or what stands for it.
    pub key: String,
}

/// The ways that this instance takes, with `key` filled in; empty for a key that is not known.
#[must_use]
pub fn of(app: &App, mount: &str, key: &str) -> Vec<Way> {
    let key = if key.is_empty() { NO_KEY } else { key };
    let place = |port| Place { host: host(&app.settings), port, mount: mount.to_owned(), key: key.to_owned() };
    let open = app.edge.addresses();
    let mut ways = Vec::new();
    if let Some(address) = open.icecast {
        ways.push(icecast(&place(address.port())));
    }
    let rtmps = open.rtmps.map(|address| ("rtmps", address.port()));
    if let Some((scheme, port)) = rtmps.or_else(|| open.rtmp.map(|address| ("rtmp", address.port()))) {
        ways.push(rtmp(scheme, &place(port)));
    }
    ways
}

fn icecast(place: &Place) -> Way {
    Way {
        name: "Icecast: butt, Mixxx, ffmpeg, liquidsoap and nearly every other",
        fields: vec![
            field("Server", &place.host),
            field("Port", &place.port.to_string()),
            field("Mount", &format!("/{}", place.mount)),
            field("User", "source"),
            field("Password", &place.key),
        ],
        recipes: recipes::icecast(place),
    }
}

fn rtmp(scheme: &str, place: &Place) -> Way {
    let server = format!("{scheme}://{}:{}/{}", place.host, place.port, place.mount);
    Way {
        name: "RTMP: OBS",
        recipes: recipes::rtmp(&server, place),
        fields: vec![field("Server", &server), field("Stream key", &place.key)],
    }
}

fn field(name: &'static str, value: &str) -> Field {
    Field { name, value: value.to_owned(), copies: value != NO_KEY }
}

/// The host that tools connect to: that of the public address.
#[must_use]
pub fn host(settings: &Settings) -> String {
    settings.public_url().host_str().map(str::to_owned).unwrap_or_default()
}
