//! The rules of the house that no compiler knows. Every failure names the files and the rule.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod edges;
mod files;
mod jobs;
mod sizes;
mod templates;

use std::path::{Path, PathBuf};

/// The checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Folders of things that are made or fetched, not written.
const NOT_OURS: [&str; 6] = [".git", "target", "node_modules", "dist", "dist.next", "data"];

/// Every file below `folder` that was written for this project.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_symlink() || NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn files_ending(folder: &str, ending: &str) -> Vec<PathBuf> {
    files(&root().join(folder)).into_iter().filter(|path| path.to_str().unwrap().ends_with(ending)).collect()
}

/// All Rust sources of the workspace.
fn sources() -> Vec<PathBuf> {
    ["crates", "server", "worker"].iter().flat_map(|folder| files_ending(folder, ".rs")).collect()
}

/// A path as people write it.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

#[track_caller]
fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}
