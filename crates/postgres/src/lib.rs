//! A PostgreSQL that belongs to this process: found, initialised, started as a child, stopped with it.
//!
//! It listens on a Unix socket only. However this process ends, the server ends too: the kernel sends it a signal
//! when the thread that started it is gone. A lock in the data folder keeps a second one out; other commands find
//! the running one with [`Embedded::connect_running`].
//!
//! This crate must not know what is in the database: it makes an empty one called `tonewood`.

mod binaries;
mod checks;
mod cluster;
mod embedded;
mod error;
mod lock;
mod owner;
mod pidfile;
mod server;
mod socket;
mod wire;

pub use embedded::{DATABASE, Embedded, Options};
pub use error::PostgresError;
pub use socket::Socket;
