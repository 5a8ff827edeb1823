//! What mounts there are, in the words of Icecast: a playlist of one entry, and the status that directories and widgets read.

use serde_json::{Map, Value, json};

/// The state of all mounts that everybody may know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The host.
    pub host: String,
    /// How to reach who runs it; may be empty.
    pub admin: String,
    /// What the place is called; may be empty.
    pub location: String,
    /// Since when the server runs, in ISO 8601.
    pub started: String,
    /// The mounts.
    pub sources: Vec<MountStatus>,
}

/// The state of a mount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MountStatus {
    /// Its whole address.
    pub address: String,
    /// Its name.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Its genre; may be empty.
    pub genre: String,
    /// What plays; may be empty.
    pub title: String,
    /// Whose it is; may be empty.
    pub artist: String,
    /// Listeners now.
    pub listeners: usize,
    /// Most listeners at once.
    pub listener_peak: usize,
    /// Media type of its bytes.
    pub content_type: String,
    /// Thousands of bits per second, where known.
    pub bitrate: Option<u32>,
    /// Since when there is a stream, in ISO 8601.
    pub started: String,
}

/// A playlist of one stream.
#[must_use]
pub fn m3u(address: &str, name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    format!("#EXTM3U\n#EXTINF:-1,{name}\n{address}\n")
}

/// The status as JSON. As Icecast has it, `source` is an object when there is one, a list when there are more.
#[must_use]
pub fn status_json(status: &Status) -> String {
    let mut sources: Vec<Value> = status.sources.iter().map(source).collect();
    let mut all = Map::new();
    all.insert("admin".to_owned(), json!(status.admin));
    all.insert("host".to_owned(), json!(status.host));
    all.insert("location".to_owned(), json!(status.location));
    all.insert("server_id".to_owned(), json!("Tonewood"));
    all.insert("server_start_iso8601".to_owned(), json!(status.started));
    let source = if sources.len() > 1 { Some(Value::Array(sources)) } else { sources.pop() };
    match source {
        Some(source) => all.insert("source".to_owned(), source),
        None => all.insert("dummy".to_owned(), Value::Null),
    };
    json!({ "icestats": all }).to_string()
}

fn source(mount: &MountStatus) -> Value {
    let mut all = Map::new();
    let mut words = |name: &str, value: &str| {
        if !value.is_empty() {
            all.insert(name.to_owned(), json!(value));
        }
    };
    words("artist", &mount.artist);
    words("genre", &mount.genre);
    words("server_description", &mount.description);
    words("title", &mount.title);
    words("listenurl", &mount.address);
    words("server_name", &mount.name);
    words("server_type", &mount.content_type);
    words("stream_start_iso8601", &mount.started);
    if let Some(bitrate) = mount.bitrate {
        all.insert("bitrate".to_owned(), json!(bitrate));
    }
    all.insert("listener_peak".to_owned(), json!(mount.listener_peak));
    all.insert("listeners".to_owned(), json!(mount.listeners));
    all.insert("dummy".to_owned(), Value::Null);
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_has_the_shape_of_icecast() {
        let mount = MountStatus {
            address: "http://h:8000/set".to_owned(),
            listeners: 3,
            bitrate: Some(128),
            ..MountStatus::default()
        };
        let of = |sources: Vec<MountStatus>| -> Value {
            serde_json::from_str(&status_json(&Status { host: "h".to_owned(), sources, ..Status::default() })).unwrap()
        };
        assert!(of(vec![])["icestats"].get("source").is_none());
        let one = of(vec![mount.clone()]);
        assert_eq!(one["icestats"]["source"]["listenurl"], "http://h:8000/set");
        assert_eq!(one["icestats"]["source"]["listeners"], 3);
        assert_eq!(one["icestats"]["source"]["bitrate"], 128);
        assert!(one["icestats"]["source"].get("title").is_none());
        assert_eq!(of(vec![mount.clone(), mount])["icestats"]["source"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_playlist_is_one_stream() {
        assert_eq!(m3u("http://h/x", "A\nB"), "#EXTM3U\n#EXTINF:-1,AB\nhttp://h/x\n");
    }
}
