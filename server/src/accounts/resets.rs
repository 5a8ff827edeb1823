//! Setting a new password without knowing the old one, by a link in a mail.

pub mod create;
pub mod edit;
pub mod new;
pub mod update;
