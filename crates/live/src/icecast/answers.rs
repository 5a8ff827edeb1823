//! Answers in the words that sources and players look for.

use crate::source::Refusal;

/// An answer without a stream behind it.
pub(super) struct Reply {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
    with_body: bool,
    modern: bool,
    keeps: bool,
}

impl Reply {
    pub fn new(status: &'static str) -> Self {
        Self { status, headers: Vec::new(), body: String::new(), with_body: true, modern: false, keeps: false }
    }

    /// What a refusal is called, and its sentence.
    pub fn refusal(refusal: &Refusal) -> Self {
        let status = match refusal {
            Refusal::Unauthorized => "401 Unauthorized",
            Refusal::NoSuchMount => "404 Not Found",
            Refusal::MountInUse => "403 Mountpoint in use",
            Refusal::UnsupportedType => "415 Unsupported Media Type",
            Refusal::NotNow(_) => "403 Forbidden",
        };
        let reply = Self::new(status).words(&refusal.to_string());
        if *refusal == Refusal::Unauthorized {
            reply.header("WWW-Authenticate", "Basic realm=\"Tonewood\"")
        } else {
            reply
        }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn body(self, kind: &'static str, body: String) -> Self {
        let mut reply = self.header("Content-Type", kind).header("Cache-Control", "no-cache");
        reply.body = body;
        reply.header("Access-Control-Allow-Origin", "*")
    }

    /// A sentence for people.
    pub fn words(self, sentence: &str) -> Self {
        self.body("text/plain; charset=utf-8", format!("{sentence}\n"))
    }

    /// Whether in the words of HTTP/1.1.
    pub fn of(mut self, modern: bool) -> Self {
        self.modern = modern;
        self
    }

    /// Whether another request may follow.
    pub fn keeping(mut self, keeps: bool) -> Self {
        self.keeps = keeps;
        self
    }

    pub fn without_body(mut self) -> Self {
        self.with_body = false;
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let version = if self.modern { "HTTP/1.1" } else { "HTTP/1.0" };
        let mut text = format!("{version} {}\r\nServer: Tonewood\r\n", self.status);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        // A source that is told yes gets no length: its bytes come now.
        if self.keeps || !self.body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        text.push_str(if self.keeps { "Connection: keep-alive\r\n\r\n" } else { "Connection: close\r\n\r\n" });
        if self.with_body {
            text.push_str(&self.body);
        }
        text.into_bytes()
    }
}
