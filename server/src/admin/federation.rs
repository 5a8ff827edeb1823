//! How the instance gets on with other servers, as admins see it.

pub mod index;
pub mod replay;
