//! ActivityPub: what the instance says to other servers, and what it takes from them.
//!
//! The crate knows the model and the addresses; it knows no page. What is sent stands in [`objects`] (shapes) and [`outbox`]
//! (to whom); [`delivery`] brings it there. What comes goes through [`inbox`], which trusts nothing before [`signatures`] has
//! verified it. Every request to another server goes through [`client`].
//! To add an activity: a file in `activities/`, a line in `inbox.rs`, a row in FEDERATION.md.

pub mod activities;
pub mod client;
pub mod context;
pub mod delivery;
pub mod error;
pub mod facts;
pub mod inbox;
pub mod keys;
pub mod nodeinfo;
pub mod objects;
pub mod outbox;
pub mod own_keys;
pub mod remote;
pub mod signatures;
pub mod webfinger;

pub use context::Federation;
pub use error::FederationError;
