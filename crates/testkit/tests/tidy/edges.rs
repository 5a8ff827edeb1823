use std::collections::BTreeMap;

use crate::{assert_none, files_ending, root};

/// Who may know whom. A leaf knows nobody.
const ALLOWED: [(&str, &[&str]); 17] = [
    ("config", &[]),
    ("urls", &[]),
    ("media", &[]),
    ("fourier", &[]),
    ("live", &[]),
    ("storage", &[]),
    ("search", &[]),
    ("mail", &[]),
    ("payments", &[]),
    ("postgres", &[]),
    ("demo", &[]),
    ("model", &["urls"]),
    ("federation", &["model", "urls"]),
    ("tonewood-media", &["fourier", "media"]),
    ("worker", &["federation", "model", "media", "live", "storage", "search", "mail", "payments", "urls", "config"]),
    ("testkit", &["postgres"]),
    (
        "tonewood",
        &[
            "config",
            "demo",
            "federation",
            "live",
            "mail",
            "media",
            "model",
            "payments",
            "postgres",
            "search",
            "storage",
            "urls",
            "worker",
        ],
    ),
];

/// What the tests of a crate may know besides: the kit, and for the two on top everything below them.
fn allowed_in_tests(name: &str, dependency: &str) -> bool {
    dependency == "testkit" || matches!(name, "worker" | "tonewood") && dependency != "tonewood"
}

fn manifests() -> BTreeMap<String, toml::Table> {
    let paths = ["crates", "server", "worker"].iter().flat_map(|folder| files_ending(folder, "Cargo.toml"));
    let parsed = paths.map(|path| toml::from_str::<toml::Table>(&std::fs::read_to_string(path).unwrap()).unwrap());
    parsed.map(|manifest| (manifest["package"]["name"].as_str().unwrap().to_owned(), manifest)).collect()
}

/// Names in every table called `kind`, also those for one platform only.
fn dependencies(manifest: &toml::Table, kind: &str) -> Vec<String> {
    let named = |table: &toml::Table| table.get(kind).and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let mut names: Vec<String> = named(manifest).keys().cloned().collect();
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        names.extend(
            targets.values().flat_map(|target| named(target.as_table().unwrap()).keys().cloned().collect::<Vec<_>>()),
        );
    }
    names
}

#[test]
fn crates_know_only_what_is_below_them() {
    let manifests = manifests();
    let mut broken = Vec::new();
    for (name, manifest) in &manifests {
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| known == name) else {
            broken.push(format!("{name} stands in no row of the table in this test"));
            continue;
        };
        let ours = |kind: &str| dependencies(manifest, kind).into_iter().filter(|name| manifests.contains_key(name));
        for dependency in ours("dependencies").chain(ours("build-dependencies")) {
            if !allowed.contains(&dependency.as_str()) {
                broken.push(format!("{name} -> {dependency}"));
            }
        }
        for dependency in ours("dev-dependencies") {
            if !allowed.contains(&dependency.as_str()) && !allowed_in_tests(name, &dependency) {
                broken.push(format!("{name} -> {dependency} (in its tests)"));
            }
        }
    }
    assert_none(&broken, "these edges are not drawn in docs/ARCHITECTURE.md");
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let without: Vec<_> = manifests()
        .into_iter()
        .filter(|(_, manifest)| {
            manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool) != Some(true)
        })
        .map(|(name, _)| name)
        .collect();
    assert_none(&without, "these crates lack `lints.workspace = true`");
}

#[test]
fn the_lock_file_is_there() {
    assert!(root().join("Cargo.lock").is_file());
}
