//! The domain: one module per noun, with its types, rules and queries. All SQL is here.
//!
//! This crate knows PostgreSQL and the addresses of the instance; it knows no web framework, no file and no codec.
//! To add a noun: a migration, its table in `schema.rs`, its id in `ids.rs`, a module named like the table.

mod sql_types;

pub mod account_links;
pub mod account_mails;
pub mod accounts;
pub mod activities;
pub mod actor_blocks;
pub mod actor_keys;
pub mod actors;
pub mod api_tokens;
pub mod artists;
pub mod changes;
pub mod credits;
pub mod database;
pub mod deliveries;
pub mod domain_blocks;
pub mod downloads;
pub mod encodings;
pub mod entitlements;
pub mod extras;
pub mod federated;
pub mod feeds;
pub mod fields;
pub mod follows;
pub mod handles;
pub mod ids;
pub mod images;
pub mod instance;
pub mod inventory;
pub mod isrc;
pub mod jobs;
pub mod languages;
pub mod licences;
pub mod lrc;
pub mod markdown;
pub mod masters;
pub mod members;
pub mod money;
pub mod notices;
pub mod notifications;
pub mod passwords;
pub mod peers;
pub mod places;
pub mod posts;
pub mod queue;
pub mod reactions;
pub mod received;
pub mod releases;
pub mod remote_releases;
pub mod reports;
pub mod schema;
pub mod secrets;
pub mod sessions;
pub mod slugs;
pub mod throttles;
pub mod tokens;
pub mod tracks;
pub mod upc;
pub mod uploads;

pub use database::{Connection, DatabaseError, Pool, Pooled};
pub use sql_types::UnknownWord;
