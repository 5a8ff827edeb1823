//! Memberships: joining an artist's tier, and one's own memberships.

pub mod cancellation;
pub mod checkout;
pub mod create;
pub mod feed;
pub mod form;
pub mod index;
pub mod new;
pub mod offer;
pub mod own;
pub mod portal;
pub mod show;
pub mod tier;
pub mod till;
pub mod words;
