//! The sandbox's pages: they play the payment provider's part, so that everything can be tried without money. They are there
//! only where the sandbox is the provider, which is on a loopback address without keys.

pub mod accounts;
pub mod checkouts;
pub mod customers;
pub mod desk;
pub mod room;
