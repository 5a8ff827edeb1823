//! The books of the instance, for its admins.

pub mod check;
pub mod costs;
pub mod show;
pub mod tax_rates;
pub mod taxes;
