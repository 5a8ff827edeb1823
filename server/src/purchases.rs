//! Buying: the box beside a release, the form, the way to the payment provider and back, and what was bought.

pub mod buying;
pub mod checkout;
pub mod create;
pub mod files;
pub mod form;
pub mod goods;
pub mod held;
pub mod index;
pub mod new;
pub mod payment;
pub mod show;
pub mod split;
pub mod ticket;
