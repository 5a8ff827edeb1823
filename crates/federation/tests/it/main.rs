//! What other servers send, against a database alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod captured;
