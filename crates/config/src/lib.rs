//! Every setting of an instance: one [`Settings`] value, made once at the start.
//!
//! A setting is looked up in this order: flag, `TONEWOOD_…` environment variable, TOML file, default.
//! Every one has a default that works, so an instance starts with no settings at all.
//!
//! This crate is the only reader of the environment and of the settings file. It must not know what a
//! setting is used for: it opens no database, no blob, no socket.
//!
//! **To add a setting**: a row in [`KEYS`], a field in [`Settings`] and a line in `Settings::build`, a line
//! in `Settings::effective`, and a row in `docs/operating/settings.md`. Tests name what was forgotten.

mod error;
mod keys;
mod layers;
mod overrides;
mod parse;
mod print;
mod secret;
mod settings;
mod surroundings;

pub use error::ConfigError;
pub use keys::{KEYS, Key};
pub use layers::Source;
pub use overrides::Overrides;
pub use secret::Secret;
pub use settings::{LiveSettings, LiveTls, SearchSettings, SourceListen};
pub use settings::{LogFormat, MetricsListen, Registration, Settings, StorageSettings, StripeKeys, TrustedProxies};
pub use surroundings::Surroundings;
