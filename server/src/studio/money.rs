//! An artist's money: how it sells, its account with the payment provider, what it earned, what it shares.
//!
//! Whoever manages an artist reads this; only its owners change it.

pub mod account;
pub mod chart;
pub mod desk;
pub mod index;
pub mod onboarding;
pub mod settings;
pub mod show;
pub mod splits;
pub mod statements;
pub mod update;
