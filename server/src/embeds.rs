//! Players that stand in other people's pages: a release, a track, a playlist or a show. They know no account, set no cookie and
//! are the only pages of ours that may be framed.

pub mod code;
pub mod player;
pub mod show;
