//! Search: the page, what it says while somebody types, and its description for browsers. What finds is `crate::app::App::search`;
//! what is shown of what was found comes from the database, which is asked again whether everybody may see it.

pub mod asked;
pub mod description;
mod facets;
pub mod plain;
pub mod results;
pub mod show;
pub mod suggestions;
