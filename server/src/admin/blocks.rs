//! Domain blocks as admins set them, and the list of those servers that alone are spoken with.

pub mod allows;
pub mod create;
pub mod delete;
pub mod export;
pub mod import;
pub mod index;
pub mod mode;

use model::domain_blocks::effects::Severed;

/// Where the page is.
const PAGE: &str = "/admin/blocks";

/// What a block cut off, as a sentence to stand behind another; empty when that was nothing.
fn cut_off(severed: Severed) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = [
        counted(severed.follows, "follow ended", "follows ended"),
        counted(severed.deliveries, "delivery was given up", "deliveries were given up"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { String::new() } else { format!(" {}.", parts.join(", ")) }
}
